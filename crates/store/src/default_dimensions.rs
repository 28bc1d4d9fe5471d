//! Rows of default dimensions.

use finance::choices::Choice;
use finance::default_dimensions::{DefaultDimension, DefaultDimensionPriority, DimensionTable};
use uuid::Uuid;

use crate::record::record;
use crate::{Session, SqlValue, StoreError};

record! {
    DefaultDimension in "default_dimensions" {
        id: value = "id",
        table: dimension_table = "table_number",
        number: value = "number",
        parent_id: value = "parent_id",
        dimension_code: value = "dimension_code",
        dimension_id: value = "dimension_id",
        dimension_value_code: value = "dimension_value_code",
        dimension_value_id: value = "dimension_value_id",
        value_posting: choice = "value_posting",
    } derived {
        "parent_type" = parent_type,
    }
}

fn parent_type(default: &DefaultDimension) -> Result<SqlValue, StoreError> {
    Ok(SqlValue::Integer(default.table.parent_type().value()))
}

record! {
    DefaultDimensionPriority in "default_dimension_priorities" {
        id: value = "id",
        source_code: value = "source_code",
        table: dimension_table = "table_number",
        priority: value = "priority",
    }
}

/// Deletes the default dimensions of one record.
pub async fn delete_of(
    session: &mut Session,
    company: Uuid,
    table: DimensionTable,
    number: &str,
) -> Result<(), StoreError> {
    let text = "DELETE FROM default_dimensions WHERE company_id = ?1 AND table_number = ?2 AND number = ?3";
    let parameters =
        [SqlValue::Uuid(company), SqlValue::Integer(table.value()), SqlValue::Text(number.to_owned())];
    session.execute(text, &parameters).await?;
    Ok(())
}
