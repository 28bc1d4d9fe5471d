//! Statements on one SQLite connection.

use odata_sql::compiled::SqlValue;
use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, ToSql, params_from_iter};
use std::rc::Rc;
use uuid::Uuid;

use crate::row::Row;
use crate::{StoreError, StoreErrorKind};

pub(crate) struct SqliteSession {
    connection: Connection,
    /// The last statement that the disk did not let pass.
    failure: Option<StoreError>,
}

impl SqliteSession {
    pub fn new(connection: Connection) -> Self {
        SqliteSession { connection, failure: None }
    }

    pub fn query(
        &mut self,
        text: &str,
        parameters: &[SqlValue],
        on_row: &mut (dyn FnMut(&dyn Row) -> Result<(), StoreError> + Send),
    ) -> Result<(), StoreError> {
        let outcome = query(&self.connection, text, parameters, on_row);
        self.noted(outcome)
    }

    pub fn execute(&mut self, text: &str, parameters: &[SqlValue]) -> Result<u64, StoreError> {
        let outcome = execute(&self.connection, text, parameters).map_err(StoreError::from);
        self.noted(outcome)
    }

    pub fn run_script(&mut self, text: &str) -> Result<(), StoreError> {
        let outcome = self.connection.execute_batch(text).map_err(StoreError::from);
        self.noted(outcome)
    }

    /// Remembers a failure of the disk: SQLite may have undone the whole transaction with it.
    fn noted<T>(&mut self, outcome: Result<T, StoreError>) -> Result<T, StoreError> {
        if let Err(error) = &outcome
            && matches!(error.kind, StoreErrorKind::Full | StoreErrorKind::Disk)
        {
            self.failure = Some(error.clone());
        }
        outcome
    }

    /// The last failure of the disk since this was asked before.
    pub fn take_failure(&mut self) -> Option<StoreError> {
        self.failure.take()
    }

    /// Closing shall not carry the log over into the database.
    pub fn keep_log_on_close(&self) -> Result<(), StoreError> {
        Ok(self.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).map(drop)?)
    }

    pub fn is_in_transaction(&self) -> bool {
        !self.connection.is_autocommit()
    }

    /// Ends a transaction left open, so that the connection can be lent again. `false` when that failed.
    pub fn end_open_transaction(&mut self) -> bool {
        self.connection.is_autocommit() || self.connection.execute_batch("ROLLBACK").is_ok()
    }
}

fn query(
    connection: &Connection,
    text: &str,
    parameters: &[SqlValue],
    on_row: &mut (dyn FnMut(&dyn Row) -> Result<(), StoreError> + Send),
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(text)?;
    let mut rows = statement.query(params_from_iter(parameters.iter().map(Bound)))?;
    while let Some(row) = rows.next()? {
        on_row(&SqliteRow(row))?;
    }
    Ok(())
}

fn execute(connection: &Connection, text: &str, parameters: &[SqlValue]) -> Result<u64, rusqlite::Error> {
    let mut statement = connection.prepare_cached(text)?;
    Ok(statement.execute(params_from_iter(parameters.iter().map(Bound)))? as u64)
}

/// The functions that compiled expressions call.
pub(super) fn register_functions(connection: &Connection) -> Result<(), rusqlite::Error> {
    super::functions::register(connection)
}

struct Bound<'a>(&'a SqlValue);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self.0 {
            SqlValue::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            SqlValue::Integer(value) => ToSqlOutput::Borrowed(ValueRef::Integer(*value)),
            SqlValue::Boolean(value) => ToSqlOutput::Borrowed(ValueRef::Integer(i64::from(*value))),
            SqlValue::Text(value) => ToSqlOutput::Borrowed(ValueRef::Text(value.as_bytes())),
            SqlValue::Uuid(value) => ToSqlOutput::Borrowed(ValueRef::Blob(value.as_bytes())),
            SqlValue::Bytes(value) => ToSqlOutput::Borrowed(ValueRef::Blob(value)),
            SqlValue::UuidList(list) => array(list.iter().map(|id| Value::Blob(id.as_bytes().to_vec()))),
            SqlValue::TextList(list) => array(list.iter().map(|text| Value::Text(text.clone()))),
            SqlValue::IntegerList(list) => array(list.iter().map(|number| Value::Integer(*number))),
        })
    }
}

fn array<'a>(values: impl Iterator<Item = Value>) -> ToSqlOutput<'a> {
    ToSqlOutput::from_rc(Rc::new(values.collect::<Vec<Value>>()), c"rarray")
}

struct SqliteRow<'a, 'b>(&'a rusqlite::Row<'b>);

impl Row for SqliteRow<'_, '_> {
    fn integer(&self, index: usize) -> Result<Option<i64>, StoreError> {
        match self.0.get_ref(index)? {
            ValueRef::Null => Ok(None),
            ValueRef::Integer(value) => Ok(Some(value)),
            other => Err(unexpected(index, "an integer", other)),
        }
    }

    fn text(&self, index: usize) -> Result<Option<&str>, StoreError> {
        match self.0.get_ref(index)? {
            ValueRef::Null => Ok(None),
            ValueRef::Text(value) => std::str::from_utf8(value)
                .map(Some)
                .map_err(|_| StoreError::internal(format!("column {index} is not UTF-8"))),
            other => Err(unexpected(index, "text", other)),
        }
    }

    fn uuid(&self, index: usize) -> Result<Option<Uuid>, StoreError> {
        match self.0.get_ref(index)? {
            ValueRef::Null => Ok(None),
            ValueRef::Blob(value) => Uuid::from_slice(value)
                .map(Some)
                .map_err(|_| StoreError::internal(format!("column {index} is not a GUID of 16 bytes"))),
            other => Err(unexpected(index, "a GUID", other)),
        }
    }

    fn boolean(&self, index: usize) -> Result<Option<bool>, StoreError> {
        Ok(self.integer(index)?.map(|value| value != 0))
    }

    fn bytes(&self, index: usize) -> Result<Option<&[u8]>, StoreError> {
        match self.0.get_ref(index)? {
            ValueRef::Null => Ok(None),
            ValueRef::Blob(value) => Ok(Some(value)),
            other => Err(unexpected(index, "bytes", other)),
        }
    }
}

fn unexpected(index: usize, wanted: &str, found: ValueRef<'_>) -> StoreError {
    StoreError::internal(format!("column {index} holds {:?} where {wanted} was expected", found.data_type()))
}
