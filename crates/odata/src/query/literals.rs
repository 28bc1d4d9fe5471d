//! Literals as they stand in a URL: the text decides the type.

use rust_decimal::Decimal;
use uuid::Uuid;

use crate::Value;
use crate::edm::EdmType;
use crate::error::Refusal;
use crate::query::cursor::Cursor;
use crate::query::temporal::{parse_date, parse_duration_milliseconds, parse_instant, parse_time};

/// A value and its type; no type for `null`.
pub(crate) type Literal = (Value, Option<EdmType>);

/// Reads the literal that starts here, if one does. Enumerations and other prefixed forms aside, `duration'…'` alone
/// is known here.
pub(crate) fn take_literal(cursor: &mut Cursor) -> Result<Option<Literal>, Refusal> {
    let Some(first) = cursor.peek() else { return Ok(None) };
    if first == b'\'' {
        return Ok(Some((Value::String(take_quoted(cursor)?), Some(EdmType::String))));
    }
    if let Some(guid) = cursor.rest().get(..36).and_then(parse_guid) {
        let after = cursor.rest().as_bytes().get(36);
        if !after.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')) {
            cursor.offset += 36;
            return Ok(Some((Value::Guid(guid), Some(EdmType::Guid))));
        }
    }
    if first.is_ascii_digit() {
        return take_number_or_time(cursor).map(Some);
    }
    if first == b'-' {
        let next = cursor.rest().as_bytes().get(1).copied();
        if next.is_some_and(|byte| byte.is_ascii_digit()) {
            return take_number(cursor).map(Some);
        }
        if cursor.rest()[1..].starts_with("INF") {
            return Err(no_floating_point(cursor));
        }
        return Ok(None);
    }
    take_word_literal(cursor)
}

fn take_word_literal(cursor: &mut Cursor) -> Result<Option<Literal>, Refusal> {
    let word = cursor.peek_name();
    let follower = cursor.rest().as_bytes().get(word.len()).copied();
    if follower == Some(b'\'') && word.eq_ignore_ascii_case("duration") {
        let start = cursor.offset;
        cursor.offset += word.len();
        let text = take_quoted(cursor)?;
        let milliseconds = parse_duration_milliseconds(&text)
            .ok_or_else(|| cursor.bad(start, format!("'{text}' is not a duration.")))?;
        return Ok(Some((Value::DurationMilliseconds(milliseconds), Some(EdmType::Duration))));
    }
    if matches!(follower, Some(b'(' | b'/' | b'.' | b'\'')) {
        return Ok(None);
    }
    let literal = match word {
        "true" => (Value::Boolean(true), Some(EdmType::Boolean)),
        "false" => (Value::Boolean(false), Some(EdmType::Boolean)),
        "null" => (Value::Null, None),
        "INF" | "NaN" => return Err(no_floating_point(cursor)),
        _ => return Ok(None),
    };
    cursor.offset += word.len();
    Ok(Some(literal))
}

fn no_floating_point(cursor: &Cursor) -> Refusal {
    cursor.bad(cursor.offset, "INF and NaN are not values of any type here.")
}

/// Reads `'…'` with doubled quotes inside; the cursor stands on the opening quote.
pub(crate) fn take_quoted(cursor: &mut Cursor) -> Result<String, Refusal> {
    let start = cursor.offset;
    cursor.expect(b'\'')?;
    let mut text = String::new();
    loop {
        let rest = cursor.rest();
        let Some(length) = memchr::memchr(b'\'', rest.as_bytes()) else {
            return Err(cursor.bad(start, "The text that starts here has no closing quote."));
        };
        text.push_str(&rest[..length]);
        cursor.offset += length + 1;
        if !cursor.take(b'\'') {
            return Ok(text);
        }
        text.push('\'');
    }
}

/// The hyphenated form, in any case.
pub(crate) fn parse_guid(text: &str) -> Option<Uuid> {
    (text.len() == 36).then(|| Uuid::try_parse(text).ok()).flatten()
}

fn take_number_or_time(cursor: &mut Cursor) -> Result<Literal, Refusal> {
    let bytes = cursor.rest().as_bytes();
    let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let is_digit = |index: usize| bytes.get(index).is_some_and(u8::is_ascii_digit);
    match bytes.get(digits) {
        Some(b'-') if digits == 4 && is_digit(5) && is_digit(6) && bytes.get(7) == Some(&b'-') => {
            take_date_or_instant(cursor)
        }
        Some(b':') if digits == 2 && is_digit(3) && is_digit(4) => {
            let text = take_while(cursor, |byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.'));
            let time = parse_time(text).ok_or_else(|| not_a(cursor, text, "time of day"))?;
            Ok((Value::TimeOfDay(time), Some(EdmType::TimeOfDay)))
        }
        _ => take_number(cursor),
    }
}

fn take_date_or_instant(cursor: &mut Cursor) -> Result<Literal, Refusal> {
    let whole = cursor.rest();
    let date = take_while(cursor, |byte| byte.is_ascii_digit() || byte == b'-');
    if !matches!(cursor.peek(), Some(b'T' | b't')) {
        let value = parse_date(date).ok_or_else(|| not_a(cursor, date, "date"))?;
        return Ok((Value::Date(value), Some(EdmType::Date)));
    }
    cursor.offset += 1;
    take_while(cursor, |byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.'));
    match cursor.peek() {
        Some(b'Z' | b'z') => cursor.offset += 1,
        Some(b'+' | b'-') => {
            cursor.offset += 1;
            take_while(cursor, |byte| byte.is_ascii_digit() || byte == b':');
        }
        Some(b' ') if looks_like_offset(cursor.rest()) => cursor.offset += 6,
        _ => {}
    }
    let text = &whole[..whole.len() - cursor.rest().len()];
    let instant = parse_instant(text).ok_or_else(|| not_a(cursor, text, "date and time"))?;
    Ok((Value::Instant(instant), Some(EdmType::DateTimeOffset)))
}

/// ` hh:mm`: the `+` of an offset that became a blank.
fn looks_like_offset(rest: &str) -> bool {
    matches!(rest.as_bytes(), [b' ', a, b, b':', c, d, ..] if [a, b, c, d].iter().all(|byte| byte.is_ascii_digit()))
}

fn take_number(cursor: &mut Cursor) -> Result<Literal, Refusal> {
    let start = cursor.offset;
    let whole = cursor.rest();
    cursor.take(b'-');
    take_while(cursor, |byte| byte.is_ascii_digit());
    let point = cursor.rest().as_bytes();
    let fraction = matches!(point, [b'.', digit, ..] if digit.is_ascii_digit());
    if fraction {
        cursor.offset += 1;
        take_while(cursor, |byte| byte.is_ascii_digit());
    }
    let exponent = matches!(cursor.rest().as_bytes(),
        [b'e' | b'E', digit, ..] | [b'e' | b'E', b'+' | b'-', digit, ..] if digit.is_ascii_digit());
    if exponent {
        cursor.offset += 2;
        take_while(cursor, |byte| byte.is_ascii_digit());
    }
    if cursor
        .peek()
        .is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-' | b':'))
    {
        return Err(cursor.unexpected("a number cannot be followed by it"));
    }
    let text = &whole[..cursor.offset - start];
    parse_number(text)
        .ok_or_else(|| cursor.bad(start, format!("'{text}' has more digits than a number can hold.")))
}

/// Integers are Edm.Int32 or Edm.Int64 by size, everything else is Edm.Decimal.
fn parse_number(text: &str) -> Option<Literal> {
    if let Ok(integer) = text.parse::<i64>() {
        let fits = i32::try_from(integer).is_ok();
        return Some((Value::Integer(integer), Some(if fits { EdmType::Int32 } else { EdmType::Int64 })));
    }
    Some((Value::Decimal(parse_decimal(text)?), Some(EdmType::Decimal)))
}

/// A decimal number, with or without exponent; `None` when it is none or does not fit without loss.
pub(crate) fn parse_decimal(text: &str) -> Option<Decimal> {
    if text.contains(['e', 'E']) {
        Decimal::from_scientific(text).ok()
    } else {
        Decimal::from_str_exact(text).ok()
    }
}

fn take_while<'a>(cursor: &mut Cursor<'a>, accept: impl Fn(u8) -> bool) -> &'a str {
    let rest = cursor.rest();
    let length = rest.bytes().take_while(|byte| accept(*byte)).count();
    cursor.offset += length;
    &rest[..length]
}

fn not_a(cursor: &Cursor, text: &str, kind: &str) -> Refusal {
    cursor.bad(cursor.offset - text.len(), format!("'{text}' is not a {kind}."))
}
