//! The database file itself: its pages, indexes and foreign keys.

use super::Checking;
use crate::row::RowExtension;
use crate::{Dialect, StoreError};

/// SQLite is asked for damage; PostgreSQL keeps watch over its own pages and constraints.
pub(super) async fn check(checking: &mut Checking<'_>) -> Result<(), StoreError> {
    if checking.session.dialect() == Dialect::Postgres {
        return Ok(());
    }
    let mut sentences = Vec::new();
    checking
        .session
        .query_all("PRAGMA integrity_check", &[], |row| {
            let answer = row.required_text(0)?;
            if answer != "ok" {
                sentences.push(format!("SQLite reports damage: {answer}"));
            }
            Ok(())
        })
        .await?;
    checking
        .session
        .query_all("PRAGMA foreign_key_check", &[], |row| {
            let (table, parent) = (row.required_text(0)?, row.required_text(2)?);
            sentences.push(format!("A row of {table} refers to a row of {parent} that does not exist."));
            Ok(())
        })
        .await?;
    for sentence in sentences {
        checking.found(None, sentence);
    }
    Ok(())
}
