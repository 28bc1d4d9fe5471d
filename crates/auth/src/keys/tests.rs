//! Rotation, publishing, and what never shows.

use std::collections::BTreeSet;

use super::{KeyError, KeyRing, SigningKeyRecord};
use crate::audiences::Audiences;
use crate::refusal::Refusal;
use crate::test_support::{NOW, TENANT, application_token, key, origin};
use crate::verify::own_token;

fn check(ring: &KeyRing, token: &str, now: i64) -> Result<(), Refusal> {
    own_token(ring, &Audiences::standard(), token, now).map(|_| ())
}

#[test]
fn after_a_rotation_two_keys_verify_and_the_third_is_retired() {
    let first = KeyRing::from_records([key(0)]).unwrap();
    let from_first = application_token(&first, &[]);
    let second = first.rotated(key(1), NOW).unwrap();
    let from_second = application_token(&second, &[]);
    assert_eq!((check(&second, &from_first, NOW), check(&second, &from_second, NOW)), (Ok(()), Ok(())));
    let third = second.rotated(key(2), NOW).unwrap();
    let from_third = application_token(&third, &[]);
    assert_eq!(check(&third, &from_first, NOW), Err(Refusal::BadSignature));
    assert_eq!((check(&third, &from_second, NOW), check(&third, &from_third, NOW)), (Ok(()), Ok(())));
    let retired: Vec<_> = third.records().into_iter().map(|key| key.retired_at_unix_seconds).collect();
    assert_eq!(retired, [None, None, Some(NOW)]);
    let restored = KeyRing::from_records(third.records().into_iter().rev()).unwrap();
    assert_eq!(restored.records(), third.records());
    assert_eq!(check(&restored, &from_third, NOW), Ok(()));
}

#[test]
fn no_token_fails_during_a_hundred_rotations() {
    let mut ring = KeyRing::from_records([key(0)]).unwrap();
    let mut before = application_token(&ring, &[]);
    for round in 1..=100 {
        let mut next = key(round % 4);
        next.created_at_unix_seconds = NOW;
        let kept = ring.records().into_iter().filter(|record| record.kid != next.kid);
        ring = KeyRing::from_records(kept).unwrap().rotated(next, NOW).unwrap();
        let after = application_token(&ring, &[]);
        assert_eq!(check(&ring, &before, NOW), Ok(()), "round {round}");
        assert_eq!(check(&ring, &after, NOW), Ok(()), "round {round}");
        before = after;
    }
}

#[test]
fn a_key_can_be_retired_at_a_moment_to_come() {
    let retiring = SigningKeyRecord { retired_at_unix_seconds: Some(NOW + 10), ..key(0) };
    let ring = KeyRing::from_records([retiring]).unwrap();
    let token = application_token(&ring, &[]);
    assert_eq!(check(&ring, &token, NOW + 9), Ok(()));
    assert_eq!(check(&ring, &token, NOW + 10), Err(Refusal::BadSignature));
    assert_eq!(ring.signing_key(NOW + 10).unwrap_err(), KeyError::NoSigningKey);
}

#[test]
fn the_key_set_shows_public_parts_of_the_keys_in_use() {
    let ring = KeyRing::from_records([key(0)]).unwrap().rotated(key(1), NOW).unwrap();
    let ring = ring.rotated(key(2), NOW).unwrap();
    let set = ring.jwks(&origin(), TENANT, NOW);
    let keys = set["keys"].as_array().unwrap();
    assert_eq!(
        keys.iter().map(|key| key["kid"].as_str().unwrap()).collect::<Vec<_>>(),
        [key(2).kid, key(1).kid]
    );
    for entry in keys {
        let names: BTreeSet<_> = entry.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(names, BTreeSet::from(["alg", "e", "issuer", "kid", "kty", "n", "use"]));
        assert_eq!((entry["kty"].as_str(), entry["use"].as_str()), (Some("RSA"), Some("sig")));
        assert_eq!((entry["alg"].as_str(), entry["e"].as_str()), (Some("RS256"), Some("AQAB")));
        assert_eq!(entry["n"].as_str().unwrap().len(), 342);
        assert_eq!(entry["issuer"], format!("http://127.0.0.1:8080/{TENANT}/v2.0"));
    }
}

#[test]
fn private_parts_never_show() {
    let record = key(0);
    let ring = KeyRing::from_records([record.clone()]).unwrap();
    let bytes = format!("{:?}", &record.private_key_pkcs8[..8]);
    let bytes = bytes.trim_matches(['[', ']']);
    for text in [format!("{record:?}"), format!("{record:#?}"), format!("{ring:?}")] {
        assert!(text.contains("[secret]") && !text.contains(bytes), "{text}");
    }
}

#[test]
fn damaged_records_are_noticed_when_read() {
    let cut = SigningKeyRecord { private_key_pkcs8: key(0).private_key_pkcs8[..100].to_vec(), ..key(0) };
    assert_eq!(KeyRing::from_records([cut]).unwrap_err(), KeyError::Unreadable { kid: key(0).kid });
    let swapped = SigningKeyRecord { private_key_pkcs8: key(1).private_key_pkcs8, ..key(0) };
    assert_eq!(KeyRing::from_records([swapped]).unwrap_err(), KeyError::WrongName { kid: key(0).kid });
    let empty = KeyRing::from_records([]).unwrap();
    assert_eq!(empty.signing_key(NOW).unwrap_err(), KeyError::NoSigningKey);
}
