//! Payments of customers and to vendors: journal lines of document type Payment on a party, applied to an invoice.
//! The two are mirrors of each other (FINANCE.md 1.8): one mechanism, and a [`PaymentKind`] that says which.
//!
//! The caller loads facts in this order: the journal; the invoices that [`PaymentProperties::invoice_keys`]
//! names; the parties that [`PaymentProperties::party_keys`] names; everything else. Then [`create`],
//! [`change`] or [`remove`] decides.

use uuid::Uuid;

use crate::{
    journal_lines::{BookFacts, JournalAccountType, JournalDocumentType, JournalLine},
    journal_templates::TemplateType,
};

mod change;
mod create;
mod invoices;
mod offer;
mod parties;
mod properties;
mod remove;

pub use change::{Changed, change};
pub use create::create;
pub use invoices::PostedInvoice;
pub use offer::{offered, taken_back};
pub use properties::PaymentProperties;
pub use remove::remove;

/// Which side pays: what distinguishes `customerPayments` from `vendorPayments`.
#[derive(Debug, PartialEq, Eq)]
pub struct PaymentKind {
    /// Customer or Vendor.
    pub account_type: JournalAccountType,
    /// The kind of template whose journals hold such payments.
    pub template_type: TemplateType,
    /// `customer` or `vendor`.
    pub party: &'static str,
    /// `customerId`, `vendorId`.
    pub party_id: &'static str,
    /// `customerNumber`, `vendorNumber`.
    pub party_number: &'static str,
    /// What such a payment applies to.
    pub invoice: &'static str,
    /// Where such payments are made.
    pub collection: &'static str,
}

/// What the rules look up: the records around the line, and the posted invoices of the payment's side.
#[derive(Debug, Clone, Copy)]
pub struct PaymentFacts<'a> {
    pub book: BookFacts<'a>,
    pub invoices: &'a [PostedInvoice],
}

/// What a write to a line means for records other than the line (FINANCE.md 1.7, 1.8).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Consequence {
    /// Offer the whole remaining amount of the party's open invoice for application, if none is offered,
    /// and evaluate payment tolerance.
    OfferRemainingAmount { party_id: Uuid, invoice_number: String },
    /// Take back the amount offered for application.
    ResetAmountToApply { party_id: Uuid, invoice_number: String },
}

impl PaymentKind {
    /// The condition that makes a journal line such a payment (FINANCE.md 1.1); the template's kind is the
    /// journal's affair.
    pub fn is_payment(&self, line: &JournalLine) -> bool {
        let applies = self.account_type == JournalAccountType::Vendor
            || line.applies_to_document_type == JournalDocumentType::Invoice;
        line.document_type == JournalDocumentType::Payment
            && line.account_type == self.account_type
            && applies
    }
}

#[cfg(test)]
mod tests;
