//! Reading a JSON number to the letter into an integer at a given scale.

use crate::ParseError;

/// More digits than any `i64` has; longer values are out of range whatever they are.
const SIGNIFICANT_DIGITS_MAX: i64 = 19;
/// Exponents beyond this are out of range or too fine for any value but zero.
const EXPONENT_MAX: i64 = 1_000_000_000;

/// The parts of `-12.5e3`: sign, `12`, `5`, 3.
struct Parts<'a> {
    negative: bool,
    whole: &'a [u8],
    fraction: &'a [u8],
    exponent: i64,
}

/// `text` × 10^`scale` as an integer, exactly.
pub(crate) fn parse_scaled(text: &str, scale: u32) -> Result<i64, ParseError> {
    let word = text.trim_start_matches(['-', '+']);
    if ["NaN", "INF", "Infinity"].iter().any(|known| word.eq_ignore_ascii_case(known)) {
        return Err(ParseError::NotFinite);
    }
    let parts = split(text.as_bytes()).ok_or(ParseError::Syntax)?;
    let digits = || parts.whole.iter().chain(parts.fraction).copied();
    let length = (parts.whole.len() + parts.fraction.len()) as i64;
    let leading_zeros = digits().take_while(|digit| *digit == b'0').count() as i64;
    if leading_zeros == length {
        return Ok(0);
    }
    let trailing_zeros = digits().rev().take_while(|digit| *digit == b'0').count() as i64;
    let significant = length - leading_zeros - trailing_zeros;
    // The value is `significant digits` × 10^shift in units of the scale.
    let shift = i64::from(scale) + parts.exponent - parts.fraction.len() as i64 + trailing_zeros;
    if shift < 0 {
        return Err(ParseError::TooManyDecimals(scale));
    }
    if significant + shift > SIGNIFICANT_DIGITS_MAX {
        return Err(ParseError::OutOfRange);
    }
    let mut value: i128 = 0;
    for digit in digits().skip(leading_zeros as usize).take(significant as usize) {
        value = value * 10 + i128::from(digit - b'0');
    }
    value *= 10_i128.pow(shift as u32);
    i64::try_from(if parts.negative { -value } else { value }).map_err(|_| ParseError::OutOfRange)
}

/// Splits by the grammar of RFC 8259 section 6; none when the text does not match it.
fn split(text: &[u8]) -> Option<Parts<'_>> {
    let (negative, rest) = match text {
        [b'-', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    let (whole, rest) = split_digits(rest)?;
    if whole.len() > 1 && whole[0] == b'0' {
        return None;
    }
    let (fraction, rest) = match rest {
        [b'.', rest @ ..] => split_digits(rest)?,
        rest => (&[] as &[u8], rest),
    };
    let exponent = match rest {
        [] => 0,
        [b'e' | b'E', rest @ ..] => parse_exponent(rest)?,
        _ => return None,
    };
    Some(Parts { negative, whole, fraction, exponent })
}

/// At least one digit, then the rest.
fn split_digits(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let count = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    (count > 0).then(|| text.split_at(count))
}

fn parse_exponent(text: &[u8]) -> Option<i64> {
    let (negative, rest) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    let (digits, rest) = split_digits(rest)?;
    if !rest.is_empty() {
        return None;
    }
    let magnitude =
        digits.iter().fold(0_i64, |value, digit| (value * 10 + i64::from(digit - b'0')).min(EXPONENT_MAX));
    Some(if negative { -magnitude } else { magnitude })
}
