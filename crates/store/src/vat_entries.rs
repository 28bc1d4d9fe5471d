//! Rows of vat entries.

use finance::vat_entries::VatEntry;

use crate::record::record;

record! {
    VatEntry in "vat_entries" {
        id: value = "id",
        entry_number: value = "entry_number",
        transaction_number: value = "transaction_number",
        register_number: value = "register_number",
        general_ledger_entry_number: value = "general_ledger_entry_number",
        posting_type: choice = "posting_type",
        vat_posting_setup_id: value = "vat_posting_setup_id",
        calculation_type: choice = "calculation_type",
        vat_percent: value = "vat_percent",
        base: value = "base",
        amount: value = "amount",
        posting_date: value = "posting_date",
        document_date: value = "document_date",
        vat_date: value = "vat_date",
        document_type: choice = "document_type",
        document_number: value = "document_number",
        external_document_number: value = "external_document_number",
        party_id: value = "party_id",
        document_id: value = "document_id",
        source_code: value = "source_code",
        reversed_entry_number: value = "reversed_entry_number",
        tax_jurisdiction_id: value = "tax_jurisdiction_id",
        tax_type: choice = "tax_type",
        use_tax: value = "use_tax",
        tax_entry_number: value = "tax_entry_number",
    }
}
