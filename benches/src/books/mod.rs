//! The books: posting, documents, reports and `check`, on a company with years of posted entries.
//!
//! What a figure is compared with stands beside it: posting with bare inserts of the same rows, a report with the bare
//! aggregate over the same entries.

mod chains;
mod ledger;
mod requests;

use std::time::{Duration, Instant};

use anyhow::{Result, bail, ensure};
use tokio::runtime::Runtime;

use self::chains::Chain;
use self::ledger::Ledger;
use self::requests::Company;
use crate::bars::Bar;
use crate::cell::Figures;
use crate::folder::Folder;
use crate::funchal::Funchal;
use crate::report::{grouped, table};
use crate::server::Server;
use crate::setting::Setting;
use crate::{load, postgres};

/// Documents that show how many entries one makes, before the rest is generated.
const FIRST_DOCUMENTS: u64 = 2_000;
/// Of the generated documents; the others are payments.
const INVOICE_PERCENT: u64 = 60;
/// Payments of the journal that is posted at once, each applied to an invoice.
const JOURNAL_PAYMENTS: usize = 1_000;
/// Journals with one payment each, posted one per request.
const SINGLE_PAYMENTS: usize = 1_000;
const INVOICES: usize = 500;
const CONNECTIONS: usize = 16;
/// Lines of the journal that shows what memory a line takes.
const LONG_JOURNAL_LINES: u64 = 100_000;
const REPORT_ROUNDS: usize = 5;

const GENERATED_PER_SECOND_MIN: f64 = 5_000.0;
const OF_BARE_INSERTS_MIN: f64 = 0.33;
const OF_BARE_AGGREGATE_MAX: f64 = 1.5;

/// Measures both databases and prints one table for each.
pub fn run(setting: &Setting) -> Result<()> {
    let runtime = load::runtime()?;
    let folder = Folder::new(&setting.folder)?;
    let file = folder.file("books.db");
    let funchal = Funchal::on_sqlite(&setting.funchal, &file);
    let ledger = Ledger::Sqlite { file, copy: folder.file("bare.db") };
    let mut report =
        vec![("SQLite", Measuring { setting, folder: &folder, runtime: &runtime, funchal, ledger }.all()?)];
    if let Some(server) = setting.postgres() {
        let (url, _) = runtime.block_on(postgres::create(server))?;
        let funchal = Funchal::on_postgres(&setting.funchal, &url);
        let ledger = Ledger::on_postgres(&url);
        let found = Measuring { setting, folder: &folder, runtime: &runtime, funchal, ledger }.all();
        runtime.block_on(postgres::remove(server))?;
        report.push(("PostgreSQL", found?));
    }
    for (name, bars) in report {
        let rows: Vec<Vec<String>> = bars
            .iter()
            .map(|bar| {
                vec![bar.title.clone(), bar.measured.clone(), bar.wanted.clone(), bar.verdict().to_owned()]
            })
            .collect();
        println!("{}", table(&[name, "measured", "bar", "verdict"], &rows, setting.markdown));
    }
    Ok(())
}

/// One database under measurement.
struct Measuring<'a> {
    setting: &'a Setting,
    folder: &'a Folder,
    runtime: &'a Runtime,
    funchal: Funchal,
    ledger: Ledger,
}

impl Measuring<'_> {
    fn all(&self) -> Result<Vec<Bar>> {
        let mut bars = self.fill()?;
        let server = self.funchal.serve(&self.folder.file("books.log"))?;
        let company = Company::find(&server.address, self.funchal.token()?, self.runtime)?;
        self.long_journal(&server, &company, &mut bars)?;
        self.journal(&server, &company, &mut bars)?;
        self.single_payments(&server, &company, &mut bars)?;
        self.invoices(&server, &company, &mut bars)?;
        self.reports(&company, &mut bars)?;
        let entries = company.count(self.runtime, "generalLedgerEntries")?;
        drop(server);
        self.check(entries, &mut bars)?;
        Ok(bars)
    }

    /// Fills the company up to the wanted number of general ledger entries.
    fn fill(&self) -> Result<Vec<Bar>> {
        eprintln!("filling the books");
        self.funchal.generate_books(self.setting.customers, 0, 0)?;
        self.generate(FIRST_DOCUMENTS)?;
        let entries = {
            let server = self.funchal.serve(&self.folder.file("fill.log"))?;
            Company::find(&server.address, self.funchal.token()?, self.runtime)?
                .count(self.runtime, "generalLedgerEntries")?
        };
        let documents =
            (self.setting.entries.saturating_sub(entries) * FIRST_DOCUMENTS).div_ceil(entries.max(1));
        let elapsed = self.generate(documents)?;
        let rate = documents as f64 / elapsed.as_secs_f64();
        let on_sqlite = matches!(self.ledger, Ledger::Sqlite { .. });
        self.funchal.generate_journal(LONG_JOURNAL_LINES)?;
        Ok(vec![Bar::rate_at_least(
            format!("generate, {} posted documents", grouped(documents as f64)),
            rate,
            "documents/s",
            on_sqlite.then_some(GENERATED_PER_SECOND_MIN),
        )])
    }

    fn generate(&self, documents: u64) -> Result<Duration> {
        let invoices = documents * INVOICE_PERCENT / 100;
        let began = Instant::now();
        self.funchal.generate_books(0, invoices, documents - invoices)?;
        Ok(began.elapsed())
    }

    /// Posts the long journal, and looks at the memory it took.
    fn long_journal(&self, server: &Server, company: &Company, bars: &mut Vec<Bar>) -> Result<()> {
        let journal = company.fullest_journal(self.runtime)?;
        let before = server.memory_bytes()?.1;
        let (elapsed, made) = self.post(company, &journal)?;
        let taken = server.memory_bytes()?.1.saturating_sub(before);
        let title = format!("posting a journal of {} payments", grouped(LONG_JOURNAL_LINES as f64));
        bars.push(Bar::figure(title.clone(), format!("{:.1} s", elapsed.as_secs_f64())));
        bars.push(Bar::figure(format!("{title}: entries"), per_second(made, elapsed)));
        let per_line = taken as f64 / LONG_JOURNAL_LINES as f64;
        bars.push(Bar::figure(format!("{title}: memory for a line"), format!("{per_line:.0} bytes")));
        Ok(())
    }

    /// Posts a journal; returns the time and the number of general ledger entries.
    fn post(&self, company: &Company, journal: &str) -> Result<(Duration, u64)> {
        let before = company.count(self.runtime, "generalLedgerEntries")?;
        let began = Instant::now();
        self.runtime.block_on(chains::run(&company.address, vec![company.post_journal(journal)], 1))?;
        let elapsed = began.elapsed();
        Ok((elapsed, company.count(self.runtime, "generalLedgerEntries")? - before))
    }

    /// A journal of applied payments, beside bare inserts of the rows that posting it made.
    fn journal(&self, server: &Server, company: &Company, bars: &mut Vec<Bar>) -> Result<()> {
        eprintln!("posting journals of {JOURNAL_PAYMENTS} applied payments");
        let mut ratios = Vec::new();
        let mut times = Vec::new();
        for round in 0..self.setting.rounds.max(1) {
            let invoices = company.open_invoices(self.runtime, JOURNAL_PAYMENTS)?;
            let journal = company.journal(self.runtime, &format!("ALL{round}"))?;
            let payments = invoices.iter().map(|invoice| company.payment(&journal, invoice)).collect();
            self.run(company, payments, server)?;
            let last = self.runtime.block_on(self.ledger.last_register())?;
            let (elapsed, _) = self.post(company, &journal)?;
            times.push(elapsed);
            let bare = self.runtime.block_on(self.ledger.bare_inserts(last))?;
            eprintln!("{} rows: posted in {elapsed:?}, bare inserts in {:?}", bare.rows, bare.elapsed);
            ratios.push(bare.elapsed.as_secs_f64() / elapsed.as_secs_f64());
        }
        let title = format!("posting a journal of {} applied payments", grouped(JOURNAL_PAYMENTS as f64));
        let time = median(times.iter().map(Duration::as_secs_f64).collect());
        bars.push(Bar::figure(title.clone(), format!("{:.0} ms", time * 1e3)));
        let title = format!("{title}: rows/s over those of bare inserts");
        bars.push(Bar::at_least(title, median(ratios), Some(OF_BARE_INSERTS_MIN)));
        Ok(())
    }

    fn single_payments(&self, server: &Server, company: &Company, bars: &mut Vec<Bar>) -> Result<()> {
        eprintln!("posting single payments");
        let invoices = company.open_invoices(self.runtime, SINGLE_PAYMENTS)?;
        let mut posts = Vec::new();
        for (number, invoice) in invoices.iter().enumerate() {
            let journal = company.journal(self.runtime, &format!("ONE{number}"))?;
            self.run(company, vec![company.payment(&journal, invoice)], server)?;
            posts.push(company.post_journal(&journal));
        }
        let figures = self.run(company, posts, server)?;
        bars.push(Bar::figure(
            format!("posting single payments at {CONNECTIONS} connections"),
            of_figures(&figures, "payments/s"),
        ));
        Ok(())
    }

    fn invoices(&self, server: &Server, company: &Company, bars: &mut Vec<Bar>) -> Result<()> {
        eprintln!("creating and posting invoices");
        let invoices = (0..INVOICES).map(|number| company.invoice(number)).collect();
        let figures = self.run(company, invoices, server)?;
        bars.push(Bar::figure(
            format!("creating an invoice of 3 lines and posting it, at {CONNECTIONS} connections"),
            of_figures(&figures, "invoices/s"),
        ));
        Ok(())
    }

    fn run(&self, company: &Company, chains: Vec<Chain>, server: &Server) -> Result<Figures> {
        let cpu = server.cpu()?;
        let mut outcome = self.runtime.block_on(chains::run(&company.address, chains, CONNECTIONS))?;
        outcome.server_cpu = server.cpu()?.saturating_sub(cpu);
        Ok(Figures::of(outcome))
    }

    /// Reports beside the bare aggregates, in turn.
    fn reports(&self, company: &Company, bars: &mut Vec<Bar>) -> Result<()> {
        for (title, report) in
            [("ageing of all customers", ledger::AGEING), ("trial balance", ledger::TRIAL_BALANCE)]
        {
            eprintln!("{title}");
            let (mut times, mut ratios) = (Vec::new(), Vec::new());
            for _ in 0..REPORT_ROUNDS {
                let began = Instant::now();
                let rows = company.rows(self.runtime, report.set)?;
                let elapsed = began.elapsed().as_secs_f64();
                ensure!(rows > 1, "{title}: {rows} rows");
                times.push(elapsed);
                let bare = self.runtime.block_on(self.ledger.aggregate(report.aggregate))?;
                ratios.push(elapsed / bare.as_secs_f64());
            }
            bars.push(Bar::figure(title.to_owned(), format!("{:.0} ms", median(times) * 1e3)));
            let title = format!("{title}: time over that of the bare aggregate");
            bars.push(Bar::ratio_at_most(title, median(ratios), OF_BARE_AGGREGATE_MAX));
        }
        Ok(())
    }

    fn check(&self, entries: u64, bars: &mut Vec<Bar>) -> Result<()> {
        eprintln!("check");
        let began = Instant::now();
        let printed = self.funchal.check()?;
        let elapsed = began.elapsed();
        if !printed.starts_with("All is well") {
            bail!("the books are not well:\n{printed}");
        }
        bars.push(Bar::figure(
            format!("check, {} general ledger entries", grouped(entries as f64)),
            format!("{:.1} s", elapsed.as_secs_f64()),
        ));
        Ok(())
    }
}

fn per_second(count: u64, elapsed: Duration) -> String {
    format!("{}/s", grouped(count as f64 / elapsed.as_secs_f64()))
}

fn of_figures(figures: &Figures, unit: &str) -> String {
    format!(
        "{} {unit}, p50 {:.1} ms, p99 {:.1} ms, {:.0} us of CPU",
        grouped(figures.requests_per_second),
        figures.p50_milliseconds,
        figures.p99_milliseconds,
        figures.cpu_microseconds_per_request
    )
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}
