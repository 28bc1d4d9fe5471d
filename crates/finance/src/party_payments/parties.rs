//! Who pays and for which invoice: ids and numbers of one request brought into agreement.

use uuid::Uuid;

use super::{PaymentFacts, PaymentKind, PaymentProperties, PostedInvoice};
use crate::{
    errors::RuleError,
    fields::present_id,
    journal_lines::{JournalLine, Named},
};

/// The party and the invoice of a line while a request is validated.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Parties {
    pub party_id: Uuid,
    pub party_number: String,
    pub invoice_id: Uuid,
    pub invoice_number: String,
}

impl From<&JournalLine> for Parties {
    fn from(line: &JournalLine) -> Self {
        Parties {
            party_id: line.account_id,
            party_number: line.account_number.clone(),
            invoice_id: line.applies_to_invoice_id,
            invoice_number: line.applies_to_document_number.clone(),
        }
    }
}

/// What `appliesToInvoiceId` with the blank guid does to the number (FINANCE.md 1.8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BlankInvoiceId {
    /// POST: the number is blanked too.
    ClearsNumber,
    /// PATCH: the number is kept.
    KeepsNumber,
}

impl PaymentFacts<'_> {
    fn invoice_by_id(&self, id: Uuid) -> Option<&PostedInvoice> {
        self.invoices.iter().find(|invoice| invoice.id == id)
    }

    pub(super) fn invoice_by_number(&self, number: &str) -> Option<&PostedInvoice> {
        self.invoices.iter().find(|invoice| invoice.number == number && !number.is_empty())
    }
}

impl Parties {
    /// The party's id, then its number (FINANCE.md 1.8). Unknown or contradicting: `Dialog`.
    pub(super) fn take_party(
        &mut self,
        given: &PaymentProperties,
        kind: &PaymentKind,
        facts: &PaymentFacts<'_>,
    ) -> Result<(), RuleError> {
        let mut remembered = None;
        if let Some(id) = given.party_id {
            let party = facts.book.by_id(kind.account_type, id).ok_or_else(|| {
                let (property, noun) = (kind.party_id, kind.party);
                RuleError::dialog(property, format!("{property}: there is no {noun} with the id {id}."))
            })?;
            self.party_id = party.id();
            party.number().clone_into(&mut self.party_number);
            remembered = Some(party).filter(|party| !matches!(party, Named::Nothing));
        }
        let Some(number) = &given.party_number else {
            return Ok(());
        };
        if let Some(party) = remembered {
            return agree((kind.party_number, number), (kind.party_id, party.number()), kind.party);
        }
        let party = facts.book.by_number(kind.account_type, number).ok_or_else(|| {
            let (property, noun) = (kind.party_number, kind.party);
            RuleError::dialog(property, format!("{property}: there is no {noun} \"{number}\"."))
        })?;
        self.party_id = party.id();
        self.party_number.clone_from(number);
        Ok(())
    }

    /// `appliesToInvoiceId`, then `appliesToInvoiceNumber` (FINANCE.md 1.8). An id that is no posted
    /// invoice's, or contradicts the number: `Dialog`. An unknown number alone is kept.
    pub(super) fn take_invoice(
        &mut self,
        given: &PaymentProperties,
        blank_id: BlankInvoiceId,
        kind: &PaymentKind,
        facts: &PaymentFacts<'_>,
    ) -> Result<(), RuleError> {
        let mut remembered = None;
        if let Some(id) = given.applies_to_invoice_id {
            self.invoice_id = id;
            if let Some(id) = present_id(id) {
                let invoice = facts.invoice_by_id(id).ok_or_else(|| {
                    let message =
                        format!("appliesToInvoiceId: there is no posted {} with the id {id}.", kind.invoice);
                    RuleError::dialog("appliesToInvoiceId", message)
                })?;
                self.invoice_number.clone_from(&invoice.number);
                self.fill_party(invoice, kind, facts);
                remembered = Some(invoice);
            } else if blank_id == BlankInvoiceId::ClearsNumber {
                self.invoice_number.clear();
            }
        }
        let Some(number) = &given.applies_to_invoice_number else {
            return Ok(());
        };
        if let Some(invoice) = remembered {
            let by_id = ("appliesToInvoiceId", invoice.number.as_str());
            return agree(("appliesToInvoiceNumber", number), by_id, "invoice");
        }
        self.invoice_number.clone_from(number);
        match facts.invoice_by_number(number) {
            Some(invoice) => {
                self.invoice_id = invoice.id;
                self.fill_party(invoice, kind, facts);
            }
            None => self.invoice_id = Uuid::nil(),
        }
        Ok(())
    }

    /// The invoice's paying party, unless there is one already; one given is never overwritten.
    fn fill_party(&mut self, invoice: &PostedInvoice, kind: &PaymentKind, facts: &PaymentFacts<'_>) {
        if self.party_number.is_empty() {
            self.party_number.clone_from(&invoice.party_number);
            let party = facts.book.by_number(kind.account_type, &self.party_number);
            self.party_id = party.map_or(Uuid::nil(), Named::id);
        }
    }
}

/// A number and the number behind an id must be the same: each with its property.
fn agree(number: (&'static str, &str), by_id: (&str, &str), noun: &str) -> Result<(), RuleError> {
    if number.1 == by_id.1 {
        return Ok(());
    }
    let ((property, given), (id_property, known)) = (number, by_id);
    let message = format!(
        "{property}: \"{given}\" was given, but {id_property} names the {noun} \"{known}\". \
         Give one of them, or two that agree."
    );
    Err(RuleError::dialog(property, message))
}
