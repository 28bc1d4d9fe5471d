//! The bars: what funchal has to reach beside the bare servers, and whether it does.

use crate::cell::{Subject, ratio};
use crate::report::grouped;
use crate::run::Found;
use crate::setting::Setting;
use crate::workload::Kind;

/// Ratios to (b) on SQLite and to (c) on PostgreSQL, and the least they should be.
const RATIOS: &[(Kind, Option<f64>, Option<f64>)] = &[
    (Kind::Seed, Some(0.60), Some(0.60)),
    (Kind::Page, Some(0.60), None),
    (Kind::CompanyPage, Some(0.60), None),
    (Kind::Expand, None, None),
    (Kind::Post, Some(0.30), None),
    (Kind::Batch, Some(0.50), None),
];
/// By the names that `side` gives them.
const START_MILLISECONDS_MAX: &[(&str, f64)] =
    &[("existing SQLite database", 20.0), ("making the demo company", 300.0)];
const IDLE_MEGABYTES_MAX: f64 = 25.0;

/// A figure and what it should be.
pub struct Bar {
    pub title: String,
    pub measured: String,
    /// Empty when nothing is asked for.
    pub wanted: String,
    pub met: Option<bool>,
}

impl Bar {
    /// Every bar that this run has a figure for.
    pub fn all(found: &Found, setting: &Setting) -> Vec<Bar> {
        let mut bars = Vec::new();
        let pairs = [
            ("(b), SQLite", Subject::FunchalSqlite, Subject::PeerSqlite),
            ("(c), PostgreSQL", Subject::FunchalPostgres, Subject::PeerPostgres),
        ];
        for (position, (name, funchal, peer)) in pairs.into_iter().enumerate() {
            for (kind, on_sqlite, on_postgres) in RATIOS {
                let measured = ratio(&found.cells, *kind, setting.ratio_connections(), funchal, peer);
                let wanted = [*on_sqlite, *on_postgres][position];
                let title = format!("{}: funchal / {name}", kind.title());
                bars.extend(measured.map(|measured| Bar::at_least(title, measured, wanted)));
            }
        }
        for (name, milliseconds) in &found.starts.milliseconds {
            let most = START_MILLISECONDS_MAX.iter().find(|(known, _)| known == name).map(|(_, most)| *most);
            bars.push(Bar::below(format!("start to first 200, {name}"), *milliseconds, most, "ms"));
        }
        for (name, bytes) in &found.starts.idle_bytes {
            let most = name.contains("SQLite").then_some(IDLE_MEGABYTES_MAX);
            bars.push(Bar::below(format!("idle memory, {name}"), *bytes as f64 / 1e6, most, "MB"));
        }
        // What the bare servers keep are the answers they were given.
        for (subject, bytes) in found.peak_bytes.iter().filter(|(subject, _)| subject.is_funchal()) {
            bars.push(Bar::below(format!("peak memory, {subject}"), *bytes as f64 / 1e6, None, "MB"));
        }
        bars
    }

    pub fn at_least(title: String, measured: f64, least: Option<f64>) -> Bar {
        Bar {
            title,
            // Cut, not rounded: what is missed must not look met.
            measured: format!("{:.2}", (measured * 100.0).floor() / 100.0),
            wanted: least.map(|least| format!(">= {least:.2}")).unwrap_or_default(),
            met: least.map(|least| measured >= least),
        }
    }

    /// A figure that nothing is asked of.
    pub fn figure(title: String, measured: String) -> Bar {
        Bar { title, measured, wanted: String::new(), met: None }
    }

    /// Something per second.
    pub fn rate_at_least(title: String, measured: f64, unit: &str, least: Option<f64>) -> Bar {
        Bar {
            title,
            measured: format!("{} {unit}", grouped(measured.floor())),
            wanted: least.map(|least| format!(">= {} {unit}", grouped(least))).unwrap_or_default(),
            met: least.map(|least| measured >= least),
        }
    }

    pub fn ratio_at_most(title: String, measured: f64, most: f64) -> Bar {
        Bar {
            title,
            // Rounded up: what is missed must not look met.
            measured: format!("{:.2}", (measured * 100.0).ceil() / 100.0),
            wanted: format!("<= {most:.2}"),
            met: Some(measured <= most),
        }
    }

    fn below(title: String, measured: f64, most: Option<f64>, unit: &str) -> Bar {
        Bar {
            title,
            measured: format!("{measured:.1} {unit}"),
            wanted: most.map(|most| format!("< {most:.0} {unit}")).unwrap_or_default(),
            met: most.map(|most| measured < most),
        }
    }

    /// `met`, `missed`, or nothing when nothing is asked for.
    pub fn verdict(&self) -> &'static str {
        match self.met {
            Some(true) => "met",
            Some(false) => "missed",
            None => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts() {
        assert_eq!(Bar::at_least(String::new(), 0.6, Some(0.6)).verdict(), "met");
        let bar = Bar::at_least(String::new(), 0.599, Some(0.6));
        assert_eq!((bar.verdict(), bar.measured.as_str()), ("missed", "0.59"));
        assert_eq!(Bar::at_least(String::new(), 0.1, None).verdict(), "");
        let bar = Bar::below(String::new(), 25.0, Some(25.0), "MB");
        assert_eq!(
            (bar.verdict(), bar.measured.as_str(), bar.wanted.as_str()),
            ("missed", "25.0 MB", "< 25 MB")
        );
    }
}
