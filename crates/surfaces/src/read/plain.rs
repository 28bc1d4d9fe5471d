//! A level whose rows go from the database straight into the answer: nothing stands below it, or only entities whose
//! columns stand in the same row.

use odata_sql::compiled::{ExpandLevel, Level};
use store::{Row, Session, StoreError};
use uuid::Uuid;

use super::program::{ExpandProgram, Program, name_in_json, separate, write_navigation_link};
use super::rows::{Bindings, Written, order_keys, parameters};
use crate::pieces::Outlet;

/// Whether a level can be written without looking at other levels first.
pub(crate) fn is_plain(program: &Program, level: &Level) -> bool {
    program.dimensions.is_none() && level.expands.iter().all(|expand| expand.joined_at.is_some())
}

/// Writes the rows of a plain level into `out`, separated by commas.
pub(crate) async fn write_plain(
    session: &mut Session,
    program: &Program,
    level: &Level,
    bindings: &Bindings,
    context: Option<&[u8]>,
    outlet: &mut Outlet<'_>,
) -> Result<Written, StoreError> {
    let mut written = Written { count: 0, more: false, last_order_keys: Vec::new(), row_version: None };
    let Some(statement) = &level.rows else { return Ok(written) };
    let values = parameters(statement, bindings, None);
    let page_rows = level.page_rows.unwrap_or(u64::MAX);
    session
        .query(&statement.text, &values, &mut |row| {
            if written.count == page_rows {
                written.more = true;
                return Ok(());
            }
            if written.count > 0 {
                outlet.bytes.push(b',');
            }
            program.write_row(row, context, &bindings.base_url, &mut outlet.bytes)?;
            for (expand, child) in level.expands.iter().zip(&program.expands) {
                write_joined(row, program, expand, child, &bindings.base_url, &mut outlet.bytes)?;
            }
            outlet.bytes.push(b'}');
            outlet.hand_on()?;
            written.count += 1;
            if written.count == 1 {
                written.row_version =
                    level.row_version_column.map(|column| row.integer(column)).transpose()?.flatten();
            }
            if written.count == page_rows {
                written.last_order_keys = order_keys(level, row)?;
            }
            Ok(())
        })
        .await?;
    Ok(written)
}

/// Writes an entity whose columns stand behind those of the row that leads to it.
fn write_joined(
    row: &dyn Row,
    program: &Program,
    expand: &ExpandLevel,
    child: &ExpandProgram,
    base_url: &str,
    out: &mut Vec<u8>,
) -> Result<(), StoreError> {
    let (Some(first), Some(child_id)) = (expand.joined_at, expand.level.id_column) else { return Ok(()) };
    if program.has_links()
        && let Some(key) = program.key(row)?
    {
        write_navigation_link(&program.address().url(base_url, &key), &child.name, out);
    }
    separate(out);
    out.extend_from_slice(&name_in_json(&child.name));
    let joined = RowBehind { row, first };
    if joined.uuid(child_id)?.is_none() {
        out.extend_from_slice(b"null");
        return Ok(());
    }
    child.program.write_row(&joined, None, base_url, out)?;
    out.push(b'}');
    Ok(())
}

/// The columns of a row from some index on.
struct RowBehind<'a> {
    row: &'a dyn Row,
    first: usize,
}

impl Row for RowBehind<'_> {
    fn integer(&self, index: usize) -> Result<Option<i64>, StoreError> {
        self.row.integer(self.first + index)
    }

    fn text(&self, index: usize) -> Result<Option<&str>, StoreError> {
        self.row.text(self.first + index)
    }

    fn uuid(&self, index: usize) -> Result<Option<Uuid>, StoreError> {
        self.row.uuid(self.first + index)
    }

    fn boolean(&self, index: usize) -> Result<Option<bool>, StoreError> {
        self.row.boolean(self.first + index)
    }

    fn bytes(&self, index: usize) -> Result<Option<&[u8]>, StoreError> {
        self.row.bytes(self.first + index)
    }
}
