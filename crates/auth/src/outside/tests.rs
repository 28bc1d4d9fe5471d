//! Outside issuers against a stub: which keys are used, when they are fetched, what is refused.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{Fetch, FetchError, IssuerError, OutsideIssuer, OutsideIssuers};
use crate::audiences::Audiences;
use crate::authenticator::Authenticator;
use crate::principal::{Permissions, PrincipalKind};
use crate::refusal::Refusal;
use crate::test_support::{NOW, TENANT, application_token, key, origin, ring, signed};
use crate::{KeyRing, Principal};

const KEYCLOAK: &str = "https://id.example/realms/books";
const ENTRA: &str = "https://login.example/{tenantid}/v2.0";

#[derive(Clone, Default)]
struct Stub(Arc<Mutex<Web>>);

#[derive(Default)]
struct Web {
    documents: HashMap<String, Value>,
    fetches: usize,
}

impl Fetch for Stub {
    async fn get(&self, address: &str) -> Result<Vec<u8>, FetchError> {
        let mut state = self.0.lock();
        state.fetches += 1;
        let document = state.documents.get(address).ok_or_else(|| FetchError::new(address, "404"))?;
        Ok(document.to_string().into_bytes())
    }
}

impl Stub {
    fn put(&self, address: &str, document: Value) {
        self.0.lock().documents.insert(address.to_owned(), document);
    }

    fn fetches(&self) -> usize {
        self.0.lock().fetches
    }

    /// Publishes the discovery document and keys of an issuer.
    fn publish(&self, issuer: &str, keys: Vec<Value>) {
        let base = issuer.replace("{tenantid}", "common");
        let jwks = format!("{base}/keys");
        self.put(
            &format!("{base}/.well-known/openid-configuration"),
            json!({ "issuer": issuer, "jwks_uri": jwks }),
        );
        self.put(&jwks, json!({ "keys": keys }));
    }
}

/// The public part of test key `number`, named `kid`, without an issuer.
fn jwk(number: usize, kid: &str) -> Value {
    let mut entry =
        KeyRing::from_records([key(number)]).unwrap().jwks(&origin(), TENANT, NOW)["keys"][0].take();
    entry["kid"] = json!(kid);
    entry.as_object_mut().unwrap().remove("issuer");
    entry
}

fn door(stub: &Stub) -> Authenticator<Stub> {
    let issuer = |url: &str, tenant_id| OutsideIssuer {
        issuer_url: url.to_owned(),
        audiences: vec!["api://books".to_owned()],
        tenant_id,
    };
    let issuers = vec![issuer(KEYCLOAK, Some(TENANT)), issuer(ENTRA, None)];
    let outside = OutsideIssuers::new(issuers, stub.clone()).unwrap();
    Authenticator::new(ring(), Audiences::standard(), Some(outside))
}

fn keycloak_claims() -> Map<String, Value> {
    claims(json!({
        "iss": KEYCLOAK, "aud": ["account", "api://books"], "exp": NOW + 300, "iat": NOW, "sub": "user-1",
        "azp": "shop", "typ": "Bearer", "scope": "openid Financials.ReadWrite.All",
        "preferred_username": "meg",
    }))
}

fn claims(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

async fn check(
    door: &Authenticator<Stub>,
    kid: &str,
    claims: &Map<String, Value>,
    now: i64,
) -> Result<Principal, Refusal> {
    let header = json!({ "typ": "JWT", "alg": "RS256", "kid": kid }).to_string();
    let token = signed(header.as_bytes(), Value::Object(claims.clone()).to_string().as_bytes(), &key(1));
    door.authenticate(Some(format!("Bearer {token}").as_bytes()), now).await.map(|found| (*found).clone())
}

#[tokio::test]
async fn a_keycloak_token_is_accepted_and_own_tokens_still_are() {
    let stub = Stub::default();
    stub.publish(KEYCLOAK, vec![jwk(1, "k1")]);
    let door = door(&stub);
    let principal = check(&door, "k1", &keycloak_claims(), NOW).await.unwrap();
    assert_eq!((principal.tenant_id, principal.client_id.as_str()), (TENANT, "shop"));
    assert_eq!((principal.object_id.as_str(), principal.user_name.as_deref()), ("user-1", Some("meg")));
    assert_eq!(principal.kind, PrincipalKind::Delegated);
    assert_eq!(principal.permissions, Permissions::FINANCIALS_READ_WRITE_ALL);
    let own = format!("Bearer {}", application_token(&ring(), &[]));
    assert!(door.authenticate(Some(own.as_bytes()), NOW).await.is_ok());
    assert_eq!(stub.fetches(), 2);
}

#[tokio::test]
async fn a_multi_tenant_issuer_puts_the_tenant_in_its_name() {
    let stub = Stub::default();
    let mut entry = jwk(1, "e1");
    entry["issuer"] = json!(ENTRA);
    entry.as_object_mut().unwrap().remove("alg");
    let mut foreign = jwk(1, "e2");
    foreign["issuer"] = json!("https://login.other/{tenantid}/v2.0");
    stub.publish(ENTRA, vec![entry, foreign]);
    let door = door(&stub);
    let token = |tid: Uuid, iss: Uuid| {
        claims(json!({
            "ver": "2.0", "iss": format!("https://login.example/{iss}/v2.0"), "tid": tid.to_string(),
            "aud": "api://books", "azp": "c", "oid": "o", "sub": "s", "iat": NOW, "nbf": NOW, "exp": NOW + 60,
            "roles": ["API.ReadWrite.All"],
        }))
    };
    let other = Uuid::from_u128(77);
    let principal = check(&door, "e1", &token(TENANT, TENANT), NOW).await.unwrap();
    assert_eq!((principal.tenant_id, principal.kind), (TENANT, PrincipalKind::Application));
    assert_eq!(check(&door, "e1", &token(other, TENANT), NOW).await, Err(Refusal::WrongIssuer));
    assert_eq!(check(&door, "e2", &token(TENANT, TENANT), NOW).await, Err(Refusal::BadSignature));
    let personal = crate::verify::PERSONAL_ACCOUNTS_TENANT;
    assert_eq!(check(&door, "e1", &token(personal, personal), NOW).await, Err(Refusal::PersonalAccount));
}

#[tokio::test]
async fn wrong_claims_of_a_good_issuer_are_refused() {
    let stub = Stub::default();
    stub.publish(KEYCLOAK, vec![jwk(1, "k1")]);
    let door = door(&stub);
    let cases = [
        ("aud", json!("account"), Refusal::WrongAudience),
        ("aud", json!([]), Refusal::WrongAudience),
        ("exp", json!(NOW - 300), Refusal::Expired),
        ("iat", json!(NOW + 301), Refusal::NotYetValid),
        ("tid", json!(Uuid::from_u128(3).to_string()), Refusal::WrongIssuer),
        ("typ", json!("ID"), Refusal::IdToken),
        ("typ", json!("Refresh"), Refusal::IdToken),
        ("nonce", json!("n"), Refusal::IdToken),
        ("scope", json!(["x"]), Refusal::Malformed),
        ("funchal_companies", json!("x"), Refusal::Malformed),
        ("iss", json!(format!("{KEYCLOAK}/")), Refusal::BadSignature),
    ];
    for (name, value, refusal) in cases {
        let mut claims = keycloak_claims();
        claims.insert(name.to_owned(), value.clone());
        assert_eq!(check(&door, "k1", &claims, NOW).await, Err(refusal), "{name} {value}");
    }
    for name in ["aud", "exp", "sub", "azp"] {
        let mut claims = keycloak_claims();
        claims.remove(name);
        assert_eq!(check(&door, "k1", &claims, NOW).await, Err(Refusal::ClaimMissing), "{name}");
    }
}

#[tokio::test]
async fn an_unknown_key_causes_one_fetch_a_minute() {
    let stub = Stub::default();
    stub.publish(KEYCLOAK, vec![jwk(2, "old")]);
    let door = door(&stub);
    for _ in 0..5 {
        assert_eq!(check(&door, "k1", &keycloak_claims(), NOW).await, Err(Refusal::BadSignature));
    }
    assert_eq!(stub.fetches(), 2);
    stub.publish(KEYCLOAK, vec![jwk(1, "k1")]);
    assert_eq!(check(&door, "k1", &keycloak_claims(), NOW + 59).await, Err(Refusal::BadSignature));
    assert!(check(&door, "k1", &keycloak_claims(), NOW + 60).await.is_ok());
    assert_eq!(stub.fetches(), 4);
}

#[tokio::test]
async fn keys_outlive_a_short_outage_of_the_issuer_and_not_a_long_one() {
    let stub = Stub::default();
    let door = door(&stub);
    assert_eq!(check(&door, "k1", &keycloak_claims(), NOW).await, Err(Refusal::IssuerUnavailable));
    stub.publish(KEYCLOAK, vec![jwk(1, "k1")]);
    assert_eq!(check(&door, "k1", &keycloak_claims(), NOW + 1).await, Err(Refusal::IssuerUnavailable));
    assert!(check(&door, "k1", &keycloak_claims(), NOW + 60).await.is_ok());
    stub.0.lock().documents.clear();
    let mut claims = keycloak_claims();
    claims.insert("exp".to_owned(), json!(NOW + 200_000));
    assert!(check(&door, "k1", &claims, NOW + 7200).await.is_ok());
    claims.insert("exp".to_owned(), json!(NOW + 200_001));
    assert_eq!(check(&door, "k1", &claims, NOW + 60 + 86_400).await, Err(Refusal::IssuerUnavailable));
}

#[tokio::test]
async fn keys_that_cannot_verify_rs256_are_left_out() {
    let good = jwk(1, "k1");
    let changed = |name: &str, value: Value| {
        let mut entry = good.clone();
        entry[name] = value;
        vec![entry]
    };
    let cases = [
        changed("kty", json!("EC")),
        changed("kty", json!("oct")),
        changed("use", json!("enc")),
        changed("alg", json!("HS256")),
        changed("alg", json!("RS512")),
        changed("kid", json!(null)),
        changed("kid", json!("")),
        changed("n", json!("AQAB")),
        changed("n", json!("***")),
        changed("e", json!("AQ")),
        changed("e", json!("AQAA")),
        changed("e", json!(65537)),
        vec![good.clone(), good.clone()],
        vec![],
    ];
    for keys in cases {
        let stub = Stub::default();
        stub.publish(KEYCLOAK, keys.clone());
        let verdict = check(&door(&stub), "k1", &keycloak_claims(), NOW).await;
        assert_eq!(verdict, Err(Refusal::BadSignature), "{keys:?}");
    }
}

#[tokio::test]
async fn a_discovery_document_must_be_the_issuers_own() {
    let address = format!("{KEYCLOAK}/.well-known/openid-configuration");
    let keys = format!("{KEYCLOAK}/keys");
    for document in [
        json!({ "issuer": "https://evil.example", "jwks_uri": keys }),
        json!({ "issuer": KEYCLOAK, "jwks_uri": "http://id.example/keys" }),
        json!({ "issuer": KEYCLOAK, "jwks_uri": "file:///etc/keys" }),
        json!({ "issuer": KEYCLOAK }),
        json!([]),
    ] {
        let stub = Stub::default();
        stub.publish(KEYCLOAK, vec![jwk(1, "k1")]);
        stub.put(&address, document.clone());
        let verdict = check(&door(&stub), "k1", &keycloak_claims(), NOW).await;
        assert_eq!(verdict, Err(Refusal::IssuerUnavailable), "{document}");
    }
}

#[test]
fn a_configuration_that_cannot_be_safe_is_refused() {
    let issuer = |url: &str, audience: &str| OutsideIssuer {
        issuer_url: url.to_owned(),
        audiences: vec![audience.to_owned()],
        tenant_id: None,
    };
    let make = |issuers| OutsideIssuers::new(issuers, Stub::default()).map(|_| ());
    for good in [KEYCLOAK, ENTRA, "http://127.0.0.1:8080/x", "http://localhost/x", "http://[::1]/x"] {
        assert_eq!(make(vec![issuer(good, "a")]), Ok(()), "{good}");
    }
    for bad in [
        "",
        "x",
        "http://id.example",
        "ftp://id.example",
        "https://u:p@id.example",
        "http://127.0.0.1.example",
    ] {
        assert_eq!(make(vec![issuer(bad, "a")]), Err(IssuerError::Address(bad.to_owned())), "{bad}");
    }
    assert_eq!(make(vec![issuer(KEYCLOAK, "")]), Err(IssuerError::NoAudience(KEYCLOAK.to_owned())));
    let twice = make(vec![issuer(KEYCLOAK, "a"), issuer(KEYCLOAK, "b")]);
    assert_eq!(twice, Err(IssuerError::Twice(KEYCLOAK.to_owned())));
}
