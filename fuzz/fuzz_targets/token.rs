//! The `Authorization` header of a request; nothing made without the key may be let in.
#![no_main]

use std::sync::LazyLock;

use auth::audiences::Audiences;
use auth::keys::{KeyRing, generate};
use libfuzzer_sys::fuzz_target;

const NOW_UNIX_SECONDS: i64 = 1_800_000_000;

static RING: LazyLock<KeyRing> = LazyLock::new(|| {
    let key = generate(NOW_UNIX_SECONDS).expect("a key can be made");
    KeyRing::from_records([key]).expect("a fresh key is usable")
});

fuzz_target!(|header: &[u8]| {
    if let Ok(token) = auth::verify::bearer_token(Some(header)) {
        let verified = auth::verify::own_token(&RING, &Audiences::standard(), token, NOW_UNIX_SECONDS);
        assert!(verified.is_err(), "a token made without the key was let in");
    }
});
