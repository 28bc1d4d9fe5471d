//! The database file itself: its pages, indexes, foreign keys and schema.

use std::collections::BTreeSet;

use super::Checking;
use crate::migrations::{self, SchemaObject};
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
    check_schema(checking).await
}

/// Tables, indexes and the guards of what was posted are as the migrations make them. Pages can be sound and still
/// hold another statement than was written, and guards can be dropped. What somebody added is none of our business.
async fn check_schema(checking: &mut Checking<'_>) -> Result<(), StoreError> {
    let mut objects = BTreeSet::new();
    checking
        .session
        .query_all(migrations::SQLITE_OBJECTS, &[], |row| {
            let (kind, name) = (row.required_text(0)?, row.required_text(1)?);
            let text = row.text(2)?.map(str::to_owned);
            objects.insert(SchemaObject { kind, name, text });
            Ok(())
        })
        .await?;
    for expected in migrations::sqlite_objects()? {
        if !objects.contains(&expected) {
            let SchemaObject { kind, name, .. } = expected;
            checking
                .found(None, format!("The {kind} {name} is not as the migrations of this program make it."));
        }
    }
    Ok(())
}
