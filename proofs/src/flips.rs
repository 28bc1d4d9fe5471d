//! Bit rot: single bits of a closed database are flipped, and the check of the books must see each that matters.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::{fs, thread};

use anyhow::{Result, anyhow, bail};
use serde::Serialize;
use tokio::runtime::Runtime;

use crate::judge;
use crate::ledgers::Ledgers;
use crate::random::Random;

/// Findings told in full.
const EXAMPLES_MAX: usize = 5;

/// What `proofs flips` takes.
#[derive(clap::Args)]
pub struct Arguments {
    /// A closed database with posted books
    #[arg(long, value_name = "FILE")]
    database: PathBuf,
    #[arg(long, value_name = "N")]
    flips: u64,
    #[arg(long)]
    seed: u64,
    /// A folder to work in
    #[arg(long, value_name = "FOLDER")]
    folder: PathBuf,
}

/// What came of the flips.
#[derive(Debug, Default, Serialize)]
struct Report {
    flips: u64,
    /// Flips after which posted entries are others, or cannot be read
    in_posted: u64,
    /// Flips after which a total is another, or cannot be computed
    in_totals: u64,
    /// Flips that the check or SQLite reported
    reported: u64,
    /// Flips of the first two kinds that nobody reported
    unseen: u64,
    panics: u64,
    examples: Vec<String>,
}

/// Prints the report as JSON. Fails only when the database is not well to begin with.
pub fn run(arguments: &Arguments) -> Result<()> {
    let before = fs::read(&arguments.database)?;
    let first = Flipper::new(arguments, 0)?;
    fs::write(&first.file, &before)?;
    let findings = judge::check(&first.runtime, &first.file)?;
    if let Some(finding) = findings.first() {
        bail!("the database is not well before any flip: {finding}");
    }
    let right = Ledgers::read(&first.file)?;
    let next = AtomicU64::new(0);
    let report = Mutex::new(Report::default());
    thread::scope(|scope| {
        let mut threads: Vec<thread::ScopedJoinHandle<'_, Result<()>>> = Vec::new();
        for number in 0..thread::available_parallelism().map_or(2, usize::from) {
            let flipper = Flipper::new(arguments, number)?;
            let (before, right, next, report) = (&before, &right, &next, &report);
            threads.push(scope.spawn(move || {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= arguments.flips {
                        return Ok(());
                    }
                    // Each flip follows from seed and number alone, whichever thread makes it.
                    let mut random = Random::new(arguments.seed.wrapping_add(number));
                    let bit = random.below(8 * before.len() as u64);
                    flipper.flip(before, bit, right, report)?;
                }
            }));
        }
        threads.into_iter().try_for_each(|thread| thread.join().map_err(|_| anyhow!("a thread panicked"))?)
    })?;
    let report = report.into_inner().map_err(|_| anyhow!("a thread panicked"))?;
    println!("{}", serde_json::to_string(&report)?);
    Ok(())
}

struct Flipper {
    file: PathBuf,
    runtime: Runtime,
}

impl Flipper {
    fn new(arguments: &Arguments, number: usize) -> Result<Flipper> {
        let folder = arguments.folder.join(format!("flipper-{number}"));
        fs::create_dir_all(&folder)?;
        Ok(Flipper { file: folder.join("flipped.db"), runtime: judge::runtime()? })
    }

    fn flip(&self, before: &[u8], bit: u64, right: &Ledgers, report: &Mutex<Report>) -> Result<()> {
        let (byte, mask) = ((bit / 8) as usize, 1_u8 << (bit % 8));
        let mut bytes = before.to_vec();
        bytes[byte] ^= mask;
        remove_beside(&self.file)?;
        fs::write(&self.file, &bytes)?;
        let checked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            judge::check(&self.runtime, &self.file)
        }));
        let after = Ledgers::read(&self.file);
        let posted_differ = after.as_ref().map_or(true, |after| after.posted != right.posted);
        let totals_differ = after.as_ref().map_or(true, |after| after.totals != right.totals);
        let mut report = report.lock().map_err(|_| anyhow!("another thread panicked"))?;
        report.flips += 1;
        report.in_posted += u64::from(posted_differ);
        report.in_totals += u64::from(totals_differ);
        let trouble = match checked {
            Err(_) => {
                report.panics += 1;
                Some("the check panicked")
            }
            Ok(Ok(findings)) if findings.is_empty() => {
                let matters = posted_differ || totals_differ;
                report.unseen += u64::from(matters);
                matters.then_some("nothing was reported")
            }
            Ok(_) => {
                report.reported += 1;
                None
            }
        };
        if let Some(trouble) = trouble
            && report.examples.len() < EXAMPLES_MAX
        {
            let difference = match &after {
                Ok(after) => after.difference(right),
                Err(error) => format!("the ledgers cannot be read: {error:#}"),
            };
            report.examples.push(format!("bit {bit} (byte {byte}): {trouble}; {difference}"));
        }
        Ok(())
    }
}

/// Logs and journals of the flip before.
fn remove_beside(file: &Path) -> Result<()> {
    for ending in ["-wal", "-shm", "-journal"] {
        let mut beside = file.as_os_str().to_owned();
        beside.push(ending);
        match fs::remove_file(beside) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    Ok(())
}
