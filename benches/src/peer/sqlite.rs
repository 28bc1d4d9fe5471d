//! (b): one prepared statement per request on a copy of funchal's own SQLite file.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use bytes::Bytes;
use hyper::StatusCode;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Params, Row};

use super::Peer;
use super::ask::{self, Ask, Keys};
use super::rows::{self, BatchAnswer, Page};
use super::sqlite_writer::SqliteWriter;
use crate::answers::{self, Answers};

thread_local! {
    static READER: RefCell<Option<Connection>> = const { RefCell::new(None) };
}

struct Sqlite {
    path: PathBuf,
    writer: SqliteWriter,
    answers: Answers,
}

impl Peer for Sqlite {
    async fn answer(&self, is_post: bool, target: &str, body: Bytes) -> Result<(StatusCode, Bytes)> {
        let ask = ask::parse(is_post, target).context("not a measured request")?;
        if let Ask::Create { company, journal } = ask {
            self.writer.insert(company, journal).await?;
            let answer = self.answers.get(&format!("POST {target}")).context("this was not asked before")?;
            return Ok((StatusCode::CREATED, answer.clone()));
        }
        READER.with_borrow_mut(|reader| {
            if reader.is_none() {
                *reader = Some(open(&self.path)?);
            }
            let reader = reader.as_ref().context("no connection")?;
            Ok((StatusCode::OK, read(reader, &ask, target, &body)?.into()))
        })
    }
}

fn read(connection: &Connection, ask: &Ask<'_>, target: &str, body: &[u8]) -> Result<Vec<u8>> {
    match ask {
        Ask::Payment(keys) => one(connection, rows::PAYMENT, keys, |row, out| rows::payment(*keys, row, out)),
        Ask::PaymentWithCustomer(keys) => {
            let write = |row: &Row<'_>, out: &mut Vec<u8>| rows::payment_with_customer(*keys, row, out);
            one(connection, rows::PAYMENT_WITH_CUSTOMER, keys, write)
        }
        Ask::Page { company, journal } => {
            let page = Page::new(*company, Some(*journal));
            let keys = (company.as_bytes(), journal.as_bytes());
            Ok(fill(connection, rows::PAGE, keys, page)?.finish(target))
        }
        Ask::CompanyPage { company, amount_below, .. } => {
            let page = Page::new(*company, None);
            let values = (company.as_bytes(), amount_below);
            Ok(fill(connection, rows::COMPANY_PAGE, values, page)?.finish(target))
        }
        Ask::Batch => batch(connection, body),
        Ask::Create { .. } => Ok(Vec::new()),
    }
}

fn one(
    connection: &Connection,
    text: &str,
    keys: &Keys,
    write: impl Fn(&Row<'_>, &mut Vec<u8>) -> Result<()>,
) -> Result<Vec<u8>> {
    let mut out = Vec::with_capacity(1_024);
    let mut statement = connection.prepare_cached(text)?;
    let mut found = statement.query(bytes(keys))?;
    write(found.next()?.context("no such payment")?, &mut out)?;
    Ok(out)
}

fn bytes(keys: &Keys) -> (&[u8; 16], &[u8; 16], &[u8; 16]) {
    (keys.company.as_bytes(), keys.journal.as_bytes(), keys.payment.as_bytes())
}

fn fill(connection: &Connection, text: &str, values: impl Params, mut page: Page) -> Result<Page> {
    let mut statement = connection.prepare_cached(text)?;
    let mut found = statement.query(values)?;
    while let Some(row) = found.next()? {
        page.add(row)?;
    }
    Ok(page)
}

fn batch(connection: &Connection, body: &[u8]) -> Result<Vec<u8>> {
    let mut answer = BatchAnswer::new();
    for item in &ask::parse_batch(body)?.requests {
        let Some(Ask::Payment(keys)) = ask::parse_below_root(false, item.url) else {
            anyhow::bail!("not a measured request");
        };
        let mut statement = connection.prepare_cached(rows::PAYMENT)?;
        let mut found = statement.query(bytes(&keys))?;
        answer.add(item, keys, found.next()?.context("no such payment")?)?;
    }
    Ok(answer.finish())
}

/// Opens a connection with funchal's own settings.
pub fn open(path: &Path) -> Result<Connection> {
    // A connection never leaves its thread.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)
        .with_context(|| format!("cannot open {}", path.display()))?;
    // Without this SQLite plans a prepared statement anew for other values, and the limit would be no limit.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    connection.pragma_update(None, "cache_size", -8_000)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    Ok(connection)
}

/// Serves a copy of funchal's file until the process is stopped.
pub fn serve(database: &Path, answers: &Path) -> Result<()> {
    let writer = SqliteWriter::start(database)?;
    let peer = Sqlite { path: database.to_owned(), writer, answers: answers::load(answers)? };
    super::runtime()?.block_on(super::serve(peer))
}
