//! What a run takes from the command line.

use std::path::PathBuf;

use clap::Args;

use crate::workload::Kind;

/// The options of `bench run`.
#[derive(Args, Clone, Debug)]
pub struct Setting {
    /// The program to measure
    #[arg(long, default_value = "target/release/funchal")]
    pub funchal: PathBuf,
    /// Where databases are made; they are removed at the end. Should be the disk you want to know about
    #[arg(long, default_value = "target/bench")]
    pub folder: PathBuf,
    /// A PostgreSQL server that databases may be made on; without it SQLite is measured alone
    #[arg(long, env = "FUNCHAL_TEST_POSTGRES", hide_env_values = true)]
    pub postgres: Option<String>,
    /// Leave PostgreSQL out
    #[arg(long)]
    pub without_postgres: bool,
    /// Measure these requests only (may be repeated, or several with commas between)
    #[arg(long, value_name = "REQUEST", value_delimiter = ',')]
    pub only: Vec<Kind>,
    /// Connections that send at the same time, each its next request when the last is answered
    #[arg(long, value_delimiter = ',', default_value = "1,16,64")]
    pub connections: Vec<usize>,
    /// Measured time of each cell, in all rounds together
    #[arg(long, default_value_t = 3.0)]
    pub seconds: f64,
    /// Rounds a cell is measured in; servers take turns in each, so that drift of the machine meets all alike
    #[arg(long, default_value_t = 3)]
    pub rounds: u32,
    #[arg(long, default_value_t = 1_000)]
    pub customers: u64,
    #[arg(long, default_value_t = 100)]
    pub journals: u64,
    #[arg(long, default_value_t = 100_000)]
    pub payments: u64,
    /// Print the tables as Markdown, as docs/performance.md holds them
    #[arg(long)]
    pub markdown: bool,
    /// Measure reads of funchal at two sizes instead: `--payments`, and this many times as many
    #[arg(long, value_name = "FACTOR")]
    pub growth: Option<u64>,
    /// Measure posting, documents, reports and `check` instead
    #[arg(long)]
    pub books: bool,
    /// With --books: general ledger entries that are there before anything is measured
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    pub entries: u64,
}

impl Setting {
    /// The requests to measure, in their order.
    pub fn kinds(&self) -> Vec<Kind> {
        let all = <Kind as clap::ValueEnum>::value_variants().iter().copied();
        all.filter(|kind| self.only.is_empty() || self.only.contains(kind)).collect()
    }

    /// The PostgreSQL server, unless it is to be left out.
    pub fn postgres(&self) -> Option<&str> {
        self.postgres.as_deref().filter(|_| !self.without_postgres)
    }

    /// The number of connections that ratios are taken at.
    pub fn ratio_connections(&self) -> usize {
        let last = self.connections.last().copied().unwrap_or(1);
        self.connections.iter().copied().find(|count| *count == 16).unwrap_or(last)
    }
}
