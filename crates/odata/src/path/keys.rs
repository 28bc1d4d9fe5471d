//! Keys in parentheses and keys as segments (OData 4.01 URL Conventions 4.3.1, 4.3.6; PROTOCOL.md 1.2).

use std::borrow::Cow;

use crate::edm::{EntityType, Model, Property};
use crate::error::{Refusal, RefusalKind};
use crate::query::coercion::{cast, cast_text};
use crate::query::cursor::Cursor;
use crate::query::literals::take_literal;
use crate::{Key, Value};

/// Splits `name(key)`; the key is `None` without parentheses.
pub(super) fn split_key(segment: &str) -> (&str, Option<&str>) {
    match segment.strip_suffix(')').and_then(|inner| inner.split_once('(')) {
        Some((name, key)) => (name, Some(key)),
        None => (segment, None),
    }
}

/// A key of a path.
pub(super) struct Parsed {
    pub key: Key,
    /// Its parts are named in another order than the type has them.
    pub is_reordered: bool,
}

/// Names of parameter aliases and their decoded text.
type Aliases<'a> = &'a [(String, String)];

/// The values between the parentheses: each `value`, `'value'`, `name=value`, `@alias` or `name=@alias`. A key of
/// several parts names all of them, in any order, or none, in the order of the type, as v1.0 writes them.
pub(super) fn parse_key(
    model: &Model,
    entity: &EntityType,
    text: &str,
    aliases: Aliases<'_>,
) -> Result<Parsed, Refusal> {
    if entity.key.is_empty() {
        return Err(bad_key(&format!("'{}' has no key.", entity.name)));
    }
    let Some(id) = entity.only_key() else { return parse_parts(model, entity, text, aliases) };
    let property = entity.property(id);
    let mut text = text.trim();
    if let Some((name, value)) = named(text) {
        if !name.eq_ignore_ascii_case(&property.name) {
            return Err(bad_key(&format!("'{name}' is not the key of '{}'.", entity.name)));
        }
        text = value;
    }
    let refusal = |found: &str| bad_key(&format!("'{found}' is not a key of '{}'.", entity.name));
    let key = Key::from(parse_value(model, property, text, aliases, refusal)?);
    Ok(Parsed { key, is_reordered: false })
}

fn parse_parts(
    model: &Model,
    entity: &EntityType,
    text: &str,
    aliases: Aliases<'_>,
) -> Result<Parsed, Refusal> {
    let parts = between_commas(text);
    let mut values: Vec<Option<Value>> = vec![None; entity.key.len()];
    let mut is_reordered = false;
    let is_named = parts.iter().any(|part| named(part).is_some());
    for (position, part) in parts.iter().enumerate() {
        let (index, text) = match named(part) {
            Some((name, value)) => (part_called(entity, name)?, value),
            None if is_named => return Err(misshapen(entity, "name each of them, or none")),
            None => (position, *part),
        };
        let (Some(slot), Some(id)) = (values.get_mut(index), entity.key.get(index)) else {
            return Err(misshapen(entity, &format!("{} are too many", parts.len())));
        };
        let property = entity.property(*id);
        if slot.is_some() {
            return Err(misshapen(entity, &format!("'{}' stands there twice", property.name)));
        }
        let refusal = |found: &str| {
            bad_key(&format!("'{found}' is not a '{}' in the key of '{}'.", property.name, entity.name))
        };
        *slot = Some(parse_value(model, property, text, aliases, refusal)?);
        is_reordered |= index != position;
    }
    let missing = values.iter().zip(entity.key_properties()).find(|(value, _)| value.is_none());
    if let Some((_, property)) = missing {
        return Err(misshapen(entity, &format!("'{}' is missing", property.name)));
    }
    Ok(Parsed { key: values.into_iter().flatten().collect(), is_reordered })
}

/// The texts between the commas, blanks around them taken off; a comma between quotes is part of a text.
fn between_commas(text: &str) -> Vec<&str> {
    let mut is_quoted = false;
    let separates = |character: char| {
        is_quoted ^= character == '\'';
        character == ',' && !is_quoted
    };
    text.split(separates).map(str::trim).collect()
}

/// Splits `name=value`.
fn named(part: &str) -> Option<(&str, &str)> {
    let (name, value) = part.split_once('=').filter(|_| !part.starts_with('\''))?;
    Some((name.trim(), value.trim()))
}

/// Which part of the key has the name.
fn part_called(entity: &EntityType, name: &str) -> Result<usize, Refusal> {
    let mut properties = entity.key_properties();
    let found = properties.position(|property| property.name.eq_ignore_ascii_case(name));
    found.ok_or_else(|| misshapen(entity, &format!("'{name}' is none of them")))
}

/// The value of one part; `refusal` says what is wrong with a text that is none.
fn parse_value(
    model: &Model,
    property: &Property,
    text: &str,
    aliases: Aliases<'_>,
    refusal: impl Fn(&str) -> Refusal,
) -> Result<Value, Refusal> {
    let mut text = text;
    if let Some(name) = text.strip_prefix('@') {
        let found = aliases.iter().find(|(known, _)| known.strip_prefix('@') == Some(name));
        text = match found {
            Some((_, value)) => value.trim(),
            None => return Err(bad_key(&format!("The parameter alias '@{name}' of a key has no value."))),
        };
    }
    let refusal = || refusal(text.trim_matches('\''));
    let mut cursor = Cursor::new("the key", text);
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
pub(super) fn parse_key_segment(model: &Model, entity: &EntityType, segment: &str) -> Result<Key, Refusal> {
    if entity.key.len() > 1 {
        return Err(misshapen(entity, "write them in parentheses"));
    }
    let id = entity.only_key().ok_or_else(|| bad_key(&format!("'{}' has no key.", entity.name)))?;
    let quoted = segment.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
    let text = match quoted {
        Some(inner) => Cow::Owned(inner.replace("''", "'")),
        None => Cow::Borrowed(segment),
    };
    let value = cast_text(model, &text, entity.property(id).edm_type);
    let value = value.ok_or_else(|| bad_key(&format!("'{segment}' is not a key of '{}'.", entity.name)))?;
    Ok(Key::from(value))
}

fn bad_key(message: &str) -> Refusal {
    Refusal::new(RefusalKind::BadKey, message)
}

/// The refusal of a key that does not have the parts of the type.
fn misshapen(entity: &EntityType, reason: &str) -> Refusal {
    let names: Vec<String> = entity.key_properties().map(|part| format!("'{}'", part.name)).collect();
    let message = format!("The key of '{}' is made of {}: {reason}.", entity.name, names.join(" and "));
    Refusal::new(RefusalKind::BadRequest, message)
}
