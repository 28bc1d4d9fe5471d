//! `funchal check`: verifies the books.

use std::io::Write;

use clap::Args;
use store::check::{Finding, Listener};

use crate::command_line::DatabaseFlag;
use crate::database::{self, Purpose};
use crate::failure::Failure;
use crate::progress::{ProgressLine, grouped};

/// Verify the books; says what is wrong, if anything
///
/// Reads everything and changes nothing; it can run beside a server. Each finding is one sentence on standard output.
/// Ends with exit code 0 when all is well and 1 when something is wrong.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  funchal check --database sqlite:funchal.db")]
pub struct Flags {
    #[command(flatten)]
    database: DatabaseFlag,
}

pub async fn run(flags: Flags) -> Result<(), Failure> {
    let store = database::open(&flags.database.url, Purpose::Existing).await?;
    let mut printer = Printer { progress: ProgressLine::new(), failed: None };
    let summary = store::check::run(&mut *store.reader().await?, &mut printer).await?;
    printer.progress.clear();
    if let Some(error) = printer.failed {
        return Err(error.into());
    }
    let (companies, records) = (grouped(summary.companies), grouped(summary.records));
    let of =
        format!("{companies} {}, {records} records", if companies == "1" { "company" } else { "companies" });
    match summary.findings {
        0 => writeln!(std::io::stdout(), "All is well: {of}.")?,
        findings => {
            writeln!(std::io::stdout(), "{} found in {of}.", things(findings))?;
            return Err(Failure::silent());
        }
    }
    Ok(())
}

fn things(count: u64) -> String {
    if count == 1 { "1 fault".to_owned() } else { format!("{} faults", grouped(count)) }
}

/// Writes findings as they come.
struct Printer {
    progress: ProgressLine,
    /// Standard output went away.
    failed: Option<std::io::Error>,
}

impl Listener for Printer {
    fn on_stage(&mut self, noun: &'static str) {
        self.progress.show(&format!("checking {noun}"));
    }

    fn on_progress(&mut self, noun: &'static str, done: u64) {
        self.progress.show(&format!("checking {noun}: {}", grouped(done)));
    }

    fn on_finding(&mut self, finding: Finding) {
        self.tell("", &finding);
    }

    fn on_warning(&mut self, warning: Finding) {
        self.tell("Worth a look: ", &warning);
    }
}

impl Printer {
    fn tell(&mut self, opening: &str, finding: &Finding) {
        self.progress.clear();
        let sentence = &finding.sentence;
        let written = match &finding.company {
            Some(company) => writeln!(std::io::stdout(), "{opening}{company}: {sentence}"),
            None => writeln!(std::io::stdout(), "{opening}{sentence}"),
        };
        if let Err(error) = written {
            self.failed.get_or_insert(error);
        }
    }
}
