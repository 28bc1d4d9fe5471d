//! Secrets of clients: made once, kept as a hash, compared without telling.

use super::{create, secret_matches};
use crate::test_support::{NOW, TENANT};

#[test]
fn a_secret_opens_its_own_client_only() {
    let make =
        || create(TENANT, "shop", vec!["Financials.ReadWrite.All".to_owned()], Vec::new(), NOW).unwrap();
    let ((record, secret), (other, other_secret)) = (make(), make());
    assert!(secret.reveal().len() >= 40 && secret != other_secret && record.client_id != other.client_id);
    assert_eq!(record.client_id.get_version_num(), 4);
    assert!(secret_matches(Some(&record), secret.reveal()));
    assert!(!secret_matches(Some(&other), secret.reveal()));
    for wrong in ["", "x", &secret.reveal()[1..], &format!("{} ", secret.reveal())] {
        assert!(!secret_matches(Some(&record), wrong), "{wrong:?}");
        assert!(!secret_matches(None, wrong));
    }
}

#[test]
fn a_damaged_hash_opens_to_nobody() {
    let (record, secret) = create(TENANT, "shop", Vec::new(), Vec::new(), NOW).unwrap();
    for damaged in ["", "$sha256$v=1$", "$sha256$v=1$AAAA$AAAA", &record.secret_hash[..40], "plain"] {
        let record = super::ClientRecord { secret_hash: damaged.to_owned(), ..record.clone() };
        assert!(!secret_matches(Some(&record), secret.reveal()));
    }
}

#[test]
fn neither_secret_nor_hash_shows() {
    let (record, secret) = create(TENANT, "shop", Vec::new(), Vec::new(), NOW).unwrap();
    let shown = format!("{record:?} {secret:?} {:#?}", (&record, &secret));
    assert!(!shown.contains(secret.reveal()) && !shown.contains(&record.secret_hash));
    assert!(!record.secret_hash.contains(secret.reveal()));
}
