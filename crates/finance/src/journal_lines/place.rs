//! Where a line stands: its journal and its number there.

use uuid::Uuid;

use super::{JournalLine, NewLineFacts};
use crate::{errors::RuleError, fields::present_id, journals::Journal};

/// How a face treats writes to `journalDisplayName` (FINANCE.md 1.5, 1.8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JournalNameRule {
    /// Graph and V1: any write is refused.
    Refused,
    /// V2: only a value that is not blank and differs is refused.
    RefusedWhenDifferent,
}

impl JournalNameRule {
    /// The rules of `journalDisplayName` and `journalId` (FINANCE.md 1.5, 1.8); `Dialog` when refused.
    pub fn check(self, journal: &Journal, id: Option<Uuid>, name: Option<&str>) -> Result<(), RuleError> {
        if let Some(id) = id.filter(|id| *id != journal.id) {
            let message = format!("journalId: the line belongs to the journal {}, not to {id}.", journal.id);
            return Err(RuleError::dialog("journalId", message));
        }
        let Some(name) = name else {
            return Ok(());
        };
        let differs = !name.trim().is_empty() && name.trim().to_uppercase() != journal.code;
        if self == JournalNameRule::Refused || differs {
            let message = format!(
                "journalDisplayName: a line cannot be moved to another journal (\"{name}\" was given)."
            );
            return Err(RuleError::dialog("journalDisplayName", message));
        }
        Ok(())
    }
}

/// The journal of a new line from URL and body (FINANCE.md 1.5, 1.8): given twice they must agree, given in
/// neither place is refused; both `Dialog`. `collection` is the path where lines are made, for the sentence.
pub fn resolve_journal_id(
    in_url: Option<Uuid>,
    in_body: Option<Uuid>,
    collection: &str,
) -> Result<Uuid, RuleError> {
    match (in_url, in_body.and_then(present_id)) {
        (Some(url), Some(body)) if url != body => {
            let message = format!("journalId: the URL names the journal {url}, the body {body}.");
            Err(RuleError::dialog("journalId", message))
        }
        (Some(id), _) | (None, Some(id)) => Ok(id),
        (None, None) => {
            let message = format!(
                "The line needs a journal: send it to {collection}, or, where the API has journalId, name it there."
            );
            Err(RuleError::dialog("journalId", message))
        }
    }
}

/// Steps between line numbers handed out.
pub(crate) const LINE_NUMBER_STEP: i32 = 10_000;

/// The number given, else the highest of the journal and a step (FINANCE.md 1.3, step 7). Taken:
/// `Duplicate`; below zero: `Field`; none left: `Dialog`.
pub(super) fn new_line_number(wanted: i32, facts: &NewLineFacts<'_>) -> Result<i32, RuleError> {
    if wanted != 0 {
        check_line_number(wanted)?;
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

/// Renames the line; a number taken by another line is `Duplicate` (FINANCE.md 1.7), zero or one below `Field`.
pub(crate) fn change_line_number(
    line: &mut JournalLine,
    given: Option<i32>,
    taken: bool,
) -> Result<(), RuleError> {
    let Some(number) = given.filter(|number| *number != line.line_number) else {
        return Ok(());
    };
    check_line_number(number)?;
    if taken {
        return Err(RuleError::duplicate("lineNumber", "line with the number", number));
    }
    line.line_number = number;
    Ok(())
}

fn check_line_number(number: i32) -> Result<(), RuleError> {
    if number > 0 {
        return Ok(());
    }
    Err(RuleError::field("lineNumber", format!("lineNumber: {number} must be greater than 0.")))
}
