//! A row of either database, by column number.

use anyhow::{Context, Result};
use rusqlite::types::ValueRef;
use uuid::Uuid;

/// Reads columns; nulls are empty values.
pub trait Columns {
    fn guid(&self, index: usize) -> Result<Uuid>;
    fn text(&self, index: usize) -> Result<&str>;
    fn integer(&self, index: usize) -> Result<i64>;
    fn boolean(&self, index: usize) -> Result<bool>;
}

impl Columns for rusqlite::Row<'_> {
    fn guid(&self, index: usize) -> Result<Uuid> {
        Ok(Uuid::from_slice(self.get_ref(index)?.as_blob_or_null()?.unwrap_or(&[0; 16]))?)
    }

    fn text(&self, index: usize) -> Result<&str> {
        Ok(self.get_ref(index)?.as_str_or_null()?.unwrap_or_default())
    }

    fn integer(&self, index: usize) -> Result<i64> {
        match self.get_ref(index)? {
            ValueRef::Integer(value) => Ok(value),
            ValueRef::Null => Ok(0),
            _ => None.with_context(|| format!("column {index} is not an integer")),
        }
    }

    fn boolean(&self, index: usize) -> Result<bool> {
        Ok(self.integer(index)? != 0)
    }
}

impl Columns for tokio_postgres::Row {
    fn guid(&self, index: usize) -> Result<Uuid> {
        Ok(self.try_get::<_, Option<Uuid>>(index)?.unwrap_or_default())
    }

    fn text(&self, index: usize) -> Result<&str> {
        Ok(self.try_get::<_, Option<&str>>(index)?.unwrap_or_default())
    }

    fn integer(&self, index: usize) -> Result<i64> {
        Ok(self.try_get::<_, Option<i64>>(index)?.unwrap_or_default())
    }

    fn boolean(&self, index: usize) -> Result<bool> {
        Ok(self.try_get::<_, Option<bool>>(index)?.unwrap_or_default())
    }
}
