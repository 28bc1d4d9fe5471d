//! The wall clock and the random source: read here, handed on as arguments everywhere else.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use uuid::{Builder, Uuid};

/// This moment.
#[allow(clippy::disallowed_methods)] // The one place where a command learns the time; all else takes it as an argument.
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// The work date: the day in UTC, so that it does not depend on where the server stands.
pub fn date_of(at: Timestamp) -> Date {
    TimeZone::UTC.to_datetime(at).date()
}

/// A new id of version 7: ids made one after another stand together on disk.
pub fn make_id(at: Timestamp) -> Uuid {
    let random = *Uuid::new_v4().as_bytes();
    let milliseconds = u64::try_from(at.as_millisecond()).unwrap_or(0);
    // The bytes with version and variant are left out: they are not random.
    let [a, b, c, d, e, f, _, g, _, h, i, j, ..] = random;
    Builder::from_unix_timestamp_millis(milliseconds, &[a, b, c, d, e, f, g, h, i, j]).into_uuid()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    #[test]
    fn ids_are_different_and_follow_the_time() {
        let at = jiff::Timestamp::from_second(1_800_000_000).unwrap();
        let ids: BTreeSet<_> = (0..1000).map(|_| super::make_id(at)).collect();
        assert_eq!(ids.len(), 1000);
        let later = super::make_id(jiff::Timestamp::from_second(1_800_000_001).unwrap());
        assert!(ids.iter().all(|id| *id < later && id.get_version_num() == 7));
    }
}
