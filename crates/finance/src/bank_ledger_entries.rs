//! Bank ledger entries: the movements of each bank account.

use jiff::civil::Date;
use money::Amount;
use uuid::Uuid;

use crate::{
    fields::BLANK_DATE,
    journal_lines::{JournalAccountType, JournalDocumentType},
};

/// One movement of a bank account (FINANCE.md 2.3), debit positive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BankLedgerEntry {
    pub id: Uuid,
    /// The number of the general ledger entry on the account of the bank posting group.
    pub entry_number: i64,
    pub transaction_number: i64,
    pub register_number: i64,
    pub bank_account_id: Uuid,
    pub posting_date: Date,
    pub document_date: Date,
    pub document_type: JournalDocumentType,
    pub document_number: String,
    pub external_document_number: String,
    pub description: String,
    /// Nil for local currency.
    pub currency_id: Uuid,
    pub amount: Amount,
    pub amount_local: Amount,
    pub balancing_account_type: JournalAccountType,
    pub balancing_account_id: Uuid,
    pub source_code: String,
    pub reason_code: String,
    pub dimension_set_id: Uuid,
    /// The entry that this one reverses; 0 for none.
    pub reversed_entry_number: i64,
}

impl Default for BankLedgerEntry {
    fn default() -> Self {
        BankLedgerEntry {
            id: Uuid::nil(),
            entry_number: 0,
            transaction_number: 0,
            register_number: 0,
            bank_account_id: Uuid::nil(),
            posting_date: BLANK_DATE,
            document_date: BLANK_DATE,
            document_type: JournalDocumentType::Blank,
            document_number: String::new(),
            external_document_number: String::new(),
            description: String::new(),
            currency_id: Uuid::nil(),
            amount: Amount::ZERO,
            amount_local: Amount::ZERO,
            balancing_account_type: JournalAccountType::Account,
            balancing_account_id: Uuid::nil(),
            source_code: String::new(),
            reason_code: String::new(),
            dimension_set_id: Uuid::nil(),
            reversed_entry_number: 0,
        }
    }
}
