//! A clock that stands still until it is moved.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

/// Shared by a server and its test.
#[derive(Clone, Debug)]
pub struct TestClock(Arc<Mutex<Timestamp>>);

/// Where the clock of every test stands at first: 2026-03-10, nine in the morning.
pub fn start_of_tests() -> Timestamp {
    Timestamp::constant(1_773_133_200, 0)
}

impl TestClock {
    pub fn at(now: Timestamp) -> TestClock {
        TestClock(Arc::new(Mutex::new(now)))
    }

    pub fn set(&self, now: Timestamp) {
        *self.0.lock() = now;
    }

    /// Moves the clock on.
    pub fn advance(&self, by: SignedDuration) {
        let mut now = self.0.lock();
        *now = now.checked_add(by).expect("a test stays within the calendar");
    }
}

impl ::server::Clock for TestClock {
    fn now(&self) -> Timestamp {
        *self.0.lock()
    }
}
