//! The plain rules of single fields: codes in capitals, lengths, what counts as blank.

use jiff::civil::{Date, date};
use money::Amount;
use uuid::Uuid;

use crate::errors::{Category, RuleError};

/// The date that stands for "no date", `0001-01-01` on the wire (FINANCE.md, Notation).
pub const BLANK_DATE: Date = date(1, 1, 1);

/// Checks the length of a text in characters. Longer than `length_max` is a `Length` error.
pub fn text(property: &'static str, value: &str, length_max: usize) -> Result<String, RuleError> {
    let length = value.chars().count();
    if length > length_max {
        let message =
            format!("{property}: the text has {length} characters, but at most {length_max} are allowed.");
        return Err(RuleError::new(Category::Length, property, message));
    }
    Ok(value.to_owned())
}

/// A code or number: trimmed and in capitals, then checked for length (FINANCE.md 1.2).
pub fn code(property: &'static str, value: &str, length_max: usize) -> Result<String, RuleError> {
    text(property, &normalize_code(value), length_max)
}

/// A code that must not be blank.
pub fn required_code(property: &'static str, value: &str, length_max: usize) -> Result<String, RuleError> {
    let code = code(property, value, length_max)?;
    if code.is_empty() {
        return Err(RuleError::field(property, format!("{property} must have a value.")));
    }
    Ok(code)
}

/// The new code of a record: as [`required_code`], and not that of another record of its kind (`Duplicate`).
/// `taken` says whether another record has the code given; it does not matter when the code stays.
pub fn renamed_code(
    noun: &str,
    value: &str,
    length_max: usize,
    stored: &str,
    taken: bool,
) -> Result<String, RuleError> {
    let code = required_code("code", value, length_max)?;
    if taken && code != stored {
        return Err(RuleError::duplicate("code", noun, &code));
    }
    Ok(code)
}

/// A percentage from 0 to 100; else `Field`.
pub fn percentage(property: &'static str, value: Amount) -> Result<Amount, RuleError> {
    if value.is_negative() || value > Amount::HUNDRED {
        let message = format!("{property}: {value} is not a percentage; it must lie between 0 and 100.");
        return Err(RuleError::field(property, message));
    }
    Ok(value)
}

/// The form in which codes are stored and compared: trimmed, in capitals.
pub fn normalize_code(value: &str) -> String {
    value.trim().to_uppercase()
}

/// The id when it is not the blank guid.
pub fn present_id(id: Uuid) -> Option<Uuid> {
    if id.is_nil() { None } else { Some(id) }
}
