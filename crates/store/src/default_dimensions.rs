//! Rows of default dimensions.

use finance::default_dimensions::{DefaultDimension, DefaultDimensionPriority};

use crate::record::record;

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
    }
}

record! {
    DefaultDimensionPriority in "default_dimension_priorities" {
        id: value = "id",
        source_code: value = "source_code",
        table: dimension_table = "table_number",
        priority: value = "priority",
    }
}
