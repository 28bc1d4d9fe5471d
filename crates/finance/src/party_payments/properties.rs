//! The properties a request gives for a payment, brought into stored form.

use jiff::civil::Date;
use money::Amount;
use uuid::Uuid;

use super::{PaymentKind, PostedInvoice};
use crate::{
    errors::RuleError,
    journal_lines::{JournalLine, Keys, as_code, as_text},
};

/// The properties of a POST or PATCH; `None` means not in the body, an explicit null comes as the blank
/// value of the type.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PaymentProperties {
    pub journal_id: Option<Uuid>,
    pub journal_display_name: Option<String>,
    pub line_number: Option<i32>,
    /// `customerId` or `vendorId`.
    pub party_id: Option<Uuid>,
    /// `customerNumber` or `vendorNumber`.
    pub party_number: Option<String>,
    pub contact_id: Option<String>,
    pub posting_date: Option<Date>,
    pub document_number: Option<String>,
    pub external_document_number: Option<String>,
    /// On our own API only, as is the code.
    pub currency_id: Option<Uuid>,
    pub currency_code: Option<String>,
    pub amount: Option<Amount>,
    pub applies_to_invoice_id: Option<Uuid>,
    pub applies_to_invoice_number: Option<String>,
    pub description: Option<String>,
    pub comment: Option<String>,
    /// Pairs of dimension code and value code (V1 only).
    pub dimensions: Option<Vec<(String, String)>>,
}

impl PaymentProperties {
    /// Codes in capitals and trimmed, lengths checked in page order (`Length`). Call this before any fact
    /// is loaded.
    pub fn normalized(mut self, kind: &PaymentKind) -> Result<Self, RuleError> {
        as_code(kind.party_number, &mut self.party_number, 20)?;
        as_text("contactId", &self.contact_id, 250)?;
        as_code("documentNumber", &mut self.document_number, 20)?;
        as_code("externalDocumentNumber", &mut self.external_document_number, 35)?;
        as_code("currencyCode", &mut self.currency_code, 10)?;
        as_code("appliesToInvoiceNumber", &mut self.applies_to_invoice_number, 20)?;
        as_text("description", &self.description, 100)?;
        as_text("comment", &self.comment, 250)?;
        Ok(self)
    }

    /// The posted invoices to load: those the request names, and the one the stored line applies to.
    pub fn invoice_keys(&self, line: Option<&JournalLine>) -> Keys {
        let mut keys = Keys::default();
        keys.add(self.applies_to_invoice_id, self.applies_to_invoice_number.as_deref());
        keys.add(None, line.map(|line| line.applies_to_document_number.as_str()));
        keys
    }

    /// The parties to load: those the request names, those of the invoices, and that of the stored line.
    pub fn party_keys(&self, line: Option<&JournalLine>, invoices: &[PostedInvoice]) -> Keys {
        let mut keys = Keys::default();
        keys.add(self.party_id, self.party_number.as_deref());
        keys.add(None, line.map(|line| line.account_number.as_str()));
        for invoice in invoices {
            keys.add(None, Some(&invoice.party_number));
        }
        keys
    }
}
