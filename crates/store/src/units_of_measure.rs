//! Rows of units of measure.

use finance::units_of_measure::UnitOfMeasure;

use crate::record::record;

record! {
    UnitOfMeasure in "units_of_measure" {
        id: value = "id",
        code: value = "code",
        description: value = "description",
        international_standard_code: value = "international_standard_code",
        symbol: value = "symbol",
    }
}
