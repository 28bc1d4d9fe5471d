//! The initialisation of a new line from the lines and the numbers of its journal (FINANCE.md 1.3, 1.4).

use money::Amount;
use uuid::Uuid;

use super::{BookFacts, JournalLine, NewLineFacts, account::set_posting_date, place::new_line_number};
use crate::{errors::RuleError, fields::BLANK_DATE, number_series::next_after};

/// Longest document number, in characters.
const DOCUMENT_NUMBER_LENGTH_MAX: usize = 20;

/// What a request says about the place of a new line; 0 and blank mean not given.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<'a> {
    pub line_number: i32,
    pub document_number: &'a str,
    pub external_document_number: &'a str,
}

/// The initialised line (FINANCE.md 1.3): line number, dates and document number from the journal's lines,
/// the balancing account from the journal. The account is named afterwards.
pub(crate) fn initialized(
    id: Uuid,
    wanted: Wanted<'_>,
    book: &BookFacts<'_>,
    facts: &NewLineFacts<'_>,
) -> Result<JournalLine, RuleError> {
    let journal = book.journal;
    let number = wanted.line_number;
    let next_higher = facts.next_higher_line.filter(|line| number != 0 && line.line_number > number);
    let copied = next_higher.or(facts.last_line);
    let posting_date = copied.map_or(facts.today, |line| line.posting_date);
    let balancing = book.by_number(journal.balancing_account_type, &journal.balancing_account_number);
    let mut line = JournalLine {
        id,
        journal_id: journal.id,
        template_type: journal.template_type,
        line_number: new_line_number(number, facts)?,
        document_number: document_number(wanted, copied, next_higher.is_none(), facts)?,
        external_document_number: wanted.external_document_number.to_owned(),
        balancing_account_type: journal.balancing_account_type,
        balancing_account_number: journal.balancing_account_number.clone(),
        balancing_account_id: balancing.map_or(journal.balancing_account_id, |named| named.id()),
        source_code: book.source_code.to_owned(),
        reason_code: journal.reason_code.clone(),
        posting_number_series: journal.posting_number_series.clone(),
        ..JournalLine::default()
    };
    // A line to copy from may itself lack a date; then the work date is better than none.
    set_posting_date(&mut line, if posting_date == BLANK_DATE { facts.today } else { posting_date })?;
    Ok(line)
}

/// The number given, else the journal's next (FINANCE.md 1.3, steps 2 and 8, and 1.4). Nothing is taken from
/// the series. A series that has no number is only a fault when one is needed.
fn document_number(
    wanted: Wanted<'_>,
    copied: Option<&JournalLine>,
    at_bottom: bool,
    facts: &NewLineFacts<'_>,
) -> Result<String, RuleError> {
    if !wanted.document_number.is_empty() {
        return Ok(wanted.document_number.to_owned());
    }
    let Some(copied) = copied else {
        return facts.number_series.map_or(Ok(String::new()), |series| series.preview(facts.today));
    };
    let series_line = facts.number_series.and_then(|series| series.line_at(copied.posting_date));
    let balanced = facts.balance_of_journal == Amount::ZERO;
    let next_document = at_bottom && balanced && !copied.is_empty();
    let number = if next_document || copied.external_document_number != wanted.external_document_number {
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
