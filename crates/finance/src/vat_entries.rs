//! VAT entries: base and amount of each posting that carries VAT.

use jiff::civil::Date;
use money::Amount;
use uuid::Uuid;

use crate::{
    fields::BLANK_DATE,
    journal_lines::JournalDocumentType,
    posting_setup::{GeneralPostingType, VatCalculationType},
    tax_details::SalesTaxType,
};

/// One VAT entry (FINANCE.md 5.1). Sales are negative. The groups are those of the setup it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VatEntry {
    pub id: Uuid,
    pub entry_number: i64,
    pub transaction_number: i64,
    pub register_number: i64,
    /// The general ledger entry of the base.
    pub general_ledger_entry_number: i64,
    pub posting_type: GeneralPostingType,
    pub vat_posting_setup_id: Uuid,
    pub calculation_type: VatCalculationType,
    pub vat_percent: Amount,
    pub base: Amount,
    pub amount: Amount,
    pub posting_date: Date,
    pub document_date: Date,
    pub vat_date: Date,
    pub document_type: JournalDocumentType,
    pub document_number: String,
    pub external_document_number: String,
    /// Bill-to customer or pay-to vendor; nil for none.
    pub party_id: Uuid,
    pub document_id: Uuid,
    pub source_code: String,
    /// The entry that this one reverses; 0 for none.
    pub reversed_entry_number: i64,
    /// Who levies the sales tax; nil for VAT, and where no tax was owed. Tax area and tax group are the groups of the
    /// setup.
    pub tax_jurisdiction_id: Uuid,
    pub tax_type: SalesTaxType,
    /// Of a purchase without tax: owed by the company itself.
    pub use_tax: bool,
    /// The general ledger entry of sales tax, which use tax takes back in the one behind it; zero for no tax. VAT is
    /// the entry behind that of the base.
    pub tax_entry_number: i64,
}

impl Default for VatEntry {
    fn default() -> Self {
        VatEntry {
            id: Uuid::nil(),
            entry_number: 0,
            transaction_number: 0,
            register_number: 0,
            general_ledger_entry_number: 0,
            posting_type: GeneralPostingType::Blank,
            vat_posting_setup_id: Uuid::nil(),
            calculation_type: VatCalculationType::NormalVat,
            vat_percent: Amount::ZERO,
            base: Amount::ZERO,
            amount: Amount::ZERO,
            posting_date: BLANK_DATE,
            document_date: BLANK_DATE,
            vat_date: BLANK_DATE,
            document_type: JournalDocumentType::Blank,
            document_number: String::new(),
            external_document_number: String::new(),
            party_id: Uuid::nil(),
            document_id: Uuid::nil(),
            source_code: String::new(),
            reversed_entry_number: 0,
            tax_jurisdiction_id: Uuid::nil(),
            tax_type: SalesTaxType::SalesTax,
            use_tax: false,
            tax_entry_number: 0,
        }
    }
}
