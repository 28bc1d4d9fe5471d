//! One JSON object as a list of names and unread texts; checks syntax, duplicates and size.

use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::Limits;
use crate::{Refusal, RefusalKind};

/// The members of an object in the order sent. Values stay text, so that digits of numbers are kept as they are.
pub(crate) struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'a> Members<'a> {
    /// Reads a whole body, which must be one object.
    pub(crate) fn parse_body(text: &'a str, limits: &Limits) -> Result<Self, Refusal> {
        if text.trim_ascii().is_empty() {
            return Err(Refusal::new(
                RefusalKind::BadRequest,
                "The body is empty; a JSON object is expected.",
            ));
        }
        Self::parse(text, limits)
    }

    /// Reads the text of a value, which must be an object.
    pub(crate) fn parse(text: &'a str, limits: &Limits) -> Result<Self, Refusal> {
        let members: Members = serde_json::from_str(text).map_err(|error| invalid(&error))?;
        if members.0.len() > limits.members_max {
            let message =
                format!("An object has {} members; {} are allowed.", members.0.len(), limits.members_max);
            return Err(Refusal::new(RefusalKind::LimitExceeded, message));
        }
        Ok(members)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &'a str)> {
        self.0.iter().map(|(name, raw)| (name.as_str(), raw.get()))
    }
}

/// A body as text; a byte order mark is skipped.
pub(super) fn text_of(body: &[u8]) -> Result<&str, Refusal> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    std::str::from_utf8(body).map_err(|error| {
        let message = format!("The body is not UTF-8: wrong byte at position {}.", error.valid_up_to());
        Refusal::new(RefusalKind::BadRequest, message)
    })
}

/// The elements of an array as unread texts.
pub(super) fn elements(text: &str) -> Result<Vec<&RawValue>, Refusal> {
    serde_json::from_str(text).map_err(|error| invalid(&error))
}

fn invalid(error: &serde_json::Error) -> Refusal {
    Refusal::new(RefusalKind::BadRequest, format!("The body is not a valid JSON object: {error}."))
}

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members: Vec<(String, &RawValue)> = Vec::new();
        let mut names = HashSet::new();
        while let Some((name, raw)) = map.next_entry::<String, &RawValue>()? {
            if !names.insert(name.clone()) {
                return Err(A::Error::custom(format_args!("the member '{name}' appears twice")));
            }
            members.push((name, raw));
        }
        Ok(Members(members))
    }
}
