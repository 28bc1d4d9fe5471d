//! PostgreSQL writes: one task that commits the inserts that wait together, all sent before the first is answered.

use anyhow::{Result, anyhow};
use futures_util::future::{join_all, join3};
use tokio::sync::{mpsc, oneshot};
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, Row, Statement};
use uuid::Uuid;

use super::insert::{Insert, MODEL_ROW, Own};

/// As in (b).
const INSERTS_PER_COMMIT_MAX: usize = 128;

type Cell = Box<dyn ToSql + Sync + Send>;

struct Job {
    company: Uuid,
    journal: Uuid,
    done: oneshot::Sender<Result<(), String>>,
}

/// The way to the task.
pub struct PostgresWriter {
    queue: mpsc::UnboundedSender<Job>,
}

impl PostgresWriter {
    pub async fn start(database: &str) -> Result<PostgresWriter> {
        let client = crate::sample::connect(database).await?;
        let model = client.query_one(MODEL_ROW, &[]).await?;
        let columns: Vec<String> = model.columns().iter().map(|column| column.name().to_owned()).collect();
        let insert = Insert::new(&columns, '$')?;
        let statement = client.prepare(&insert.text).await?;
        let (queue, mut jobs) = mpsc::unbounded_channel::<Job>();
        tokio::spawn(async move {
            while let Some(first) = jobs.recv().await {
                let mut group = vec![first];
                while group.len() < INSERTS_PER_COMMIT_MAX
                    && let Ok(job) = jobs.try_recv()
                {
                    group.push(job);
                }
                let outcome = commit(&client, &statement, &insert, &model, &group).await;
                let outcome = outcome.map_err(|error| format!("{error:#}"));
                for job in group {
                    // The caller may have gone.
                    let _ = job.done.send(outcome.clone());
                }
            }
        });
        Ok(PostgresWriter { queue })
    }

    /// Inserts a row. It is on disk when this returns `Ok`.
    pub async fn insert(&self, company: Uuid, journal: Uuid) -> Result<()> {
        let (done, answer) = oneshot::channel();
        self.queue.send(Job { company, journal, done }).map_err(|_| anyhow!("the writer has ended"))?;
        answer.await?.map_err(|error| anyhow!(error))
    }
}

async fn commit(
    client: &Client,
    statement: &Statement,
    insert: &Insert,
    model: &Row,
    group: &[Job],
) -> Result<()> {
    let rows: Vec<Vec<Cell>> = group
        .iter()
        .map(|job| {
            let row = insert.new_row(job.company, job.journal);
            let value = |column| match insert.own(&row, column) {
                Some(Own::Guid(id)) => Ok(Box::new(id) as Cell),
                Some(Own::Integer(number)) => Ok(Box::new(number) as Cell),
                None => cell(model, column),
            };
            (0..model.len()).map(value).collect::<Result<Vec<Cell>>>()
        })
        .collect::<Result<_>>()?;
    let inserts = rows.iter().map(|row| {
        let values = row.iter().map(|value| -> &(dyn ToSql + Sync) { &**value });
        client.execute_raw(statement, values)
    });
    // Polled in this order, so sent in this order: one round trip for the whole transaction.
    let (begun, inserted, committed) =
        join3(client.batch_execute("BEGIN"), join_all(inserts), client.batch_execute("COMMIT")).await;
    begun?;
    for count in inserted {
        count?;
    }
    Ok(committed?)
}

fn cell(model: &Row, column: usize) -> Result<Cell> {
    let column_type = model.columns()[column].type_();
    Ok(match *column_type {
        Type::UUID => Box::new(model.try_get::<_, Option<Uuid>>(column)?),
        Type::TEXT => Box::new(model.try_get::<_, Option<String>>(column)?),
        Type::INT8 => Box::new(model.try_get::<_, Option<i64>>(column)?),
        Type::BOOL => Box::new(model.try_get::<_, Option<bool>>(column)?),
        Type::BYTEA => Box::new(model.try_get::<_, Option<Vec<u8>>>(column)?),
        _ => anyhow::bail!("journal_lines has a column of type {column_type}"),
    })
}
