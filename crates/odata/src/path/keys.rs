//! Keys in parentheses and keys as segments (OData 4.01 URL Conventions 4.3.1, 4.3.6; PROTOCOL.md 1.2).

use std::borrow::Cow;

use crate::Value;
use crate::edm::{EntityType, Model};
use crate::error::{Refusal, RefusalKind};
use crate::query::coercion::{cast, cast_text};
use crate::query::cursor::Cursor;
use crate::query::literals::take_literal;

/// Splits `name(key)`; the key is `None` without parentheses.
pub(super) fn split_key(segment: &str) -> (&str, Option<&str>) {
    match segment.strip_suffix(')').and_then(|inner| inner.split_once('(')) {
        Some((name, key)) => (name, Some(key)),
        None => (segment, None),
    }
}

/// The value between the parentheses: `value`, `'value'`, `name=value`, `@alias`, `name=@alias`.
pub(super) fn parse_key(
    model: &Model,
    entity: &EntityType,
    text: &str,
    aliases: &[(String, String)],
) -> Result<Value, Refusal> {
    let mut text = text.trim();
    let property = key_property(entity)?;
    if let Some((name, value)) = text.split_once('=')
        && !text.starts_with('\'')
    {
        if !name.trim().eq_ignore_ascii_case(&property.name) {
            return Err(bad_key(&format!("'{}' is not the key of '{}'.", name.trim(), entity.name)));
        }
        text = value.trim();
    }
    let mut text = Cow::Borrowed(text);
    if let Some(name) = text.strip_prefix('@') {
        let found = aliases.iter().find(|(known, _)| known.strip_prefix('@') == Some(name));
        text = match found {
            Some((_, value)) => Cow::Borrowed(value.trim()),
            None => return Err(bad_key(&format!("The parameter alias '@{name}' of a key has no value."))),
        };
    }
    let refusal = || bad_key(&format!("'{}' is not a key of '{}'.", text.trim_matches('\''), entity.name));
    let mut cursor = Cursor::new("the key", &text);
    let literal = take_literal(&mut cursor).map_err(|_| refusal())?;
    if !cursor.at_end() {
        return Err(refusal());
    }
    match literal {
        Some((Value::Null, _)) | None => Err(refusal()),
        Some((value, Some(found))) if found == property.edm_type => Ok(value),
        Some((value, _)) => cast(model, &value, property.edm_type).ok_or_else(refusal),
    }
}

/// A whole segment as a key; quotes around it are taken off.
pub(super) fn parse_key_segment(model: &Model, entity: &EntityType, segment: &str) -> Result<Value, Refusal> {
    let property = key_property(entity)?;
    let quoted = segment.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
    let text = match quoted {
        Some(inner) => Cow::Owned(inner.replace("''", "'")),
        None => Cow::Borrowed(segment),
    };
    cast_text(model, &text, property.edm_type)
        .ok_or_else(|| bad_key(&format!("'{segment}' is not a key of '{}'.", entity.name)))
}

fn key_property(entity: &EntityType) -> Result<&crate::edm::Property, Refusal> {
    let key = entity.key.ok_or_else(|| bad_key(&format!("'{}' has no key.", entity.name)))?;
    Ok(entity.property(key))
}

fn bad_key(message: &str) -> Refusal {
    Refusal::new(RefusalKind::BadKey, message)
}
