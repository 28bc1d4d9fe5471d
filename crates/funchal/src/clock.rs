//! The time and the ids a command works with; everything below takes them as arguments.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use server::{Clock, SystemClock};

pub use server::ids::record_id as make_id;

/// This moment, by the same clock as the server's.
pub fn now() -> Timestamp {
    SystemClock.now()
}

/// The work date: the day in UTC, so that it does not depend on where the server stands.
pub fn date_of(at: Timestamp) -> Date {
    TimeZone::UTC.to_datetime(at).date()
}
