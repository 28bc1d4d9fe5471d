//! Renaming: the columns that hold the code or number of another record follow it.

use finance::relations::{ConditionValue, Relation};
use odata_sql::compiled::SqlValue;
use uuid::Uuid;

use crate::{Session, Stamp, StoreError};

/// Writes `new` wherever the relation's column holds `old`, and stamps the rows it changes, so that their etags change
/// as well. Returns how many rows that were.
///
/// Errors: `Internal` for the codes of dimensions and their values, which stand in immutable sets; `Duplicate` when
/// rows left behind by an earlier record of the new name are in the way.
pub async fn rename(
    session: &mut Session,
    company: Uuid,
    relation: &Relation,
    old: &str,
    new: &str,
    stamp: Stamp,
) -> Result<u64, StoreError> {
    let parameters = [
        SqlValue::Uuid(company),
        SqlValue::Integer(stamp.row_version),
        SqlValue::Integer(stamp.now_milliseconds),
        SqlValue::Text(old.to_owned()),
        SqlValue::Text(new.to_owned()),
    ];
    session.execute(&statement(relation)?, &parameters).await
}

fn statement(relation: &Relation) -> Result<String, StoreError> {
    let Relation { record, field, condition, .. } = *relation;
    // The pairs of a dimension set give it its id, so they never change in place.
    if record == "dimension_set_entries" {
        return Err(StoreError::internal("the pairs of a dimension set are not renamed"));
    }
    let company = if record == "companies" { "id" } else { "company_id" };
    let condition = match condition.map(|condition| (column(record, condition.field), condition.value)) {
        None => String::new(),
        Some((column, ConditionValue::Number(value))) => format!(" AND {column} = {value}"),
        Some((_, ConditionValue::OwnDimension)) => {
            return Err(StoreError::internal("the values of dimensions are not renamed"));
        }
    };
    Ok(format!(
        "UPDATE {record} SET row_version = ?2, modified_at = CASE WHEN modified_at > ?3 THEN modified_at ELSE ?3 END, \
         {field} = ?5 WHERE {company} = ?1 AND {field} = ?4{condition}"
    ))
}

/// Columns have the names of the fields, but for one that is a word of SQL.
fn column(record: &str, field: &'static str) -> &'static str {
    match (record, field) {
        ("default_dimensions", "table") => "table_number",
        _ => field,
    }
}

#[cfg(test)]
mod tests {
    use finance::relations::{Noun, relations_of};

    use super::rename;
    use crate::{OpenOptions, Stamp, Store, StoreError};
    use uuid::Uuid;

    #[tokio::test]
    async fn every_relation_names_a_column_of_the_schema() {
        let directory = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", directory.path().join("books.db").display()).parse().unwrap();
        let store = Store::open(OpenOptions { url, exclusive: true, connections_max: 1 }, 1).await.unwrap();
        let changed = store.write::<u64, StoreError, _>(|session| {
            Box::pin(async move {
                let stamp = Stamp { row_version: 2, now_milliseconds: 2 };
                let mut rows = 0;
                // Dimensions and their values stand in sets, which are immutable.
                let nouns = Noun::ALL.into_iter();
                let nouns = nouns.filter(|noun| !matches!(noun, Noun::Dimension | Noun::DimensionValue));
                for relation in nouns.flat_map(relations_of) {
                    rows += rename(session, Uuid::nil(), &relation, "OLD", "NEW", stamp).await?;
                }
                Ok(rows)
            })
        });
        assert_eq!(changed.await.unwrap(), 0);
    }
}
