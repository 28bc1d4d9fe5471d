//! Bringing operands to one type: OData's numeric promotion and the casts of literals (OData 4.01 Minimal 9.1, 9.2).

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::Value;
use crate::edm::{EdmType, EnumType, EnumTypeId, Model};
use crate::expression::{Expression, ExpressionKind};
use crate::query::literals::{parse_decimal, parse_guid};
use crate::query::temporal::{parse_date, parse_duration_milliseconds, parse_instant, parse_time};

pub(crate) fn is_numeric(edm_type: EdmType) -> bool {
    matches!(edm_type, EdmType::Int32 | EdmType::Int64 | EdmType::Decimal)
}

/// The wider of two numeric types.
pub(crate) fn wider(left: EdmType, right: EdmType) -> EdmType {
    let rank =
        |edm_type| [EdmType::Int32, EdmType::Int64].iter().position(|known| *known == edm_type).unwrap_or(2);
    if rank(left) >= rank(right) { left } else { right }
}

/// Makes both sides one type where a literal can give way; `false` when they stay apart. Numbers that are not literals
/// keep their own numeric type.
pub(crate) fn unify(model: &Model, left: &mut Expression, right: &mut Expression) -> bool {
    let (Some(left_type), Some(right_type)) = (left.edm_type, right.edm_type) else { return true };
    if left_type == right_type {
        return true;
    }
    if is_numeric(left_type) && is_numeric(right_type) {
        unify_numbers(model, left, right);
        return true;
    }
    bring(model, right, left_type) || bring(model, left, right_type)
}

fn unify_numbers(model: &Model, left: &mut Expression, right: &mut Expression) {
    let (Some(left_type), Some(right_type)) = (left.edm_type, right.edm_type) else { return };
    // A whole decimal beside an integer column becomes an integer, so that an index on the column stays usable.
    if left_type == EdmType::Decimal && !is_literal(right) && bring(model, left, right_type) {
        return;
    }
    if right_type == EdmType::Decimal && !is_literal(left) && bring(model, right, left_type) {
        return;
    }
    let target = wider(left_type, right_type);
    bring(model, left, target);
    bring(model, right, target);
}

pub(crate) fn is_literal(expression: &Expression) -> bool {
    matches!(expression.kind, ExpressionKind::Literal(_))
}

/// Turns a literal into one of the type `target`; `true` when the expression now is of that type (or is null).
pub(crate) fn bring(model: &Model, expression: &mut Expression, target: EdmType) -> bool {
    if expression.edm_type == Some(target) {
        return true;
    }
    let ExpressionKind::Literal(value) = &expression.kind else { return false };
    if *value == Value::Null {
        return true;
    }
    let Some(cast) = cast(model, value, target) else { return false };
    *expression = Expression { edm_type: Some(target), kind: ExpressionKind::Literal(cast) };
    true
}

/// The value as one of type `target`, when that loses nothing.
pub(crate) fn cast(model: &Model, value: &Value, target: EdmType) -> Option<Value> {
    match (value, target) {
        (Value::String(text), _) => cast_text(model, text, target),
        (Value::Integer(number), EdmType::Int32) => i32::try_from(*number).ok().map(|_| value.clone()),
        (Value::Integer(_), EdmType::Int64) => Some(value.clone()),
        (Value::Integer(number), EdmType::Decimal) => Some(Value::Decimal(Decimal::from(*number))),
        (Value::Integer(number), EdmType::Enum(id)) => {
            let known = model.enum_type(id).members.iter().any(|member| member.value == *number);
            known.then_some(Value::Enum(*number))
        }
        (Value::Decimal(number), EdmType::Int32 | EdmType::Int64) if number.fract().is_zero() => {
            let number = number.to_i64()?;
            cast(model, &Value::Integer(number), target)
        }
        (Value::Date(date), EdmType::DateTimeOffset) => {
            parse_instant(&format!("{date}T00:00")).map(Value::Instant)
        }
        (Value::Instant(instant), EdmType::Date) => {
            let local = jiff::tz::Offset::UTC.to_datetime(*instant);
            (local.time() == jiff::civil::Time::midnight()).then(|| Value::Date(local.date()))
        }
        (Value::Guid(guid), EdmType::String) => Some(Value::String(guid.hyphenated().to_string())),
        _ => None,
    }
}

/// The value a text stands for in type `target`.
pub(crate) fn cast_text(model: &Model, text: &str, target: EdmType) -> Option<Value> {
    match target {
        EdmType::String => Some(Value::String(text.to_owned())),
        EdmType::Guid => parse_guid(text).map(Value::Guid),
        EdmType::Int32 => text.parse::<i32>().ok().map(|number| Value::Integer(number.into())),
        EdmType::Int64 => text.parse().ok().map(Value::Integer),
        EdmType::Decimal => parse_decimal(text).map(Value::Decimal),
        EdmType::Boolean if text.eq_ignore_ascii_case("true") => Some(Value::Boolean(true)),
        EdmType::Boolean if text.eq_ignore_ascii_case("false") => Some(Value::Boolean(false)),
        EdmType::Date => parse_date(text).map(Value::Date),
        EdmType::DateTimeOffset => parse_instant(text).map(Value::Instant),
        EdmType::TimeOfDay => parse_time(text).map(Value::TimeOfDay),
        EdmType::Duration => parse_duration_milliseconds(text).map(Value::DurationMilliseconds),
        EdmType::Enum(id) => find_member(model.enum_type(id), text).map(Value::Enum),
        _ => None,
    }
}

/// Value of a member by name, by label, then by either without case, then by number. The blank member answers to the
/// empty text as well (PROTOCOL.md 3.4).
pub(crate) fn find_member(enumeration: &EnumType, text: &str) -> Option<i64> {
    let members = &enumeration.members;
    let found = members
        .iter()
        .find(|member| member.name == text)
        .or_else(|| members.iter().find(|member| member.label == text))
        .or_else(|| members.iter().find(|member| member.name.eq_ignore_ascii_case(text)))
        .or_else(|| members.iter().find(|member| member.label.eq_ignore_ascii_case(text)))
        .or_else(|| members.iter().find(|member| text.trim().is_empty() && member.label.trim().is_empty()))
        .or_else(|| {
            let number = text.parse::<i64>().ok()?;
            members.iter().find(|member| member.value == number)
        });
    found.map(|member| member.value)
}

/// The sentence for a text that names no member.
pub(crate) fn no_such_member(model: &Model, id: EnumTypeId, text: &str) -> String {
    let enumeration = model.enum_type(id);
    let names: Vec<&str> = enumeration.members.iter().map(|member| member.name.as_str()).collect();
    let name = model.type_name(EdmType::Enum(id));
    format!("'{text}' is not a member of {name}. The members are: {}.", names.join(", "))
}
