//! A new payment: the request validated on its own, then put onto an initialised line.

use uuid::Uuid;

use super::{
    PaymentFacts, PaymentKind, PaymentProperties,
    parties::{BlankInvoiceId, Parties},
};
use crate::{
    currencies::named_currency,
    dimensions::checked_pairs,
    errors::RuleError,
    journal_lines::{
        BookFacts, JournalDocumentType, JournalLine, JournalNameRule, Named, NewLineFacts,
        account::{check_posting_date, check_usable, renew_amounts, set_posting_date, take_over},
        describe,
        initialize::{Wanted, initialized},
    },
};

/// The line a POST makes (FINANCE.md 1.3, 1.8): first the properties are validated in page order, then they
/// are put onto a line initialised from its journal. `given` must be normalized.
pub fn create(
    id: Uuid,
    given: &PaymentProperties,
    name_rule: JournalNameRule,
    kind: &PaymentKind,
    facts: &PaymentFacts<'_>,
    new: &NewLineFacts<'_>,
) -> Result<JournalLine, RuleError> {
    let book = &facts.book;
    name_rule.check(book.journal, given.journal_id, given.journal_display_name.as_deref())?;
    let mut parties = Parties::default();
    parties.take_party(given, kind, facts)?;
    check_posting_date(given.posting_date)?;
    parties.take_invoice(given, BlankInvoiceId::ClearsNumber, kind, facts)?;
    let dimensions = match &given.dimensions {
        Some(pairs) => Some(checked_pairs("dimensions", pairs, book.dimensions)?),
        None => None,
    };

    let wanted = Wanted {
        line_number: given.line_number.unwrap_or(0),
        document_number: given.document_number.as_deref().unwrap_or(""),
        external_document_number: given.external_document_number.as_deref().unwrap_or(""),
    };
    let mut line = initialized(id, wanted, book, new)?;
    let party = usable_party(&parties.party_number, kind, book)?;
    if let Some(date) = given.posting_date {
        set_posting_date(&mut line, date)?;
    }
    line.amount = given.amount.unwrap_or_default();
    take_over(&mut line, kind.account_type, party, book)?;
    if take_currency(&mut line, given, book)? {
        // The amount as it was sent: the currency of the party may have rounded it otherwise.
        line.amount = given.amount.unwrap_or_default();
        renew_amounts(&mut line, book)?;
    }
    line.contact_id = given.contact_id.clone().unwrap_or_default();
    line.document_type = JournalDocumentType::Payment;
    line.applies_to_document_type = JournalDocumentType::Invoice;
    line.applies_to_document_number = parties.invoice_number;
    line.applies_to_invoice_id = parties.invoice_id;
    line.description = given.description.clone().unwrap_or_default();
    describe(&mut line, book);
    line.comment = given.comment.clone().unwrap_or_default();
    if let Some(set) = dimensions {
        line.dimensions = set;
    }
    Ok(line)
}

/// Puts the currency that a request names on the line, in place of the party's or the bank's; whether it names one.
/// The caller renews the amounts.
pub(super) fn take_currency(
    line: &mut JournalLine,
    given: &PaymentProperties,
    book: &BookFacts<'_>,
) -> Result<bool, RuleError> {
    let local_code = &book.setup.local_currency_code;
    let named =
        named_currency(given.currency_id, given.currency_code.as_deref(), local_code, book.currencies)?;
    let Some((_, code)) = named else { return Ok(false) };
    line.currency_code = code;
    Ok(true)
}

/// The party of a line, by number; a blank number is no party, an unknown one `Dialog`. A party blocked for
/// payments is refused (`Dialog`, FINANCE.md 1.8, 7.2); a customer blocked for invoices or shipments may still pay.
pub(super) fn usable_party<'a>(
    number: &str,
    kind: &PaymentKind,
    book: &BookFacts<'a>,
) -> Result<Named<'a>, RuleError> {
    let property = kind.party_number;
    let party = book.by_number(kind.account_type, number).ok_or_else(|| {
        RuleError::dialog(property, format!("{property}: there is no {} \"{number}\".", kind.party))
    })?;
    check_usable(party, property, JournalDocumentType::Payment)?;
    Ok(party)
}
