//! Replaces what differs from run to run by names, in order of appearance.

use std::collections::HashMap;

use uuid::Uuid;

/// Turns ids, times and etags into `<id 1>`, `<time 1>`, `<etag 1>`; the same value gets the same name throughout.
#[derive(Clone, Debug, Default)]
pub struct Mask {
    names: HashMap<String, String>,
    counts: HashMap<&'static str, usize>,
    /// Texts replaced before anything else, such as the address of the server.
    fixed: Vec<(String, String)>,
}

impl Mask {
    /// Shows `text` as `<name>` wherever it appears.
    pub fn fix(&mut self, text: impl Into<String>, name: &str) {
        self.fixed.push((text.into(), format!("<{name}>")));
    }

    /// The text with everything changeable replaced.
    pub fn apply(&mut self, text: &str) -> String {
        let mut text = text.to_owned();
        for (from, to) in &self.fixed {
            text = text.replace(from, to);
        }
        let mut masked = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while !rest.is_empty() {
            let (length, kind) = find_at_start(rest, masked.as_bytes().last().copied());
            match kind {
                Some(kind) => masked.push_str(&self.name(kind, &rest[..length])),
                None => masked.push_str(&rest[..length]),
            }
            rest = &rest[length..];
        }
        masked
    }

    fn name(&mut self, kind: &'static str, value: &str) -> String {
        let key = format!("{kind} {}", value.to_ascii_lowercase());
        if let Some(name) = self.names.get(&key) {
            return name.clone();
        }
        let count = self.counts.entry(kind).or_insert(0);
        *count += 1;
        let name = format!("<{kind} {count}>");
        self.names.insert(key, name.clone());
        name
    }
}

/// How many bytes belong together at the start of the text, and what they are if they are to be replaced.
fn find_at_start(text: &str, before: Option<u8>) -> (usize, Option<&'static str>) {
    let follows_word = before.is_some_and(|byte| byte.is_ascii_alphanumeric());
    if !follows_word {
        if let Some(length) = guid(text) {
            return (length, Some("id"));
        }
        if let Some(length) = time(text) {
            return (length, Some("time"));
        }
        if let Some(length) = etag(text) {
            return (length, Some("etag"));
        }
        for option in ["$skiptoken=", "$deltatoken="] {
            if let Some(value) = text.strip_prefix(option) {
                let end = value.find(['&', '"', '\n']).unwrap_or(value.len());
                return (option.len() + end, Some("token"));
            }
        }
    }
    (text.chars().next().map_or(1, char::len_utf8), None)
}

/// A GUID other than the empty one, which is the same in every run.
fn guid(text: &str) -> Option<usize> {
    const LENGTH: usize = 36;
    let candidate = text.get(..LENGTH)?;
    let ends = !text[LENGTH..].starts_with(|next: char| next.is_ascii_alphanumeric());
    let id = Uuid::try_parse(candidate).ok()?;
    (ends && candidate.contains('-') && !id.is_nil()).then_some(LENGTH)
}

/// `2026-03-10T09:00:00`, with fraction and zone when there are; years before 1900 are no times of a run.
fn time(text: &str) -> Option<usize> {
    const PATTERN: &[u8] = b"dddd-dd-ddTdd:dd:dd";
    let bytes = text.as_bytes();
    let head = bytes.get(..PATTERN.len())?;
    let fits = head.iter().zip(PATTERN).all(|(byte, pattern)| match pattern {
        b'd' => byte.is_ascii_digit(),
        other => byte == other,
    });
    if !fits || head < b"1900".as_slice() {
        return None;
    }
    let fraction = |byte: &&u8| byte.is_ascii_digit() || **byte == b'.';
    let mut length = PATTERN.len() + bytes[PATTERN.len()..].iter().take_while(fraction).count();
    length += usize::from(bytes.get(length) == Some(&b'Z'));
    Some(length)
}

/// `W/"…"`, with its quotes escaped inside of JSON.
fn etag(text: &str) -> Option<usize> {
    for (open, close) in [("W/\"", "\""), ("W/\\\"", "\\\"")] {
        if let Some(rest) = text.strip_prefix(open) {
            return Some(open.len() + rest.find(close)? + close.len());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::Mask;

    #[test]
    fn equal_values_get_equal_names() {
        let mut mask = Mask::default();
        mask.fix("http://127.0.0.1:1234", "server");
        mask.fix("11111111-1111-4111-8111-111111111111", "company");
        let cases = [
            ("http://127.0.0.1:1234/beta", "<server>/beta"),
            ("companies(11111111-1111-4111-8111-111111111111)", "companies(<company>)"),
            (r#""id":"22222222-1111-4111-8111-111111111111""#, r#""id":"<id 1>""#),
            ("33333333-1111-4111-8111-111111111111/22222222-1111-4111-8111-111111111111", "<id 2>/<id 1>"),
            ("00000000-0000-0000-0000-000000000000", "00000000-0000-0000-0000-000000000000"),
            ("2026-03-10T09:00:00.123Z 2026-03-10 2026-03-10T09:00:00", "<time 1> 2026-03-10 <time 2>"),
            ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"),
            (r#"W/"abc" and "W/\"def\"" and W/"abc""#, r#"<etag 1> and "<etag 2>" and <etag 1>"#),
            ("?$top=1&$skiptoken=ab%3D&$select=id", "?$top=1&<token 1>&$select=id"),
            ("é W/ 2026", "é W/ 2026"),
        ];
        for (text, expected) in cases {
            assert_eq!(mask.apply(text), expected, "{text}");
        }
    }
}
