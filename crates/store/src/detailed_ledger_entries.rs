//! Rows of detailed ledger entries.

use finance::detailed_ledger_entries::DetailedLedgerEntry;

use crate::record::record;

record! {
    DetailedLedgerEntry in "detailed_ledger_entries" {
        id: value = "id",
        party_type: choice = "party_type",
        entry_number: value = "entry_number",
        ledger_entry_number: value = "ledger_entry_number",
        entry_type: choice = "entry_type",
        transaction_number: value = "transaction_number",
        register_number: value = "register_number",
        party_id: value = "party_id",
        posting_date: value = "posting_date",
        document_type: choice = "document_type",
        document_number: value = "document_number",
        amount: value = "amount",
        amount_local: value = "amount_local",
        currency_id: value = "currency_id",
        initial_entry_due_date: value = "initial_entry_due_date",
        initial_document_type: choice = "initial_document_type",
        applied_ledger_entry_number: value = "applied_ledger_entry_number",
        previous_payment_discount_possible: value = "previous_payment_discount_possible",
        previous_max_payment_tolerance: value = "previous_max_payment_tolerance",
        unapplied_entry_number: value = "unapplied_entry_number",
        source_code: value = "source_code",
    }
}
