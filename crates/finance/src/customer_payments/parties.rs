//! Who pays and for which invoice: ids and numbers of one request brought into agreement.

use uuid::Uuid;

use super::{BookFacts, JournalLine, PaymentProperties};
use crate::{customers::Customer, errors::RuleError, fields::present_id, sales_invoices::PostedInvoice};

/// The customer and the invoice of a line while a request is validated.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Parties {
    pub customer_id: Uuid,
    pub customer_number: String,
    pub invoice_id: Uuid,
    pub invoice_number: String,
}

impl From<&JournalLine> for Parties {
    fn from(line: &JournalLine) -> Self {
        Parties {
            customer_id: line.customer_id,
            customer_number: line.account_number.clone(),
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

impl BookFacts<'_> {
    pub(super) fn customer_by_id(&self, id: Uuid) -> Option<&Customer> {
        self.customers.iter().find(|customer| customer.id == id)
    }

    pub(super) fn customer_by_number(&self, number: &str) -> Option<&Customer> {
        self.customers.iter().find(|customer| customer.number == number)
    }

    /// First by the id of the draft, then by the invoice's own.
    fn invoice_by_id(&self, id: Uuid) -> Option<&PostedInvoice> {
        let drafts = self.invoices.iter().find(|invoice| invoice.draft_id == id);
        drafts.or_else(|| self.invoices.iter().find(|invoice| invoice.id == id))
    }

    pub(super) fn invoice_by_number(&self, number: &str) -> Option<&PostedInvoice> {
        self.invoices.iter().find(|invoice| invoice.number == number)
    }
}

impl Parties {
    /// `customerId`, then `customerNumber` (FINANCE.md 1.8). Unknown or contradicting: `Dialog`.
    pub(super) fn take_customer(
        &mut self,
        given: &PaymentProperties,
        book: &BookFacts<'_>,
    ) -> Result<(), RuleError> {
        let mut remembered = None;
        if let Some(id) = given.customer_id {
            let customer = match present_id(id) {
                Some(id) => Some(book.customer_by_id(id).ok_or_else(|| {
                    RuleError::dialog(
                        "customerId",
                        format!("customerId: there is no customer with the id {id}."),
                    )
                })?),
                None => None,
            };
            self.customer_id = id;
            self.customer_number = customer.map_or_else(String::new, |customer| customer.number.clone());
            remembered = customer;
        }
        let Some(number) = &given.customer_number else {
            return Ok(());
        };
        if let Some(customer) = remembered {
            return agree("customerNumber", number, "customerId", &customer.number, "customer");
        }
        self.customer_id = if number.is_empty() {
            Uuid::nil()
        } else {
            let customer = book.customer_by_number(number).ok_or_else(|| {
                let message = format!("customerNumber: there is no customer \"{number}\".");
                RuleError::dialog("customerNumber", message)
            })?;
            customer.id
        };
        self.customer_number.clone_from(number);
        Ok(())
    }

    /// `appliesToInvoiceId`, then `appliesToInvoiceNumber` (FINANCE.md 1.8). An id that is no posted
    /// invoice's, or contradicts the number: `Dialog`. An unknown number alone is kept.
    pub(super) fn take_invoice(
        &mut self,
        given: &PaymentProperties,
        blank_id: BlankInvoiceId,
        book: &BookFacts<'_>,
    ) -> Result<(), RuleError> {
        let mut remembered = None;
        if let Some(id) = given.applies_to_invoice_id {
            self.invoice_id = id;
            if let Some(id) = present_id(id) {
                let invoice = book.invoice_by_id(id).ok_or_else(|| {
                    let message =
                        format!("appliesToInvoiceId: there is no posted sales invoice with the id {id}.");
                    RuleError::dialog("appliesToInvoiceId", message)
                })?;
                self.invoice_number.clone_from(&invoice.number);
                self.fill_customer(invoice, book);
                remembered = Some(invoice);
            } else if blank_id == BlankInvoiceId::ClearsNumber {
                self.invoice_number.clear();
            }
        }
        let Some(number) = &given.applies_to_invoice_number else {
            return Ok(());
        };
        if let Some(invoice) = remembered {
            return agree("appliesToInvoiceNumber", number, "appliesToInvoiceId", &invoice.number, "invoice");
        }
        self.invoice_number.clone_from(number);
        match book.invoice_by_number(number).filter(|_| !number.is_empty()) {
            Some(invoice) => {
                self.invoice_id = invoice.api_id();
                self.fill_customer(invoice, book);
            }
            None => self.invoice_id = Uuid::nil(),
        }
        Ok(())
    }

    /// The invoice's paying customer, unless there is a customer already; one given is never overwritten.
    fn fill_customer(&mut self, invoice: &PostedInvoice, book: &BookFacts<'_>) {
        if self.customer_number.is_empty() {
            invoice.paying_customer_number().clone_into(&mut self.customer_number);
            let customer = book.customer_by_number(&self.customer_number);
            self.customer_id = customer.map_or(Uuid::nil(), |customer| customer.id);
        }
    }
}

fn agree(
    property: &'static str,
    number: &str,
    id_property: &str,
    number_of_id: &str,
    noun: &str,
) -> Result<(), RuleError> {
    if number == number_of_id {
        return Ok(());
    }
    let message = format!(
        "{property}: \"{number}\" was given, but {id_property} names the {noun} \"{number_of_id}\". \
         Give one of them, or two that agree."
    );
    Err(RuleError::dialog(property, message))
}
