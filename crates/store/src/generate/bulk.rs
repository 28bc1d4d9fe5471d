//! Many rows in one transaction, with row versions taken once for all of them.

use std::sync::Arc;

use uuid::Uuid;

use super::Writing;
use crate::row::RowExtension;
use crate::{Dialect, Record, Session, SqlValue, Stamp, StoreError, StoreErrorKind, bulk, record};

/// Rows of one statement. PostgreSQL stands behind a network and is asked less often; SQLite is in the program, and
/// there a short statement is the fastest.
fn rows_per_statement(dialect: Dialect) -> usize {
    match dialect {
        Dialect::Sqlite => 1,
        Dialect::Postgres => 50,
    }
}

impl Writing<'_> {
    /// Inserts `new` and updates `changed`, all or nothing.
    pub async fn write<R, C>(&self, new: Vec<R>, changed: Vec<C>) -> Result<(), StoreError>
    where
        R: Record + Sync + 'static,
        C: Record + Sync + 'static,
    {
        let (company, now_milliseconds) = (self.company, self.now_milliseconds);
        // The work may run again after losing against another transaction, so it only borrows the rows.
        let rows = Arc::new((new, changed));
        self.store
            .write(move |session| {
                let rows = rows.clone();
                Box::pin(async move {
                    let count = rows.0.len() + rows.1.len();
                    let row_version = take_versions(session, company, count as i64).await?;
                    let mut stamp = Stamp { row_version, now_milliseconds };
                    for some in rows.0.chunks(rows_per_statement(session.dialect())) {
                        insert(session, company, some, stamp).await?;
                        stamp.row_version += some.len() as i64;
                    }
                    for row in &rows.1 {
                        stamp.row_version += 1;
                        record::update(session, company, row, stamp).await?;
                    }
                    Ok::<_, StoreError>(())
                })
            })
            .await
    }
}

/// Inserts some rows with the versions after that of `before`.
async fn insert<R: Record + Sync>(
    session: &mut Session,
    company: Uuid,
    rows: &[R],
    before: Stamp,
) -> Result<(), StoreError> {
    if let [row] = rows {
        let stamp = Stamp { row_version: before.row_version + 1, ..before };
        return record::insert(session, company, row, stamp).await;
    }
    let mut parameters = Vec::new();
    for (row, place) in rows.iter().zip(1..) {
        let now = SqlValue::Integer(before.now_milliseconds);
        parameters.push(SqlValue::Uuid(company));
        parameters.push(SqlValue::Integer(before.row_version + place));
        parameters.extend([now.clone(), now]);
        parameters.extend(row.values());
        parameters.extend(row.derived_values()?);
    }
    session.execute(&bulk::statement::<R>(rows.len()), &parameters).await?;
    Ok(())
}

/// Moves the counter of the company forward by `count`; returns the version before the first one taken.
async fn take_versions(session: &mut Session, company: Uuid, count: i64) -> Result<i64, StoreError> {
    let text = "UPDATE companies SET row_version_counter = row_version_counter + ?2 WHERE id = ?1 \
                RETURNING row_version_counter - ?2";
    let parameters = [SqlValue::Uuid(company), SqlValue::Integer(count)];
    let version = session.query_one(text, &parameters, |row| row.required_integer(0)).await?;
    version.ok_or_else(|| StoreError::new(StoreErrorKind::Reference, "the company does not exist"))
}
