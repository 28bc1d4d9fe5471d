//! Ledger entries of customers and vendors: one record for both sides, told apart by the type of party.

use jiff::civil::Date;
use money::{Amount, Rate};
use uuid::Uuid;

use crate::{
    choices::choices,
    fields::BLANK_DATE,
    journal_lines::{JournalAccountType, JournalDocumentType},
};

choices! {
    /// A customer or a vendor: the two sides of trade, which mirror each other.
    PartyType {
        #[default]
        Customer = 1, "Customer";
        Vendor = 2, "Vendor";
    }
}

/// What a customer owes or a vendor is owed by one document or payment (FINANCE.md 2.3). Debit positive. Amounts
/// without `_local` are in the entry's currency. The fields from `open` on are
/// changed by applications, the others never.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartyLedgerEntry {
    pub id: Uuid,
    pub party_type: PartyType,
    /// The number of the general ledger entry on the control account.
    pub entry_number: i64,
    pub transaction_number: i64,
    pub register_number: i64,
    pub party_id: Uuid,
    pub posting_date: Date,
    pub document_date: Date,
    pub document_type: JournalDocumentType,
    pub document_number: String,
    pub external_document_number: String,
    pub description: String,
    /// Nil for local currency.
    pub currency_id: Uuid,
    /// Foreign currency per one unit of local currency at posting; zero for local currency.
    pub original_currency_factor: Rate,
    pub posting_group: String,
    pub original_amount: Amount,
    pub original_amount_local: Amount,
    /// Sales or purchases without VAT, in local currency; what `customerSales` adds up.
    pub net_trade_local: Amount,
    pub profit_local: Amount,
    pub invoice_discount_local: Amount,
    pub original_payment_discount_possible: Amount,
    pub positive: bool,
    pub balancing_account_type: JournalAccountType,
    pub balancing_account_id: Uuid,
    pub source_code: String,
    pub reason_code: String,
    pub salesperson_code: String,
    pub dimension_set_id: Uuid,
    /// The trade document that was posted; nil for journals.
    pub document_id: Uuid,
    /// The journal line (payment) that was posted; nil for documents.
    pub journal_line_id: Uuid,
    /// The entry that this one reverses; 0 for none.
    pub reversed_entry_number: i64,
    // What application changes (FINANCE.md 3.2); everything above never does.
    pub open: bool,
    /// Moved by the exchange rate adjustment; the original factor until then.
    pub adjusted_currency_factor: Rate,
    /// All detailed entries but applications and their rounding.
    pub amount: Amount,
    pub amount_local: Amount,
    /// All detailed entries.
    pub remaining_amount: Amount,
    pub remaining_amount_local: Amount,
    pub due_date: Date,
    pub payment_discount_date: Date,
    pub payment_discount_tolerance_date: Date,
    pub remaining_payment_discount_possible: Amount,
    pub payment_discount_given_local: Amount,
    pub max_payment_tolerance: Amount,
    pub accepted_payment_tolerance: Amount,
    pub accepted_payment_discount_tolerance: bool,
    /// Marks entries that a payment will be applied to.
    pub applies_to_id: String,
    pub amount_to_apply: Amount,
    pub on_hold: String,
    /// 0 while open, and on the entry that closed others.
    pub closed_by_entry_number: i64,
    pub closed_at_date: Date,
    pub closed_by_amount: Amount,
    pub closed_by_amount_local: Amount,
    pub closed_by_currency_id: Uuid,
    pub closed_by_currency_amount: Amount,
    /// The entry that reverses this one; 0 for none.
    pub reversed_by_entry_number: i64,
    /// Detailed entries of unrealised losses, and those of unrealised gains: what revaluation booked and applications
    /// have not taken back.
    pub unrealized_loss_local: Amount,
    pub unrealized_gain_local: Amount,
}

impl Default for PartyLedgerEntry {
    fn default() -> Self {
        PartyLedgerEntry {
            id: Uuid::nil(),
            party_type: PartyType::Customer,
            entry_number: 0,
            transaction_number: 0,
            register_number: 0,
            party_id: Uuid::nil(),
            posting_date: BLANK_DATE,
            document_date: BLANK_DATE,
            document_type: JournalDocumentType::Blank,
            document_number: String::new(),
            external_document_number: String::new(),
            description: String::new(),
            currency_id: Uuid::nil(),
            original_currency_factor: Rate::ZERO,
            posting_group: String::new(),
            original_amount: Amount::ZERO,
            original_amount_local: Amount::ZERO,
            net_trade_local: Amount::ZERO,
            profit_local: Amount::ZERO,
            invoice_discount_local: Amount::ZERO,
            original_payment_discount_possible: Amount::ZERO,
            positive: false,
            balancing_account_type: JournalAccountType::Account,
            balancing_account_id: Uuid::nil(),
            source_code: String::new(),
            reason_code: String::new(),
            salesperson_code: String::new(),
            dimension_set_id: Uuid::nil(),
            document_id: Uuid::nil(),
            journal_line_id: Uuid::nil(),
            reversed_entry_number: 0,
            open: false,
            adjusted_currency_factor: Rate::ZERO,
            amount: Amount::ZERO,
            amount_local: Amount::ZERO,
            remaining_amount: Amount::ZERO,
            remaining_amount_local: Amount::ZERO,
            due_date: BLANK_DATE,
            payment_discount_date: BLANK_DATE,
            payment_discount_tolerance_date: BLANK_DATE,
            remaining_payment_discount_possible: Amount::ZERO,
            payment_discount_given_local: Amount::ZERO,
            max_payment_tolerance: Amount::ZERO,
            accepted_payment_tolerance: Amount::ZERO,
            accepted_payment_discount_tolerance: false,
            applies_to_id: String::new(),
            amount_to_apply: Amount::ZERO,
            on_hold: String::new(),
            closed_by_entry_number: 0,
            closed_at_date: BLANK_DATE,
            closed_by_amount: Amount::ZERO,
            closed_by_amount_local: Amount::ZERO,
            closed_by_currency_id: Uuid::nil(),
            closed_by_currency_amount: Amount::ZERO,
            reversed_by_entry_number: 0,
            unrealized_loss_local: Amount::ZERO,
            unrealized_gain_local: Amount::ZERO,
        }
    }
}
