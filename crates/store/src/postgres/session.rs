//! Statements on one PostgreSQL connection.

use deadpool_postgres::Object;
use futures_util::future::{join_all, join3};
use futures_util::{TryStreamExt, pin_mut};
use odata_sql::compiled::SqlValue;
use uuid::Uuid;

use super::memory::{Memory, is_read};
use super::values::{Bound, PostgresRow};
use crate::StoreError;
use crate::row::Row;

pub(crate) struct PostgresSession {
    /// `None` only after a connection with an open transaction was thrown away.
    connection: Option<Object>,
    in_transaction: bool,
    /// A statement of the transaction failed: until that is undone PostgreSQL takes no more, and a commit keeps nothing
    /// without saying so.
    is_aborted: bool,
    /// Goes out ahead of the next statement, without waiting for its answer first.
    lead: Option<&'static str>,
    /// Go out behind that, in their order, with the next statement or when the work is settled.
    later: Vec<Later>,
    /// What the company's writes remember, while this is their transaction.
    memory: Option<Box<Memory>>,
}

/// A statement that nobody waits for.
struct Later {
    text: String,
    parameters: Vec<SqlValue>,
    /// How many rows it must change, where that is known.
    rows: Option<u64>,
}

/// Statements that go out together at most. Up to thirty futures are polled for the first time in their order, and that
/// is when they go out.
const LATER_MAX: usize = 24;

/// Opens the transaction of a group, and its first request.
const BEGIN_GROUP: &str = "BEGIN; SAVEPOINT request";
/// Keeps a request of a group, and opens the next.
const NEXT_REQUEST: &str = "RELEASE SAVEPOINT request; SAVEPOINT request";

impl PostgresSession {
    pub fn new(connection: Object) -> Self {
        PostgresSession {
            connection: Some(connection),
            in_transaction: false,
            is_aborted: false,
            lead: None,
            later: Vec::new(),
            memory: None,
        }
    }

    /// The transaction of a company's waiting writes begins with the first statement.
    pub fn begin_group(&mut self, memory: Memory) {
        self.in_transaction = true;
        self.memory = Some(Box::new(memory));
        self.lead = Some(BEGIN_GROUP);
    }

    /// The next request of the group begins with its first statement; an earlier one that succeeded is kept.
    pub fn begin_request(&mut self) {
        self.lead.get_or_insert(NEXT_REQUEST);
    }

    /// Undoes the request that ran last.
    pub async fn undo_request(&mut self) -> Result<(), StoreError> {
        if self.lead.is_some() {
            // None of its statements went out, so there is nothing to undo.
            self.later.clear();
            return Ok(());
        }
        self.run_script("ROLLBACK TO SAVEPOINT request").await
    }

    /// Sends what waits. Errors: that of a statement nobody waited for; the work may then be undone like any other.
    pub async fn settle(&mut self) -> Result<(), StoreError> {
        if self.later.is_empty() {
            return Ok(());
        }
        self.ask(async |_| Ok(())).await
    }

    /// An error when the work before went on after a statement of it had failed, so that it cannot be kept.
    pub fn check_whole(&self) -> Result<(), StoreError> {
        match self.is_aborted {
            true => Err(StoreError::internal("a statement failed and its work went on; nothing was kept")),
            false => Ok(()),
        }
    }

    /// Commits the group, or undoes it when it `failed`; gives its memory back.
    pub async fn end_group(&mut self, failed: Option<StoreError>) -> (Result<(), StoreError>, Memory) {
        let mut memory = self.memory.take().map_or_else(|| Memory::new(Uuid::nil()), |memory| *memory);
        memory.counter_released();
        let ended = match (failed, self.lead.take()) {
            (None, Some(BEGIN_GROUP)) => {
                self.in_transaction = false;
                Ok(())
            }
            (None, _) => self.commit().await,
            (Some(error), _) => Err(error),
        };
        if ended.is_err() {
            // When even this fails the connection is dropped, and the server rolls back by itself.
            let _ = self.roll_back().await;
            memory = Memory::new(memory.company());
        }
        (ended, memory)
    }

    /// The counter of a company was taken in this transaction.
    pub fn counter_taken(&mut self, company: Uuid, version: i64) {
        if let Some(memory) = &mut self.memory {
            memory.counter_taken(company, version);
        }
    }

    pub async fn query(
        &mut self,
        text: &str,
        parameters: &[SqlValue],
        on_row: &mut (dyn FnMut(&dyn Row) -> Result<(), StoreError> + Send),
    ) -> Result<(), StoreError> {
        let mut tables = None;
        if let Some(memory) = &mut self.memory {
            if !is_read(text) {
                memory.note_change(text);
            } else if let Some(answer) = memory.recall(text, parameters) {
                return answer.rows.iter().try_for_each(|row| on_row(&PostgresRow(row)));
            } else {
                tables = memory.tables_to_keep(text, parameters);
            }
        }
        let rows = self
            .ask(async |connection| {
                let statement = connection.prepare_cached(text).await?;
                connection.query_raw(&statement, parameters.iter().map(Bound)).await
            })
            .await?;
        pin_mut!(rows);
        let Some(tables) = tables else {
            while let Some(row) =
                rows.try_next().await.inspect_err(|_| self.is_aborted = self.in_transaction)?
            {
                on_row(&PostgresRow(&row))?;
            }
            return Ok(());
        };
        let rows = rows.try_collect::<Vec<_>>().await;
        let rows = rows.inspect_err(|_| self.is_aborted = self.in_transaction)?;
        rows.iter().try_for_each(|row| on_row(&PostgresRow(row)))?;
        if let Some(memory) = &mut self.memory {
            memory.keep(text, parameters, tables, rows);
        }
        Ok(())
    }

    pub async fn execute(&mut self, text: &str, parameters: &[SqlValue]) -> Result<u64, StoreError> {
        if let Some(memory) = &mut self.memory {
            memory.note_change(text);
        }
        self.ask(async |connection| {
            let statement = connection.prepare_cached(text).await?;
            connection.execute_raw(&statement, parameters.iter().map(Bound)).await
        })
        .await
    }

    /// As [`PostgresSession::execute`], but inside a transaction it may go out with later ones, whose caller then gets
    /// its error. `rows`: how many it must change.
    pub async fn execute_later(
        &mut self,
        text: &str,
        parameters: Vec<SqlValue>,
        rows: Option<u64>,
    ) -> Result<(), StoreError> {
        if let Some(memory) = &mut self.memory {
            memory.note_change(text);
        }
        self.later.push(Later { text: text.to_owned(), parameters, rows });
        if self.in_transaction && self.later.len() < LATER_MAX { Ok(()) } else { self.settle().await }
    }

    /// Several statements. A memory cannot tell what they change.
    pub async fn run_script(&mut self, text: &str) -> Result<(), StoreError> {
        if let Some(memory) = &mut self.memory {
            memory.forget();
        }
        let undoes = text.starts_with("ROLLBACK");
        if undoes {
            // Of what is undone: it waited since the savepoint, before which nothing waits.
            self.later.clear();
        }
        self.ask(async |connection| connection.batch_execute(text).await).await?;
        // Undoing to a savepoint, or everything, makes the transaction whole again.
        self.is_aborted &= !undoes;
        Ok(())
    }

    pub async fn begin(&mut self, text: &str) -> Result<(), StoreError> {
        self.in_transaction = true;
        self.run_script(text).await
    }

    pub async fn commit(&mut self) -> Result<(), StoreError> {
        // Not together with the commit, which would undo all without saying so.
        self.settle().await?;
        self.check_whole()?;
        self.run_script("COMMIT").await?;
        self.in_transaction = false;
        Ok(())
    }

    pub async fn roll_back(&mut self) -> Result<(), StoreError> {
        self.run_script("ROLLBACK").await?;
        self.in_transaction = false;
        Ok(())
    }

    /// Sends what waits and `asked` behind it, all at once, and waits for all.
    async fn ask<T>(
        &mut self,
        asked: impl AsyncFnOnce(&Object) -> Result<T, tokio_postgres::Error>,
    ) -> Result<T, StoreError> {
        let (lead, later) = (self.lead.take(), std::mem::take(&mut self.later));
        let connection = self.connection()?;
        let answer = send(connection, lead, &later, asked(connection)).await;
        let (changed, answer) = answer.inspect_err(|_| self.is_aborted = self.in_transaction)?;
        for (later, changed) in later.iter().zip(changed) {
            if later.rows.is_some_and(|rows| rows != changed) {
                let message = format!("{changed} rows were changed by {}", later.text);
                return Err(StoreError::internal(message));
            }
        }
        Ok(answer)
    }

    fn connection(&self) -> Result<&Object, StoreError> {
        self.connection.as_ref().ok_or_else(|| StoreError::internal("the connection was thrown away"))
    }
}

/// Sends `lead`, then `later`, then what is asked, without waiting in between; the rows that each of `later` changed,
/// and the answer. The first error is that of the first statement that failed: those behind it fail because of it.
async fn send<T>(
    connection: &Object,
    lead: Option<&'static str>,
    later: &[Later],
    asked: impl Future<Output = Result<T, tokio_postgres::Error>>,
) -> Result<(Vec<u64>, T), tokio_postgres::Error> {
    if lead.is_none() && later.is_empty() {
        return Ok((Vec::new(), asked.await?));
    }
    // One that is prepared only on its turn would be overtaken by those behind it.
    let mut statements = Vec::with_capacity(later.len());
    for later in later {
        statements.push(connection.prepare_cached(&later.text).await?);
    }
    let sent = statements
        .iter()
        .zip(later)
        .map(|(statement, later)| connection.execute_raw(statement, later.parameters.iter().map(Bound)));
    let lead = async {
        match lead {
            Some(lead) => connection.batch_execute(lead).await,
            None => Ok(()),
        }
    };
    let (led, changed, answer) = join3(lead, join_all(sent), asked).await;
    led?;
    Ok((changed.into_iter().collect::<Result<_, _>>()?, answer?))
}

impl Drop for PostgresSession {
    /// A connection whose transaction was abandoned (its request was cancelled) must not go back to the pool.
    fn drop(&mut self) {
        if self.in_transaction
            && let Some(connection) = self.connection.take()
        {
            drop(Object::take(connection));
        }
    }
}
