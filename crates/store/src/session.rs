//! A connection in use: the one type through which statements run, inside or outside a transaction.

use std::borrow::Cow;

use odata_sql::compiled::{Dialect, SqlValue};
use uuid::Uuid;

use crate::postgres::PostgresSession;
use crate::row::Row;
use crate::sqlite::SqliteSession;
use crate::{StoreError, StoreErrorKind};

/// A connection, lent for one read or one transaction. On SQLite no call ever waits.
pub struct Session {
    pub(crate) inner: Inner,
}

pub(crate) enum Inner {
    Sqlite(SqliteSession),
    Postgres(PostgresSession),
}

/// What is called for each row.
pub type OnRow<'a> = &'a mut (dyn FnMut(&dyn Row) -> Result<(), StoreError> + Send);

impl Session {
    pub fn dialect(&self) -> Dialect {
        match self.inner {
            Inner::Sqlite(_) => Dialect::Sqlite,
            Inner::Postgres(_) => Dialect::Postgres,
        }
    }

    /// A statement that is written once for both databases, in the words of this one.
    fn in_own_words<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self.inner {
            Inner::Sqlite(_) => Cow::Borrowed(text),
            Inner::Postgres(_) => Cow::Owned(for_postgres(text)),
        }
    }

    /// Says a statement where the log is at its most talkative. Its values are never said.
    fn say(&self, text: &str) {
        tracing::trace!(target: "store::statements", dialect = ?self.dialect(), text);
    }

    /// Runs a statement and hands over its rows one by one. The prepared statement is kept under its text.
    pub async fn query(
        &mut self,
        text: &str,
        parameters: &[SqlValue],
        on_row: OnRow<'_>,
    ) -> Result<(), StoreError> {
        self.say(text);
        match &mut self.inner {
            Inner::Sqlite(session) => session.query(text, parameters, on_row),
            Inner::Postgres(session) => session.query(text, parameters, on_row).await,
        }
    }

    /// Runs a statement that is written once for both databases: `?1`, `?2` … become `$1`, `$2` … on PostgreSQL.
    /// Returns the number of rows changed.
    pub async fn execute(&mut self, text: &str, parameters: &[SqlValue]) -> Result<u64, StoreError> {
        let text = self.in_own_words(text);
        self.say(&text);
        match &mut self.inner {
            Inner::Sqlite(session) => session.execute(&text, parameters),
            Inner::Postgres(session) => session.execute(&text, parameters).await,
        }
    }

    /// As [`Session::execute`] for a statement whose outcome nobody waits for: inside a transaction on PostgreSQL it
    /// goes out with the statements behind it, at the latest before the commit, and its error comes with theirs.
    /// `rows`: how many it must change; `Internal` for another number.
    pub(crate) async fn execute_later(
        &mut self,
        text: &str,
        parameters: Vec<SqlValue>,
        rows: Option<u64>,
    ) -> Result<(), StoreError> {
        let text = self.in_own_words(text);
        self.say(&text);
        match &mut self.inner {
            Inner::Sqlite(session) => {
                let changed = session.execute(&text, &parameters)?;
                match rows.is_none_or(|rows| rows == changed) {
                    true => Ok(()),
                    false => Err(StoreError::internal(format!("{changed} rows were changed by {text}"))),
                }
            }
            Inner::Postgres(session) => session.execute_later(&text, parameters, rows).await,
        }
    }

    /// Like [`Session::query`] for a statement written once for both databases; at most one row is expected.
    pub async fn query_one<T: Send>(
        &mut self,
        text: &str,
        parameters: &[SqlValue],
        mut read: impl FnMut(&dyn Row) -> Result<T, StoreError> + Send,
    ) -> Result<Option<T>, StoreError> {
        let mut found = None;
        self.query_all(text, parameters, |row| {
            if found.is_none() {
                found = Some(read(row)?);
            }
            Ok(())
        })
        .await?;
        Ok(found)
    }

    /// Like [`Session::query`] for a statement written once for both databases.
    pub async fn query_all(
        &mut self,
        text: &str,
        parameters: &[SqlValue],
        mut on_row: impl FnMut(&dyn Row) -> Result<(), StoreError> + Send,
    ) -> Result<(), StoreError> {
        let text = self.in_own_words(text);
        self.query(&text, parameters, &mut on_row).await
    }

    /// Several statements without parameters, as in a migration.
    pub async fn run_script(&mut self, text: &str) -> Result<(), StoreError> {
        match &mut self.inner {
            Inner::Sqlite(session) => session.run_script(text),
            Inner::Postgres(session) => session.run_script(text).await,
        }
    }

    /// Runs `work` so that its failure undoes only its own changes, not those made before it in the transaction.
    pub async fn savepoint_begin(&mut self) -> Result<(), StoreError> {
        self.run_script("SAVEPOINT request").await
    }

    pub async fn savepoint_release(&mut self) -> Result<(), StoreError> {
        self.run_script("RELEASE SAVEPOINT request").await
    }

    pub async fn savepoint_undo(&mut self) -> Result<(), StoreError> {
        self.run_script("ROLLBACK TO SAVEPOINT request; RELEASE SAVEPOINT request").await
    }

    /// Begins a read of several statements that all see one moment.
    pub async fn begin_snapshot(&mut self) -> Result<(), StoreError> {
        match &mut self.inner {
            Inner::Sqlite(session) => session.run_script("BEGIN"),
            Inner::Postgres(session) => {
                session.begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await
            }
        }
    }

    pub async fn end_snapshot(&mut self) -> Result<(), StoreError> {
        match &mut self.inner {
            Inner::Sqlite(session) => session.run_script("COMMIT"),
            // Nothing was changed, and a read that failed could not be committed.
            Inner::Postgres(session) => session.roll_back().await,
        }
    }

    /// The row-version counter of a company was taken, with this version, and is held until the transaction ends.
    pub(crate) fn counter_taken(&mut self, company: Uuid, row_version: i64) {
        if let Inner::Postgres(session) = &mut self.inner {
            session.counter_taken(company, row_version);
        }
    }

    pub(crate) fn sqlite(&mut self) -> Result<&mut SqliteSession, StoreError> {
        match &mut self.inner {
            Inner::Sqlite(session) => Ok(session),
            Inner::Postgres(_) => Err(StoreError::new(StoreErrorKind::Internal, "not a SQLite session")),
        }
    }
}

/// `?n` to `$n`, outside of quoted text.
fn for_postgres(text: &str) -> String {
    let mut quoted = false;
    text.chars()
        .map(|character| {
            if character == '\'' {
                quoted = !quoted;
            }
            if character == '?' && !quoted { '$' } else { character }
        })
        .collect()
}
