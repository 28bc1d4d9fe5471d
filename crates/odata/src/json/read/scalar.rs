//! One JSON value into a value of its property's type.

use uuid::Uuid;

use super::members::{Members, elements};
use super::{Limits, number, temporal};
use crate::edm::{ComplexTypeId, EdmType, EnumMember, EnumTypeId, Model, Property};
use crate::{Refusal, RefusalKind, Value};

/// Characters of a refused value that are repeated in the sentence.
const QUOTED_CHARACTERS_MAX: usize = 250;
/// How a blank option is named on the wire (PROTOCOL.md 3.4).
const BLANK_MEMBER: &str = "_x0020_";

pub(super) struct ValueReader<'a> {
    pub model: &'a Model,
    pub limits: &'a Limits,
}

impl ValueReader<'_> {
    /// Reads the text of a value at a depth of nesting. `null` is accepted for every type but collections.
    pub(super) fn value(&self, property: &Property, raw: &str, depth: usize) -> Result<Value, Refusal> {
        let name = &property.name;
        match property.edm_type {
            EdmType::ComplexCollection(id) => return self.collection(name, id, raw, depth),
            _ if raw == "null" => return Ok(Value::Null),
            EdmType::Complex(id) => return self.complex(name, id, raw, depth),
            EdmType::Stream => {
                let message = format!("'{name}' is a stream and is written at its own URL.");
                return Err(Refusal::new(RefusalKind::BadValue, message).at(name));
            }
            _ => {}
        }
        let wrong = |what: &str| bad_value(name, raw, what);
        match property.edm_type {
            EdmType::Boolean => match raw {
                "true" => Ok(Value::Boolean(true)),
                "false" => Ok(Value::Boolean(false)),
                _ => Err(wrong("true or false")),
            },
            EdmType::Int32 => {
                let value = number::integer(raw).filter(|value| i32::try_from(*value).is_ok());
                value.map(Value::Integer).ok_or_else(|| wrong("a whole number of 32 bits"))
            }
            EdmType::Int64 => {
                let value = number::integer(number::unquoted(raw));
                value.map(Value::Integer).ok_or_else(|| wrong("a whole number of 64 bits"))
            }
            EdmType::Decimal => number::decimal(number::unquoted(raw))
                .map(Value::Decimal)
                .ok_or_else(|| wrong("a number of at most 28 digits")),
            _ if !raw.starts_with('"') => Err(wrong("a string")),
            edm_type => {
                let text: String = serde_json::from_str(raw).map_err(|_| wrong("valid text"))?;
                self.text_value(property, edm_type, text)
            }
        }
    }

    fn text_value(&self, property: &Property, edm_type: EdmType, text: String) -> Result<Value, Refusal> {
        let name = &property.name;
        let (value, expected) = match edm_type {
            EdmType::Enum(id) => return self.member(name, id, &text),
            EdmType::Guid => (guid(&text).map(Value::Guid), "a GUID (the empty one is all zeros)"),
            EdmType::Date => (temporal::date(&text).map(Value::Date), "a date as YYYY-MM-DD"),
            EdmType::DateTimeOffset => (
                temporal::instant(&text).map(Value::Instant),
                "a date and time as YYYY-MM-DDThh:mm:ssZ in the years 1 to 9999",
            ),
            EdmType::TimeOfDay => (temporal::time_of_day(&text).map(Value::TimeOfDay), "a time as hh:mm:ss"),
            EdmType::Duration => (
                temporal::duration_milliseconds(&text).map(Value::DurationMilliseconds),
                "a duration as P1DT2H3M4.5S",
            ),
            _ => return string(property, text),
        };
        value.ok_or_else(|| bad_value(name, &text, expected))
    }

    /// By name, by label, by number, then name and label without case; `""` and `" "` are the blank member.
    fn member(&self, name: &str, id: EnumTypeId, text: &str) -> Result<Value, Refusal> {
        let members = &self.model.enum_type(id).members;
        let find = |test: &dyn Fn(&EnumMember) -> bool| members.iter().find(|member| test(member));
        let found = if text.trim_matches(' ').is_empty() {
            find(&|member| member.name == BLANK_MEMBER || member.label.trim_matches(' ').is_empty())
        } else {
            find(&|member| member.name == text || member.label == text)
                .or_else(|| text.parse().ok().and_then(|number: i64| find(&|member| member.value == number)))
                .or_else(|| {
                    find(&|member| {
                        member.name.eq_ignore_ascii_case(text) || member.label.eq_ignore_ascii_case(text)
                    })
                })
        };
        found.map(|member| Value::Enum(member.value)).ok_or_else(|| {
            let names: Vec<&str> = members.iter().map(|member| member.name.as_str()).collect();
            let message = format!(
                "'{}' is not a member of '{name}'. Its members are: {}.",
                cut(text),
                names.join(", ")
            );
            Refusal::new(RefusalKind::BadValue, message).at(name)
        })
    }

    /// Reads an object into the members of a complex type, in the order of the type.
    pub(super) fn complex(
        &self,
        name: &str,
        id: ComplexTypeId,
        raw: &str,
        depth: usize,
    ) -> Result<Value, Refusal> {
        if depth > self.limits.depth_max {
            return Err(too_deep(self.limits));
        }
        if !raw.trim_ascii_start().starts_with('{') {
            return Err(bad_value(name, raw, "an object"));
        }
        let declared = self.model.complex_type(id);
        let mut values = vec![None; declared.members.len()];
        for (member, raw) in Members::parse(raw, self.limits)?.iter() {
            if member.contains('@') {
                continue;
            }
            let index = declared.members.iter().position(|property| property.name == member).or_else(|| {
                declared.members.iter().position(|property| property.name.eq_ignore_ascii_case(member))
            });
            let Some(index) = index else {
                let type_name = format!("{}.{}", self.model.namespace, declared.name);
                let message = format!("The property '{member}' does not exist on type '{type_name}'.");
                return Err(Refusal::new(RefusalKind::BadRequest, message).at(format!("{name}/{member}")));
            };
            let property = &declared.members[index];
            if property.read_only {
                return Err(read_only(&property.name));
            }
            if values[index].is_some() {
                let message = format!("'{}' appears twice in the body.", property.name);
                return Err(Refusal::new(RefusalKind::BadRequest, message).at(format!("{name}/{member}")));
            }
            values[index] = Some(self.value(property, raw, depth + 1)?);
        }
        Ok(Value::Complex(values))
    }

    fn collection(&self, name: &str, id: ComplexTypeId, raw: &str, depth: usize) -> Result<Value, Refusal> {
        if depth > self.limits.depth_max {
            return Err(too_deep(self.limits));
        }
        if !raw.starts_with('[') {
            return Err(bad_value(name, raw, "an array"));
        }
        let items = elements(raw)?;
        if items.len() > self.limits.entities_max {
            let message = format!("'{name}' holds more than {} elements.", self.limits.entities_max);
            return Err(Refusal::new(RefusalKind::LimitExceeded, message).at(name));
        }
        let values = items.into_iter().map(|item| self.complex(name, id, item.get(), depth + 1));
        Ok(Value::Collection(values.collect::<Result<_, _>>()?))
    }
}

fn string(property: &Property, text: String) -> Result<Value, Refusal> {
    let name = &property.name;
    if text.contains('\0') {
        let message = format!("'{name}' contains the character NUL, which no text may contain.");
        return Err(Refusal::new(RefusalKind::BadValue, message).at(name));
    }
    if let Some(max) = property.max_length.filter(|max| text.len() > *max as usize) {
        let length = text.chars().count();
        if length > max as usize {
            let message = format!(
                "The length of '{name}' is {length} characters, but at most {max} are allowed. Value: {}",
                cut(&text)
            );
            return Err(Refusal::new(RefusalKind::TooLong, message).at(name));
        }
    }
    Ok(Value::String(text))
}

/// Hyphenated in any case, with or without braces. The empty string is refused: the empty GUID is written as zeros.
fn guid(text: &str) -> Option<Uuid> {
    let bare = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(text);
    if bare.len() != uuid::fmt::Hyphenated::LENGTH {
        return None;
    }
    Uuid::try_parse(bare).ok()
}

fn bad_value(name: &str, raw: &str, expected: &str) -> Refusal {
    let message = format!("The value '{}' of '{name}' is not {expected}.", cut(raw.trim_matches('"')));
    Refusal::new(RefusalKind::BadValue, message).at(name)
}

pub(super) fn read_only(name: &str) -> Refusal {
    let message = format!("'{name}' is read-only and cannot be set.");
    Refusal::new(RefusalKind::ReadOnly, message).at(name)
}

pub(super) fn too_deep(limits: &Limits) -> Refusal {
    let message = format!("The body is nested deeper than {} levels.", limits.depth_max);
    Refusal::new(RefusalKind::LimitExceeded, message)
}

fn cut(text: &str) -> &str {
    match text.char_indices().nth(QUOTED_CHARACTERS_MAX) {
        Some((end, _)) => &text[..end],
        None => text,
    }
}
