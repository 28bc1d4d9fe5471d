//! Many rows in one transaction, with row versions taken once for all of them.

use std::sync::Arc;

use uuid::Uuid;

use super::Writing;
use crate::row::RowExtension;
use crate::{Record, Session, SqlValue, Stamp, StoreError, StoreErrorKind, record};

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
                    let mut row_version = take_versions(session, company, count as i64).await?;
                    for row in &rows.0 {
                        row_version += 1;
                        record::insert(session, company, row, Stamp { row_version, now_milliseconds })
                            .await?;
                    }
                    for row in &rows.1 {
                        row_version += 1;
                        record::update(session, company, row, Stamp { row_version, now_milliseconds })
                            .await?;
                    }
                    Ok::<_, StoreError>(())
                })
            })
            .await
    }
}

/// Moves the counter of the company forward by `count`; returns the version before the first one taken.
async fn take_versions(session: &mut Session, company: Uuid, count: i64) -> Result<i64, StoreError> {
    let text = "UPDATE companies SET row_version_counter = row_version_counter + ?2 WHERE id = ?1 \
                RETURNING row_version_counter - ?2";
    let parameters = [SqlValue::Uuid(company), SqlValue::Integer(count)];
    let version = session.query_one(text, &parameters, |row| row.required_integer(0)).await?;
    version.ok_or_else(|| StoreError::new(StoreErrorKind::Reference, "the company does not exist"))
}
