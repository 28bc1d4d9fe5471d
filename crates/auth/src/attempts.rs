//! A brake on guessing client secrets (RELIABILITY.md S7).

use std::net::IpAddr;

use ahash::AHashMap;
use parking_lot::Mutex;

/// Failures allowed in one window before further attempts are turned away.
pub const FAILURES_MAX: u32 = 10;
/// How long failures are remembered, in seconds, and how long attempts stay turned away after the last one.
pub const WINDOW_SECONDS: i64 = 60;
/// How many pairs of client and address are remembered.
pub const ENTRIES_MAX: usize = 10_000;

/// Counts failed attempts per client id and address. Attempts turned away are not counted again, so a client
/// whose secret was mistyped in a loop is let in again one window after its tenth failure.
pub struct AttemptLimiter {
    failures: Mutex<AHashMap<(u64, IpAddr), Failures>>,
    /// Names are kept as keyed hashes: they come from strangers and may be long.
    hasher: ahash::RandomState,
}

struct Failures {
    count: u32,
    last_at_unix_seconds: i64,
}

impl Default for AttemptLimiter {
    fn default() -> Self {
        Self::new()
    }
}

impl AttemptLimiter {
    pub fn new() -> Self {
        Self { failures: Mutex::new(AHashMap::new()), hasher: ahash::RandomState::new() }
    }

    /// `Err` with the seconds to wait when this client has failed too often from this address.
    pub fn check(&self, client: &str, address: IpAddr, now_unix_seconds: i64) -> Result<(), i64> {
        let key = self.key(client, address);
        let mut failures = self.failures.lock();
        let Some(entry) = failures.get(&key) else { return Ok(()) };
        if entry.is_over(now_unix_seconds) {
            failures.remove(&key);
            return Ok(());
        }
        if entry.count < FAILURES_MAX {
            return Ok(());
        }
        let passed = now_unix_seconds.saturating_sub(entry.last_at_unix_seconds);
        Err((WINDOW_SECONDS - passed).clamp(1, WINDOW_SECONDS))
    }

    /// Counts one failure.
    pub fn record_failure(&self, client: &str, address: IpAddr, now_unix_seconds: i64) {
        let key = self.key(client, address);
        let mut failures = self.failures.lock();
        if failures.len() >= ENTRIES_MAX && !failures.contains_key(&key) {
            make_room(&mut failures, now_unix_seconds);
        }
        let fresh = Failures { count: 0, last_at_unix_seconds: now_unix_seconds };
        let entry = failures.entry(key).or_insert(fresh);
        if entry.is_over(now_unix_seconds) {
            entry.count = 0;
        }
        entry.count = entry.count.saturating_add(1);
        entry.last_at_unix_seconds = now_unix_seconds;
    }

    /// Forgets the failures of a client that has shown its secret.
    pub fn record_success(&self, client: &str, address: IpAddr) {
        let key = self.key(client, address);
        self.failures.lock().remove(&key);
    }

    /// How many pairs of client and address are remembered.
    pub fn len(&self) -> usize {
        self.failures.lock().len()
    }

    pub fn is_empty(&self) -> bool {
        self.failures.lock().is_empty()
    }

    fn key(&self, client: &str, address: IpAddr) -> (u64, IpAddr) {
        (self.hasher.hash_one(client), network_of(address))
    }
}

impl Failures {
    fn is_over(&self, now_unix_seconds: i64) -> bool {
        // A clock set back must not lock anyone out, hence the absolute distance.
        now_unix_seconds.abs_diff(self.last_at_unix_seconds) >= WINDOW_SECONDS.unsigned_abs()
    }
}

/// One household of IPv6 has 2^64 addresses: it counts as one.
fn network_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(mapped) => IpAddr::V4(mapped),
            None => IpAddr::V6((address.to_bits() >> 64 << 64).into()),
        },
        v4 => v4,
    }
}

/// Drops what is over; when nothing is, the older half, so that a flood costs little per attempt. Pairs that
/// are being turned away go last.
fn make_room(failures: &mut AHashMap<(u64, IpAddr), Failures>, now_unix_seconds: i64) {
    failures.retain(|_, entry| !entry.is_over(now_unix_seconds));
    if failures.len() < ENTRIES_MAX {
        return;
    }
    let rank = |entry: &Failures| (entry.count.min(FAILURES_MAX), entry.last_at_unix_seconds);
    let mut ranks: Vec<_> = failures.values().map(rank).collect();
    let middle = ranks.len() / 2;
    let (_, threshold, _) = ranks.select_nth_unstable(middle);
    let threshold = *threshold;
    let mut to_drop = middle.max(1);
    failures.retain(|_, entry| {
        let drop = to_drop > 0 && rank(entry) <= threshold;
        to_drop -= usize::from(drop);
        !drop
    });
}

#[cfg(test)]
mod tests {
    use super::{AttemptLimiter, ENTRIES_MAX, FAILURES_MAX, WINDOW_SECONDS};
    use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

    const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

    #[test]
    fn the_eleventh_attempt_waits_and_is_let_in_a_window_later() {
        let limiter = AttemptLimiter::new();
        for _ in 0..FAILURES_MAX {
            assert_eq!(limiter.check("client", HERE, 1000), Ok(()));
            limiter.record_failure("client", HERE, 1000);
        }
        assert_eq!(limiter.check("client", HERE, 1000), Err(60));
        assert_eq!(limiter.check("client", HERE, 1059), Err(1));
        assert_eq!(limiter.check("other", HERE, 1000), Ok(()));
        assert_eq!(limiter.check("client", IpAddr::V4(Ipv4Addr::BROADCAST), 1000), Ok(()));
        assert_eq!(limiter.check("client", HERE, 1000 + WINDOW_SECONDS), Ok(()));
    }

    #[test]
    fn success_forgets_and_neighbours_in_one_ipv6_network_share_a_count() {
        let limiter = AttemptLimiter::new();
        let address = |last: u128| IpAddr::V6(Ipv6Addr::from_bits((0x2001_0db8 << 96) | last));
        for last in 0..10 {
            limiter.record_failure("client", address(last), 5);
        }
        assert!(limiter.check("client", address(99), 5).is_err());
        limiter.record_success("client", address(7));
        assert_eq!(limiter.check("client", address(99), 5), Ok(()));
        assert!(limiter.is_empty());
    }

    #[test]
    fn memory_is_bounded_and_the_slowed_stay_slowed() {
        let limiter = AttemptLimiter::new();
        for _ in 0..FAILURES_MAX {
            limiter.record_failure("guessed", HERE, 0);
        }
        for number in 0..3 * ENTRIES_MAX {
            limiter.record_failure(&number.to_string(), HERE, 1);
        }
        assert!(limiter.len() <= ENTRIES_MAX);
        assert!(limiter.check("guessed", HERE, 1).is_err());
    }

    #[test]
    fn a_jumping_clock_locks_nobody_out() {
        let limiter = AttemptLimiter::new();
        for _ in 0..FAILURES_MAX {
            limiter.record_failure("client", HERE, i64::MAX);
        }
        assert_eq!(limiter.check("client", HERE, 0), Ok(()));
        assert_eq!(limiter.check("client", HERE, i64::MIN), Ok(()));
    }
}
