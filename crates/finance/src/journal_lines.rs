//! Journal lines: one record behind journal lines, customer payments and vendor payments; and what may be written
//! to those that are neither payment (FINANCE.md 1.3, 1.5).
//!
//! The caller loads the journal, the records that [`LineProperties::account_keys`] names and everything else of
//! [`BookFacts`]; then [`create`] or [`change`] decides.

use jiff::civil::Date;
use money::{Amount, RangeError, Rate};
use uuid::Uuid;

use crate::{
    choices::choices, default_dimensions::DimensionTable, dimensions::DimensionSet, fields::BLANK_DATE,
    journal_templates::TemplateType, posting_setup::GeneralPostingType,
};

pub(crate) mod account;
mod book;
mod create;
pub(crate) mod initialize;
pub(crate) mod place;
mod properties;
mod sides;

pub use book::{BookFacts, Named, NewLineFacts};
pub use create::{change, create};
pub(crate) use create::{describe, is_described_by_hand};
pub use place::{JournalNameRule, resolve_journal_id};
pub use properties::{Keys, LineProperties};
pub(crate) use properties::{as_code, as_text};

choices! {
    /// The kind of account on either side of a line.
    JournalAccountType {
        #[default]
        Account = 0, "G/L Account";
        Customer = 1, "Customer";
        Vendor = 2, "Vendor";
        BankAccount = 3, "Bank Account";
        FixedAsset = 4, "Fixed Asset";
        IntercompanyPartner = 5, "IC Partner";
        Employee = 6, "Employee";
        AllocationAccount = 10, "Allocation Account";
    }
}

impl JournalAccountType {
    /// The table whose default dimensions speak for this kind of account (FINANCE.md 1.6).
    pub const fn dimension_table(self) -> Option<DimensionTable> {
        match self {
            JournalAccountType::Account => Some(DimensionTable::Account),
            JournalAccountType::Customer => Some(DimensionTable::Customer),
            JournalAccountType::Vendor => Some(DimensionTable::Vendor),
            JournalAccountType::BankAccount => Some(DimensionTable::BankAccount),
            JournalAccountType::Employee => Some(DimensionTable::Employee),
            _ => None,
        }
    }
}

choices! {
    /// The kind of document a line stands for.
    JournalDocumentType {
        #[default]
        Blank = 0, " ";
        Payment = 1, "Payment";
        Invoice = 2, "Invoice";
        CreditMemo = 3, "Credit Memo";
        FinanceChargeMemo = 4, "Finance Charge Memo";
        Reminder = 5, "Reminder";
        Refund = 6, "Refund";
    }
}

/// A line of a journal. Amounts: debit positive, credit negative.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalLine {
    pub id: Uuid,
    pub journal_id: Uuid,
    /// Type of the journal's template: which of the API's kinds of journal the line stands in (FINANCE.md 1.1).
    pub template_type: TemplateType,
    pub line_number: i32,
    pub account_type: JournalAccountType,
    pub account_number: String,
    /// The id of the account, customer, vendor or bank account that the number names; blank when it names none.
    pub account_id: Uuid,
    pub posting_date: Date,
    pub document_date: Date,
    pub due_date: Date,
    pub document_type: JournalDocumentType,
    pub document_number: String,
    pub external_document_number: String,
    pub description: String,
    pub comment: String,
    /// A text of the caller's own (V1 and Graph only).
    pub contact_id: String,
    pub currency_code: String,
    /// Foreign currency per one unit of local currency; zero on lines in local currency.
    pub currency_factor: Rate,
    pub amount: Amount,
    /// The amount in local currency.
    pub amount_local: Amount,
    pub balancing_account_type: JournalAccountType,
    pub balancing_account_number: String,
    pub balancing_account_id: Uuid,
    pub applies_to_document_type: JournalDocumentType,
    pub applies_to_document_number: String,
    /// The API id of the invoice; may be blank while the number is kept (FINANCE.md 1.8).
    pub applies_to_invoice_id: Uuid,
    /// Applies to a set of open entries marked with this text.
    pub applies_to_id: String,
    pub payment_discount_date: Date,
    pub payment_discount_percent: Amount,
    pub posting_group: String,
    pub payment_terms_code: String,
    pub payment_method_code: String,
    pub salesperson_code: String,
    pub recipient_bank_account_code: String,
    pub general_posting_type: GeneralPostingType,
    pub general_business_posting_group: String,
    pub general_product_posting_group: String,
    pub vat_business_posting_group: String,
    pub vat_product_posting_group: String,
    pub tax_area_code: String,
    pub tax_liable: bool,
    pub tax_group_code: String,
    pub dimensions: DimensionSet,
    pub source_code: String,
    pub reason_code: String,
    pub posting_number_series: String,
    /// Made by the program rather than entered.
    pub system_created: bool,
}

impl Default for JournalLine {
    fn default() -> Self {
        JournalLine {
            id: Uuid::nil(),
            journal_id: Uuid::nil(),
            template_type: TemplateType::General,
            line_number: 0,
            account_type: JournalAccountType::Account,
            account_number: String::new(),
            account_id: Uuid::nil(),
            posting_date: BLANK_DATE,
            document_date: BLANK_DATE,
            due_date: BLANK_DATE,
            document_type: JournalDocumentType::Blank,
            document_number: String::new(),
            external_document_number: String::new(),
            description: String::new(),
            comment: String::new(),
            contact_id: String::new(),
            currency_code: String::new(),
            currency_factor: Rate::ZERO,
            amount: Amount::ZERO,
            amount_local: Amount::ZERO,
            balancing_account_type: JournalAccountType::Account,
            balancing_account_number: String::new(),
            balancing_account_id: Uuid::nil(),
            applies_to_document_type: JournalDocumentType::Blank,
            applies_to_document_number: String::new(),
            applies_to_invoice_id: Uuid::nil(),
            applies_to_id: String::new(),
            payment_discount_date: BLANK_DATE,
            payment_discount_percent: Amount::ZERO,
            posting_group: String::new(),
            payment_terms_code: String::new(),
            payment_method_code: String::new(),
            salesperson_code: String::new(),
            recipient_bank_account_code: String::new(),
            general_posting_type: GeneralPostingType::Blank,
            general_business_posting_group: String::new(),
            general_product_posting_group: String::new(),
            vat_business_posting_group: String::new(),
            vat_product_posting_group: String::new(),
            tax_area_code: String::new(),
            tax_liable: false,
            tax_group_code: String::new(),
            dimensions: DimensionSet::default(),
            source_code: String::new(),
            reason_code: String::new(),
            posting_number_series: String::new(),
            system_created: false,
        }
    }
}

impl JournalLine {
    /// What the line adds to the balance of its journal, in local currency (FINANCE.md 1.3): nothing when
    /// both sides are named, minus the amount when only the balancing side is, else the amount.
    pub fn balance(&self) -> Result<Amount, RangeError> {
        match (self.account_number.is_empty(), self.balancing_account_number.is_empty()) {
            (false, false) => Ok(Amount::ZERO),
            (true, false) => self.amount_local.checked_neg(),
            _ => Ok(self.amount_local),
        }
    }

    /// The condition that makes a line one of `journalLines` (FINANCE.md 1.1).
    pub fn is_journal_line(&self) -> bool {
        self.document_type == JournalDocumentType::Blank
    }

    /// What `taxCode` shows: the VAT product group, or the tax group of a sales-tax company.
    pub fn tax_code(&self) -> &str {
        match self.vat_product_posting_group.as_str() {
            "" => &self.tax_group_code,
            group => group,
        }
    }

    /// A line without account and amount, which posting passes over (FINANCE.md 2.2).
    pub fn is_empty(&self) -> bool {
        self.account_number.is_empty()
            && self.amount.is_zero()
            && (self.balancing_account_number.is_empty() || !self.system_created)
    }
}

#[cfg(test)]
mod tests;
