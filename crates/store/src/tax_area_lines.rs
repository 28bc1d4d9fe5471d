//! Rows of the lines of tax areas.

use finance::tax_area_lines::TaxAreaLine;

use crate::record::record;

record! {
    TaxAreaLine in "tax_area_lines" {
        id: value = "id",
        tax_area_code: value = "tax_area_code",
        tax_jurisdiction_code: value = "tax_jurisdiction_code",
        calculation_order: value = "calculation_order",
    }
}
