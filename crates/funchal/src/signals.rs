//! The signals a server hears.

use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::failure::Failure;

/// Listens from the moment it is made, so that a signal during the start is not lost.
pub struct Signals {
    terminate: Signal,
    interrupt: Signal,
    /// Reaching a limit on the size of a file then shows as a failed write, which the store answers with "full",
    /// instead of ending the process (RELIABILITY.md section 2).
    _file_size: Signal,
}

impl Signals {
    pub fn listen() -> Result<Signals, Failure> {
        let hear =
            |kind| signal(kind).map_err(|error| Failure::of(format!("cannot listen for signals: {error}")));
        Ok(Signals {
            terminate: hear(SignalKind::terminate())?,
            interrupt: hear(SignalKind::interrupt())?,
            _file_size: hear(SignalKind::from_raw(libc::SIGXFSZ))?,
        })
    }

    /// Waits for the signal to stop and returns its name.
    pub async fn stop(&mut self) -> &'static str {
        tokio::select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.interrupt.recv() => "SIGINT",
        }
    }
}
