//! Statements on one PostgreSQL connection.

use deadpool_postgres::Object;
use futures_util::future::join;
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
    /// What the company's writes remember, while this is their transaction.
    memory: Option<Box<Memory>>,
}

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
            // It ran no statement, so there is nothing to undo.
            return Ok(());
        }
        self.run_script("ROLLBACK TO SAVEPOINT request").await
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
        let lead = self.lead.take();
        let connection = self.connection()?;
        let asked = async {
            let statement = connection.prepare_cached(text).await?;
            connection.query_raw(&statement, parameters.iter().map(Bound)).await
        };
        let rows = led(connection, lead, asked).await;
        let rows = rows.inspect_err(|_| self.is_aborted = self.in_transaction)?;
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
        let lead = self.lead.take();
        let connection = self.connection()?;
        let asked = async {
            let statement = connection.prepare_cached(text).await?;
            connection.execute_raw(&statement, parameters.iter().map(Bound)).await
        };
        let changed = led(connection, lead, asked).await;
        Ok(changed.inspect_err(|_| self.is_aborted = self.in_transaction)?)
    }

    /// Several statements. A memory cannot tell what they change.
    pub async fn run_script(&mut self, text: &str) -> Result<(), StoreError> {
        if let Some(memory) = &mut self.memory {
            memory.forget();
        }
        let lead = self.lead.take();
        let connection = self.connection()?;
        let done = led(connection, lead, connection.batch_execute(text)).await;
        done.inspect_err(|_| self.is_aborted = self.in_transaction)?;
        // Undoing to a savepoint, or everything, makes the transaction whole again.
        self.is_aborted &= !text.starts_with("ROLLBACK");
        Ok(())
    }

    pub async fn begin(&mut self, text: &str) -> Result<(), StoreError> {
        self.in_transaction = true;
        self.run_script(text).await
    }

    pub async fn commit(&mut self) -> Result<(), StoreError> {
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

    fn connection(&self) -> Result<&Object, StoreError> {
        self.connection.as_ref().ok_or_else(|| StoreError::internal("the connection was thrown away"))
    }
}

/// Sends `lead` and the statement behind it together, and waits for both.
async fn led<T>(
    connection: &Object,
    lead: Option<&'static str>,
    asked: impl Future<Output = Result<T, tokio_postgres::Error>>,
) -> Result<T, tokio_postgres::Error> {
    let Some(lead) = lead else { return asked.await };
    // The first to be polled is the first to go out.
    let (led, answer) = join(connection.batch_execute(lead), asked).await;
    led?;
    answer
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
