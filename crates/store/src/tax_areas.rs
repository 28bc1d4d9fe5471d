//! Rows of tax areas.

use finance::tax_areas::TaxArea;

use crate::record::record;

record! {
    TaxArea in "tax_areas" {
        id: value = "id",
        code: value = "code",
        description: value = "description",
        tax_type: choice = "tax_type",
    }
}
