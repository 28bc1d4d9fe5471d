//! The same rows without funchal: bare inserts of what a posting made, bare aggregates over the entries.

mod postgres;
mod sqlite;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;

/// A report and the least that any report of its kind has to compute.
pub struct Report {
    pub set: &'static str,
    pub aggregate: &'static str,
}

/// What each customer owes, by age.
pub const AGEING: Report = Report {
    set: "agedAccountsReceivables",
    aggregate: "SELECT party_id, \
        sum(CASE WHEN initial_entry_due_date >= '2025-12-31' THEN amount_local ELSE 0 END), \
        sum(CASE WHEN initial_entry_due_date >= '2025-11-30' AND initial_entry_due_date < '2025-12-31' \
        THEN amount_local ELSE 0 END), \
        sum(CASE WHEN initial_entry_due_date >= '2025-10-31' AND initial_entry_due_date < '2025-11-30' \
        THEN amount_local ELSE 0 END), \
        sum(CASE WHEN initial_entry_due_date < '2025-10-31' THEN amount_local ELSE 0 END), \
        sum(amount_local) FROM detailed_ledger_entries WHERE company_id = ?1 AND party_type = 1 GROUP BY party_id",
};
/// Debit and credit of each account.
pub const TRIAL_BALANCE: Report = Report {
    set: "trialBalances",
    aggregate: "SELECT account_id, sum(debit_amount), sum(credit_amount), sum(amount) FROM general_ledger_entries \
        WHERE company_id = ?1 GROUP BY account_id",
};

/// Tables with entries of a register, by the column that names it.
const LEDGERS: &[&str] = &[
    "general_ledger_entries",
    "party_ledger_entries",
    "detailed_ledger_entries",
    "vat_entries",
    "bank_ledger_entries",
];

/// What bare inserts took.
pub struct Bare {
    pub rows: u64,
    pub elapsed: Duration,
}

/// The database under measurement, open beside the server.
pub enum Ledger {
    /// The file, and where a copy of it may be made.
    Sqlite {
        file: PathBuf,
        copy: PathBuf,
    },
    Postgres(postgres::Ledger),
}

impl Ledger {
    /// A database on a PostgreSQL server.
    pub fn on_postgres(url: &str) -> Ledger {
        Ledger::Postgres(postgres::Ledger::new(url))
    }

    /// The number of the newest register.
    pub async fn last_register(&self) -> Result<i64> {
        match self {
            Ledger::Sqlite { file, .. } => sqlite::last_register(file),
            Ledger::Postgres(ledger) => ledger.last_register().await,
        }
    }

    /// The time of one bare aggregate, all rows read.
    pub async fn aggregate(&self, text: &str) -> Result<Duration> {
        match self {
            Ledger::Sqlite { file, .. } => sqlite::aggregate(file, text),
            Ledger::Postgres(ledger) => ledger.aggregate(text).await,
        }
    }

    /// Times putting the rows of all registers behind `last` into tables that hold the others, with the same indexes:
    /// in bulk, in one transaction, as durable as funchal's.
    pub async fn bare_inserts(&self, last: i64) -> Result<Bare> {
        match self {
            Ledger::Sqlite { file, copy } => sqlite::bare_inserts(file, copy, last),
            Ledger::Postgres(ledger) => ledger.bare_inserts(last).await,
        }
    }
}
