//! `cargo xtask faults`: lets every single write and flush of a request fail, or kills the server there, and sees that
//! the request is done whole or not at all (C2).

mod books;
mod carry_over;
mod case;
mod trace;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use anyhow::{Result, anyhow, bail};
use clap::ValueEnum;

use crate::program::{self, Folder};
use crate::{process, strace, workspace};
use books::Books;
use case::{Case, Fault, Place};

/// What `cargo xtask faults` takes.
#[derive(clap::Args, Default)]
pub struct Arguments {
    /// Only these requests (may be repeated, or several with commas between)
    #[arg(long, value_name = "REQUEST", value_delimiter = ',')]
    only: Vec<Operation>,
}

/// A request that fails in all possible places.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum, Debug)]
pub enum Operation {
    /// Post a journal with a payment that closes an invoice
    PostPayments,
    /// Enter a payment
    EnterPayment,
    /// Post a general journal of two documents
    PostJournal,
    /// Post a sales invoice
    PostInvoice,
    /// Apply a posted payment to a posted invoice
    Apply,
    /// Carry the log over into the database, after many payments
    CarryOver,
}

/// The requests of the run that every change must pass; the others are left to longer runs.
const GATE: [Operation; 3] = [Operation::PostPayments, Operation::EnterPayment, Operation::CarryOver];

/// The run that every change must pass.
pub fn gate() -> Result<()> {
    run(&Arguments { only: GATE.to_vec() })
}

/// Fails with the first case in which a request was done by half, an acknowledged one was lost, an answer was none that
/// may be given, or the server went on after a failed flush.
pub fn run(arguments: &Arguments) -> Result<()> {
    process::catch_interrupts()?;
    strace::need()?;
    let began = Instant::now();
    let binary = program::built(&workspace::target())?;
    let folder = Folder::new(&workspace::memory(), "faults")?;
    let books = Books::make(&binary, &folder.path().canonicalize()?.join("base"))?;
    let operations = Operation::value_variants().iter().copied();
    let wanted: Vec<Operation> = operations
        .filter(|operation| arguments.only.is_empty() || arguments.only.contains(operation))
        .collect();
    let mut cases = Vec::new();
    for operation in &wanted {
        if *operation != Operation::CarryOver {
            cases.extend(books.cases(*operation, &folder.path().canonicalize()?.join("count"))?);
        }
    }
    let jobs = cases.len();
    run_all(&books, &cases, &folder.path().canonicalize()?)?;
    if wanted.contains(&Operation::CarryOver) {
        carry_over::run(&books, &folder.path().canonicalize()?.join("carry-over"))?;
    }
    println!(
        "   {jobs} failures at single calls in {:.1} s: {}",
        began.elapsed().as_secs_f32(),
        counted(&cases)
    );
    Ok(())
}

/// Several at a time: each waits for a server to start, most of the while.
fn run_all(books: &Books, cases: &[Case], folder: &std::path::Path) -> Result<()> {
    let next = AtomicUsize::new(0);
    let failed = Mutex::new(None);
    let workers = 1 + thread::available_parallelism().map_or(2, usize::from);
    thread::scope(|scope| {
        for number in 0..workers {
            let place: PathBuf = folder.join(format!("case-{number}"));
            let (next, failed) = (&next, &failed);
            scope.spawn(move || {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let outcome = process::check_interrupt()
                        .and_then(|()| Place::make(&place))
                        .and_then(|place| case.run(books, &place));
                    if let Err(error) = outcome {
                        next.store(cases.len(), Ordering::Relaxed);
                        if let Ok(mut failed) = failed.lock() {
                            failed.get_or_insert(anyhow!("{}: {error:#}", case.describe()));
                        }
                    }
                }
            });
        }
    });
    match failed.into_inner() {
        Ok(None) => Ok(()),
        Ok(Some(error)) => Err(error),
        Err(_) => bail!("a worker panicked"),
    }
}

fn counted(cases: &[Case]) -> String {
    let mut counts = BTreeMap::new();
    for case in cases {
        let name =
            case.operation.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned());
        *counts.entry(name).or_insert(0) += 1;
    }
    counts.iter().map(|(name, count)| format!("{name} {count}")).collect::<Vec<_>>().join(", ")
}

impl Fault {
    /// All that can be done to a call.
    pub const ALL: [Fault; 3] = [Fault::Kill, Fault::InputOutput, Fault::NoSpace];
}
