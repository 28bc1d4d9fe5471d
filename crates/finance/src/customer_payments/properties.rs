//! The properties a request gives for a payment, brought into stored form.

use jiff::civil::Date;
use money::Amount;
use uuid::Uuid;

use super::JournalLine;
use crate::{
    errors::RuleError,
    fields::{code, present_id, text},
    journals::Journal,
    sales_invoices::PostedInvoice,
};

/// The properties of a POST or PATCH; `None` means not in the body, an explicit null comes as the blank
/// value of the type.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PaymentProperties {
    pub journal_id: Option<Uuid>,
    pub journal_display_name: Option<String>,
    pub line_number: Option<i32>,
    pub customer_id: Option<Uuid>,
    pub customer_number: Option<String>,
    pub contact_id: Option<String>,
    pub posting_date: Option<Date>,
    pub document_number: Option<String>,
    pub external_document_number: Option<String>,
    pub amount: Option<Amount>,
    pub applies_to_invoice_id: Option<Uuid>,
    pub applies_to_invoice_number: Option<String>,
    pub description: Option<String>,
    pub comment: Option<String>,
    /// Pairs of dimension code and value code (V1 only).
    pub dimensions: Option<Vec<(String, String)>>,
}

/// Records a request needs, by id or by number.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Keys {
    pub ids: Vec<Uuid>,
    pub numbers: Vec<String>,
}

impl Keys {
    fn add(&mut self, id: Option<Uuid>, number: Option<&str>) {
        self.ids.extend(id.and_then(present_id));
        self.numbers.extend(number.filter(|number| !number.is_empty()).map(str::to_owned));
    }
}

/// How a face treats writes to `journalDisplayName` (FINANCE.md 1.8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JournalNameRule {
    /// Graph and V1: any write is refused.
    Refused,
    /// V2: only a value that is not blank and differs is refused.
    RefusedWhenDifferent,
}

impl PaymentProperties {
    /// Codes in capitals and trimmed, lengths checked in page order (`Length`). Call this before any fact
    /// is loaded.
    pub fn normalized(mut self) -> Result<Self, RuleError> {
        let as_code = |property, value: &mut Option<String>, length_max| match value {
            Some(given) => code(property, given, length_max).map(|stored| *given = stored),
            None => Ok(()),
        };
        let as_text = |property, value: &Option<String>, length_max| match value {
            Some(given) => text(property, given, length_max).map(drop),
            None => Ok(()),
        };
        as_code("customerNumber", &mut self.customer_number, 20)?;
        as_text("contactId", &self.contact_id, 250)?;
        as_code("documentNumber", &mut self.document_number, 20)?;
        as_code("externalDocumentNumber", &mut self.external_document_number, 35)?;
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

    /// The customers to load: those the request names, those of the invoices, and that of the stored line.
    pub fn customer_keys(&self, line: Option<&JournalLine>, invoices: &[PostedInvoice]) -> Keys {
        let mut keys = Keys::default();
        keys.add(self.customer_id, self.customer_number.as_deref());
        keys.add(None, line.map(|line| line.account_number.as_str()));
        for invoice in invoices {
            keys.add(None, Some(invoice.paying_customer_number()));
        }
        keys
    }

    /// The rules of `journalDisplayName` and `journalId` (FINANCE.md 1.8); `Dialog` when refused.
    pub(super) fn check_journal(&self, journal: &Journal, rule: JournalNameRule) -> Result<(), RuleError> {
        if let Some(id) = self.journal_id.filter(|id| *id != journal.id) {
            let message = format!("journalId: the line belongs to the journal {}, not to {id}.", journal.id);
            return Err(RuleError::dialog("journalId", message));
        }
        let Some(name) = &self.journal_display_name else {
            return Ok(());
        };
        let differs = !name.trim().is_empty() && name.trim().to_uppercase() != journal.code;
        if rule == JournalNameRule::Refused || differs {
            let message = format!(
                "journalDisplayName: a line cannot be moved to another journal (\"{name}\" was given)."
            );
            return Err(RuleError::dialog("journalDisplayName", message));
        }
        Ok(())
    }
}

/// The journal of a new line from URL and body (FINANCE.md 1.8): given twice they must agree, given in
/// neither place is refused; both `Dialog`.
pub fn resolve_journal_id(in_url: Option<Uuid>, in_body: Option<Uuid>) -> Result<Uuid, RuleError> {
    match (in_url, in_body.and_then(present_id)) {
        (Some(url), Some(body)) if url != body => {
            let message = format!("journalId: the URL names the journal {url}, the body {body}.");
            Err(RuleError::dialog("journalId", message))
        }
        (Some(id), _) | (None, Some(id)) => Ok(id),
        (None, None) => Err(RuleError::dialog(
            "journalId",
            "The payment needs a journal: send it to customerPaymentJournals({id})/customerPayments, or, where the API \
             has journalId, name it there.",
        )),
    }
}
