//! Entity tags: a weak, opaque tag made from the row version, in the form Business Central gives its own
//! (PROTOCOL.md 3.3).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Longest tag, in bytes.
const TAG_BYTES_MAX: usize = 64;

/// Appends `W/"…"` for a row version.
pub fn write(row_version: i64, out: &mut Vec<u8>) {
    write_with_quotes(row_version, b"W/\"", b"\"", out);
}

/// Appends the tag as the inside of a JSON string: its quotes escaped.
pub fn write_in_json(row_version: i64, out: &mut Vec<u8>) {
    write_with_quotes(row_version, b"W/\\\"", b"\\\"", out);
}

/// The tag as text.
pub fn text(row_version: i64) -> String {
    let mut out = Vec::with_capacity(TAG_BYTES_MAX);
    write(row_version, &mut out);
    String::from_utf8(out).unwrap_or_default()
}

fn write_with_quotes(row_version: i64, open: &[u8], close: &[u8], out: &mut Vec<u8>) {
    let mut digits = itoa::Buffer::new();
    let digits = digits.format(row_version).as_bytes();
    let mut plain = [0_u8; TAG_BYTES_MAX / 2];
    let mut length = 0;
    let mut push = |bytes: &[u8]| {
        plain[length..length + bytes.len()].copy_from_slice(bytes);
        length += bytes.len();
    };
    // `'<length of the payload>;<payload>1;00;'`
    let mut count = itoa::Buffer::new();
    push(b"'");
    push(count.format(digits.len() + 1).as_bytes());
    push(b";");
    push(digits);
    push(b"1;00;'");
    let mut encoded = [0_u8; TAG_BYTES_MAX];
    let written = STANDARD.encode_slice(&plain[..length], &mut encoded).unwrap_or(0);
    out.extend_from_slice(open);
    out.extend_from_slice(&encoded[..written]);
    out.extend_from_slice(close);
}

/// What `If-Match` or `If-None-Match` asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// `*`
    Any,
    /// One or more tags.
    Tags(Vec<String>),
    /// Not a tag at all.
    Malformed,
}

impl Condition {
    pub fn parse(header: &str) -> Condition {
        let header = header.trim();
        if header == "*" {
            return Condition::Any;
        }
        let mut tags = Vec::new();
        for part in header.split(',') {
            let part = part.trim();
            let quoted = part.strip_prefix("W/").or_else(|| part.strip_prefix("w/")).unwrap_or(part);
            let inside = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
            match inside {
                Some(inside) if !inside.is_empty() && !inside.contains('"') => tags.push(inside.to_owned()),
                _ => return Condition::Malformed,
            }
        }
        Condition::Tags(tags)
    }

    /// Weak comparison with the tag of a row version (RFC 9110 8.8.3.2).
    pub fn matches(&self, row_version: i64) -> bool {
        match self {
            Condition::Any => true,
            Condition::Malformed => false,
            Condition::Tags(tags) => {
                let tag = text(row_version);
                let inside = &tag[3..tag.len() - 1];
                tags.iter().any(|known| known == inside)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags() {
        assert_eq!(text(42), "W/\"JzM7NDIxOzAwOyc=\"");
        assert_eq!(text(i64::MAX).len(), 3 + 40 + 1);
        let mut json = Vec::new();
        write_in_json(42, &mut json);
        assert_eq!(json, b"W/\\\"JzM7NDIxOzAwOyc=\\\"");
    }

    #[test]
    fn conditions() {
        for (header, matches) in [
            ("*", true),
            (r#"W/"JzM7NDIxOzAwOyc=""#, true),
            (r#""JzM7NDIxOzAwOyc=""#, true),
            (r#""other", W/"JzM7NDIxOzAwOyc=""#, true),
            (r#"W/"other""#, false),
            ("JzM7NDIxOzAwOyc=", false),
            ("", false),
            ("\"", false),
        ] {
            assert_eq!(Condition::parse(header).matches(42), matches, "{header}");
        }
    }
}
