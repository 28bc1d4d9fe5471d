//! The functions the compiled statements call beside those both databases have: for SQLite in Rust, for PostgreSQL as
//! SQL. Both give the same results, and an error where there is none.

use jiff::{Span, civil};
use uuid::Uuid;

use crate::compiled::SqlValue;

/// Ten to the number of decimals of an amount.
const SCALE: i128 = 100_000;
const MILLISECONDS_PER_DAY: i64 = 86_400_000;

/// DDL of the PostgreSQL side; may be run again at any time. Needs the collation `und-x-icu` and UTF-8. Division by
/// zero shows as SQLSTATE 22012, a result out of range as 22003.
pub const POSTGRES_FUNCTIONS: &str = include_str!("functions.sql");

/// What SQLite hands to a function.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Argument<'a> {
    Null,
    Integer(i64),
    Text(&'a str),
    Blob(&'a [u8]),
    /// A floating point number; no statement made here yields one.
    Real,
}

/// Why a function has no result. Its text begins with `funchal:`, by which the store knows it among SQLite's errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FunctionError {
    #[error("funchal: division by zero")]
    DivisionByZero,
    #[error("funchal: number out of range")]
    OutOfRange,
    #[error("funchal: argument of the wrong type")]
    WrongType,
}

/// A deterministic scalar function to register with every SQLite connection.
#[derive(Clone, Copy, Debug)]
pub struct ScalarFunction {
    pub name: &'static str,
    pub argument_count: usize,
    /// Null for any argument gives null.
    pub call: fn(&[Argument<'_>]) -> Result<SqlValue, FunctionError>,
}

/// All of them.
pub const SQLITE_FUNCTIONS: &[ScalarFunction] = &[
    of("funchal_integer_add", 2, |arguments| two(arguments, i64::checked_add)),
    of("funchal_integer_subtract", 2, |arguments| two(arguments, i64::checked_sub)),
    of("funchal_integer_multiply", 2, |arguments| two(arguments, i64::checked_mul)),
    of("funchal_integer_divide", 2, |arguments| two_nonzero(arguments, i64::checked_div)),
    // The remainder by -1 is 0 even where the quotient is out of range.
    of("funchal_integer_modulo", 2, |arguments| two_nonzero(arguments, |a, b| Some(a.wrapping_rem(b)))),
    of("funchal_decimal_multiply", 2, |arguments| two(arguments, decimal_multiply)),
    of("funchal_decimal_divide", 2, |arguments| two_nonzero(arguments, decimal_divide)),
    of("funchal_decimal_round", 1, |arguments| one(arguments, decimal_round)),
    of("funchal_decimal_floor", 1, |arguments| one(arguments, decimal_floor)),
    of("funchal_decimal_ceiling", 1, |arguments| one(arguments, decimal_ceiling)),
    of("funchal_lower", 1, |arguments| text(arguments, |text| Some(text.to_lowercase()))),
    of("funchal_upper", 1, |arguments| text(arguments, |text| Some(text.to_uppercase()))),
    of("funchal_substring", 2, substring_call),
    of("funchal_substring", 3, substring_call),
    of("funchal_instant_date", 1, instant_date_call),
    of("funchal_uuid_text", 1, uuid_text_call),
    of("funchal_in_intervals", 2, in_intervals_call),
    of("funchal_amount_text", 1, amount_text_call),
];

const fn of(
    name: &'static str,
    argument_count: usize,
    call: fn(&[Argument<'_>]) -> Result<SqlValue, FunctionError>,
) -> ScalarFunction {
    ScalarFunction { name, argument_count, call }
}

fn one(arguments: &[Argument<'_>], function: impl Fn(i64) -> Option<i64>) -> Result<SqlValue, FunctionError> {
    match arguments {
        [Argument::Null] => Ok(SqlValue::Null),
        [Argument::Integer(a)] => function(*a).map(SqlValue::Integer).ok_or(FunctionError::OutOfRange),
        _ => Err(FunctionError::WrongType),
    }
}

fn two(
    arguments: &[Argument<'_>],
    function: impl Fn(i64, i64) -> Option<i64>,
) -> Result<SqlValue, FunctionError> {
    match arguments {
        [Argument::Null, _] | [_, Argument::Null] => Ok(SqlValue::Null),
        [Argument::Integer(a), Argument::Integer(b)] => {
            function(*a, *b).map(SqlValue::Integer).ok_or(FunctionError::OutOfRange)
        }
        _ => Err(FunctionError::WrongType),
    }
}

fn two_nonzero(
    arguments: &[Argument<'_>],
    function: impl Fn(i64, i64) -> Option<i64>,
) -> Result<SqlValue, FunctionError> {
    match arguments {
        [Argument::Integer(_), Argument::Integer(0)] => Err(FunctionError::DivisionByZero),
        _ => two(arguments, function),
    }
}

fn text(
    arguments: &[Argument<'_>],
    function: impl Fn(&str) -> Option<String>,
) -> Result<SqlValue, FunctionError> {
    match arguments {
        [Argument::Null] => Ok(SqlValue::Null),
        [Argument::Text(text)] => function(text).map(SqlValue::Text).ok_or(FunctionError::OutOfRange),
        _ => Err(FunctionError::WrongType),
    }
}

/// Product of two amounts (each times 10^5), rounded to five decimals, half away from zero; `None` out of range.
pub fn decimal_multiply(a: i64, b: i64) -> Option<i64> {
    divided_half_away(i128::from(a) * i128::from(b), SCALE)
}

/// Quotient of two numbers of one scale as an amount (times 10^5), rounded half away from zero; `None` out of range or
/// for a zero divisor.
pub fn decimal_divide(a: i64, b: i64) -> Option<i64> {
    divided_half_away(i128::from(a) * SCALE, i128::from(b))
}

fn divided_half_away(dividend: i128, divisor: i128) -> Option<i64> {
    let size = divisor.unsigned_abs();
    let rounded =
        dividend.unsigned_abs().checked_mul(2)?.checked_add(size)?.checked_div(size.checked_mul(2)?)?;
    let rounded = i128::try_from(rounded).ok()?;
    i64::try_from(if (dividend < 0) == (divisor < 0) { rounded } else { -rounded }).ok()
}

/// The whole amount nearest to one, half away from zero, all times 10^5.
pub fn decimal_round(a: i64) -> Option<i64> {
    let half = if a < 0 { -SCALE / 2 } else { SCALE / 2 };
    i64::try_from((i128::from(a) + half) / SCALE * SCALE).ok()
}

/// The greatest whole amount not above one, times 10^5.
pub fn decimal_floor(a: i64) -> Option<i64> {
    i64::try_from(i128::from(a).div_euclid(SCALE) * SCALE).ok()
}

/// The least whole amount not below one, times 10^5.
pub fn decimal_ceiling(a: i64) -> Option<i64> {
    i64::try_from(-(-i128::from(a)).div_euclid(SCALE) * SCALE).ok()
}

/// Part of a text, counted in characters from 0; a negative start counts from the end (OData 4.01 URL Conventions
/// 5.1.1.7.2), and a length below 0 is 0.
pub fn substring(text: &str, start: i64, length: Option<i64>) -> String {
    let skip = match usize::try_from(start) {
        Ok(start) => start,
        Err(_) => {
            let from_end = usize::try_from(start.unsigned_abs()).unwrap_or(usize::MAX);
            text.chars().count().saturating_sub(from_end)
        }
    };
    let take = length.map_or(usize::MAX, |length| usize::try_from(length).unwrap_or(0));
    text.chars().skip(skip).take(take).collect()
}

fn substring_call(arguments: &[Argument<'_>]) -> Result<SqlValue, FunctionError> {
    if arguments.contains(&Argument::Null) {
        return Ok(SqlValue::Null);
    }
    match arguments {
        [Argument::Text(text), Argument::Integer(start)] => Ok(SqlValue::Text(substring(text, *start, None))),
        [Argument::Text(text), Argument::Integer(start), Argument::Integer(length)] => {
            Ok(SqlValue::Text(substring(text, *start, Some(*length))))
        }
        _ => Err(FunctionError::WrongType),
    }
}

/// The date in UTC, `YYYY-MM-DD`, of an instant in milliseconds since 1970; `None` beyond the years that can be
/// written so.
pub fn instant_date(milliseconds: i64) -> Option<String> {
    // A `jiff::Timestamp` ends a day before the last date does.
    let days = milliseconds.div_euclid(MILLISECONDS_PER_DAY);
    let date = civil::date(1970, 1, 1).checked_add(Span::new().try_days(days).ok()?).ok()?;
    (1..=9999).contains(&date.year()).then(|| date.to_string())
}

fn instant_date_call(arguments: &[Argument<'_>]) -> Result<SqlValue, FunctionError> {
    match arguments {
        [Argument::Null] => Ok(SqlValue::Null),
        [Argument::Integer(instant)] => {
            instant_date(*instant).map(SqlValue::Text).ok_or(FunctionError::OutOfRange)
        }
        _ => Err(FunctionError::WrongType),
    }
}

fn uuid_text_call(arguments: &[Argument<'_>]) -> Result<SqlValue, FunctionError> {
    match arguments {
        [Argument::Null] => Ok(SqlValue::Null),
        [Argument::Blob(bytes)] => {
            let id = Uuid::from_slice(bytes).map_err(|_| FunctionError::WrongType)?;
            Ok(SqlValue::Text(id.to_string()))
        }
        _ => Err(FunctionError::WrongType),
    }
}

/// Whether a text is one of those named, `1000..1999|2100`: single ones and intervals with both ends, by their bytes.
/// An end that is left out leaves that side open.
pub fn in_intervals(text: &str, intervals: &str) -> bool {
    intervals.split('|').any(|interval| match interval.split_once("..") {
        Some((from, to)) => text >= from && (to.is_empty() || text <= to),
        None => !interval.is_empty() && text == interval,
    })
}

fn in_intervals_call(arguments: &[Argument<'_>]) -> Result<SqlValue, FunctionError> {
    match arguments {
        [Argument::Null, _] | [_, Argument::Null] => Ok(SqlValue::Null),
        [Argument::Text(text), Argument::Text(intervals)] => {
            Ok(SqlValue::Boolean(in_intervals(text, intervals)))
        }
        _ => Err(FunctionError::WrongType),
    }
}

/// An amount (times 10^5) as a person reads it, `-1,234.50`: rounded to two decimals, half away from zero.
pub fn amount_text(amount: i64) -> String {
    let cents = (amount.unsigned_abs() + 500) / 1_000;
    let whole = (cents / 100).to_string();
    let mut text = String::with_capacity(28);
    if amount < 0 && cents > 0 {
        text.push('-');
    }
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text.push_str(&format!(".{:02}", cents % 100));
    text
}

fn amount_text_call(arguments: &[Argument<'_>]) -> Result<SqlValue, FunctionError> {
    match arguments {
        [Argument::Null] => Ok(SqlValue::Null),
        [Argument::Integer(amount)] => Ok(SqlValue::Text(amount_text(*amount))),
        _ => Err(FunctionError::WrongType),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals() {
        for (text, intervals, expected) in [
            ("1200", "1000..1999", true),
            ("1999", "1000..1999", true),
            ("2000", "1000..1999", false),
            ("2100", "1000..1999|2100", true),
            ("21000", "2100", false),
            ("9", "5..", true),
            ("4", "5..", false),
            ("4", "..5", true),
            ("", "", false),
            ("", "..", true),
            ("1200", "", false),
        ] {
            assert_eq!(in_intervals(text, intervals), expected, "{text} in {intervals}");
        }
    }

    #[test]
    fn amounts_for_people() {
        for (amount, expected) in [
            (0, "0.00"),
            (100_000, "1.00"),
            (-123_450_000, "-1,234.50"),
            (12_345_678_900_000, "123,456,789.00"),
            (499, "0.00"),
            (-499, "0.00"),
            (500, "0.01"),
            (-500, "-0.01"),
            (99_999, "1.00"),
            (i64::MIN, "-92,233,720,368,547.76"),
        ] {
            assert_eq!(amount_text(amount), expected);
        }
    }

    #[test]
    fn amounts() {
        const MAX: i64 = i64::MAX;
        assert_eq!(decimal_multiply(150_000, 1), Some(2));
        assert_eq!(decimal_multiply(-150_000, 1), Some(-2));
        assert_eq!(decimal_multiply(MAX, 100_000), Some(MAX));
        assert_eq!(decimal_multiply(MAX, 100_001), None);
        assert_eq!(decimal_divide(200_000, 300_000), Some(66_667));
        assert_eq!(decimal_divide(-1, 200_000), Some(-1));
        assert_eq!((decimal_divide(1, 0), decimal_divide(MAX, 1)), (None, None));
        assert_eq!([150_000, 149_999, -150_000].map(decimal_round), [200_000, 100_000, -200_000].map(Some));
        assert_eq!([1, -1].map(decimal_floor), [Some(0), Some(-100_000)]);
        assert_eq!([1, -1].map(decimal_ceiling), [Some(100_000), Some(0)]);
        assert_eq!((decimal_round(MAX), decimal_ceiling(MAX), decimal_floor(i64::MIN)), (None, None, None));
    }

    #[test]
    fn parts() {
        assert_eq!(substring("aßc", -2, Some(1)), "ß");
        assert_eq!(substring("aßc", -9, None), "aßc");
        assert_eq!(substring("aßc", i64::MIN, Some(-1)), "");
        assert_eq!(instant_date(-62_135_596_800_000).as_deref(), Some("0001-01-01"));
        assert_eq!(instant_date(253_402_300_799_999).as_deref(), Some("9999-12-31"));
        assert_eq!((instant_date(-62_135_596_800_001), instant_date(253_402_300_800_000)), (None, None));
    }
}
