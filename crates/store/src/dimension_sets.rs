//! Sets of dimension values: immutable, shared by all lines that carry the same pairs.

use finance::dimensions::DimensionSet;
use odata_sql::compiled::SqlValue;
use uuid::Uuid;

use crate::row::RowExtension;
use crate::{Dialect, Session, StoreError};

/// The id of a set follows from its pairs, so that no two rows describe one set. The empty set is the nil id.
pub fn id_of(set: &DimensionSet) -> Uuid {
    if set.is_empty() {
        return Uuid::nil();
    }
    let mut text = String::new();
    for (dimension, value) in set.iter() {
        text.push_str(dimension);
        text.push('\u{1f}');
        text.push_str(value);
        text.push('\u{1e}');
    }
    Uuid::new_v5(&Uuid::NAMESPACE_OID, text.as_bytes())
}

/// Keeps the pairs of a set, if they are not kept already.
pub async fn keep(session: &mut Session, company: Uuid, set: &DimensionSet) -> Result<(), StoreError> {
    let id = id_of(set);
    // Nearly always it is there, and looking is cheaper than trying to add each pair again.
    if load(session, company, id).await? == *set {
        return Ok(());
    }
    for (dimension, value) in set.iter() {
        let parameters = vec![
            SqlValue::Uuid(company),
            SqlValue::Uuid(id),
            SqlValue::Text(dimension.to_owned()),
            SqlValue::Text(value.to_owned()),
        ];
        let text = "INSERT INTO dimension_set_entries \
                    (company_id, dimension_set_id, dimension_code, dimension_value_code) \
                    VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING";
        session.execute_later(text, parameters, None).await?;
    }
    Ok(())
}

/// The pairs of a set by its id; empty for the nil id.
pub async fn load(session: &mut Session, company: Uuid, id: Uuid) -> Result<DimensionSet, StoreError> {
    let mut pairs = Vec::new();
    if !id.is_nil() {
        session
            .query_all(
                "SELECT dimension_code, dimension_value_code FROM dimension_set_entries \
                 WHERE company_id = ?1 AND dimension_set_id = ?2",
                &[SqlValue::Uuid(company), SqlValue::Uuid(id)],
                |row| {
                    pairs.push((row.required_text(0)?, row.required_text(1)?));
                    Ok(())
                },
            )
            .await?;
    }
    Ok(pairs.into_iter().collect())
}

/// One pair of a line, with the names people read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinePair {
    pub line_id: Uuid,
    pub code: String,
    pub name: String,
    pub value_code: String,
    pub value_name: String,
}

/// The pairs of many rows of a table that has sets of dimensions, by row and dimension code.
pub async fn of_lines(
    session: &mut Session,
    company: Uuid,
    table: &'static str,
    lines: &[Uuid],
) -> Result<Vec<LinePair>, StoreError> {
    let chosen = match session.dialect() {
        Dialect::Sqlite => "l.id IN rarray(?2)",
        Dialect::Postgres => "l.id = ANY(?2)",
    };
    let text = format!(
        "SELECT l.id, e.dimension_code, coalesce(d.name, ''), e.dimension_value_code, coalesce(v.name, '') \
         FROM {table} l \
         JOIN dimension_set_entries e ON e.company_id = l.company_id AND e.dimension_set_id = l.dimension_set_id \
         LEFT JOIN dimensions d ON d.company_id = l.company_id AND d.code = e.dimension_code \
         LEFT JOIN dimension_values v ON v.company_id = l.company_id AND v.dimension_code = e.dimension_code \
         AND v.code = e.dimension_value_code \
         WHERE l.company_id = ?1 AND {chosen} ORDER BY l.id, e.dimension_code"
    );
    let mut pairs = Vec::new();
    session
        .query_all(&text, &[SqlValue::Uuid(company), SqlValue::UuidList(lines.to_vec())], |row| {
            pairs.push(LinePair {
                line_id: row.required_uuid(0)?,
                code: row.required_text(1)?,
                name: row.required_text(2)?,
                value_code: row.required_text(3)?,
                value_name: row.required_text(4)?,
            });
            Ok(())
        })
        .await?;
    Ok(pairs)
}
