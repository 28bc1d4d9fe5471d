//! What one caller may do: requests in a sliding window, running at once, and waiting (PROTOCOL.md section 9).

use std::sync::Arc;
use std::time::Instant;

use ahash::AHashMap;
use auth::Principal;
use parking_lot::Mutex;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use uuid::Uuid;

use crate::limits::PrincipalLimits;

/// Callers remembered before those without a recent request are forgotten.
const CALLERS_MAX: usize = 10_000;

/// The limits and where every caller stands.
pub struct Throttle {
    limits: PrincipalLimits,
    started: Instant,
    callers: Mutex<AHashMap<(Uuid, String), Arc<Caller>>>,
}

struct Caller {
    running: Arc<Semaphore>,
    state: Mutex<CallerState>,
}

struct CallerState {
    window: Window,
    /// Running and waiting together.
    inside: usize,
}

/// Why a request is not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Throttled {
    /// 429: too many requests in the window; seconds until the next one is let in.
    Rate(u64),
    /// 429: too many waiting.
    Queue,
    /// 503: waited too long; nothing was done.
    WaitedTooLong,
}

/// Held while a request is worked on.
pub struct Place {
    _permit: Option<OwnedSemaphorePermit>,
    caller: Arc<Caller>,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.caller.state.lock().inside -= 1;
    }
}

impl Throttle {
    pub fn new(limits: PrincipalLimits) -> Throttle {
        Throttle { limits, started: Instant::now(), callers: Mutex::default() }
    }

    /// Lets a request of this caller in, at once or after waiting for its turn.
    pub async fn enter(&self, principal: &Principal) -> Result<Place, Throttled> {
        let caller = self.caller((principal.tenant_id, principal.object_id.clone()));
        let inside_max = self.limits.running_max + self.limits.waiting_max;
        {
            let mut state = caller.state.lock();
            state
                .window
                .enter(self.now_seconds(), self.limits.requests_per_window_max)
                .map_err(Throttled::Rate)?;
            if state.inside >= inside_max {
                return Err(Throttled::Queue);
            }
            state.inside += 1;
        }
        // From here on the place is given back when it is dropped, also when the caller goes away while waiting.
        let mut place = Place { _permit: None, caller: caller.clone() };
        let turn = tokio::time::timeout(self.limits.waiting_timeout, caller.running.clone().acquire_owned());
        match turn.await {
            Ok(Ok(permit)) => {
                place._permit = Some(permit);
                Ok(place)
            }
            _ => Err(Throttled::WaitedTooLong),
        }
    }

    fn caller(&self, key: (Uuid, String)) -> Arc<Caller> {
        let mut callers = self.callers.lock();
        if callers.len() >= CALLERS_MAX && !callers.contains_key(&key) {
            let now = self.now_seconds();
            callers.retain(|_, caller| {
                let mut state = caller.state.lock();
                state.inside > 0 || !state.window.is_empty(now)
            });
        }
        callers
            .entry(key)
            .or_insert_with(|| {
                let state = CallerState { window: Window::new(self.limits.window_seconds), inside: 0 };
                let running = Arc::new(Semaphore::new(self.limits.running_max));
                Arc::new(Caller { running, state: Mutex::new(state) })
            })
            .clone()
    }

    fn now_seconds(&self) -> u64 {
        self.started.elapsed().as_secs()
    }
}

/// Requests of the last seconds, counted second by second in a ring.
struct Window {
    counts: Vec<u32>,
    total: u32,
    /// The second the newest count is of.
    newest: u64,
}

impl Window {
    fn new(seconds: u32) -> Window {
        Window { counts: vec![0; seconds.max(1) as usize], total: 0, newest: 0 }
    }

    /// Counts a request, or says in how many seconds one will be let in. A refused request is not counted.
    fn enter(&mut self, now: u64, requests_max: u32) -> Result<(), u64> {
        self.advance(now);
        if self.total < requests_max {
            let index = self.index(self.newest);
            self.counts[index] += 1;
            self.total += 1;
            return Ok(());
        }
        let length = self.counts.len() as u64;
        // The oldest second with requests in it is the first to leave the window.
        let wait = (1..=length).find(|ahead| self.counts[self.index(self.newest + ahead)] > 0);
        Err(wait.unwrap_or(length))
    }

    fn is_empty(&mut self, now: u64) -> bool {
        self.advance(now);
        self.total == 0
    }

    fn advance(&mut self, now: u64) {
        let steps = now.saturating_sub(self.newest).min(self.counts.len() as u64);
        self.newest = self.newest.max(now);
        for back in 0..steps {
            let index = self.index(self.newest - back);
            self.total -= std::mem::take(&mut self.counts[index]);
        }
    }

    fn index(&self, second: u64) -> usize {
        (second % self.counts.len() as u64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::Window;

    #[test]
    fn the_window_slides_by_seconds() {
        let mut window = Window::new(10);
        for second in [0, 0, 3, 9] {
            assert_eq!(window.enter(second, 4), Ok(()), "{second}");
        }
        assert_eq!(window.enter(9, 4), Err(1));
        assert_eq!(window.enter(10, 4), Ok(()));
        assert_eq!(window.enter(10, 4), Ok(()));
        assert_eq!(window.enter(10, 4), Err(3));
        assert_eq!(window.enter(12, 4), Err(1));
        assert_eq!(window.enter(13, 4), Ok(()));
        assert!(!window.is_empty(13));
        assert!(window.is_empty(1_000));
        assert_eq!(window.enter(1_000, 1), Ok(()));
        assert_eq!(window.enter(1_000, 1), Err(10));
        // A clock set back changes nothing.
        assert_eq!(window.enter(5, 1), Err(10));
    }
}
