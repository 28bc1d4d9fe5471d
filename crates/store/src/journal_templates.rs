//! Rows of journal templates.

use finance::journal_templates::JournalTemplate;

use crate::record::record;

record! {
    JournalTemplate in "journal_templates" {
        id: value = "id",
        name: value = "name",
        description: value = "description",
        template_type: choice = "template_type",
        recurring: value = "recurring",
        source_code: value = "source_code",
        reason_code: value = "reason_code",
        balancing_account_type: choice = "balancing_account_type",
        balancing_account_number: value = "balancing_account_number",
        number_series: value = "number_series",
        posting_number_series: value = "posting_number_series",
        force_document_balance: value = "force_document_balance",
        copy_vat_setup: value = "copy_vat_setup",
        allow_vat_difference: value = "allow_vat_difference",
    }
}
