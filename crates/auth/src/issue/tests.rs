//! The claims a minted token carries.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{AccessTokenRequest, Grant, mint, service_principal_id};
use crate::test_support::{CLIENT, NOW, TENANT, key, origin, request, ring};

fn parts(token: &str) -> (Value, Value) {
    let mut parts = token.split('.').map(|part| URL_SAFE_NO_PAD.decode(part).unwrap());
    let mut next = || serde_json::from_slice(&parts.next().unwrap()).unwrap();
    (next(), next())
}

#[test]
fn an_application_token_has_roles_and_no_scp() {
    let origin = origin();
    let companies = [Uuid::from_u128(5)];
    let grant = Grant::Application { roles: vec!["Financials.ReadWrite.All".to_owned()] };
    let token =
        mint(&ring(), &AccessTokenRequest { companies: &companies, ..request(&origin, grant) }).unwrap();
    let (header, mut claims) = parts(&token);
    assert_eq!(header, json!({ "typ": "JWT", "alg": "RS256", "kid": key(0).kid }));
    let uti = claims.as_object_mut().unwrap().remove("uti").unwrap();
    assert_eq!(uti.as_str().unwrap().len(), 22);
    let object_id = service_principal_id(TENANT, CLIENT).to_string();
    assert_eq!(
        claims,
        json!({
            "ver": "2.0", "iss": format!("http://127.0.0.1:8080/{TENANT}/v2.0"),
            "aud": "https://graph.microsoft.com", "azp": CLIENT.to_string(), "azpacr": "1",
            "oid": object_id, "sub": object_id, "tid": TENANT.to_string(),
            "iat": NOW, "nbf": NOW, "exp": NOW + 3600,
            "roles": ["Financials.ReadWrite.All"],
            "funchal_companies": ["00000000-0000-0000-0000-000000000005"],
        })
    );
}

#[test]
fn a_delegated_token_has_scp_and_a_user_name() {
    let scopes = vec!["Financials.ReadWrite.All".to_owned(), "user_impersonation".to_owned()];
    let grant = Grant::Delegated { scopes, user_name: "meg@contoso.example".to_owned() };
    let origin = origin();
    let (_, claims) = parts(&mint(&ring(), &request(&origin, grant)).unwrap());
    assert_eq!(claims["scp"], "Financials.ReadWrite.All user_impersonation");
    assert_eq!(claims["preferred_username"], "meg@contoso.example");
    assert_eq!(claims.get("roles"), None);
    assert_eq!(claims.get("funchal_companies"), None);
}

#[test]
fn every_token_has_its_own_id() {
    let origin = origin();
    let grant = Grant::Application { roles: Vec::new() };
    let request = request(&origin, grant);
    assert_ne!(mint(&ring(), &request).unwrap(), mint(&ring(), &request).unwrap());
    assert_ne!(service_principal_id(TENANT, CLIENT), service_principal_id(CLIENT, TENANT));
}
