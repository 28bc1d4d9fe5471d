//! The few facts of the books that promises are about, read straight from the tables.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use rusqlite::Connection;
use uuid::Uuid;

/// What is in the books. The recorded run has one company.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Books {
    /// Journal lines that wait
    pub lines: BTreeSet<String>,
    /// Document numbers in the general ledger
    pub posted_documents: BTreeSet<String>,
    /// Sales invoices: whether they are posted
    pub invoices: BTreeMap<String, bool>,
    pub customers: BTreeSet<String>,
}

impl Books {
    pub fn read(connection: &Connection) -> Result<Books> {
        let mut books = Books::default();
        each(connection, "SELECT id FROM journal_lines", |row| {
            books.lines.insert(id(row)?);
            Ok(())
        })?;
        each(connection, "SELECT DISTINCT document_number FROM general_ledger_entries", |row| {
            books.posted_documents.insert(row.get(0)?);
            Ok(())
        })?;
        each(connection, "SELECT id FROM customers", |row| {
            books.customers.insert(id(row)?);
            Ok(())
        })?;
        // Posted means what the ledgers say, not the document's own flag alone.
        let invoices = "SELECT d.id, d.posted AND EXISTS (SELECT 1 FROM general_ledger_entries e \
                        WHERE e.company_id = d.company_id AND e.document_id = d.id) FROM trade_documents d";
        each(connection, invoices, |row| {
            books.invoices.insert(id(row)?, row.get(1)?);
            Ok(())
        })?;
        Ok(books)
    }
}

fn id(row: &rusqlite::Row<'_>) -> rusqlite::Result<String> {
    let bytes: [u8; 16] = row.get(0)?;
    Ok(Uuid::from_bytes(bytes).to_string())
}

fn each(
    connection: &Connection,
    text: &str,
    on_row: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<()>,
) -> Result<()> {
    let mut statement = connection.prepare(text)?;
    let rows = statement.query_map([], on_row)?;
    for row in rows {
        row?;
    }
    Ok(())
}
