//! Every limit of the outer shell, with its unit and default.

use std::time::Duration;

/// Seconds between two looks at a connection's progress: how late a stalled one may be noticed.
pub const PROGRESS_CHECK_SECONDS: u64 = 5;
/// Shortest body worth compressing, in bytes: what fits into one packet gains nothing.
pub const GZIP_BYTES_MIN: usize = 1400;
/// Longest `client-request-id` repeated, in bytes; a longer one is replaced by the request's own id.
pub const CLIENT_REQUEST_ID_BYTES_MAX: usize = 128;
/// A request that takes longer than this is worth a line in the log, in milliseconds.
pub const SLOW_REQUEST_MILLISECONDS: u128 = 1000;
/// How long the rest of a refused body is read before the answer, so that a client still sending sees it, in
/// milliseconds.
pub const DRAIN_MILLISECONDS: u64 = 300;
/// Seconds a client is told to wait when the server has too much to do.
pub const OVERLOAD_RETRY_SECONDS: u64 = 1;
/// How long a readiness check may wait for the database, in seconds.
pub const READINESS_SECONDS: u64 = 5;
/// Different error codes counted by name; further ones are counted together.
pub const ERROR_CODES_COUNTED_MAX: usize = 100;
/// How often the signing keys are read again, in seconds, so that one retired elsewhere is noticed.
pub const KEY_REFRESH_SECONDS: u64 = 30;
/// Least time between two reloads for a key nobody knows, in seconds.
pub const KEY_RELOAD_SECONDS_MIN: u64 = 1;

/// What is refused, and after how long. PROTOCOL.md section 9 has the figures of the originals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Largest body, in bytes; beyond: 413.
    pub request_body_bytes_max: usize,
    /// Longest path and query, in bytes; beyond: 414.
    pub url_bytes_max: usize,
    /// Longest request line and headers together, in bytes; beyond: 431.
    pub header_bytes_max: usize,
    /// Most headers of one request; beyond: 431.
    pub headers_max: usize,
    /// From the first byte of a request (or the opening of a connection) to the end of its headers.
    pub header_read_timeout: Duration,
    /// For a whole body; beyond: 408.
    pub body_read_timeout: Duration,
    /// For answering a read; beyond: 408. A write is always awaited: it must not be reported as failed and then be
    /// committed.
    pub read_timeout: Duration,
    pub tls_handshake_timeout: Duration,
    /// A connection without a request, or whose client takes no bytes, is closed after this.
    pub idle_timeout: Duration,
    /// How long a stop waits for requests in flight.
    pub shutdown_timeout: Duration,
    /// Connections at once; further ones wait to be accepted.
    pub connections_max: usize,
    /// Requests at once; beyond: 503 before any work starts.
    pub requests_in_flight_max: usize,
    /// Requests at once on one HTTP/2 connection.
    pub http2_streams_max: u32,
    /// What one caller may do; `None`: as much as the server can.
    pub per_principal: Option<PrincipalLimits>,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            request_body_bytes_max: 16 * 1024 * 1024,
            url_bytes_max: 16 * 1024,
            header_bytes_max: 64 * 1024,
            headers_max: 100,
            header_read_timeout: Duration::from_secs(10),
            body_read_timeout: Duration::from_secs(30),
            read_timeout: Duration::from_secs(60),
            tls_handshake_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(120),
            shutdown_timeout: Duration::from_secs(30),
            connections_max: 20_000,
            requests_in_flight_max: 10_000,
            http2_streams_max: 250,
            per_principal: None,
        }
    }
}

impl Limits {
    /// The limits of the original service (PROTOCOL.md section 9): `--limits business-central`.
    pub fn business_central() -> Limits {
        Limits {
            request_body_bytes_max: 350 * 1024 * 1024,
            body_read_timeout: Duration::from_secs(8 * 60),
            read_timeout: Duration::from_secs(8 * 60),
            per_principal: Some(PrincipalLimits::business_central()),
            ..Limits::default()
        }
    }
}

/// What one caller may do at a time and in a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PrincipalLimits {
    /// Requests in the last [`PrincipalLimits::window_seconds`]; beyond: 429.
    pub requests_per_window_max: u32,
    pub window_seconds: u32,
    /// Requests worked on at once; further ones wait.
    pub running_max: usize,
    /// Requests waiting; beyond: 429. With `running_max` this is also the number of connections in use.
    pub waiting_max: usize,
    /// How long a request waits; beyond: 503, nothing was done.
    pub waiting_timeout: Duration,
}

impl PrincipalLimits {
    /// PROTOCOL.md section 9.
    pub fn business_central() -> PrincipalLimits {
        PrincipalLimits {
            requests_per_window_max: 6000,
            window_seconds: 300,
            running_max: 5,
            waiting_max: 95,
            waiting_timeout: Duration::from_secs(8 * 60),
        }
    }
}
