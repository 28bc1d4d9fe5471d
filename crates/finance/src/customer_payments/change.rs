//! A change to a stored payment: each property present is validated on the line, in page order.

use super::{
    BookFacts, Consequence, JournalLine, JournalNameRule, PaymentProperties,
    account::{renew_amounts, set_posting_date, take_over, usable_customer},
    parties::{BlankInvoiceId, Parties},
};
use crate::{dimensions::checked_pairs, errors::RuleError};

/// What a change needs to know besides.
#[derive(Debug, Clone, Copy)]
pub struct ChangeFacts<'a> {
    pub book: BookFacts<'a>,
    /// Another line of the journal has the line number given.
    pub line_number_taken: bool,
}

/// The changed line, and what the change means for other records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    pub line: JournalLine,
    pub consequences: Vec<Consequence>,
}

/// The line after a PATCH (FINANCE.md 1.7, 1.8, table PATCH). `given` must be normalized.
pub fn change(
    stored: &JournalLine,
    given: &PaymentProperties,
    name_rule: JournalNameRule,
    facts: &ChangeFacts<'_>,
) -> Result<Changed, RuleError> {
    let book = &facts.book;
    let mut line = stored.clone();
    let mut consequences = Vec::new();
    given.check_journal(book.journal, name_rule)?;
    change_line_number(&mut line, given, facts)?;
    change_customer(&mut line, stored, given, book)?;
    if let Some(contact) = &given.contact_id {
        line.contact_id.clone_from(contact);
    }
    change_posting_date(&mut line, given, book)?;
    if let Some(number) = &given.document_number {
        line.document_number.clone_from(number);
    }
    if let Some(number) = &given.external_document_number {
        line.external_document_number.clone_from(number);
    }
    if let Some(amount) = given.amount {
        line.amount = amount;
        renew_amounts(&mut line, book)?;
        if !line.applies_to_document_number.is_empty() {
            consequences.push(Consequence::OfferRemainingAmount {
                customer_number: line.account_number.clone(),
                invoice_number: line.applies_to_document_number.clone(),
            });
        }
    }
    change_invoice(&mut line, given, book)?;
    if let Some(description) = &given.description {
        line.description.clone_from(description);
    }
    if let Some(comment) = &given.comment {
        line.comment.clone_from(comment);
    }
    if let Some(pairs) = &given.dimensions {
        line.dimensions = checked_pairs("dimensions", pairs, book.dimensions)?;
    }
    Ok(Changed { line, consequences })
}

/// Renames the line; a number taken by another line is `Duplicate` (FINANCE.md 1.7).
fn change_line_number(
    line: &mut JournalLine,
    given: &PaymentProperties,
    facts: &ChangeFacts<'_>,
) -> Result<(), RuleError> {
    let Some(number) = given.line_number.filter(|number| *number != line.line_number) else {
        return Ok(());
    };
    if facts.line_number_taken {
        return Err(RuleError::duplicate("lineNumber", "line with the number", number));
    }
    line.line_number = number;
    Ok(())
}

/// `customerId` alone sets the customer and nothing else; `customerNumber` runs the full account logic. The
/// application survives both (FINANCE.md 1.8).
fn change_customer(
    line: &mut JournalLine,
    stored: &JournalLine,
    given: &PaymentProperties,
    book: &BookFacts<'_>,
) -> Result<(), RuleError> {
    let mut parties = Parties::from(&*line);
    parties.take_customer(given, book)?;
    line.customer_id = parties.customer_id;
    line.account_number = parties.customer_number;
    if given.customer_number.is_none() {
        return Ok(());
    }
    let number = line.account_number.clone();
    let customer = usable_customer(&number, book)?;
    take_over(line, customer, book)?;
    if !is_typed_by_hand(stored, book) {
        line.description = customer.map_or_else(String::new, |customer| customer.name.clone());
    }
    Ok(())
}

/// A description that is neither blank nor the name of the line's customer.
fn is_typed_by_hand(stored: &JournalLine, book: &BookFacts<'_>) -> bool {
    let name = book.customer_by_number(&stored.account_number).map(|customer| customer.name.as_str());
    !stored.description.is_empty() && name != Some(stored.description.as_str())
}

/// Document date and factor follow; a date before that of the applied invoice is `Dialog` (FINANCE.md 1.8).
fn change_posting_date(
    line: &mut JournalLine,
    given: &PaymentProperties,
    book: &BookFacts<'_>,
) -> Result<(), RuleError> {
    let Some(date) = given.posting_date else {
        return Ok(());
    };
    set_posting_date(line, date)?;
    let number = &line.applies_to_document_number;
    let invoice = book.invoice_by_number(number).filter(|_| !number.is_empty());
    if let Some(invoice) = invoice.filter(|invoice| date < invoice.posting_date) {
        let message = format!(
            "postingDate: {date} is before the posting date {} of the invoice {number} the payment applies to.",
            invoice.posting_date
        );
        return Err(RuleError::dialog("postingDate", message));
    }
    renew_amounts(line, book)
}

fn change_invoice(
    line: &mut JournalLine,
    given: &PaymentProperties,
    book: &BookFacts<'_>,
) -> Result<(), RuleError> {
    let mut parties = Parties::from(&*line);
    parties.take_invoice(given, BlankInvoiceId::KeepsNumber, book)?;
    line.customer_id = parties.customer_id;
    line.account_number = parties.customer_number;
    line.applies_to_invoice_id = parties.invoice_id;
    line.applies_to_document_number = parties.invoice_number;
    Ok(())
}
