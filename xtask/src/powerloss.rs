//! `cargo xtask powerloss`: writes down all that a server under load does to its disk, then cuts the power in thought
//! at thousands of moments and holds what is left to what was acknowledged (C3).

mod load;

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::program::{self, Folder, Program};
use crate::random::Random;
use crate::{process, strace, workspace};

/// Clients that post at once.
const CLIENTS: usize = 3;
/// The control run needs no more to lose something.
const CONTROL_POSTINGS: u32 = 30;
const CONTROL_IMAGES: u32 = 400;
/// What makes the server of the control run flush at checkpoints alone; see `store/src/sqlite/durability.rs`.
const CONTROL_VARIABLE: (&str, &str) = ("FUNCHAL_CONTROL_RUN", "may-lose-commits-at-a-power-cut");

/// What `cargo xtask powerloss` takes.
#[derive(clap::Args)]
pub struct Arguments {
    /// How many journals and documents to post
    #[arg(long, default_value_t = 200)]
    postings: u32,
    /// How many power cuts to judge
    #[arg(long, default_value_t = 5_000)]
    images: u32,
    /// Repeat the choices of an earlier run
    #[arg(long)]
    seed: Option<u64>,
}

/// The run that every change must pass.
pub fn gate() -> Result<()> {
    run(&Arguments { postings: 200, images: 5_000, seed: None })
}

/// What the judges of `proofs` counted.
#[derive(Debug, PartialEq, Eq)]
struct Counts {
    images: u64,
    states: u64,
    answers: u64,
    lost: u64,
    damaged: u64,
    unsound: u64,
    examples: Vec<String>,
}

/// Fails when an acknowledged posting is lost, a database damaged or the books unsound, and when the control run, which
/// flushes too rarely, loses nothing: then the test would find nothing either.
pub fn run(arguments: &Arguments) -> Result<()> {
    process::catch_interrupts()?;
    strace::need()?;
    let seed = arguments.seed.unwrap_or_else(Random::fresh_seed);
    println!("seed {seed}");
    let binary = program::built(&workspace::target())?;
    let proofs = program::built_proofs(&workspace::target())?;
    let outcome = (|| {
        let real = record_and_judge(&binary, &proofs, arguments.postings, arguments.images, seed, false)?;
        println!("   power cuts: {}", real.describe());
        let control = record_and_judge(&binary, &proofs, CONTROL_POSTINGS, CONTROL_IMAGES, seed, true)?;
        println!("   control run without flushes: {}", control.describe());
        judge(&real, &control)
    })();
    outcome.with_context(|| format!("seed {seed}"))
}

fn judge(real: &Counts, control: &Counts) -> Result<()> {
    if real.lost + real.damaged + real.unsound > 0 {
        bail!("power cuts did harm:\n{}", real.examples.join("\n"));
    }
    if control.lost == 0 {
        bail!("the control run lost nothing: this test would not notice a server that flushes too rarely");
    }
    Ok(())
}

fn record_and_judge(
    binary: &Path,
    proofs: &Path,
    postings: u32,
    images: u32,
    seed: u64,
    is_control: bool,
) -> Result<Counts> {
    let folder = Folder::new(&workspace::memory(), "powerloss")?;
    let folder_path = folder.path().canonicalize()?;
    let file = folder_path.join("funchal.db");
    let program = Program {
        binary: binary.to_owned(),
        database: format!("sqlite:{}", file.display()),
        log: folder_path.join("server.log"),
        demo: false,
    };
    let company = program.add_company("Harbour Books")?;
    let token = program.token()?;
    let mut random = Random::new(seed);
    // What the clients need is there before the recording.
    let mut server = program.start()?;
    let clients = (0..CLIENTS)
        .map(|number| load::Client::prepare(number, &server.address, &token, &company, random.next()))
        .collect::<Result<Vec<_>>>()?;
    server.stop()?;
    let before = folder_path.join("before.db");
    fs::copy(&file, &before)?;
    if fs::exists(file.with_extension("db-wal"))? {
        bail!("the server left its log behind when it stopped");
    }
    let trace = folder_path.join("trace");
    let mut wrapping = strace::wrapping(&trace, &[strace::QUICK, strace::WITH_PATHS].map(str::to_owned));
    wrapping.variables.extend(is_control.then_some(CONTROL_VARIABLE));
    let began = Instant::now();
    let mut server = program.start_wrapped(&wrapping)?;
    let tracer = strace::tracer_of(server.process_id())?;
    let promises = load::run(clients, &server.address, &token, postings)?;
    server.kill()?;
    strace::wait_for_end(tracer)?;
    program.check_log()?;
    println!("   {postings} postings recorded in {:.1} s", began.elapsed().as_secs_f32());
    let promises_file = folder_path.join("promises");
    fs::write(&promises_file, promises.iter().map(|promise| format!("{promise}\n")).collect::<String>())?;
    let mut command = Command::new(proofs);
    command.arg("replay").arg("--trace").arg(&trace).arg("--database").arg(&file);
    command.arg("--before").arg(&before).arg("--promises").arg(&promises_file);
    command.arg("--images").arg(images.to_string()).arg("--seed").arg(seed.to_string());
    command.arg("--folder").arg(folder_path.join("judges"));
    Counts::of(&process::output(&mut command)?)
}

impl Counts {
    fn of(report: &str) -> Result<Self> {
        let report: Value = serde_json::from_str(report).with_context(|| format!("no report: {report}"))?;
        let count = |name: &str| report[name].as_u64().with_context(|| format!("no `{name}` in {report}"));
        let examples = report["examples"].as_array().into_iter().flatten();
        Ok(Self {
            images: count("images")?,
            states: count("states")?,
            answers: count("answers")?,
            lost: count("lost")?,
            damaged: count("damaged")?,
            unsound: count("unsound")?,
            examples: examples.filter_map(|example| example.as_str().map(str::to_owned)).collect(),
        })
    }

    fn describe(&self) -> String {
        let Self { images, states, answers, lost, damaged, unsound, .. } = self;
        format!(
            "{images} images ({states} different states) of {answers} acknowledged requests: {lost} lost something, \
             {damaged} damaged, {unsound} unsound"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{Counts, judge};

    fn counts(lost: u64, damaged: u64, unsound: u64) -> Counts {
        Counts { images: 9, states: 9, answers: 9, lost, damaged, unsound, examples: Vec::new() }
    }

    #[test]
    fn the_test_fails_with_a_loss_and_with_a_control_that_loses_nothing() {
        let bad_control = counts(3, 0, 0);
        assert!(judge(&counts(0, 0, 0), &bad_control).is_ok());
        for real in [counts(1, 0, 0), counts(0, 1, 0), counts(0, 0, 1)] {
            assert!(judge(&real, &bad_control).is_err());
        }
        assert!(judge(&counts(0, 0, 0), &counts(0, 0, 0)).is_err());
    }
}
