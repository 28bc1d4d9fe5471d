//! Ids of requests and of new records: unique, cheap to make, and no secrets.

use std::cell::Cell;
use std::sync::Arc;

use jiff::Timestamp;
use surfaces::service::MakeId;
use uuid::Uuid;

thread_local! {
    /// State of a xoroshiro128++ generator; each thread is seeded by the system.
    static STATE: Cell<(u64, u64)> = Cell::new(Uuid::new_v4().as_u64_pair());
}

/// A fresh id for a request.
pub fn request_id() -> Uuid {
    uuid::Builder::from_random_bytes(random_bytes()).into_uuid()
}

/// A fresh id for a record: begins with the time, so that records made one after another stand together on disk.
pub fn record_id(now: Timestamp) -> Uuid {
    let milliseconds = u64::try_from(now.as_millisecond()).unwrap_or_default();
    let bytes = random_bytes();
    let mut tail = [0; 10];
    tail.copy_from_slice(&bytes[..10]);
    uuid::Builder::from_unix_timestamp_millis(milliseconds, &tail).into_uuid()
}

/// [`record_id`] as the service takes it.
pub fn make_record_id() -> MakeId {
    Arc::new(record_id)
}

fn random_bytes() -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&next().to_le_bytes());
    bytes[8..].copy_from_slice(&next().to_le_bytes());
    bytes
}

fn next() -> u64 {
    STATE.with(|state| {
        let (first, second) = state.get();
        let result = first.wrapping_add(second).rotate_left(17).wrapping_add(first);
        let mixed = second ^ first;
        state.set((first.rotate_left(49) ^ mixed ^ (mixed << 21), mixed.rotate_left(28)));
        result
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use jiff::Timestamp;

    use super::{record_id, request_id};

    #[test]
    fn ids_differ_and_records_follow_the_time() {
        let ids: HashSet<_> = (0..10_000).map(|_| request_id()).collect();
        assert_eq!(ids.len(), 10_000);
        assert!(ids.iter().all(|id| id.get_version_num() == 4));
        let at = |second| record_id(Timestamp::from_second(second).unwrap());
        assert!(at(1_000) < at(1_001));
        assert_eq!(at(5).get_version_num(), 7);
        assert_ne!(at(5), at(5));
    }
}
