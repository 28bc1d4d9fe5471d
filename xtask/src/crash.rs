//! `cargo xtask crash`: kills the server at random moments under load and holds it to what it acknowledged.

mod load;
mod model;

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use serde_json::{Value, json};

use crate::http::{Client, Outcome};
use crate::postgres::Cluster;
use crate::program::{self, Folder, Program, Server};
use crate::random::Random;
use crate::{process, workspace};
use load::{DOCUMENTS_OF_LOAD, INVOICES_OF_LOAD, Place, Worker, set_of};
use model::{Kind, Memory, Record, Records};

const CLIENTS: usize = 8;
const SHARED_JOURNALS: usize = 3;
/// How long the load runs before the kill, from the first acknowledged write on.
const LOAD_MILLISECONDS: (u64, u64) = (50, 250);
/// A load in which nothing is acknowledged for this long is ended all the same.
const BEGIN_MAX: Duration = Duration::from_secs(5);
/// The books are verified after this many cycles, and at the end.
const CYCLES_PER_CHECK: u32 = 10;
/// A restart may take this long, for all but one in a hundred; in a run that is bound by time, because the machine may
/// be slow or busy, for half of them.
const READY_MAX: Duration = Duration::from_secs(2);

/// What `cargo xtask crash` takes.
#[derive(clap::Args)]
pub struct Arguments {
    /// How often to kill the server
    #[arg(long, default_value_t = 100)]
    cycles: u32,
    /// Stop earlier, after this many seconds, and say so
    #[arg(long, value_name = "SECONDS")]
    seconds_max: Option<u64>,
    #[arg(long, value_enum, default_value = "sqlite")]
    database: Database,
    /// Repeat the choices of an earlier run
    #[arg(long)]
    seed: Option<u64>,
    /// The server to kill [default: the debug build of this checkout]
    #[arg(long, value_name = "FILE")]
    binary: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Database {
    Sqlite,
    Postgres,
}

/// Cycles and seconds of one database among all checks; the seconds bound a slow machine.
const GATE: (u32, u64) = (100, 90);

/// The run that every change must pass, on both databases.
pub fn gate() -> Result<()> {
    for database in [Database::Sqlite, Database::Postgres] {
        let (cycles, seconds) = GATE;
        run(&Arguments { cycles, seconds_max: Some(seconds), database, seed: None, binary: None })?;
    }
    Ok(())
}

/// What is known between two cycles.
struct Run {
    program: Program,
    place: Place,
    token: String,
    random: Random,
    memories: Vec<Memory>,
    /// What was there before the load.
    known: Records,
    ready_after: Vec<Duration>,
}

/// Runs the cycles. Fails with the seed and what was lost, made by half or wrong.
pub fn run(arguments: &Arguments) -> Result<()> {
    process::catch_interrupts()?;
    let seed = arguments.seed.unwrap_or_else(Random::fresh_seed);
    println!("seed {seed}");
    cycles(arguments, seed).with_context(|| format!("seed {seed}"))
}

fn cycles(arguments: &Arguments, seed: u64) -> Result<()> {
    let folder = Folder::new(&workspace::target(), "crash")?;
    let cluster = (arguments.database == Database::Postgres).then(Cluster::start).transpose()?;
    let file = folder.path().join("funchal.db");
    let database = cluster.as_ref().map_or_else(|| format!("sqlite:{}", file.display()), Cluster::url);
    let binary = match &arguments.binary {
        Some(binary) => binary.canonicalize().with_context(|| binary.display().to_string())?,
        None => program::built(&workspace::target())?,
    };
    let program = Program { binary, database, log: folder.path().join("server.log"), demo: true };
    let began = Instant::now();
    let (mut run, mut server) = Run::begin(program, seed)?;
    let mut done = 0;
    while done < arguments.cycles {
        process::check_interrupt()?;
        if arguments.seconds_max.is_some_and(|seconds| began.elapsed() >= Duration::from_secs(seconds)) {
            println!("stopped after {done} of {} cycles: the time was up", arguments.cycles);
            break;
        }
        server = run.cycle(server).with_context(|| format!("cycle {}", done + 1))?;
        done += 1;
        if done % CYCLES_PER_CHECK == 0 {
            run.program.check().with_context(|| format!("after cycle {done}"))?;
        }
    }
    run.program.check()?;
    drop(server);
    let judged_percent = if arguments.seconds_max.is_some() { 50 } else { 99 };
    run.report(done, began.elapsed(), judged_percent)
}

impl Run {
    /// Starts the first server and makes what all clients share.
    fn begin(program: Program, seed: u64) -> Result<(Self, Server)> {
        let server = program.start()?;
        let token = program.token()?;
        let mut client = Client::new(&server.address, &token);
        let mut place = Place { company: server.company.clone(), shared_journals: Vec::new() };
        for number in 1..=SHARED_JOURNALS {
            let path = format!("/api/v2.0/companies({})/customerPaymentJournals", place.company);
            let body = json!({ "code": format!("SHARED{number}"), "displayName": "Of all clients" });
            let Outcome::Answered(answer) = client.send("POST", &path, Some(&body)) else {
                bail!("POST {path}: no answer");
            };
            let made: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
            let id = made["id"].as_str().with_context(|| format!("POST {path}: {}", answer.describe()))?;
            place.shared_journals.push(id.to_owned());
        }
        let known = read_all(&mut client, &place.company)?;
        let memories = vec![Memory::default(); CLIENTS];
        let random = Random::new(seed);
        let ready_after = Vec::new();
        Ok((Self { program, place, token, random, memories, known, ready_after }, server))
    }

    /// Load, kill, restart, reconcile. Returns the next server.
    fn cycle(&mut self, mut server: Server) -> Result<Server> {
        let load = Duration::from_millis(self.random.between(LOAD_MILLISECONDS.0, LOAD_MILLISECONDS.1));
        let seeds: Vec<u64> = (0..CLIENTS).map(|_| self.random.next()).collect();
        let (place, token, address) = (&self.place, &self.token, &server.address.clone());
        let has_begun = &AtomicBool::new(false);
        thread::scope(|scope| {
            let mut threads = Vec::new();
            for ((number, memory), seed) in self.memories.iter_mut().enumerate().zip(seeds) {
                threads.push(scope.spawn(move || {
                    let mut worker = Worker { place, number, random: Random::new(seed), has_begun };
                    worker.run(&mut Client::new(address, token), memory)
                }));
            }
            wait_for(has_begun);
            thread::sleep(load);
            server.kill()?;
            threads.into_iter().try_for_each(|thread| match thread.join() {
                Ok(outcome) => outcome,
                Err(_) => bail!("a client of the load panicked"),
            })
        })?;
        let next = self.program.start()?;
        self.ready_after.push(next.ready_after);
        self.program.check_log()?;
        self.reconcile(&next)?;
        Ok(next)
    }

    fn reconcile(&mut self, server: &Server) -> Result<()> {
        let actual = read_all(&mut Client::new(&server.address, &self.token), &self.place.company)?;
        let mut findings: Vec<String> =
            self.memories.iter_mut().flat_map(|memory| memory.reconcile(&actual)).collect();
        findings.extend(model::strangers(&self.memories, &self.known, &actual));
        findings.extend(model::shared_line_numbers(&actual));
        if !findings.is_empty() {
            bail!("{}", findings.join("\n"));
        }
        Ok(())
    }

    fn report(&mut self, cycles: u32, took: Duration, judged_percent: usize) -> Result<()> {
        let acknowledged: u64 = self.memories.iter().map(|memory| memory.acknowledged_count).sum();
        let posted: u64 = self.memories.iter().map(|memory| memory.posted_count).sum();
        self.ready_after.sort();
        let at = |percent: usize| {
            let index = (self.ready_after.len() * percent).div_ceil(100).saturating_sub(1);
            self.ready_after.get(index).copied().unwrap_or_default()
        };
        if cycles > 0 && posted == 0 {
            bail!("nothing was posted under load");
        }
        println!(
            "{cycles} crashes in {:.1} s: {acknowledged} acknowledged writes, {posted} of them posted a journal or an invoice, 0 lost; ready again after {} ms (median), {} ms (p99)",
            took.as_secs_f32(),
            at(50).as_millis(),
            at(99).as_millis()
        );
        let judged = at(judged_percent);
        if judged > READY_MAX {
            bail!(
                "a restart took {} ms; at most {} ms are allowed",
                judged.as_millis(),
                READY_MAX.as_millis()
            );
        }
        Ok(())
    }
}

/// Waits for the first acknowledged write, but not for ever: the clients say what is wrong when there is none.
fn wait_for(has_begun: &AtomicBool) {
    let began = Instant::now();
    while !has_begun.load(Ordering::Relaxed) && began.elapsed() < BEGIN_MAX {
        thread::sleep(Duration::from_millis(1));
    }
}

/// Everything the load may have written, by id.
fn read_all(client: &mut Client, company: &str) -> Result<Records> {
    let mut records = Records::new();
    let v2 = format!("/api/v2.0/companies({company})");
    let own = format!("/api/funchal/finance/v1.0/companies({company})");
    let invoices = format!("customerPurchaseOrderReference eq '{INVOICES_OF_LOAD}'").replace(' ', "%20");
    let entries = format!("startswith(documentNumber,'{DOCUMENTS_OF_LOAD}')");
    for (kind, root, query) in [
        (Kind::Customer, &v2, String::new()),
        (Kind::Journal, &v2, "?$expand=customerPayments".to_owned()),
        (
            Kind::Invoice,
            &v2,
            format!(
                "?$filter={invoices}&$select=id,customerNumber,customerPurchaseOrderReference,status,totalAmountIncludingTax"
            ),
        ),
        (Kind::Entry, &own, format!("?$filter={entries}&$select=documentNumber,originalAmount")),
    ] {
        let list = client.get(&format!("{root}/{}{query}", set_of(kind)))?;
        if list.get("@odata.nextLink").is_some() {
            bail!("there are too many {} to read them at once", set_of(kind));
        }
        for entity in list["value"].as_array().context("a list has no `value`")? {
            let id = keep(&mut records, kind, None, entity)?;
            for line in entity["customerPayments"].as_array().into_iter().flatten() {
                keep(&mut records, Kind::Payment, Some(&id), line)?;
            }
        }
    }
    Ok(records)
}

fn keep(records: &mut Records, kind: Kind, journal: Option<&str>, entity: &Value) -> Result<String> {
    let mut values = entity.as_object().context("an entity is no object")?.clone();
    values.remove("customerPayments");
    let name = if kind == Kind::Entry { "documentNumber" } else { "id" };
    let id = entity[name].as_str().with_context(|| format!("an entity has no {name}"))?.to_owned();
    let record = Record { kind, journal: journal.map(Into::into), values };
    if records.insert(id.clone(), record).is_some() {
        bail!("{id} is there twice");
    }
    Ok(id)
}
