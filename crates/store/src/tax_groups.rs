//! Rows of tax groups.

use finance::tax_groups::TaxGroup;

use crate::record::record;

record! {
    TaxGroup in "tax_groups" {
        id: value = "id",
        code: value = "code",
        description: value = "description",
        tax_type: choice = "tax_type",
    }
}
