//! Rows of bank ledger entries.

use finance::bank_ledger_entries::BankLedgerEntry;

use crate::record::record;

record! {
    BankLedgerEntry in "bank_ledger_entries" {
        id: value = "id",
        entry_number: value = "entry_number",
        transaction_number: value = "transaction_number",
        register_number: value = "register_number",
        bank_account_id: value = "bank_account_id",
        posting_date: value = "posting_date",
        document_date: value = "document_date",
        document_type: choice = "document_type",
        document_number: value = "document_number",
        external_document_number: value = "external_document_number",
        description: value = "description",
        currency_id: value = "currency_id",
        amount: value = "amount",
        amount_local: value = "amount_local",
        balancing_account_type: choice = "balancing_account_type",
        balancing_account_id: value = "balancing_account_id",
        source_code: value = "source_code",
        reason_code: value = "reason_code",
        dimension_set_id: value = "dimension_set_id",
        reversed_entry_number: value = "reversed_entry_number",
    }
}
