//! Many new rows at once, all with the version of one write.

use uuid::Uuid;

use crate::record::{self, Record};
use crate::{Dialect, Session, SqlValue, Stamp, StoreError};

/// Rows of one statement on PostgreSQL, which stands behind a network and is asked less often. SQLite is in the
/// program: there a short statement, prepared once, is the fastest.
const ROWS_PER_STATEMENT: usize = 100;

/// Inserts all rows; nobody waits for it ([`Session::execute_later`]). Errors: `Duplicate` when an id or another unique
/// value is taken.
pub(crate) async fn insert<R: Record + Sync>(
    session: &mut Session,
    company: Uuid,
    rows: &[R],
    stamp: Stamp,
) -> Result<(), StoreError> {
    let at_once = match session.dialect() {
        Dialect::Sqlite => 1,
        Dialect::Postgres => ROWS_PER_STATEMENT,
    };
    for some in rows.chunks(at_once) {
        if let [row] = some {
            record::insert(session, company, row, stamp).await?;
            continue;
        }
        let now = SqlValue::Integer(stamp.now_milliseconds);
        let mut parameters = Vec::with_capacity(some.len() * (R::COLUMNS.len() + 4));
        for row in some {
            parameters.push(SqlValue::Uuid(company));
            parameters.push(SqlValue::Integer(stamp.row_version));
            parameters.extend([now.clone(), now.clone()]);
            parameters.extend(row.values());
            parameters.extend(row.derived_values()?);
        }
        let rows = Some(some.len() as u64);
        session.execute_later(&statement::<R>(some.len()), parameters, rows).await?;
    }
    Ok(())
}

/// `INSERT` of several rows; parameters row by row: company, version, both times, then the record's own columns.
pub(crate) fn statement<R: Record>(rows: usize) -> String {
    let own: Vec<&str> = R::COLUMNS.iter().chain(R::DERIVED_COLUMNS).copied().collect();
    let width = own.len() + 4;
    let marks: Vec<String> = (0..rows)
        .map(|row| {
            let row: Vec<String> = (1..=width).map(|column| format!("?{}", row * width + column)).collect();
            format!("({})", row.join(", "))
        })
        .collect();
    format!(
        "INSERT INTO {} (company_id, row_version, created_at, modified_at, {}) VALUES {}",
        R::TABLE,
        own.join(", "),
        marks.join(", ")
    )
}
