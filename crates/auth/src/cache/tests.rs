//! What the cache remembers and when it stops.

use std::sync::Arc;

use super::TokenCache;
use crate::principal::{Permissions, Principal, PrincipalKind};
use crate::refusal::Refusal;
use crate::test_support::{NOW, TENANT};

fn principal(name: &str) -> Arc<Principal> {
    Arc::new(Principal {
        tenant_id: TENANT,
        client_id: name.to_owned(),
        object_id: name.to_owned(),
        kind: PrincipalKind::Application,
        permissions: Permissions::NONE,
        companies: None,
        not_before_unix_seconds: NOW,
        expires_at_unix_seconds: NOW + 3600,
        user_name: None,
    })
}

#[test]
fn a_token_is_found_by_its_whole_text_while_it_is_good() {
    let cache = TokenCache::default();
    let tail = "s".repeat(342);
    let (one, other) = (format!("a.b.{tail}"), format!("a.c.{tail}"));
    cache.insert(&one, principal("one"), cache.generation());
    assert_eq!(cache.get(&one, NOW).unwrap().unwrap().client_id, "one");
    assert!(cache.get(&other, NOW).is_none());
    assert!(cache.get(&tail, NOW).is_none());
    assert!(cache.get("", NOW).is_none());
    assert!(cache.get(&one, NOW + 3600 + 299).unwrap().is_ok());
    assert_eq!(cache.get(&one, NOW + 3600 + 300), Some(Err(Refusal::Expired)));
    assert_eq!(cache.get(&one, NOW - 301), Some(Err(Refusal::NotYetValid)));
}

#[test]
fn nothing_verified_before_a_clear_is_found_after_it() {
    let cache = TokenCache::default();
    let before = cache.generation();
    cache.insert("a", principal("a"), before);
    cache.clear();
    assert!(cache.get("a", NOW).is_none());
    cache.insert("late", principal("late"), before);
    assert!(cache.get("late", NOW).is_none());
    cache.insert("late", principal("late"), cache.generation());
    assert!(cache.get("late", NOW).is_some());
}

#[test]
fn the_number_of_tokens_is_bounded() {
    let cache = TokenCache::new(100);
    for number in 0..10_000 {
        cache.insert(&format!("{number:>40}"), principal("x"), cache.generation());
    }
    assert!(cache.len() <= 130, "{}", cache.len());
    assert!(cache.get(&format!("{:>40}", 9_999), NOW).is_some());
}
