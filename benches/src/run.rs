//! A whole run: data, servers, cells, tables.

use anyhow::Result;
use tokio::runtime::Runtime;

use crate::bars::Bar;
use crate::cell::{Cell, Subject};
use crate::folder::Folder;
use crate::measure::{Contestant, measure};
use crate::setting::Setting;
use crate::side::{self, Side};
use crate::start::Starts;
use crate::{load, postgres, report};

/// What a run found.
pub struct Found {
    pub cells: Vec<Cell>,
    pub starts: Starts,
    /// Highest resident memory over the whole run, in bytes.
    pub peak_bytes: Vec<(Subject, u64)>,
}

/// Measures everything that was asked for, and prints it.
pub fn run(setting: &Setting) -> Result<()> {
    let runtime = load::runtime()?;
    let folder = Folder::new(&setting.folder)?;
    let outcome = find(setting, &folder, &runtime);
    if let Some(server) = setting.postgres() {
        runtime.block_on(postgres::remove(server))?;
    }
    let found = outcome?;
    let bars = Bar::all(&found, setting);
    print!("{}", report::whole(&found, &bars, setting));
    Ok(())
}

fn find(setting: &Setting, folder: &Folder, runtime: &Runtime) -> Result<Found> {
    let mut starts = Starts::default();
    let mut sides = vec![side::sqlite(setting, folder, runtime, &mut starts)?];
    if let Some(server) = setting.postgres() {
        sides.push(side::postgres(setting, server, folder, runtime, &mut starts)?);
    }
    let mut cells = Vec::new();
    for index in 0..setting.kinds().len() {
        for connections in setting.connections.iter().copied() {
            cells.extend(cell(&sides, index, connections, setting, runtime)?);
        }
    }
    let mut peak_bytes = Vec::new();
    for (subject, server) in sides.iter().flat_map(|side| &side.servers) {
        peak_bytes.push((*subject, server.memory_bytes()?.1));
    }
    Ok(Found { cells, starts, peak_bytes })
}

/// One request at one number of connections, on all servers.
fn cell(
    sides: &[Side],
    index: usize,
    connections: usize,
    setting: &Setting,
    runtime: &Runtime,
) -> Result<Vec<Cell>> {
    let servers = || sides.iter().flat_map(|side| side.servers.iter().map(move |server| (side, server)));
    let contestants: Vec<Contestant<'_>> = servers()
        .map(|(side, (subject, server))| Contestant {
            name: subject.to_string(),
            server,
            workload: &side.workloads[index],
        })
        .collect();
    let figures = measure(runtime, &contestants, connections, setting)?;
    let mut cells = Vec::new();
    for ((side, (subject, _)), figures) in servers().zip(figures) {
        let cell = Cell { kind: side.workloads[index].kind, connections, subject: *subject, figures };
        eprintln!("{}", report::line(&cell));
        cells.push(cell);
    }
    Ok(cells)
}
