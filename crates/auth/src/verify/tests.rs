//! Good tokens, what is read from them, and the edges of their lifetime.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{own_token, unverified_key_id};
use crate::audiences::Audiences;
use crate::issue::{AccessTokenRequest, Grant, mint};
use crate::principal::{Permissions, Principal, PrincipalKind};
use crate::refusal::Refusal;
use crate::test_support::{
    CLIENT, NOW, application_token, good_claims, good_header, key, origin, request, ring, signed,
    signed_claims,
};

fn check(token: &str, now: i64) -> Result<Principal, Refusal> {
    own_token(&ring(), &Audiences::standard(), token, now)
}

#[test]
fn five_minutes_of_leeway_on_both_sides() {
    let token = application_token(&ring(), &[]);
    let cases = [
        (NOW - 301, Err(Refusal::NotYetValid)),
        (NOW - 300, Ok(())),
        (NOW, Ok(())),
        (NOW + 3600, Ok(())),
        (NOW + 3899, Ok(())),
        (NOW + 3900, Err(Refusal::Expired)),
        (i64::MAX, Err(Refusal::Expired)),
        (i64::MIN, Err(Refusal::NotYetValid)),
    ];
    for (now, expected) in cases {
        assert_eq!(check(&token, now).map(|_| ()), expected, "{}", now.saturating_sub(NOW));
    }
}

#[test]
fn permissions_are_read_from_where_they_belong() {
    let none = Permissions::NONE;
    let (financials, api, user) = (
        Permissions::FINANCIALS_READ_WRITE_ALL,
        Permissions::API_READ_WRITE_ALL,
        Permissions::USER_IMPERSONATION,
    );
    let cases = [
        (json!({}), PrincipalKind::Application, none),
        (json!({ "roles": [] }), PrincipalKind::Application, none),
        (json!({ "roles": ["Financials.ReadWrite.All"] }), PrincipalKind::Application, financials),
        (json!({ "roles": ["API.ReadWrite.All", "Mail.Read"] }), PrincipalKind::Application, api),
        (
            json!({ "roles": ["user_impersonation", "financials.readwrite.all"] }),
            PrincipalKind::Application,
            none,
        ),
        (json!({ "scp": "" }), PrincipalKind::Delegated, none),
        (json!({ "scp": "User.Read  Financials.ReadWrite.All" }), PrincipalKind::Delegated, financials),
        (json!({ "scp": "user_impersonation API.ReadWrite.All" }), PrincipalKind::Delegated, user),
        (
            json!({ "scp": "user_impersonation", "roles": ["API.ReadWrite.All"] }),
            PrincipalKind::Delegated,
            api.union(user),
        ),
        (json!({ "scp": "XFinancials.ReadWrite.All" }), PrincipalKind::Delegated, none),
        (json!({ "scope": "Financials.ReadWrite.All" }), PrincipalKind::Application, none),
    ];
    for (extra, kind, permissions) in cases {
        let mut claims = good_claims();
        claims.remove("roles");
        claims.extend(extra.as_object().unwrap().clone());
        let principal = check(&signed_claims(&claims), NOW).unwrap();
        assert_eq!((principal.kind, principal.permissions), (kind, permissions), "{extra}");
    }
}

#[test]
fn a_delegated_token_tells_the_user_and_the_client() {
    let (origin, user) = (origin(), Uuid::from_u128(42));
    let scopes = vec!["Financials.ReadWrite.All".to_owned()];
    let grant = Grant::Delegated { scopes, user_name: "meg@contoso.example".to_owned() };
    let token = mint(&ring(), &AccessTokenRequest { object_id: user, ..request(&origin, grant) }).unwrap();
    let principal = check(&token, NOW).unwrap();
    assert_eq!(principal.user_name.as_deref(), Some("meg@contoso.example"));
    assert_eq!((principal.object_id, principal.client_id), (user.to_string(), CLIENT.to_string()));
    assert_eq!((principal.kind, principal.expires_at_unix_seconds), (PrincipalKind::Delegated, NOW + 3600));
}

#[test]
fn a_restriction_to_companies_holds() {
    let (origin, mine) = (origin(), [Uuid::from_u128(1), Uuid::from_u128(2)]);
    let grant = Grant::Application { roles: Vec::new() };
    let token = mint(&ring(), &AccessTokenRequest { companies: &mine, ..request(&origin, grant) }).unwrap();
    let restricted = check(&token, NOW).unwrap();
    assert!(restricted.may_see_company(&mine[1]) && !restricted.may_see_company(&Uuid::from_u128(3)));
    let free = check(&application_token(&ring(), &[]), NOW).unwrap();
    assert!(free.may_see_company(&Uuid::from_u128(3)));
    let mut claims = good_claims();
    claims.insert("funchal_companies".to_owned(), json!([]));
    assert!(!check(&signed_claims(&claims), NOW).unwrap().may_see_company(&mine[0]));
}

#[test]
fn every_accepted_audience_is_accepted_with_and_without_slash() {
    for audience in [
        "https://graph.microsoft.com",
        "00000003-0000-0000-c000-000000000000",
        "https://api.businesscentral.dynamics.com",
        "996def3d-b36c-4153-8607-a6fd3c01b89f",
        "api://funchal",
    ] {
        for slash in ["", "/"] {
            let mut claims = good_claims();
            claims.insert("aud".to_owned(), json!(format!("{audience}{slash}")));
            assert!(check(&signed_claims(&claims), NOW).is_ok(), "{audience}{slash}");
        }
    }
}

#[test]
fn harmless_variety_is_tolerated() {
    let mut tokens = Vec::new();
    for (name, value) in [
        ("typ", json!("jwt")),
        ("typ", json!("at+jwt")),
        ("typ", json!("application/AT+JWT")),
        ("x5t", json!("abc")),
        ("jku", json!("https://evil.example")),
        ("jwk", json!({ "kty": "RSA" })),
        ("cty", json!("x")),
    ] {
        let mut header = good_header();
        header.insert(name.to_owned(), value);
        tokens.push(signed(
            Value::Object(header).to_string().as_bytes(),
            Value::Object(good_claims()).to_string().as_bytes(),
            &key(0),
        ));
    }
    for (name, value) in [
        ("idtyp", json!("app")),
        ("azpacr", json!("2")),
        ("iss", json!(format!("https://books.example:8443/{}/v2.0", crate::test_support::TENANT))),
        ("xms_cc", json!(["CP1"])),
        ("wids", json!({ "a": 1 })),
    ] {
        let mut claims = good_claims();
        claims.insert(name.to_owned(), value);
        tokens.push(signed_claims(&claims));
    }
    for token in tokens {
        assert!(check(&token, NOW).is_ok(), "{token}");
    }
}

#[test]
fn the_key_a_token_names_can_be_asked_for() {
    let token = application_token(&ring(), &[]);
    assert_eq!(unverified_key_id(&token), Some(key(0).kid));
    assert_eq!(unverified_key_id("x"), None);
    assert!(ring().knows(&key(0).kid, NOW) && !ring().knows("x", NOW));
}
