//! JSON numbers as exact integers and decimals.

use rust_decimal::Decimal;

/// Digits that every [`Decimal`] can hold.
const DIGITS_MAX: usize = 28;
/// Exponents beyond this lead out of the range of a decimal whatever the digits.
const EXPONENT_MAX: i32 = 100;

/// The inside of a JSON string without escapes, as `IEEE754Compatible` clients write numbers; other text unchanged.
pub(super) fn unquoted(raw: &str) -> &str {
    raw.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(raw)
}

/// A number without a fraction: `7`, `-7`, also `7.0` and `7e1`. `None` outside 64 bits.
pub(super) fn integer(text: &str) -> Option<i64> {
    if let Ok(value) = text.parse() {
        return (!text.starts_with('+')).then_some(value);
    }
    let value = decimal(text)?.normalize();
    if value.scale() == 0 { i64::try_from(value.mantissa()).ok() } else { None }
}

/// A decimal with exactly the digits of the text; `None` when it is no JSON number, or needs more than 28 digits.
pub(super) fn decimal(text: &str) -> Option<Decimal> {
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, parse_exponent(exponent)?),
        None => (rest, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let are_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !are_digits(whole) || !are_digits(fraction) {
        return None;
    }
    let digits = format!("{whole}{fraction}");
    let significant = digits.trim_end_matches('0');
    let trailing_zeros = i64::try_from(digits.len() - significant.len()).ok()?;
    let significant = significant.trim_start_matches('0');
    if significant.is_empty() {
        return Some(Decimal::ZERO);
    }
    // value = significant * 10^power
    let power = i64::from(exponent) - i64::try_from(fraction.len()).ok()? + trailing_zeros;
    let appended_zeros = usize::try_from(power.max(0)).ok()?;
    let scale = u32::try_from((-power).max(0)).ok()?;
    if significant.len() + appended_zeros > DIGITS_MAX || scale as usize > DIGITS_MAX {
        return None;
    }
    let magnitude: i128 = significant.parse().ok()?;
    let magnitude = magnitude.checked_mul(10i128.checked_pow(u32::try_from(appended_zeros).ok()?)?)?;
    Decimal::try_from_i128_with_scale(if negative { -magnitude } else { magnitude }, scale).ok()
}

fn parse_exponent(text: &str) -> Option<i32> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok().filter(|exponent: &i32| exponent.abs() <= EXPONENT_MAX)
}
