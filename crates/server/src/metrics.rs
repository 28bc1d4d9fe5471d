//! Counters of requests, and their text for Prometheus.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use surfaces::answer::Method;
use surfaces::face::Face;

use crate::limits::ERROR_CODES_COUNTED_MAX;

/// Upper bounds of the latency buckets, in microseconds, and as Prometheus writes them, in seconds.
const BUCKETS: [(u64, &str); 16] = [
    (100, "0.0001"),
    (250, "0.00025"),
    (500, "0.0005"),
    (1_000, "0.001"),
    (2_500, "0.0025"),
    (5_000, "0.005"),
    (10_000, "0.01"),
    (25_000, "0.025"),
    (50_000, "0.05"),
    (100_000, "0.1"),
    (250_000, "0.25"),
    (500_000, "0.5"),
    (1_000_000, "1"),
    (2_500_000, "2.5"),
    (5_000_000, "5"),
    (10_000_000, "10"),
];

const METHODS: [Method; 6] =
    [Method::Get, Method::Post, Method::Patch, Method::Put, Method::Delete, Method::Other];

/// Everything counted since the start.
pub struct Metrics {
    started: Instant,
    faces: [FaceMetrics; Face::COUNT],
    errors: Mutex<BTreeMap<(Face, String), u64>>,
    /// Requests being answered now, tasks of disconnected writers included.
    pub in_flight: AtomicUsize,
    pub connections: AtomicUsize,
    pub tokens_issued: AtomicU64,
    pub tokens_refused: AtomicU64,
}

/// Counters of one face.
#[derive(Default)]
struct FaceMetrics {
    /// By method and hundreds of the status.
    requests: [[AtomicU64; 6]; METHODS.len()],
    buckets: [AtomicU64; BUCKETS.len()],
    sum_microseconds: AtomicU64,
    /// Of these, time between the token's check and the finished answer: rules, database and JSON.
    service_microseconds: AtomicU64,
}

/// What the scrape adds to the counters.
pub struct Gauges {
    pub database_connections_in_use: usize,
    pub database_connections_max: usize,
}

impl Default for Metrics {
    fn default() -> Metrics {
        Metrics {
            started: Instant::now(),
            faces: Default::default(),
            errors: Mutex::default(),
            in_flight: AtomicUsize::new(0),
            connections: AtomicUsize::new(0),
            tokens_issued: AtomicU64::new(0),
            tokens_refused: AtomicU64::new(0),
        }
    }
}

impl Metrics {
    /// Counts one answered request. `service_time` is zero when it was refused before the face saw it.
    pub fn record(&self, face: Face, method: Method, status: u16, whole: Duration, service_time: Duration) {
        let metrics = &self.faces[face.index()];
        let class = usize::from(status / 100).min(5);
        metrics.requests[method_index(method)][class].fetch_add(1, Relaxed);
        let microseconds = whole_microseconds(whole);
        if let Some(bucket) = BUCKETS.iter().position(|(bound, _)| microseconds <= *bound) {
            metrics.buckets[bucket].fetch_add(1, Relaxed);
        }
        metrics.sum_microseconds.fetch_add(microseconds, Relaxed);
        metrics.service_microseconds.fetch_add(whole_microseconds(service_time), Relaxed);
    }

    /// Counts one refusal by its code.
    pub fn record_error(&self, face: Face, code: &str) {
        let mut errors = self.errors.lock();
        let is_known = errors.contains_key(&(face, code.to_owned()));
        let code = if is_known || errors.len() < ERROR_CODES_COUNTED_MAX { code } else { "other" };
        *errors.entry((face, code.to_owned())).or_insert(0) += 1;
    }

    /// The text of `/metrics`.
    pub fn text(&self, gauges: &Gauges) -> String {
        let mut text = String::with_capacity(8 * 1024);
        self.write_requests(&mut text);
        self.write_durations(&mut text);
        head(&mut text, "funchal_errors_total", "counter", "Refused requests by face and error code.");
        for ((face, code), count) in self.errors.lock().iter() {
            line(&mut text, "funchal_errors_total", &[("face", label(*face)), ("code", code)], *count);
        }
        for (name, kind, help, value) in [
            (
                "funchal_requests_in_flight",
                "gauge",
                "Requests being answered.",
                self.in_flight.load(Relaxed) as u64,
            ),
            (
                "funchal_connections",
                "gauge",
                "Open client connections.",
                self.connections.load(Relaxed) as u64,
            ),
            (
                "funchal_database_connections_in_use",
                "gauge",
                "Database connections lent out.",
                gauges.database_connections_in_use as u64,
            ),
            (
                "funchal_database_connections_max",
                "gauge",
                "Most database connections.",
                gauges.database_connections_max as u64,
            ),
            (
                "funchal_tokens_issued_total",
                "counter",
                "Tokens handed out by the token endpoint.",
                self.tokens_issued.load(Relaxed),
            ),
            (
                "funchal_tokens_refused_total",
                "counter",
                "Token requests refused.",
                self.tokens_refused.load(Relaxed),
            ),
            ("funchal_uptime_seconds", "gauge", "Seconds since the start.", self.started.elapsed().as_secs()),
        ] {
            head(&mut text, name, kind, help);
            line(&mut text, name, &[], value);
        }
        head(&mut text, "funchal_build_info", "gauge", "The running version.");
        line(&mut text, "funchal_build_info", &[("version", env!("CARGO_PKG_VERSION"))], 1);
        text
    }

    fn write_requests(&self, text: &mut String) {
        let name = "funchal_requests_total";
        head(text, name, "counter", "Answered requests by face, method and hundreds of the status.");
        for (face, metrics) in Face::ALL.iter().zip(&self.faces) {
            for (method, classes) in METHODS.iter().zip(&metrics.requests) {
                for (class, count) in classes.iter().enumerate() {
                    let count = count.load(Relaxed);
                    if count > 0 {
                        let status = ["0xx", "1xx", "2xx", "3xx", "4xx", "5xx"][class];
                        let method = if *method == Method::Other { "other" } else { method.name() };
                        let labels = [("face", label(*face)), ("method", method), ("status", status)];
                        line(text, name, &labels, count);
                    }
                }
            }
        }
    }

    fn write_durations(&self, text: &mut String) {
        let name = "funchal_request_duration_seconds";
        head(text, name, "histogram", "Time from the head of a request to its finished answer.");
        for (face, metrics) in Face::ALL.iter().zip(&self.faces) {
            let face = ("face", label(*face));
            let mut below = 0;
            for ((_, bound), count) in BUCKETS.iter().zip(&metrics.buckets) {
                below += count.load(Relaxed);
                line(text, &format!("{name}_bucket"), &[face, ("le", bound)], below);
            }
            let count = metrics.requests.iter().flatten().map(|count| count.load(Relaxed)).sum();
            line(text, &format!("{name}_bucket"), &[face, ("le", "+Inf")], count);
            let sum = seconds(metrics.sum_microseconds.load(Relaxed));
            let _ = writeln!(text, "{name}_sum{{face=\"{}\"}} {sum}", face.1);
            line(text, &format!("{name}_count"), &[face], count);
        }
        let name = "funchal_service_seconds_total";
        head(text, name, "counter", "Time spent on rules, database and JSON.");
        for (face, metrics) in Face::ALL.iter().zip(&self.faces) {
            let sum = seconds(metrics.service_microseconds.load(Relaxed));
            let _ = writeln!(text, "{name}{{face=\"{}\"}} {sum}", label(*face));
        }
    }
}

fn method_index(method: Method) -> usize {
    METHODS.iter().position(|known| *known == method).unwrap_or(METHODS.len() - 1)
}

fn label(face: Face) -> &'static str {
    match face {
        Face::GraphBeta => "graph-beta",
        Face::V1 => "v1.0",
        Face::V2 => "v2.0",
        Face::Own => "funchal-v1.0",
    }
}

fn whole_microseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

fn seconds(microseconds: u64) -> String {
    format!("{}.{:06}", microseconds / 1_000_000, microseconds % 1_000_000)
}

fn head(text: &mut String, name: &str, kind: &str, help: &str) {
    let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
}

/// Label values are this program's own words, so nothing in them needs escaping.
fn line(text: &mut String, name: &str, labels: &[(&str, &str)], value: u64) {
    text.push_str(name);
    for (index, (label, value)) in labels.iter().enumerate() {
        let _ = write!(text, "{}{label}=\"{value}\"", if index == 0 { '{' } else { ',' });
    }
    let _ = writeln!(text, "{} {value}", if labels.is_empty() { "" } else { "}" });
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use surfaces::answer::Method;
    use surfaces::face::Face;

    use super::{Gauges, Metrics};

    #[test]
    fn counts_become_text() {
        let metrics = Metrics::default();
        let took = Duration::from_micros(700);
        metrics.record(Face::GraphBeta, Method::Get, 200, took, took);
        metrics.record(Face::GraphBeta, Method::Get, 404, Duration::from_secs(60), Duration::ZERO);
        for number in 0..200 {
            metrics.record_error(Face::V2, &format!("Code{number:03}"));
        }
        let gauges = Gauges { database_connections_in_use: 1, database_connections_max: 4 };
        let text = metrics.text(&gauges);
        for line in [
            r#"funchal_requests_total{face="graph-beta",method="GET",status="2xx"} 1"#,
            r#"funchal_requests_total{face="graph-beta",method="GET",status="4xx"} 1"#,
            r#"funchal_request_duration_seconds_bucket{face="graph-beta",le="0.0005"} 0"#,
            r#"funchal_request_duration_seconds_bucket{face="graph-beta",le="0.001"} 1"#,
            r#"funchal_request_duration_seconds_bucket{face="graph-beta",le="10"} 1"#,
            r#"funchal_request_duration_seconds_bucket{face="graph-beta",le="+Inf"} 2"#,
            r#"funchal_request_duration_seconds_sum{face="graph-beta"} 60.000700"#,
            r#"funchal_request_duration_seconds_count{face="graph-beta"} 2"#,
            r#"funchal_errors_total{face="v2.0",code="other"} 100"#,
            "funchal_database_connections_max 4",
        ] {
            assert!(text.lines().any(|found| found == line), "{line}\n{text}");
        }
    }
}
