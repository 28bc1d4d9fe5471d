//! The door as a whole: cache, rotation, permissions.

use super::Authenticator;
use crate::audiences::Audiences;
use crate::outside::HttpFetch;
use crate::refusal::{Dialect, Refusal, check_permission};
use crate::test_support::{NOW, application_token, key, ring};

fn door() -> Authenticator<HttpFetch> {
    Authenticator::new(ring(), Audiences::standard(), None)
}

fn header(token: &str) -> Vec<u8> {
    format!("Bearer {token}").into_bytes()
}

#[tokio::test]
async fn a_verified_token_is_remembered_until_it_expires_or_keys_change() {
    let door = door();
    let value = header(&application_token(&ring(), &["Financials.ReadWrite.All"]));
    assert!(door.remembered(Some(&value), NOW).is_none());
    let principal = door.authenticate(Some(&value), NOW).await.unwrap();
    assert_eq!(check_permission(&principal, Dialect::Graph), Ok(()));
    assert_eq!(door.remembered(Some(&value), NOW).unwrap().unwrap(), principal);
    assert_eq!(door.authenticate(Some(&value), NOW + 4000).await, Err(Refusal::Expired));
    let rotated = door.ring().rotated(key(1), NOW).unwrap();
    door.replace_ring(rotated.clone());
    assert!(door.remembered(Some(&value), NOW).is_none());
    assert!(door.authenticate(Some(&value), NOW).await.is_ok());
    door.replace_ring(rotated.rotated(key(2), NOW).unwrap());
    assert_eq!(door.authenticate(Some(&value), NOW).await, Err(Refusal::BadSignature));
}

#[tokio::test]
async fn a_token_without_permissions_is_known_and_may_do_nothing() {
    let value = header(&application_token(&ring(), &["Mail.Read"]));
    let principal = door().authenticate(Some(&value), NOW).await.unwrap();
    for dialect in [Dialect::Graph, Dialect::BusinessCentral] {
        assert_eq!(check_permission(&principal, dialect), Err(Refusal::PermissionMissing));
    }
}

#[tokio::test]
async fn what_is_no_bearer_token_counts_as_missing() {
    let door = door();
    for missing in
        [None, Some(&b""[..]), Some(b"Bearer"), Some(b"Bearer  "), Some(b"Basic abc"), Some(b"BearerX y")]
    {
        assert_eq!(door.authenticate(missing, NOW).await, Err(Refusal::Missing), "{missing:?}");
        assert_eq!(door.remembered(missing, NOW), Some(Err(Refusal::Missing)));
    }
    for malformed in [&b"Bearer x"[..], b"Bearer \xff.\xff.\xff", b"bearer a b c"] {
        assert_eq!(door.authenticate(Some(malformed), NOW).await, Err(Refusal::Malformed));
    }
}
