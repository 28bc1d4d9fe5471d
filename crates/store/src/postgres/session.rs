//! Statements on one PostgreSQL connection.

use deadpool_postgres::Object;
use futures_util::{TryStreamExt, pin_mut};
use odata_sql::compiled::SqlValue;

use super::values::{Bound, PostgresRow};
use crate::StoreError;
use crate::row::Row;

pub(crate) struct PostgresSession {
    /// `None` only after a connection with an open transaction was thrown away.
    connection: Option<Object>,
    in_transaction: bool,
}

impl PostgresSession {
    pub fn new(connection: Object) -> Self {
        PostgresSession { connection: Some(connection), in_transaction: false }
    }

    pub async fn query(
        &mut self,
        text: &str,
        parameters: &[SqlValue],
        on_row: &mut (dyn FnMut(&dyn Row) -> Result<(), StoreError> + Send),
    ) -> Result<(), StoreError> {
        let connection = self.connection()?;
        let statement = connection.prepare_cached(text).await?;
        let rows = connection.query_raw(&statement, parameters.iter().map(Bound)).await?;
        pin_mut!(rows);
        while let Some(row) = rows.try_next().await? {
            on_row(&PostgresRow(&row))?;
        }
        Ok(())
    }

    pub async fn execute(&mut self, text: &str, parameters: &[SqlValue]) -> Result<u64, StoreError> {
        let connection = self.connection()?;
        let statement = connection.prepare_cached(text).await?;
        Ok(connection.execute_raw(&statement, parameters.iter().map(Bound)).await?)
    }

    pub async fn run_script(&mut self, text: &str) -> Result<(), StoreError> {
        Ok(self.connection()?.batch_execute(text).await?)
    }

    pub async fn begin(&mut self, text: &str) -> Result<(), StoreError> {
        self.in_transaction = true;
        self.run_script(text).await
    }

    pub async fn commit(&mut self) -> Result<(), StoreError> {
        self.run_script("COMMIT").await?;
        self.in_transaction = false;
        Ok(())
    }

    pub async fn roll_back(&mut self) -> Result<(), StoreError> {
        self.run_script("ROLLBACK").await?;
        self.in_transaction = false;
        Ok(())
    }

    fn connection(&mut self) -> Result<&mut Object, StoreError> {
        self.connection.as_mut().ok_or_else(|| StoreError::internal("the connection was thrown away"))
    }
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
