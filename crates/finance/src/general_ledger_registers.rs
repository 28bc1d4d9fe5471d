//! General ledger registers: one for each posting run, and the links of the hash chain.

use money::Amount;
use uuid::Uuid;

/// One posting run (FINANCE.md 2.3). A run without general ledger entries has `to` = `from` - 1.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GeneralLedgerRegister {
    pub id: Uuid,
    /// Gapless, from 1.
    pub number: i64,
    pub from_entry_number: i64,
    pub to_entry_number: i64,
    pub from_vat_entry_number: i64,
    pub to_vat_entry_number: i64,
    pub source_code: String,
    /// Blank when a document was posted.
    pub journal_template_name: String,
    /// Code of the journal; blank when a document was posted.
    pub journal_code: String,
    /// The register whose entries this one reverses; 0 for none.
    pub reversed_register_number: i64,
    /// Which rule [`GeneralLedgerRegister::hash`] was made by.
    pub hash_version: i64,
    /// Hexadecimal SHA-256 over the hash of the register before and all entries of this one.
    pub hash: String,
    /// What the company has posted up to and with this run ([`crate::posting::turnover_after`]).
    pub turnover: Amount,
}
