//! What all requests of a server share.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use auth::{AttemptLimiter, Tenants};
use jiff::Timestamp;
use store::Store;
use surfaces::service::Service;

use crate::clock::SharedClock;
use crate::keys::Door;
use crate::limits::Limits;
use crate::metrics::Metrics;
use crate::throttle::Throttle;

/// One running server, as its requests see it.
pub struct App {
    pub service: Arc<Service>,
    pub store: Store,
    pub door: Door,
    pub tenants: Tenants,
    /// Outside issuers are configured; their tenants are theirs to name.
    pub trusts_outside_issuers: bool,
    pub attempts: AttemptLimiter,
    pub throttle: Option<Throttle>,
    pub limits: Limits,
    pub metrics: Metrics,
    pub clock: SharedClock,
    pub trust_forwarded: bool,
    /// `http` or `https`, as this server itself is reached.
    pub scheme: &'static str,
    /// What stands in for a missing `Host`.
    pub local_authority: String,
}

impl App {
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Counts a request in; `None` when there are too many already.
    pub fn begin(self: &Arc<App>) -> Option<InFlight> {
        let before = self.metrics.in_flight.fetch_add(1, Relaxed);
        let in_flight = InFlight(self.clone());
        (before < self.limits.requests_in_flight_max).then_some(in_flight)
    }
}

/// A request being worked on; a stop waits for it even when its client has gone.
pub struct InFlight(Arc<App>);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.metrics.in_flight.fetch_sub(1, Relaxed);
    }
}
