//! A change to a stored payment: each property present is validated on the line, in page order.

use super::{
    Consequence, PaymentFacts, PaymentKind, PaymentProperties,
    create::{take_currency, usable_party},
    parties::{BlankInvoiceId, Parties},
    remove,
};
use crate::{
    dimensions::checked_pairs,
    errors::RuleError,
    journal_lines::{
        JournalLine, JournalNameRule,
        account::{renew_amounts, set_posting_date, take_over},
        is_described_by_hand,
        place::change_line_number,
    },
};

/// The changed line, and what the change means for other records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    pub line: JournalLine,
    pub consequences: Vec<Consequence>,
}

/// The line after a PATCH (FINANCE.md 1.7, 1.8, table PATCH). `given` must be normalized;
/// `line_number_taken`: another line of the journal has the line number given.
pub fn change(
    stored: &JournalLine,
    given: &PaymentProperties,
    name_rule: JournalNameRule,
    kind: &PaymentKind,
    facts: &PaymentFacts<'_>,
    line_number_taken: bool,
) -> Result<Changed, RuleError> {
    let book = &facts.book;
    let mut line = stored.clone();
    let mut consequences = Vec::new();
    name_rule.check(book.journal, given.journal_id, given.journal_display_name.as_deref())?;
    change_line_number(&mut line, given.line_number, line_number_taken)?;
    change_party(&mut line, stored, given, kind, facts)?;
    if let Some(contact) = &given.contact_id {
        line.contact_id.clone_from(contact);
    }
    change_posting_date(&mut line, given, facts)?;
    if let Some(number) = &given.document_number {
        line.document_number.clone_from(number);
    }
    if let Some(number) = &given.external_document_number {
        line.external_document_number.clone_from(number);
    }
    let is_currency_given = take_currency(&mut line, given, book)?;
    line.amount = given.amount.unwrap_or(line.amount);
    let is_amount_given = is_currency_given || given.amount.is_some();
    if is_amount_given {
        renew_amounts(&mut line, book)?;
    }
    // What a payment may miss its invoice by depends on its date as well.
    let is_moved = line.posting_date != stored.posting_date && !line.amount.is_zero();
    if (is_amount_given || is_moved) && !line.applies_to_document_number.is_empty() {
        consequences.push(Consequence::OfferRemainingAmount {
            party_id: line.account_id,
            invoice_number: line.applies_to_document_number.clone(),
        });
    }
    change_invoice(&mut line, given, kind, facts)?;
    let applies_to = |line: &JournalLine| (line.account_id, line.applies_to_document_number.clone());
    if applies_to(stored) != applies_to(&line) {
        consequences.extend(remove(stored));
    }
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

/// The party's id alone sets the party and nothing else; its number runs the full account logic. The
/// application survives both (FINANCE.md 1.8).
fn change_party(
    line: &mut JournalLine,
    stored: &JournalLine,
    given: &PaymentProperties,
    kind: &PaymentKind,
    facts: &PaymentFacts<'_>,
) -> Result<(), RuleError> {
    let mut parties = Parties::from(&*line);
    parties.take_party(given, kind, facts)?;
    line.account_id = parties.party_id;
    line.account_number = parties.party_number;
    if given.party_number.is_none() {
        return Ok(());
    }
    let number = line.account_number.clone();
    let party = usable_party(&number, kind, &facts.book)?;
    take_over(line, kind.account_type, party, &facts.book)?;
    if !is_described_by_hand(stored, &facts.book) {
        party.default_description().clone_into(&mut line.description);
    }
    Ok(())
}

/// Document date and factor follow; a date before that of the applied invoice is `Dialog` (FINANCE.md 1.8).
fn change_posting_date(
    line: &mut JournalLine,
    given: &PaymentProperties,
    facts: &PaymentFacts<'_>,
) -> Result<(), RuleError> {
    let Some(date) = given.posting_date else {
        return Ok(());
    };
    set_posting_date(line, date)?;
    let number = &line.applies_to_document_number;
    if let Some(invoice) = facts.invoice_by_number(number).filter(|invoice| date < invoice.posting_date) {
        let message = format!(
            "postingDate: {date} is before the posting date {} of the invoice {number} the payment applies to.",
            invoice.posting_date
        );
        return Err(RuleError::dialog("postingDate", message));
    }
    renew_amounts(line, &facts.book)
}

fn change_invoice(
    line: &mut JournalLine,
    given: &PaymentProperties,
    kind: &PaymentKind,
    facts: &PaymentFacts<'_>,
) -> Result<(), RuleError> {
    let mut parties = Parties::from(&*line);
    parties.take_invoice(given, BlankInvoiceId::KeepsNumber, kind, facts)?;
    line.account_id = parties.party_id;
    line.account_number = parties.party_number;
    line.applies_to_invoice_id = parties.invoice_id;
    line.applies_to_document_number = parties.invoice_number;
    Ok(())
}
