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

/// A telephone number; letters in it are `Field`.
pub fn phone_number(property: &'static str, value: &str, length_max: usize) -> Result<String, RuleError> {
    let number = text(property, value, length_max)?;
    if number.chars().any(char::is_alphabetic) {
        return Err(RuleError::field(property, format!("{property}: \"{number}\" contains letters.")));
    }
    Ok(number)
}

/// One mail address, or several divided by semicolons; anything else is `Dialog`. Blank is no address.
pub fn email(property: &'static str, value: &str, length_max: usize) -> Result<String, RuleError> {
    let addresses = text(property, value, length_max)?;
    let given = addresses.trim_matches([';', ' ']);
    match given.split(';').map(str::trim).find(|address| !is_email(address)) {
        Some(address) if !given.is_empty() => {
            let message = format!("{property}: \"{address}\" is not a mail address.");
            Err(RuleError::dialog(property, message))
        }
        _ => Ok(addresses),
    }
}

/// A name, one `@`, and a domain of several parts of which the last has two characters at least.
fn is_email(address: &str) -> bool {
    let Some((name, domain)) = address.split_once('@') else { return false };
    let unfit = |character: char| character == '@' || character.is_whitespace() || character.is_control();
    let parts: Vec<&str> = domain.split('.').collect();
    let ending = parts.last().map_or(0, |part| part.chars().count());
    !name.is_empty()
        && !name.contains(unfit)
        && !domain.contains(unfit)
        && parts.len() > 1
        && parts.iter().all(|part| !part.is_empty())
        && ending > 1
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

#[cfg(test)]
mod tests {
    use super::*;

    fn category<T>(result: Result<T, RuleError>) -> Result<T, Category> {
        result.map_err(|error| error.category)
    }

    #[test]
    fn texts_are_measured_in_characters_and_kept_as_they_are() {
        for (value, expected) in [
            (" Dés ", Ok(" Dés ".to_owned())),
            ("ééééé", Ok("ééééé".to_owned())),
            ("123456", Err(Category::Length)),
            ("", Ok(String::new())),
        ] {
            assert_eq!(category(text("city", value, 5)), expected, "{value:?}");
        }
    }

    #[test]
    fn codes_are_trimmed_and_in_capitals() {
        for (value, plain, required) in [
            (" é1 ", Ok("É1"), Ok("É1")),
            ("  12345  ", Ok("12345"), Ok("12345")),
            ("123456", Err(Category::Length), Err(Category::Length)),
            (" ", Ok(""), Err(Category::Field)),
        ] {
            let owned = |expected: Result<&str, Category>| expected.map(str::to_owned);
            assert_eq!(category(code("code", value, 5)), owned(plain), "{value:?}");
            assert_eq!(category(required_code("code", value, 5)), owned(required), "{value:?}");
        }
        assert_eq!(normalize_code(" abc d "), "ABC D");
    }

    #[test]
    fn a_taken_code_matters_when_it_is_new() {
        for (value, taken, expected) in [
            ("a1", true, Ok("A1")),
            ("a2", false, Ok("A2")),
            ("a2", true, Err(Category::Duplicate)),
            ("", false, Err(Category::Field)),
        ] {
            let renamed = category(renamed_code("location", value, 10, "A1", taken));
            assert_eq!(renamed, expected.map(str::to_owned), "{value} {taken}");
        }
    }

    #[test]
    fn a_telephone_number_has_no_letters() {
        for (value, expected) in [
            ("+41 (0)27/000-00", Ok("+41 (0)27/000-00".to_owned())),
            ("", Ok(String::new())),
            ("0800 CALL", Err(Category::Field)),
            ("0é", Err(Category::Field)),
            ("1234567890123456789", Err(Category::Length)),
        ] {
            assert_eq!(category(phone_number("phoneNumber", value, 18)), expected, "{value}");
        }
    }

    #[test]
    fn mail_addresses_are_looked_at() {
        let good = ["", "a@b.ch", " a@b.ch ", "a.b+c@d-e.f.gh", "a@b.ch;c@d.ch", "a@b.ch; c@d.ch;", "é@b.ch"];
        for value in good {
            assert_eq!(category(email("email", value, 30)), Ok(value.to_owned()), "{value}");
        }
        let bad = [
            "a",
            "@b.ch",
            "a@",
            "a@b",
            "a@localhost",
            "a@.ch",
            "a@b.",
            "a@b.c",
            "a@b..ch",
            "a@@b.ch",
            "a@b@c.ch",
            "a b@c.ch",
            "a@b c.ch",
            "a@b.ch,c@d.ch",
            "a@b.ch;c",
            "a@b.ch;;c@d.ch",
        ];
        for value in bad {
            assert_eq!(category(email("email", value, 30)), Err(Category::Dialog), "{value}");
        }
        assert_eq!(category(email("email", "much-too-long@b.ch", 17)), Err(Category::Length));
    }

    #[test]
    fn percentages_lie_between_0_and_100() {
        for (value, fits) in [("0", true), ("100", true), ("-0.00001", false), ("100.00001", false)] {
            let value = Amount::parse(value).unwrap();
            let expected = if fits { Ok(value) } else { Err(Category::Field) };
            assert_eq!(category(percentage("discountPercent", value)), expected, "{value}");
        }
    }

    #[test]
    fn the_blank_guid_is_no_id() {
        assert_eq!(present_id(Uuid::nil()), None);
        assert_eq!(present_id(Uuid::from_u128(1)), Some(Uuid::from_u128(1)));
    }
}
