//! Values of dimensions.

use uuid::Uuid;

use crate::choices::choices;

choices! {
    /// What a line of the list of values is for.
    DimensionValueType {
        #[default]
        Standard = 0, "Standard";
        Heading = 1, "Heading";
        Total = 2, "Total";
        BeginTotal = 3, "Begin-Total";
        EndTotal = 4, "End-Total";
    }
}

/// One value of a dimension, such as the department SALES.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DimensionValue {
    pub id: Uuid,
    pub dimension_code: String,
    pub dimension_id: Uuid,
    pub code: String,
    pub name: String,
    pub value_type: DimensionValueType,
    pub totaling: String,
    pub consolidation_code: String,
    pub blocked: bool,
}
