//! A small JSON tree that keeps the order of its members, for documents made once at start.

use super::write;

/// A JSON document in the making.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    Boolean(bool),
    Integer(i64),
    Text(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    /// An object with the members in the order given.
    pub fn object<const N: usize>(members: [(&str, Json); N]) -> Json {
        Json::Object(members.into_iter().map(|(name, value)| (name.to_string(), value)).collect())
    }

    /// An array of whatever converts.
    pub fn array<T: Into<Json>>(items: impl IntoIterator<Item = T>) -> Json {
        Json::Array(items.into_iter().map(Into::into).collect())
    }

    /// Adds a member at the end of an object; other values stay as they are.
    pub fn push(&mut self, name: impl Into<String>, value: impl Into<Json>) {
        if let Json::Object(members) = self {
            members.push((name.into(), value.into()));
        }
    }

    /// The same with one more member at its end.
    pub fn with(mut self, name: impl Into<String>, value: impl Into<Json>) -> Json {
        self.push(name, value);
        self
    }

    /// Writes the document without blanks.
    pub fn write(&self, out: &mut Vec<u8>) {
        match self {
            Json::Boolean(value) => write::boolean(out, *value),
            Json::Integer(value) => write::integer(out, *value, false),
            Json::Text(text) => write::string(out, text),
            Json::Array(items) => {
                out.push(b'[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push(b',');
                    }
                    item.write(out);
                }
                out.push(b']');
            }
            Json::Object(members) => {
                out.push(b'{');
                for (index, (name, value)) in members.iter().enumerate() {
                    if index > 0 {
                        out.push(b',');
                    }
                    write::string(out, name);
                    out.push(b':');
                    value.write(out);
                }
                out.push(b'}');
            }
        }
    }

    /// The document as bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&mut out);
        out
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Json::Boolean(value)
    }
}

impl From<i64> for Json {
    fn from(value: i64) -> Self {
        Json::Integer(value)
    }
}

impl From<u32> for Json {
    fn from(value: u32) -> Self {
        Json::Integer(value.into())
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Json::Text(text.to_string())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Json::Text(text)
    }
}
