//! General ledger entries: what every posting leaves on the accounts, never changed afterwards.

use jiff::civil::Date;
use money::Amount;
use uuid::Uuid;

use crate::{
    choices::choices,
    fields::BLANK_DATE,
    journal_lines::{JournalAccountType, JournalDocumentType},
};

choices! {
    /// Whose subledger an entry comes from (FINANCE.md 2.3).
    LedgerSourceType {
        #[default]
        Blank = 0, " ";
        Customer = 1, "Customer";
        Vendor = 2, "Vendor";
        BankAccount = 3, "Bank Account";
        FixedAsset = 4, "Fixed Asset";
        IntercompanyPartner = 5, "IC Partner";
        Employee = 6, "Employee";
    }
}

/// One entry of the general ledger (FINANCE.md 2.3). Amounts are local currency, debit positive. Accounts and
/// sources are known by id, so that a rename never touches an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GeneralLedgerEntry {
    pub id: Uuid,
    /// One gapless sequence per company, from 1.
    pub entry_number: i64,
    pub transaction_number: i64,
    pub register_number: i64,
    pub account_id: Uuid,
    pub posting_date: Date,
    /// The entry lies after all normal entries of its date and before the next day (FINANCE.md section 9).
    pub closing_date: bool,
    pub document_date: Date,
    pub vat_date: Date,
    pub document_type: JournalDocumentType,
    pub document_number: String,
    pub external_document_number: String,
    pub description: String,
    pub comment: String,
    /// Debit minus credit.
    pub amount: Amount,
    /// Negative on corrections.
    pub debit_amount: Amount,
    /// Negative on corrections.
    pub credit_amount: Amount,
    /// VAT that belongs to a base entry.
    pub vat_amount: Amount,
    pub quantity: Amount,
    pub balancing_account_type: JournalAccountType,
    pub balancing_account_id: Uuid,
    pub source_type: LedgerSourceType,
    pub source_id: Uuid,
    pub source_code: String,
    pub reason_code: String,
    /// Id of the dimension set; nil for none.
    pub dimension_set_id: Uuid,
    /// Posted before the first open fiscal year.
    pub prior_year: bool,
    /// Made by the program rather than entered.
    pub system_created: bool,
    /// The document that was posted; nil for journals.
    pub document_id: Uuid,
    /// The entry that this one reverses; 0 for none.
    pub reversed_entry_number: i64,
}

impl Default for GeneralLedgerEntry {
    fn default() -> Self {
        GeneralLedgerEntry {
            id: Uuid::nil(),
            entry_number: 0,
            transaction_number: 0,
            register_number: 0,
            account_id: Uuid::nil(),
            posting_date: BLANK_DATE,
            closing_date: false,
            document_date: BLANK_DATE,
            vat_date: BLANK_DATE,
            document_type: JournalDocumentType::Blank,
            document_number: String::new(),
            external_document_number: String::new(),
            description: String::new(),
            comment: String::new(),
            amount: Amount::ZERO,
            debit_amount: Amount::ZERO,
            credit_amount: Amount::ZERO,
            vat_amount: Amount::ZERO,
            quantity: Amount::ZERO,
            balancing_account_type: JournalAccountType::Account,
            balancing_account_id: Uuid::nil(),
            source_type: LedgerSourceType::Blank,
            source_id: Uuid::nil(),
            source_code: String::new(),
            reason_code: String::new(),
            dimension_set_id: Uuid::nil(),
            prior_year: false,
            system_created: false,
            document_id: Uuid::nil(),
            reversed_entry_number: 0,
        }
    }
}
