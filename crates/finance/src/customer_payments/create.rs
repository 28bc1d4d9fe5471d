//! A new payment: the request validated on its own, then put onto an initialised line.

use money::Amount;
use uuid::Uuid;

use super::{
    CreateFacts, JournalLine, JournalNameRule, PaymentProperties,
    account::{set_posting_date, take_over, usable_customer},
    parties::{BlankInvoiceId, Parties},
};
use crate::{
    dimensions::checked_pairs,
    errors::RuleError,
    fields::BLANK_DATE,
    journal_lines::{JournalAccountType, JournalDocumentType},
    number_series::next_after,
};

/// Steps between line numbers handed out.
const LINE_NUMBER_STEP: i32 = 10_000;
/// Longest document number, in characters.
const DOCUMENT_NUMBER_LENGTH_MAX: usize = 20;

/// The line a POST makes (FINANCE.md 1.3, 1.8): first the properties are validated in page order, then they
/// are put onto a line initialised from its journal. `given` must be normalized.
pub fn create(
    id: Uuid,
    given: &PaymentProperties,
    name_rule: JournalNameRule,
    facts: &CreateFacts<'_>,
) -> Result<JournalLine, RuleError> {
    let book = &facts.book;
    given.check_journal(book.journal, name_rule)?;
    let mut parties = Parties::default();
    parties.take_customer(given, book)?;
    if given.posting_date == Some(BLANK_DATE) {
        return Err(RuleError::field("postingDate", "postingDate must have a value."));
    }
    parties.take_invoice(given, BlankInvoiceId::ClearsNumber, book)?;
    let dimensions = match &given.dimensions {
        Some(pairs) => Some(checked_pairs("dimensions", pairs, book.dimensions)?),
        None => None,
    };

    let mut line = initialized(id, given, facts)?;
    let customer = usable_customer(&parties.customer_number, book)?;
    if let Some(date) = given.posting_date {
        set_posting_date(&mut line, date)?;
    }
    line.amount = given.amount.unwrap_or_default();
    take_over(&mut line, customer, book)?;
    line.contact_id = given.contact_id.clone().unwrap_or_default();
    line.document_type = JournalDocumentType::Payment;
    line.applies_to_document_type = JournalDocumentType::Invoice;
    line.applies_to_document_number = parties.invoice_number;
    line.applies_to_invoice_id = parties.invoice_id;
    line.description = match given.description.as_deref() {
        Some(text) if !text.is_empty() => text.to_owned(),
        _ => customer.map_or_else(String::new, |customer| customer.name.clone()),
    };
    line.comment = given.comment.clone().unwrap_or_default();
    if let Some(set) = dimensions {
        line.dimensions = set;
    }
    Ok(line)
}

/// The initialised line (FINANCE.md 1.3): line number, dates and document number from the journal's lines,
/// the balancing account from the journal.
fn initialized(
    id: Uuid,
    given: &PaymentProperties,
    facts: &CreateFacts<'_>,
) -> Result<JournalLine, RuleError> {
    let journal = facts.book.journal;
    let wanted = given.line_number.unwrap_or(0);
    let next_higher = facts.next_higher_line.filter(|line| wanted != 0 && line.line_number > wanted);
    let copied = next_higher.or(facts.last_line);
    let posting_date = copied.map_or(facts.today, |line| line.posting_date);
    let mut line = JournalLine {
        id,
        journal_id: journal.id,
        template_type: journal.template_type,
        line_number: line_number(wanted, facts)?,
        account_type: JournalAccountType::Customer,
        document_number: document_number(given, copied, next_higher.is_none(), facts)?,
        external_document_number: given.external_document_number.clone().unwrap_or_default(),
        balancing_account_type: journal.balancing_account_type,
        balancing_account_number: journal.balancing_account_number.clone(),
        source_code: facts.book.source_code.to_owned(),
        reason_code: journal.reason_code.clone(),
        posting_number_series: journal.posting_number_series.clone(),
        ..JournalLine::default()
    };
    // A line to copy from may itself lack a date; then the work date is better than none.
    set_posting_date(&mut line, if posting_date == BLANK_DATE { facts.today } else { posting_date })?;
    Ok(line)
}

/// The number given, else the highest of the journal and a step (FINANCE.md 1.3, step 7). Taken:
/// `Duplicate`; none left: `Dialog`.
fn line_number(wanted: i32, facts: &CreateFacts<'_>) -> Result<i32, RuleError> {
    if wanted != 0 {
        if facts.line_number_taken {
            return Err(RuleError::duplicate("lineNumber", "line with the number", wanted));
        }
        return Ok(wanted);
    }
    let highest = facts.last_line.map_or(0, |line| line.line_number);
    highest.checked_add(LINE_NUMBER_STEP).ok_or_else(|| {
        let message = "lineNumber: the journal has no line number left; give one.";
        RuleError::dialog("lineNumber", message)
    })
}

/// The number given, else the journal's next (FINANCE.md 1.3, steps 2 and 8, and 1.4). Nothing is taken from
/// the series. A series that has no number is only a fault when one is needed.
fn document_number(
    given: &PaymentProperties,
    copied: Option<&JournalLine>,
    at_bottom: bool,
    facts: &CreateFacts<'_>,
) -> Result<String, RuleError> {
    if let Some(number) = given.document_number.as_ref().filter(|number| !number.is_empty()) {
        return Ok(number.clone());
    }
    let Some(copied) = copied else {
        return facts.number_series.map_or(Ok(String::new()), |series| series.preview(facts.today));
    };
    let series_line = facts.number_series.and_then(|series| series.line_at(copied.posting_date));
    let balanced = facts.balance_of_journal == Amount::ZERO;
    let external = given.external_document_number.as_deref().unwrap_or("");
    let next_document = at_bottom && balanced && !copied.is_empty();
    let number = if next_document || copied.external_document_number != external {
        next_after(&copied.document_number, series_line)
    } else {
        copied.document_number.clone()
    };
    if number.chars().count() > DOCUMENT_NUMBER_LENGTH_MAX {
        let message = format!("documentNumber: the next number \"{number}\" is too long; give one.");
        return Err(RuleError::dialog("documentNumber", message));
    }
    Ok(number)
}
