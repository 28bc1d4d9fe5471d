//! Literals of the request as parameters, and exact comparison with numbers of any precision.

use odata::{Refusal, RefusalKind, Value};
use rust_decimal::Decimal;

use super::not_offered;
use crate::compiled::SqlValue;
use crate::fragment::{Fragment, Kind};
use crate::writer::Writer;

const NANOSECONDS_PER_MILLISECOND: i128 = 1_000_000;

/// Where a number lies among the numbers a column can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Position {
    Exactly(i64),
    /// Above this storable number and below the next.
    JustAbove(i64),
    BelowAll,
    AboveAll,
}

/// Position of `number` among integers that stand for themselves (`scale` 0) or for 10^-5 of themselves (5).
pub(crate) fn position(number: Decimal, scale: u32) -> Position {
    let out_of_range = if number.is_sign_negative() { Position::BelowAll } else { Position::AboveAll };
    let floor = number.floor();
    let (Ok(whole), factor) = (i128::try_from(floor), 10_i128.pow(scale)) else {
        return out_of_range;
    };
    // Below one in size, so that scaling cannot overflow.
    let Some(rest) = (number - floor).checked_mul(Decimal::from_i128_with_scale(factor, 0)) else {
        return out_of_range;
    };
    let rest_floor = rest.floor();
    let total = i128::try_from(rest_floor).ok().and_then(|rest| whole.checked_mul(factor)?.checked_add(rest));
    match total.map(i64::try_from) {
        Some(Ok(total)) if rest == rest_floor => Position::Exactly(total),
        Some(Ok(total)) => Position::JustAbove(total),
        _ => out_of_range,
    }
}

/// The number of a numeric literal.
pub(crate) fn as_number(value: &Value) -> Option<Decimal> {
    match value {
        Value::Integer(number) => Some(Decimal::from(*number)),
        Value::Decimal(number) => Some(*number),
        _ => None,
    }
}

impl Writer<'_> {
    /// A literal as a parameter in its own type.
    pub(super) fn literal(&mut self, value: &Value) -> Result<Fragment, Refusal> {
        let (value, kind) = match value {
            Value::Null => return Ok(Fragment::null()),
            Value::Boolean(value) => (SqlValue::Boolean(*value), Kind::Boolean),
            Value::Integer(value) => (SqlValue::Integer(*value), Kind::Integer),
            Value::Decimal(number) => match position(*number, 5) {
                Position::Exactly(scaled) => (SqlValue::Integer(scaled), Kind::Decimal),
                Position::JustAbove(_) => {
                    return Err(not_offered("Calculating with more than five decimals"));
                }
                Position::BelowAll | Position::AboveAll => {
                    let message = "A number of the request is too large to calculate with.";
                    return Err(Refusal::new(RefusalKind::LimitExceeded, message));
                }
            },
            Value::String(text) => (SqlValue::Text(storable(text)?), Kind::Text),
            Value::Guid(id) => (SqlValue::Uuid(*id), Kind::Uuid),
            Value::Date(date) => (SqlValue::Text(date.to_string()), Kind::Date),
            Value::Instant(instant) => (SqlValue::Integer(instant.as_millisecond()), Kind::Instant),
            Value::TimeOfDay(time) => {
                let midnight = jiff::civil::Time::midnight();
                let milliseconds = time.duration_since(midnight).as_millis();
                (SqlValue::Integer(i64::try_from(milliseconds).unwrap_or(i64::MAX)), Kind::Time)
            }
            Value::DurationMilliseconds(value) => (SqlValue::Integer(*value), Kind::Duration),
            Value::Enum(value) => (SqlValue::Integer(*value), Kind::Enum),
            Value::Complex(_) | Value::Collection(_) => {
                return Err(not_offered("Comparing structured values"));
            }
        };
        Ok(self.bind_value(value, kind))
    }

    /// Brings an integer to the scale of decimals.
    pub(crate) fn scaled(&mut self, fragment: Fragment) -> Fragment {
        let nullable = fragment.nullable;
        if self.context.is_postgres() {
            Fragment::operator(format!("{} * 100000", fragment.operand()), Kind::Decimal, nullable)
        } else {
            let text = format!("funchal_integer_multiply({}, 100000)", fragment.text);
            Fragment::atom(text, Kind::Decimal, nullable)
        }
    }
}

/// Position of a literal among the values a column of `kind` can hold; `None` when the two cannot be compared so.
pub(super) fn position_among(value: &Value, kind: Kind) -> Option<Position> {
    match (kind, value) {
        (Kind::Integer, value) => Some(position(as_number(value)?, 0)),
        (Kind::Decimal, value) => Some(position(as_number(value)?, 5)),
        (Kind::Instant, Value::Instant(instant)) => {
            let nanoseconds = instant.as_nanosecond();
            let floor = i64::try_from(nanoseconds.div_euclid(NANOSECONDS_PER_MILLISECOND)).ok()?;
            let is_exact = nanoseconds.rem_euclid(NANOSECONDS_PER_MILLISECOND) == 0;
            Some(if is_exact { Position::Exactly(floor) } else { Position::JustAbove(floor) })
        }
        _ => None,
    }
}

/// A text both databases can hold.
pub(crate) fn storable(text: &str) -> Result<String, Refusal> {
    if text.contains('\0') {
        let message = "A string of the request contains the character U+0000.";
        return Err(Refusal::new(RefusalKind::BadRequest, message));
    }
    Ok(text.to_owned())
}
