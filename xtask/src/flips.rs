//! `cargo xtask flips`: flips single bits of a closed database with a year of posted books, and sees that the check of
//! the books reports each that matters, and that nothing panics (C6).

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::http::{Client, Outcome};
use crate::program::{self, Folder, Program};
use crate::random::Random;
use crate::{process, workspace};

/// Of so many flips one is served too, but not more than so many.
const FLIPS_PER_SERVED: u32 = 20;
const SERVED_MAX: u32 = 50;
/// What is asked of a server on a flipped database.
const READS: [&str; 5] = [
    "trialBalances",
    "agedAccountsReceivables",
    "generalLedgerEntries?$top=2000",
    "salesInvoices?$top=500",
    "items?$select=number,inventory",
];

/// What `cargo xtask flips` takes.
#[derive(clap::Args)]
pub struct Arguments {
    /// How many bits to flip, one at a time
    #[arg(long, default_value_t = 200)]
    flips: u32,
    /// Repeat the choices of an earlier run
    #[arg(long)]
    seed: Option<u64>,
}

/// The run that every change must pass.
pub fn gate() -> Result<()> {
    run(&Arguments { flips: 200, seed: None })
}

/// Fails when a flip in posted entries, or one that changes a total, is reported by nobody, and when anything panics.
pub fn run(arguments: &Arguments) -> Result<()> {
    process::catch_interrupts()?;
    let seed = arguments.seed.unwrap_or_else(Random::fresh_seed);
    println!("seed {seed}");
    flip(arguments.flips, seed).with_context(|| format!("seed {seed}"))
}

fn flip(flips: u32, seed: u64) -> Result<()> {
    let began = Instant::now();
    let binary = program::built(&workspace::target())?;
    let proofs = program::built_proofs(&workspace::target())?;
    let folder = Folder::new(&workspace::memory(), "flips")?;
    let file = folder.path().join("books.db");
    let program = program_on(&binary, &file, true);
    let mut server = program.start()?;
    let (company, token) = (server.company.clone(), program.token()?);
    server.stop()?;
    let mut command = Command::new(&proofs);
    command.arg("flips").arg("--database").arg(&file).arg("--flips").arg(flips.to_string());
    command.arg("--seed").arg(seed.to_string()).arg("--folder").arg(folder.path().join("flippers"));
    let report: Value = serde_json::from_str(&process::output(&mut command)?)?;
    let count = |name: &str| report[name].as_u64().with_context(|| format!("no `{name}` in {report}"));
    let (posted, totals, reported) = (count("in_posted")?, count("in_totals")?, count("reported")?);
    let (unseen, panics) = (count("unseen")?, count("panics")?);
    let served = serve(&binary, &file, &company, &token, (flips / FLIPS_PER_SERVED).min(SERVED_MAX), seed)?;
    println!(
        "   {} bits flipped in {:.1} s: {posted} in posted entries, {totals} in totals, {reported} reported, \
         {unseen} unseen, {panics} panics; {served} of the databases served",
        count("flips")?,
        began.elapsed().as_secs_f32()
    );
    if unseen + panics > 0 || count("flips")? != u64::from(flips) {
        bail!("{:#}", report["examples"]);
    }
    if posted == 0 {
        bail!("no flip fell into posted entries: this test has shown nothing");
    }
    Ok(())
}

/// Serves flipped databases and reads from them. Answers may be errors: there must be one, and no panic.
fn serve(binary: &Path, file: &Path, company: &str, token: &str, count: u32, seed: u64) -> Result<u32> {
    let right = fs::read(file)?;
    let flipped = file.with_file_name("served.db");
    let mut random = Random::new(seed);
    let mut served = 0;
    for _ in 0..count {
        process::check_interrupt()?;
        let bit = random.between(0, 8 * right.len() as u64 - 1);
        let mut bytes = right.clone();
        bytes[usize::try_from(bit / 8)?] ^= 1 << (bit % 8);
        for ending in ["db-wal", "db-shm"] {
            let beside = flipped.with_extension(ending);
            if fs::exists(&beside)? {
                fs::remove_file(beside)?;
            }
        }
        fs::write(&flipped, bytes)?;
        let program = program_on(binary, &flipped, false);
        // A server that refuses to start has said why.
        if let Ok(mut server) = program.start() {
            for read in READS {
                let path = format!("/api/v2.0/companies({company})/{read}");
                // A long answer that fails on its way ends the connection.
                let mut client = Client::new(&server.address, token);
                if !matches!(client.send("GET", &path, None), Outcome::Answered(_)) {
                    bail!("bit {bit}: GET {path} had no answer");
                }
            }
            served += 1;
            server.kill()?;
        }
        program.check_log().with_context(|| format!("bit {bit}"))?;
    }
    Ok(served)
}

fn program_on(binary: &Path, file: &Path, demo: bool) -> Program {
    Program {
        binary: binary.to_owned(),
        database: format!("sqlite:{}", file.display()),
        log: file.with_file_name("server.log"),
        demo,
    }
}
