//! Customer payments: journal lines of document type Payment on a customer, applied to an invoice.
//!
//! The caller loads facts in this order: the journal; the invoices that [`PaymentProperties::invoice_keys`]
//! names; the customers that [`PaymentProperties::customer_keys`] names; everything else. Then [`create`],
//! [`change`] or [`remove`] decides.

use jiff::civil::Date;
use money::Amount;

use crate::{
    bank_accounts::BankAccount,
    companies::GeneralLedgerSetup,
    currencies::Currency,
    currency_exchange_rates::CurrencyExchangeRate,
    customers::Customer,
    default_dimensions::{DefaultDimension, DefaultDimensionPriority},
    dimensions::DimensionFacts,
    journal_lines::{JournalAccountType, JournalDocumentType},
    journals::Journal,
    number_series::NumberSource,
    sales_invoices::PostedInvoice,
};

pub use crate::journal_lines::JournalLine;

mod account;
mod change;
mod create;
mod parties;
mod properties;
mod remove;

pub use change::{ChangeFacts, Changed, change};
pub use create::create;
pub use properties::{JournalNameRule, Keys, PaymentProperties, resolve_journal_id};
pub use remove::remove;

/// What the rules look up around a line, for creation and change alike. Lists hold at least the records the
/// request and the line name; more does no harm.
#[derive(Debug, Clone, Copy)]
pub struct BookFacts<'a> {
    pub journal: &'a Journal,
    /// The source code of the journal's template.
    pub source_code: &'a str,
    pub setup: &'a GeneralLedgerSetup,
    pub customers: &'a [Customer],
    pub invoices: &'a [PostedInvoice],
    pub currencies: &'a [Currency],
    pub exchange_rates: &'a [CurrencyExchangeRate],
    /// The bank on the balancing side, when there is one.
    pub balancing_bank: Option<&'a BankAccount>,
    pub default_dimensions: &'a [DefaultDimension],
    pub dimension_priorities: &'a [DefaultDimensionPriority],
    pub dimensions: DimensionFacts<'a>,
}

/// What creation needs to know besides (FINANCE.md 1.3).
#[derive(Debug, Clone, Copy)]
pub struct CreateFacts<'a> {
    pub book: BookFacts<'a>,
    /// The line with the lowest number above the one given; only looked at when a line number is given.
    pub next_higher_line: Option<&'a JournalLine>,
    /// The line with the highest number of the journal.
    pub last_line: Option<&'a JournalLine>,
    /// The sum of [`JournalLine::balance`] over all lines of the journal.
    pub balance_of_journal: Amount,
    /// The number series of the journal, when it has one.
    pub number_series: Option<&'a NumberSource>,
    /// A line of the journal has the line number given.
    pub line_number_taken: bool,
    /// The work date.
    pub today: Date,
}

/// What a write to a line means for records other than the line (FINANCE.md 1.7, 1.8).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Consequence {
    /// Offer the whole remaining amount of the customer's open invoice for application, if none is offered,
    /// and evaluate payment tolerance.
    OfferRemainingAmount { customer_number: String, invoice_number: String },
    /// Take back the amount offered for application.
    ResetAmountToApply { customer_number: String, invoice_number: String },
}

/// The condition that makes a journal line a customer payment (FINANCE.md 1.1); the template's kind is the
/// journal's affair.
pub fn is_customer_payment(line: &JournalLine) -> bool {
    line.document_type == JournalDocumentType::Payment
        && line.account_type == JournalAccountType::Customer
        && line.applies_to_document_type == JournalDocumentType::Invoice
}

#[cfg(test)]
mod tests;
