//! Rows of dimension values.

use finance::dimension_values::DimensionValue;

use crate::record::record;

record! {
    DimensionValue in "dimension_values" {
        id: value = "id",
        dimension_code: value = "dimension_code",
        dimension_id: value = "dimension_id",
        code: value = "code",
        name: value = "name",
        value_type: choice = "value_type",
        totaling: value = "totaling",
        consolidation_code: value = "consolidation_code",
        blocked: value = "blocked",
    }
}
