//! Ids that exist, read from the database itself: requests ask for them.

use std::path::Path;

use anyhow::{Context, Result};
use rusqlite::{Connection, OpenFlags};
use tokio_postgres::NoTls;
use uuid::Uuid;

/// Payments that requests ask for, spread over the whole table.
const PAYMENTS: i64 = 20_000;

const COMPANY: &str = "SELECT company_id FROM journal_lines LIMIT 1";
const JOURNALS: &str =
    "SELECT DISTINCT journal_id FROM journal_lines WHERE company_id = ?1 AND line_number = 10000";
const CUSTOMERS: &str = "SELECT number FROM customers WHERE company_id = ?1 AND blocked = 0 ORDER BY number";
/// Ids are random, so every n-th of them is a random pick.
const PAYMENT_IDS: &str = "SELECT journal_id, id FROM (SELECT journal_id, id, row_number() OVER (ORDER BY id) AS n \
    FROM journal_lines WHERE company_id = ?1 AND template_type = 3 AND document_type = 1 AND account_type = 1 \
    AND applies_to_document_type = 2) AS numbered WHERE n % ?2 = 0";
const PAYMENT_COUNT: &str = "SELECT count(*) FROM journal_lines WHERE company_id = ?1";

/// What requests are made of.
pub struct Sample {
    pub company: Uuid,
    pub journals: Vec<Uuid>,
    pub payments: Vec<Payment>,
    pub customer_numbers: Vec<String>,
}

/// The keys of a payment.
pub struct Payment {
    pub journal: Uuid,
    pub id: Uuid,
}

/// Reads a sample from a SQLite file.
pub fn from_sqlite(path: &Path) -> Result<Sample> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let company: Uuid =
        connection.query_row(COMPANY, [], |row| uuid(row, 0)).context("the database has no payments")?;
    let list = |text: &str| -> Result<Vec<Uuid>> {
        let mut statement = connection.prepare(text)?;
        let rows = statement.query_map([company.as_bytes()], |row| uuid(row, 0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    };
    let journals = list(JOURNALS)?;
    let count: i64 = connection.query_row(PAYMENT_COUNT, [company.as_bytes()], |row| row.get(0))?;
    let mut statement = connection.prepare(PAYMENT_IDS)?;
    let payments = statement
        .query_map((company.as_bytes(), step(count)), |row| {
            Ok(Payment { journal: uuid(row, 0)?, id: uuid(row, 1)? })
        })?
        .collect::<Result<_, _>>()?;
    let mut statement = connection.prepare(CUSTOMERS)?;
    let numbers = statement.query_map([company.as_bytes()], |row| row.get(0))?;
    let customer_numbers = numbers.collect::<Result<_, _>>()?;
    Ok(Sample { company, journals, payments, customer_numbers })
}

fn uuid(row: &rusqlite::Row<'_>, index: usize) -> rusqlite::Result<Uuid> {
    Ok(Uuid::from_bytes(row.get(index)?))
}

fn step(count: i64) -> i64 {
    (count / PAYMENTS).max(1)
}

/// Reads a sample from a PostgreSQL database.
pub async fn from_postgres(url: &str) -> Result<Sample> {
    let client = connect(url).await?;
    let company: Uuid = client.query_one(COMPANY, &[]).await?.get(0);
    let rows = client.query(&marked(JOURNALS), &[&company]).await?;
    let journals = rows.iter().map(|row| row.get(0)).collect();
    let count: i64 = client.query_one(&marked(PAYMENT_COUNT), &[&company]).await?.get(0);
    let rows = client.query(&marked(PAYMENT_IDS), &[&company, &step(count)]).await?;
    let payments = rows.iter().map(|row| Payment { journal: row.get(0), id: row.get(1) }).collect();
    let rows = client.query(&marked(CUSTOMERS), &[&company]).await?;
    let customer_numbers = rows.iter().map(|row| row.get(0)).collect();
    Ok(Sample { company, journals, payments, customer_numbers })
}

/// Connects, and drives the connection in the background.
pub async fn connect(url: &str) -> Result<tokio_postgres::Client> {
    let (client, connection) =
        tokio_postgres::connect(url, NoTls).await.context("cannot connect to PostgreSQL")?;
    tokio::spawn(connection);
    Ok(client)
}

/// `?1` of SQLite as `$1` of PostgreSQL.
pub fn marked(text: &str) -> String {
    text.replace('?', "$")
}
