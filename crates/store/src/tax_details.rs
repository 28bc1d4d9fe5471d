//! Rows of tax details.

use finance::tax_details::TaxDetail;

use crate::record::record;

record! {
    TaxDetail in "tax_details" {
        id: value = "id",
        tax_jurisdiction_code: value = "tax_jurisdiction_code",
        tax_group_code: value = "tax_group_code",
        tax_type: choice = "tax_type",
        effective_date: value = "effective_date",
        maximum_amount_or_quantity: value = "maximum_amount_or_quantity",
        tax_below_maximum: value = "tax_below_maximum",
        tax_above_maximum: value = "tax_above_maximum",
    }
}
