//! What the tests of this crate share: keys made once, and tokens signed with whatever claims a test wants.

use std::sync::OnceLock;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};
use uuid::{Uuid, uuid};

use crate::issue::{AccessTokenRequest, Grant, mint};
use crate::keys::{KeyRing, SigningKeyRecord, generate};
use crate::origin::Origin;

pub(crate) const NOW: i64 = 1_770_000_000;
pub(crate) const TENANT: Uuid = uuid!("11111111-2222-3333-4444-555555555555");
pub(crate) const CLIENT: Uuid = uuid!("aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee");

/// Four keys, made once per test binary; each is created one second after the one before.
pub(crate) fn key(number: usize) -> SigningKeyRecord {
    static KEYS: OnceLock<Vec<SigningKeyRecord>> = OnceLock::new();
    let made = KEYS.get_or_init(|| (0..4).map(|age| generate(NOW - 100 + age).unwrap()).collect());
    made[number].clone()
}

pub(crate) fn ring() -> KeyRing {
    static RING: OnceLock<KeyRing> = OnceLock::new();
    RING.get_or_init(|| KeyRing::from_records([key(0)]).unwrap()).clone()
}

pub(crate) fn origin() -> Origin {
    Origin::parse("http://127.0.0.1:8080").unwrap()
}

/// A token for an application with these roles, good for an hour from [`NOW`].
pub(crate) fn application_token(ring: &KeyRing, roles: &[&str]) -> String {
    let roles = roles.iter().map(|role| (*role).to_owned()).collect();
    mint(ring, &request(&origin(), Grant::Application { roles })).unwrap()
}

pub(crate) fn request(origin: &Origin, grant: Grant) -> AccessTokenRequest<'_> {
    AccessTokenRequest {
        origin,
        tenant_id: TENANT,
        audience: crate::audiences::GRAPH,
        client_id: CLIENT,
        object_id: crate::issue::service_principal_id(TENANT, CLIENT),
        grant,
        companies: &[],
        now_unix_seconds: NOW,
        lifetime_seconds: 3600,
    }
}

/// The claims of a good token, for changing.
pub(crate) fn good_claims() -> Map<String, Value> {
    let token = application_token(&ring(), &["Financials.ReadWrite.All"]);
    let payload = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

/// The header of a good token, for changing.
pub(crate) fn good_header() -> Map<String, Value> {
    match json!({ "typ": "JWT", "alg": "RS256", "kid": key(0).kid }) {
        Value::Object(header) => header,
        _ => Map::new(),
    }
}

/// A token with exactly this header and payload, properly signed by a key.
pub(crate) fn signed(header: &[u8], payload: &[u8], by: &SigningKeyRecord) -> String {
    let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(payload));
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(rsa_signature(message.as_bytes(), by)))
}

/// A token with the usual header and these claims, properly signed by the usual key.
pub(crate) fn signed_claims(claims: &Map<String, Value>) -> String {
    signed(&serde_json::to_vec(&good_header()).unwrap(), &serde_json::to_vec(claims).unwrap(), &key(0))
}

pub(crate) fn rsa_signature(message: &[u8], by: &SigningKeyRecord) -> Vec<u8> {
    let pair = aws_lc_rs::rsa::KeyPair::from_pkcs8(&by.private_key_pkcs8).unwrap();
    let mut signature = vec![0; pair.public_modulus_len()];
    let random = aws_lc_rs::rand::SystemRandom::new();
    pair.sign(&aws_lc_rs::signature::RSA_PKCS1_SHA256, &random, message, &mut signature).unwrap();
    signature
}
