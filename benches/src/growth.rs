//! Reads at two sizes: their cost must not grow with the table.

use anyhow::Result;

use crate::folder::Folder;
use crate::funchal::Funchal;
use crate::measure::{Contestant, measure};
use crate::report::{grouped, table};
use crate::server::Server;
use crate::setting::Setting;
use crate::workload::{Kind, Workload};
use crate::{load, sample};

/// funchal on a database of some size.
struct Sized {
    payments: u64,
    server: Server,
    workloads: Vec<Workload>,
}

/// Measures funchal on SQLite with `--payments` and with `factor` times as many, and prints both and their ratio.
pub fn run(setting: &Setting, factor: u64) -> Result<()> {
    let runtime = load::runtime()?;
    let folder = Folder::new(&setting.folder)?;
    let mut kinds = setting.kinds();
    kinds.retain(|kind| !matches!(kind, Kind::Post | Kind::Batch));
    let sizes = [setting.payments, setting.payments.saturating_mul(factor)];
    let servers = sizes.map(|payments| start(setting, payments, &kinds, &folder));
    let servers = servers.into_iter().collect::<Result<Vec<Sized>>>()?;
    let mut rows = Vec::new();
    for (index, kind) in kinds.iter().enumerate() {
        for connections in setting.connections.iter().copied() {
            let contestants: Vec<Contestant<'_>> = servers
                .iter()
                .map(|sized| Contestant {
                    name: format!("{} payments", sized.payments),
                    server: &sized.server,
                    workload: &sized.workloads[index],
                })
                .collect();
            let figures = measure(&runtime, &contestants, connections, setting)?;
            let mut row = vec![kind.title().to_owned(), connections.to_string()];
            row.extend(figures.iter().map(|figures| grouped(figures.requests_per_second)));
            row.extend(figures.iter().map(|figures| format!("{:.1}", figures.cpu_microseconds_per_request)));
            row.push(format!("{:.2}", figures[1].requests_per_second / figures[0].requests_per_second));
            rows.push(row);
        }
    }
    let [small, large] = sizes.map(|payments| grouped(payments as f64));
    let header = [
        "request",
        "connections",
        &format!("requests/s, {small}"),
        &format!("requests/s, {large}"),
        &format!("CPU us, {small}"),
        &format!("CPU us, {large}"),
        "large / small",
    ];
    print!("{}", table(&header, &rows, setting.markdown));
    Ok(())
}

fn start(setting: &Setting, payments: u64, kinds: &[Kind], folder: &Folder) -> Result<Sized> {
    let file = folder.file(&format!("{payments}.db"));
    let funchal = Funchal::on_sqlite(&setting.funchal, &file);
    eprintln!("filling a database with {} payments", grouped(payments as f64));
    funchal.generate(setting, payments)?;
    let sample = sample::from_sqlite(&file)?;
    let token = funchal.token()?;
    let server = funchal.serve(&folder.file(&format!("{payments}.log")))?;
    let workloads = kinds.iter().map(|kind| Workload::new(*kind, &sample, &token)).collect();
    Ok(Sized { payments, server, workloads })
}
