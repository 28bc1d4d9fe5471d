//! Servers in turn, round after round, so that what else the machine does meets all of them alike.

use std::time::Duration;

use anyhow::{Context, Result};
use tokio::runtime::Runtime;

use crate::cell::Figures;
use crate::load::{self, Load, Outcome};
use crate::server::Server;
use crate::setting::Setting;
use crate::workload::Workload;

/// Before each round of each server.
const WARM_UP: Duration = Duration::from_millis(200);

/// A server, and what it is asked.
pub struct Contestant<'a> {
    pub name: String,
    pub server: &'a Server,
    pub workload: &'a Workload,
}

/// Measures one cell for each contestant, in their order.
pub fn measure(
    runtime: &Runtime,
    contestants: &[Contestant<'_>],
    connections: usize,
    setting: &Setting,
) -> Result<Vec<Figures>> {
    let rounds = setting.rounds.max(1);
    let mut outcomes = vec![Outcome::default(); contestants.len()];
    for round in 0..rounds {
        for (contestant, outcome) in contestants.iter().zip(&mut outcomes) {
            let load = Load {
                address: contestant.server.address.clone(),
                requests: contestant.workload.bytes.clone(),
                expected_status: contestant.workload.kind.expected_status(),
                connections,
                warm_up: WARM_UP,
                measured: Duration::from_secs_f64(setting.seconds / f64::from(rounds)),
                seed: u64::from(round) + 1,
            };
            let added = runtime.block_on(load::run(&load, Some(contestant.server)));
            let title = contestant.workload.kind.title();
            outcome.add(added.with_context(|| format!("{}: {title}", contestant.name))?);
        }
    }
    Ok(outcomes.into_iter().map(Figures::of).collect())
}
