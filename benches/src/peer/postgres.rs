//! (c): one prepared statement per request on a copy of funchal's own PostgreSQL database.

use std::path::Path;

use anyhow::{Context, Result};
use bytes::Bytes;
use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, RecyclingMethod};
use hyper::StatusCode;
use tokio_postgres::types::ToSql;
use tokio_postgres::{NoTls, Row};

use super::Peer;
use super::ask::{self, Ask, Keys};
use super::postgres_writer::PostgresWriter;
use super::rows::{self, BatchAnswer, Page};
use crate::answers::{self, Answers};
use crate::sample::marked;

struct Postgres {
    pool: Pool,
    writer: PostgresWriter,
    answers: Answers,
    statements: Statements,
}

/// The texts with this database's marks.
struct Statements {
    payment: String,
    payment_with_customer: String,
    page: String,
    company_page: String,
}

impl Peer for Postgres {
    async fn answer(&self, is_post: bool, target: &str, body: Bytes) -> Result<(StatusCode, Bytes)> {
        let ask = ask::parse(is_post, target).context("not a measured request")?;
        if let Ask::Create { company, journal } = ask {
            self.writer.insert(company, journal).await?;
            let answer = self.answers.get(&format!("POST {target}")).context("this was not asked before")?;
            return Ok((StatusCode::CREATED, answer.clone()));
        }
        let connection = self.pool.get().await?;
        let answer = self.read(&connection, &ask, target, &body).await?;
        Ok((StatusCode::OK, answer.into()))
    }
}

impl Postgres {
    async fn read(&self, connection: &Object, ask: &Ask<'_>, target: &str, body: &[u8]) -> Result<Vec<u8>> {
        let statements = &self.statements;
        let mut out = Vec::with_capacity(1_024);
        match ask {
            Ask::Payment(keys) => {
                let row = one(connection, &statements.payment, keys).await?;
                rows::payment(*keys, &row, &mut out)?;
            }
            Ask::PaymentWithCustomer(keys) => {
                let row = one(connection, &statements.payment_with_customer, keys).await?;
                rows::payment_with_customer(*keys, &row, &mut out)?;
            }
            Ask::Page { company, journal } => {
                let page = Page::new(*company, Some(*journal));
                return fill(connection, &statements.page, &[company, journal], page, target).await;
            }
            Ask::CompanyPage { company, amount_below, .. } => {
                let page = Page::new(*company, None);
                return fill(connection, &statements.company_page, &[company, amount_below], page, target)
                    .await;
            }
            Ask::Batch => return self.batch(connection, body).await,
            Ask::Create { .. } => {}
        }
        Ok(out)
    }

    async fn batch(&self, connection: &Object, body: &[u8]) -> Result<Vec<u8>> {
        let mut answer = BatchAnswer::new();
        for item in &ask::parse_batch(body)?.requests {
            let Some(Ask::Payment(keys)) = ask::parse_below_root(false, item.url) else {
                anyhow::bail!("not a measured request");
            };
            let row = one(connection, &self.statements.payment, &keys).await?;
            answer.add(item, keys, &row)?;
        }
        Ok(answer.finish())
    }
}

async fn one(connection: &Object, text: &str, keys: &Keys) -> Result<Row> {
    let statement = connection.prepare_cached(text).await?;
    Ok(connection.query_one(&statement, &[&keys.company, &keys.journal, &keys.payment]).await?)
}

async fn fill(
    connection: &Object,
    text: &str,
    values: &[&(dyn ToSql + Sync)],
    mut page: Page,
    target: &str,
) -> Result<Vec<u8>> {
    let statement = connection.prepare_cached(text).await?;
    for row in connection.query(&statement, values).await? {
        page.add(&row)?;
    }
    Ok(page.finish(target))
}

/// Serves a copy of funchal's database until the process is stopped.
pub fn serve(database: &str, answers: &Path, connections: usize) -> Result<()> {
    let answers = answers::load(answers)?;
    super::runtime()?.block_on(async {
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = Manager::from_config(database.parse()?, NoTls, recycling);
        let pool = Pool::builder(manager).max_size(connections).build()?;
        let writer = PostgresWriter::start(database).await?;
        let statements = Statements {
            payment: marked(rows::PAYMENT),
            payment_with_customer: marked(rows::PAYMENT_WITH_CUSTOMER),
            page: marked(rows::PAGE),
            company_page: marked(rows::COMPANY_PAGE),
        };
        super::serve(Postgres { pool, writer, answers, statements }).await
    })
}
