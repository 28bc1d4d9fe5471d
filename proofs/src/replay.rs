//! Power cuts over a recorded run: many moments, each with what the disk may hold by then.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, mpsc};
use std::{fs, thread};

use anyhow::{Context, Result, anyhow, bail};

use crate::disk::{Disk, Image};
use crate::images::{self, Cut};
use crate::judge::{self, Judge, Known, State};
use crate::promises::{self, Promises};
use crate::random::Random;
use crate::report::Report;
use crate::strace::{self, Event};

/// Images that wait for a judge; each may have some megabytes.
const WAITING_MAX: usize = 4;

/// What `proofs replay` takes.
#[derive(clap::Args)]
pub struct Arguments {
    /// What strace wrote
    #[arg(long, value_name = "FILE")]
    trace: PathBuf,
    /// The database file of the recorded run, where it was
    #[arg(long, value_name = "FILE")]
    database: String,
    /// The same file as it was before the run, closed
    #[arg(long, value_name = "FILE")]
    before: PathBuf,
    /// What each answer promised
    #[arg(long, value_name = "FILE")]
    promises: PathBuf,
    /// Power cuts
    #[arg(long, value_name = "N")]
    images: usize,
    #[arg(long)]
    seed: u64,
    /// A folder to work in
    #[arg(long, value_name = "FOLDER")]
    folder: PathBuf,
}

/// An image, what must be in it, and where it comes from.
struct Task {
    cut: Cut,
    image: Image,
    /// Names of the requests answered by then.
    answered: usize,
}

/// Prints the report as JSON. Fails only when the run cannot be followed.
pub fn run(arguments: &Arguments) -> Result<()> {
    let promises = promises::read(&arguments.promises)?;
    let trace = File::open(&arguments.trace).context("no trace")?;
    let events = strace::read(BufReader::with_capacity(1 << 20, trace), &arguments.database)?;
    let answers: Vec<String> = events.iter().filter_map(answer).collect();
    if answers.is_empty() || answers.len() < promises.len() {
        bail!("{} answers are in the trace, {} were received", answers.len(), promises.len());
    }
    let mut random = Random::new(arguments.seed);
    let cuts = images::choose(&events, arguments.images, &mut random);
    let name = Path::new(&arguments.database).file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let disk = Disk::new([(name.to_owned(), fs::read(&arguments.before)?)]);
    let (known, report) = (Known::default(), Mutex::new(Report::default()));
    let verdict = Verdict { promises: &promises, answers: &answers, report: &report };
    thread::scope(|scope| {
        let (queue, tasks) = mpsc::sync_channel::<Task>(WAITING_MAX);
        // Gone with the last judge, so that nobody waits to hand over an image.
        let tasks = Arc::new(Mutex::new(tasks));
        let mut judges: Vec<thread::ScopedJoinHandle<'_, Result<()>>> = Vec::new();
        for number in 0..thread::available_parallelism().map_or(2, usize::from) {
            let folder = arguments.folder.join(format!("judge-{number}"));
            fs::create_dir_all(&folder)?;
            let judge = Judge { folder, name, runtime: judge::runtime()?, known: &known };
            let tasks = tasks.clone();
            judges.push(scope.spawn(move || {
                loop {
                    let task = tasks.lock().map_err(|_| anyhow!("another judge panicked"))?.recv();
                    let Ok(task) = task else { return Ok(()) };
                    verdict.on(&judge, task)?;
                }
            }));
        }
        drop(tasks);
        cut_power(disk, &events, &cuts, &mut random, &queue);
        drop(queue);
        judges.into_iter().try_for_each(|judge| judge.join().map_err(|_| anyhow!("a judge panicked"))?)
    })?;
    let mut report = report.into_inner().map_err(|_| anyhow!("a judge panicked"))?;
    report.states = known.states() as u64;
    report.answers = answers.len() as u64;
    println!("{}", serde_json::to_string(&report)?);
    Ok(())
}

fn answer(event: &Event) -> Option<String> {
    match event {
        Event::Answer { request } => Some(request.clone()),
        _ => None,
    }
}

/// Goes through the run and hands over an image at each cut. Ends early when the judges have gone: they say why.
fn cut_power(
    mut disk: Disk,
    events: &[Event],
    cuts: &[Cut],
    random: &mut Random,
    queue: &mpsc::SyncSender<Task>,
) {
    let (mut taken, mut answered) = (0, 0);
    for cut in cuts {
        while taken < cut.after {
            disk.take(taken, &events[taken]);
            answered += usize::from(matches!(events[taken], Event::Answer { .. }));
            taken += 1;
        }
        let image = disk.image(cut.kept, random);
        if queue.send(Task { cut: *cut, image, answered }).is_err() {
            return;
        }
    }
}

/// Holds images to what was promised.
#[derive(Clone, Copy)]
struct Verdict<'a> {
    promises: &'a Promises,
    answers: &'a [String],
    report: &'a Mutex<Report>,
}

impl Verdict<'_> {
    fn on(self, judge: &Judge<'_>, task: Task) -> Result<()> {
        let Task { cut, image, answered } = task;
        let state = judge.state(&image)?;
        let mut report = self.report.lock().map_err(|_| anyhow!("another judge panicked"))?;
        report.images += 1;
        let place = format!("cut after event {} keeping {:?}", cut.after, cut.kept);
        match &*state {
            State::Damaged(reason) => {
                report.damaged += 1;
                report.example(|| format!("{place}: the database is damaged: {reason}"));
            }
            State::Readable { books, findings } => {
                if let Some(finding) = findings.first() {
                    report.unsound += 1;
                    report.example(|| format!("{place}: {finding}"));
                }
                let answered: BTreeSet<&String> = self.answers[..answered].iter().collect();
                let broken = |(request, promise): (&String, &promises::Promise)| {
                    let broken = answered.contains(request).then(|| promise.broken_by(books)).flatten();
                    broken.or_else(|| promise.half_done_in(&books.posted_documents))
                };
                if let Some(sentence) = self.promises.iter().find_map(broken) {
                    report.lost += 1;
                    report.example(|| format!("{place}: {sentence}"));
                }
            }
        }
        Ok(())
    }
}
