//! The bare comparisons on a SQLite file: inserts into a copy of it, aggregates beside the server.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags, params_from_iter};

use super::{Bare, LEDGERS};

fn open(file: &Path) -> Result<Connection> {
    Ok(Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?)
}

fn company(connection: &Connection) -> Result<Vec<u8>> {
    let text = "SELECT company_id FROM general_ledger_entries LIMIT 1";
    connection.query_row(text, [], |row| row.get(0)).context("no entries")
}

/// The number of the newest register.
pub fn last_register(file: &Path) -> Result<i64> {
    let connection = open(file)?;
    let text = "SELECT max(number) FROM general_ledger_registers WHERE company_id = ?1";
    Ok(connection.query_row(text, [company(&connection)?], |row| row.get(0))?)
}

/// The time of one bare aggregate, all rows read.
pub fn aggregate(file: &Path, text: &str) -> Result<Duration> {
    let connection = open(file)?;
    let company = company(&connection)?;
    let began = Instant::now();
    let mut statement = connection.prepare(text)?;
    let mut rows = statement.query([company])?;
    let mut count = 0;
    while rows.next()?.is_some() {
        count += 1;
    }
    ensure!(count > 0, "the aggregate has no rows");
    Ok(began.elapsed())
}

/// Takes the rows of all registers behind `last` out of a copy, and times putting them in again: one prepared
/// statement for each table, one transaction, as durable as funchal's.
pub fn bare_inserts(file: &Path, copy: &Path, last: i64) -> Result<Bare> {
    open(file)?.execute("VACUUM INTO ?1", [copy.to_string_lossy()])?;
    let mut connection = Connection::open(copy)?;
    connection
        .execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -64000")?;
    let company = company(&connection)?;
    drop_triggers(&connection)?;
    let mut saved = Vec::new();
    for table in LEDGERS {
        saved.push((*table, take(&connection, table, &company, last)?));
    }
    connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
    let began = Instant::now();
    let transaction = connection.transaction()?;
    let mut count = 0;
    for (table, rows) in &saved {
        let Some(first) = rows.first() else { continue };
        let places = vec!["?"; first.len()].join(", ");
        let mut statement = transaction.prepare(&format!("INSERT INTO {table} VALUES ({places})"))?;
        for row in rows {
            count += statement.execute(params_from_iter(row))? as u64;
        }
    }
    transaction.commit()?;
    let elapsed = began.elapsed();
    ensure!(count > 0, "the posting made no rows");
    drop(connection);
    fs::remove_file(copy).context("cannot remove the copy")?;
    Ok(Bare { rows: count, elapsed })
}

/// Posted entries may not be deleted; in the copy they are.
fn drop_triggers(connection: &Connection) -> Result<()> {
    let mut statement = connection.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'")?;
    let names: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    drop(statement);
    for name in names {
        connection.execute_batch(&format!("DROP TRIGGER \"{name}\""))?;
    }
    Ok(())
}

/// Deletes the rows of the registers behind `last` and returns them.
fn take(connection: &Connection, table: &str, company: &[u8], last: i64) -> Result<Vec<Vec<Value>>> {
    let condition = "company_id = ?1 AND register_number > ?2";
    let mut statement = connection.prepare(&format!("SELECT * FROM {table} WHERE {condition}"))?;
    let columns = statement.column_count();
    let rows = statement
        .query_map((company, last), |row| (0..columns).map(|index| row.get(index)).collect())?
        .collect::<Result<_, _>>()?;
    connection.execute(&format!("DELETE FROM {table} WHERE {condition}"), (company, last))?;
    Ok(rows)
}
