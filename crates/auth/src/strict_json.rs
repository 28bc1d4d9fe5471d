//! JSON objects read without mercy: a member named twice is refused, as is anything after the object.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde_json::{Map, Value};

/// Reads one JSON object. `None` when the bytes are not UTF-8 JSON, not an object, followed by anything but
/// white space, or when two members of the object have the same name (RFC 7515 section 4, RFC 7519 section
/// 4).
///
/// Only the outermost object is watched for doubled names: every claim and header member this crate reads
/// lives there.
pub(crate) fn object(bytes: &[u8]) -> Option<Map<String, Value>> {
    serde_json::from_slice::<StrictObject>(bytes).ok().map(|object| object.0)
}

struct StrictObject(Map<String, Value>);

impl<'de> Deserialize<'de> for StrictObject {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ObjectVisitor)
    }
}

struct ObjectVisitor;

impl<'de> Visitor<'de> for ObjectVisitor {
    type Value = StrictObject;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<StrictObject, A::Error> {
        let mut members = Map::new();
        while let Some((name, value)) = access.next_entry::<String, Value>()? {
            if members.insert(name, value).is_some() {
                return Err(A::Error::custom("a member is named twice"));
            }
        }
        Ok(StrictObject(members))
    }
}

#[cfg(test)]
mod tests {
    use super::object;

    #[test]
    fn doubled_members_and_trailing_bytes_are_refused() {
        assert_eq!(object(br#" {"a":1,"b":{"c":[2]}} "#).unwrap().len(), 2);
        for bad in [
            &br#"{"a":1,"a":1}"#[..],
            br#"{"a":1,"\u0061":2}"#,
            br#"{"a":1}x"#,
            br#"{"a":1}{}"#,
            b"[]",
            b"1",
            b"null",
            b"",
            b"{\"a\":\"\xff\"}",
            b"\xef\xbb\xbf{}",
            br#"{"a":1,}"#,
        ] {
            assert!(object(bad).is_none(), "{:?}", String::from_utf8_lossy(bad));
        }
        assert!(object("[".repeat(100_000).as_bytes()).is_none());
        assert!(object(format!("{{\"a\":{}", "[".repeat(100_000)).as_bytes()).is_none());
    }
}
