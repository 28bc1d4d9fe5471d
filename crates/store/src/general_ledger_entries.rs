//! Rows of general ledger entries.

use finance::general_ledger_entries::GeneralLedgerEntry;

use crate::record::record;

record! {
    GeneralLedgerEntry in "general_ledger_entries" {
        id: value = "id",
        entry_number: value = "entry_number",
        transaction_number: value = "transaction_number",
        register_number: value = "register_number",
        account_id: value = "account_id",
        posting_date: value = "posting_date",
        closing_date: value = "closing_date",
        document_date: value = "document_date",
        vat_date: value = "vat_date",
        document_type: choice = "document_type",
        document_number: value = "document_number",
        external_document_number: value = "external_document_number",
        description: value = "description",
        comment: value = "comment",
        amount: value = "amount",
        debit_amount: value = "debit_amount",
        credit_amount: value = "credit_amount",
        vat_amount: value = "vat_amount",
        quantity: value = "quantity",
        balancing_account_type: choice = "balancing_account_type",
        balancing_account_id: value = "balancing_account_id",
        source_type: choice = "source_type",
        source_id: value = "source_id",
        source_code: value = "source_code",
        reason_code: value = "reason_code",
        dimension_set_id: value = "dimension_set_id",
        prior_year: value = "prior_year",
        system_created: value = "system_created",
        document_id: value = "document_id",
        reversed_entry_number: value = "reversed_entry_number",
    }
}
