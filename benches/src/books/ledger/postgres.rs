//! The bare comparisons on PostgreSQL: inserts into tables beside those of funchal, aggregates beside the server.

use std::error::Error;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use bytes::{BufMut, BytesMut};
use futures_util::{TryStreamExt, pin_mut};
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{Client, Transaction};
use uuid::Uuid;

use super::{Bare, LEDGERS};
use crate::sample::{connect, marked};

/// Rows of one statement: more of them make no difference that could be measured.
const ROWS_PER_STATEMENT: usize = 100;

/// A database on a PostgreSQL server.
pub struct Ledger {
    url: String,
}

impl Ledger {
    pub fn new(url: &str) -> Ledger {
        Ledger { url: url.to_owned() }
    }

    /// The number of the newest register.
    pub async fn last_register(&self) -> Result<i64> {
        let client = connect(&self.url).await?;
        let text = "SELECT max(number) FROM general_ledger_registers WHERE company_id = $1";
        Ok(client.query_one(text, &[&company(&client).await?]).await?.get(0))
    }

    /// The time of one bare aggregate, all rows read, as a prepared statement.
    pub async fn aggregate(&self, text: &str) -> Result<Duration> {
        let client = connect(&self.url).await?;
        let company = company(&client).await?;
        let statement = client.prepare(&marked(text)).await?;
        let began = Instant::now();
        let rows = client.query_raw(&statement, [&company]).await?;
        pin_mut!(rows);
        let mut count = 0;
        while rows.try_next().await?.is_some() {
            count += 1;
        }
        ensure!(count > 0, "the aggregate has no rows");
        Ok(began.elapsed())
    }

    /// Fills tables like those of the ledgers with the rows up to `last`, and times putting in the others: a prepared
    /// statement for each hundred rows, one transaction.
    pub async fn bare_inserts(&self, last: i64) -> Result<Bare> {
        let mut client = connect(&self.url).await?;
        let company = company(&client).await?;
        client.batch_execute("CREATE SCHEMA IF NOT EXISTS bare").await?;
        let mut saved = Vec::new();
        for table in LEDGERS {
            fill(&client, table, company, last).await?;
            let text = format!("SELECT * FROM {table} WHERE company_id = $1 AND register_number > $2");
            let rows = client.query(&text, &[&company, &last]).await?;
            let rows: Vec<Vec<Raw>> =
                rows.iter().map(|row| (0..row.len()).map(|index| row.get(index)).collect()).collect();
            saved.push((*table, rows));
        }
        client.batch_execute("CHECKPOINT").await?;
        let began = Instant::now();
        let transaction = client.transaction().await?;
        let mut count = 0;
        for (table, rows) in &saved {
            for some in rows.chunks(ROWS_PER_STATEMENT) {
                count += insert(&transaction, table, some).await?;
            }
        }
        transaction.commit().await?;
        let elapsed = began.elapsed();
        ensure!(count > 0, "the posting made no rows");
        Ok(Bare { rows: count, elapsed })
    }
}

async fn company(client: &Client) -> Result<Uuid> {
    let row = client.query_opt("SELECT company_id FROM general_ledger_entries LIMIT 1", &[]).await?;
    Ok(row.context("no entries")?.get(0))
}

/// Makes a table with the columns and indexes of another and brings its rows up to the register `last`.
async fn fill(client: &Client, table: &str, company: Uuid, last: i64) -> Result<()> {
    client
        .batch_execute(&format!("CREATE TABLE IF NOT EXISTS bare.{table} (LIKE {table} INCLUDING ALL)"))
        .await?;
    let text = format!(
        "INSERT INTO bare.{table} SELECT * FROM {table} WHERE company_id = $1 AND register_number <= $2 \
         AND register_number > (SELECT coalesce(max(register_number), -1) FROM bare.{table})"
    );
    client.execute(&text, &[&company, &last]).await?;
    client.batch_execute(&format!("VACUUM (ANALYZE) bare.{table}")).await?;
    Ok(())
}

async fn insert(transaction: &Transaction<'_>, table: &str, rows: &[Vec<Raw>]) -> Result<u64> {
    let width = rows.first().map_or(0, Vec::len);
    let marks: Vec<String> = (0..rows.len())
        .map(|row| {
            let marks: Vec<String> = (1..=width).map(|column| format!("${}", row * width + column)).collect();
            format!("({})", marks.join(", "))
        })
        .collect();
    let text = format!("INSERT INTO bare.{table} VALUES {}", marks.join(", "));
    let parameters: Vec<&Raw> = rows.iter().flatten().collect();
    Ok(transaction.execute_raw(&text, parameters).await?)
}

/// A value as it travels, of whatever type.
#[derive(Debug)]
struct Raw(Option<Vec<u8>>);

impl<'a> FromSql<'a> for Raw {
    fn from_sql(_: &Type, bytes: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Raw(Some(bytes.to_vec())))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Raw(None))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

impl ToSql for Raw {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match &self.0 {
            Some(bytes) => {
                out.put_slice(bytes);
                Ok(IsNull::No)
            }
            None => Ok(IsNull::Yes),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}
