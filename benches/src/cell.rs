//! One cell of the table: a request, a number of connections and a server, and the figures found.

use std::fmt;

use crate::load::Outcome;
use crate::workload::Kind;

/// The servers that are measured, funchal first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Subject {
    FunchalSqlite,
    FunchalPostgres,
    PeerMemory,
    PeerSqlite,
    PeerPostgres,
}

impl Subject {
    pub fn is_funchal(self) -> bool {
        matches!(self, Subject::FunchalSqlite | Subject::FunchalPostgres)
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Subject::FunchalSqlite => "funchal, SQLite",
            Subject::FunchalPostgres => "funchal, PostgreSQL",
            Subject::PeerMemory => "(a) bare, memory",
            Subject::PeerSqlite => "(b) bare, SQLite",
            Subject::PeerPostgres => "(c) bare, PostgreSQL",
        })
    }
}

/// A measured cell.
#[derive(Clone, Debug)]
pub struct Cell {
    pub kind: Kind,
    pub connections: usize,
    pub subject: Subject,
    pub figures: Figures,
}

/// What is printed of a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figures {
    pub requests_per_second: f64,
    pub p50_milliseconds: f64,
    pub p99_milliseconds: f64,
    /// CPU time of the server process; that of PostgreSQL's own processes is not in it.
    pub cpu_microseconds_per_request: f64,
}

impl Figures {
    pub fn of(outcome: Outcome) -> Figures {
        let mut latencies = outcome.latencies_microseconds;
        latencies.sort_unstable();
        let count = latencies.len().max(1);
        let percentile = |percent: usize| {
            let index = (latencies.len() * percent / 100).min(count - 1);
            f64::from(latencies.get(index).copied().unwrap_or(0)) / 1_000.0
        };
        Figures {
            requests_per_second: latencies.len() as f64
                / outcome.elapsed.as_secs_f64().max(f64::MIN_POSITIVE),
            p50_milliseconds: percentile(50),
            p99_milliseconds: percentile(99),
            cpu_microseconds_per_request: outcome.server_cpu.as_secs_f64() * 1e6 / count as f64,
        }
    }
}

/// Requests per second of one subject over those of another, in the same cell.
pub fn ratio(cells: &[Cell], kind: Kind, connections: usize, one: Subject, other: Subject) -> Option<f64> {
    let find = |subject: Subject| {
        let same = |cell: &&Cell| (cell.kind, cell.connections, cell.subject) == (kind, connections, subject);
        cells.iter().find(same).map(|cell| cell.figures.requests_per_second)
    };
    Some(find(one)? / find(other)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn figures() {
        let outcome = Outcome {
            latencies_microseconds: (1..=1_000).rev().collect(),
            elapsed: Duration::from_secs(2),
            server_cpu: Duration::from_millis(50),
        };
        let figures = Figures::of(outcome);
        let expected = Figures {
            requests_per_second: 500.0,
            p50_milliseconds: 0.501,
            p99_milliseconds: 0.991,
            cpu_microseconds_per_request: 50.0,
        };
        assert_eq!(figures, expected);
        assert_eq!(Figures::of(Outcome::default()).p99_milliseconds, 0.0);
    }
}
