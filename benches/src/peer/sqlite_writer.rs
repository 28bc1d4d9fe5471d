//! SQLite writes: one thread that commits the inserts that wait together, and answers them when they are on disk.

use std::path::Path;
use std::sync::mpsc;

use anyhow::{Result, anyhow};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use tokio::sync::oneshot;
use uuid::Uuid;

use super::insert::{Insert, MODEL_ROW, Own};

/// As in funchal.
const INSERTS_PER_COMMIT_MAX: usize = 128;

struct Job {
    company: Uuid,
    journal: Uuid,
    done: oneshot::Sender<Result<(), String>>,
}

/// The way to the thread.
pub struct SqliteWriter {
    queue: mpsc::Sender<Job>,
}

impl SqliteWriter {
    pub fn start(path: &Path) -> Result<SqliteWriter> {
        let connection = super::sqlite::open(path)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        let (insert, model) = model(&connection)?;
        let (queue, jobs) = mpsc::channel::<Job>();
        std::thread::Builder::new().name("writer".into()).spawn(move || {
            while let Ok(first) = jobs.recv() {
                let mut group = vec![first];
                let outcome = commit(&connection, &insert, &model, &mut group, &jobs);
                let outcome = outcome.map_err(|error| {
                    // Fails only when no transaction was begun.
                    let _ = connection.execute_batch("ROLLBACK");
                    format!("{error:#}")
                });
                for job in group {
                    // The caller may have gone.
                    let _ = job.done.send(outcome.clone());
                }
            }
        })?;
        Ok(SqliteWriter { queue })
    }

    /// Inserts a row. It is on disk when this returns `Ok`.
    pub async fn insert(&self, company: Uuid, journal: Uuid) -> Result<()> {
        let (done, answer) = oneshot::channel();
        self.queue.send(Job { company, journal, done })?;
        answer.await?.map_err(|error| anyhow!(error))
    }
}

fn commit(
    connection: &Connection,
    insert: &Insert,
    model: &[Value],
    group: &mut Vec<Job>,
    jobs: &mpsc::Receiver<Job>,
) -> Result<()> {
    connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
    let mut statement = connection.prepare_cached(&insert.text)?;
    let mut next = 0;
    while let Some(job) = group.get(next) {
        let row = insert.new_row(job.company, job.journal);
        let values = model.iter().enumerate().map(|(column, value)| match insert.own(&row, column) {
            Some(Own::Guid(id)) => Value::Blob(id.as_bytes().to_vec()),
            Some(Own::Integer(number)) => Value::Integer(number),
            None => value.clone(),
        });
        statement.execute(params_from_iter(values))?;
        next += 1;
        if group.len() < INSERTS_PER_COMMIT_MAX {
            group.extend(jobs.try_recv());
        }
    }
    connection.prepare_cached("COMMIT")?.execute([])?;
    Ok(())
}

fn model(connection: &Connection) -> Result<(Insert, Vec<Value>)> {
    let mut statement = connection.prepare(MODEL_ROW)?;
    let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let read = |row: &rusqlite::Row<'_>| (0..columns.len()).map(|index| row.get(index)).collect();
    let model = statement.query_row([], read)?;
    Ok((Insert::new(&columns, '?')?, model))
}
