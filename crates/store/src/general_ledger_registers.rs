//! Rows of general ledger registers.

use finance::general_ledger_registers::GeneralLedgerRegister;

use crate::record::record;

record! {
    GeneralLedgerRegister in "general_ledger_registers" {
        id: value = "id",
        number: value = "number",
        from_entry_number: value = "from_entry_number",
        to_entry_number: value = "to_entry_number",
        from_vat_entry_number: value = "from_vat_entry_number",
        to_vat_entry_number: value = "to_vat_entry_number",
        source_code: value = "source_code",
        journal_template_name: value = "journal_template_name",
        journal_code: value = "journal_code",
        reversed_register_number: value = "reversed_register_number",
        hash_version: value = "hash_version",
        hash: value = "hash",
        turnover: value = "turnover",
    }
}
