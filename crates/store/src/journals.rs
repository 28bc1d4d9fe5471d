//! Rows of journals.

use finance::journals::Journal;

use crate::record::record;

record! {
    Journal in "journals" {
        id: value = "id",
        template_id: value = "template_id",
        template_name: value = "template_name",
        template_type: choice = "template_type",
        code: value = "code",
        description: value = "description",
        balancing_account_type: choice = "balancing_account_type",
        balancing_account_number: value = "balancing_account_number",
        balancing_account_id: value = "balancing_account_id",
        number_series: value = "number_series",
        posting_number_series: value = "posting_number_series",
        reason_code: value = "reason_code",
        copy_vat_setup: value = "copy_vat_setup",
        allow_vat_difference: value = "allow_vat_difference",
        allow_payment_export: value = "allow_payment_export",
        suggest_balancing_amount: value = "suggest_balancing_amount",
    }
}
