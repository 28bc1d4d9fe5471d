//! The posted entries row by row, and the totals that reports are made of, read around the server.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use rusqlite::Connection;
use rusqlite::types::Value;

use crate::judge;

/// The ledgers. What is left out of each is not part of what was posted: the stamp that every row of every table has,
/// and the state that later postings write again, which totals and rules speak about.
const LEDGERS: [(&str, &[&str]); 9] = [
    ("general_ledger_registers", &[]),
    ("general_ledger_entries", &[]),
    ("party_ledger_entries", PARTY_STATE),
    ("detailed_ledger_entries", &[]),
    ("vat_entries", &[]),
    ("bank_ledger_entries", &[]),
    ("item_ledger_entries", &["invoiced_quantity", "remaining_quantity", "open"]),
    ("value_entries", &[]),
    ("item_application_entries", &[]),
];

const STAMP: [&str; 3] = ["row_version", "created_at", "modified_at"];

const PARTY_STATE: &[&str] = &[
    "open",
    "adjusted_currency_factor",
    "amount",
    "amount_local",
    "remaining_amount",
    "remaining_amount_local",
    "due_date",
    "payment_discount_date",
    "payment_discount_tolerance_date",
    "remaining_payment_discount_possible",
    "payment_discount_given_local",
    "max_payment_tolerance",
    "accepted_payment_tolerance",
    "accepted_payment_discount_tolerance",
    "applies_to_id",
    "amount_to_apply",
    "on_hold",
    "closed_by_entry_number",
    "closed_at_date",
    "closed_by_amount",
    "closed_by_amount_local",
    "closed_by_currency_id",
    "closed_by_currency_amount",
    "reversed_by_entry_number",
];

/// What reports add up, by the ways they take through indexes.
const TOTALS: [(&str, &str); 6] = [
    (
        "accounts",
        "SELECT company_id, account_id, sum(amount), sum(debit_amount), sum(credit_amount), count(*) \
         FROM general_ledger_entries GROUP BY company_id, account_id",
    ),
    (
        "dates",
        "SELECT company_id, posting_date, sum(amount), sum(debit_amount), count(*) FROM general_ledger_entries \
         GROUP BY company_id, posting_date",
    ),
    (
        "what is owed, by due date",
        "SELECT company_id, party_id, due_date, sum(remaining_amount_local), sum(amount), count(*) \
         FROM party_ledger_entries WHERE open GROUP BY company_id, party_id, due_date",
    ),
    (
        "ageing",
        "SELECT company_id, party_id, initial_entry_due_date, sum(amount_local), count(*) \
         FROM detailed_ledger_entries GROUP BY company_id, party_type, party_id, initial_entry_due_date",
    ),
    (
        "stock",
        "SELECT company_id, item_id, sum(quantity), sum(remaining_quantity), count(*) FROM item_ledger_entries \
         GROUP BY company_id, item_id",
    ),
    (
        "cost",
        "SELECT company_id, item_id, sum(cost_amount_actual), count(*) FROM value_entries \
         GROUP BY company_id, item_id",
    ),
];

/// Rows by table, and rows by total.
#[derive(Debug, PartialEq)]
pub struct Ledgers {
    pub posted: BTreeMap<&'static str, Vec<Vec<Value>>>,
    pub totals: BTreeMap<&'static str, Vec<Vec<Value>>>,
}

impl Ledgers {
    /// Fails when the database cannot be read.
    pub fn read(file: &Path) -> Result<Ledgers> {
        let connection = judge::open_to_read(file)?;
        let mut ledgers = Ledgers { posted: BTreeMap::new(), totals: BTreeMap::new() };
        for (table, state) in LEDGERS {
            let columns = columns(&connection, table)?;
            let posted: Vec<&str> = columns
                .iter()
                .map(String::as_str)
                .filter(|column| !state.contains(column) && !STAMP.contains(column))
                .collect();
            let text = format!("SELECT {} FROM {table} NOT INDEXED ORDER BY rowid", posted.join(", "));
            ledgers.posted.insert(table, rows(&connection, &text)?);
        }
        for (name, text) in TOTALS {
            ledgers.totals.insert(name, rows(&connection, text)?);
        }
        Ok(ledgers)
    }

    /// Where two differ first, in a sentence.
    pub fn difference(&self, right: &Ledgers) -> String {
        for (is, should) in [(&self.posted, &right.posted), (&self.totals, &right.totals)] {
            for (name, rows) in is {
                let expected = &should[name];
                if rows.len() != expected.len() {
                    return format!("{name}: {} rows instead of {}", rows.len(), expected.len());
                }
                if let Some((row, right)) = rows.iter().zip(expected).find(|(row, right)| row != right) {
                    return format!("{name}: {row:?} instead of {right:?}");
                }
            }
        }
        "the ledgers are the same".to_owned()
    }
}

fn columns(connection: &Connection, table: &str) -> Result<Vec<String>> {
    let mut statement = connection.prepare("SELECT name FROM pragma_table_info(?1)")?;
    let names = statement.query_map([table], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}

fn rows(connection: &Connection, text: &str) -> Result<Vec<Vec<Value>>> {
    let mut statement = connection.prepare(text)?;
    let count = statement.column_count();
    let rows = statement.query_map([], |row| (0..count).map(|index| row.get(index)).collect())?;
    Ok(rows.collect::<Result<_, _>>()?)
}
