//! Names in place of ids and tags, so that answers read well and stay the same from run to run.

use std::collections::HashMap;

use uuid::Uuid;

/// Variables of a file, and the ids and tags of one case by order of appearance.
#[derive(Default)]
pub struct Names {
    values: HashMap<String, String>,
    names_of_ids: HashMap<Uuid, String>,
    ids: Vec<Uuid>,
    tags: Vec<String>,
}

/// Length of a GUID in text.
const GUID_LENGTH: usize = 36;

impl Names {
    /// Gives a value a name; ids are shown by their last name from now on.
    pub fn set(&mut self, name: &str, value: &str) {
        if let Ok(id) = Uuid::try_parse(value) {
            self.names_of_ids.insert(id, name.to_owned());
        }
        self.values.insert(name.to_owned(), value.to_owned());
    }

    /// Begins a new case: ids without a name and tags are counted from one again.
    pub fn begin_case(&mut self) {
        self.ids.clear();
        self.tags.clear();
    }

    /// Puts values in place of `{name}`. A name begins with a letter, so JSON is left alone.
    pub fn fill(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find('{') {
            out.push_str(&rest[..start]);
            rest = &rest[start..];
            let is_name = rest[1..].starts_with(|first: char| first.is_ascii_alphabetic());
            match rest.find('}').filter(|_| is_name) {
                Some(end) => {
                    let name = &rest[1..end];
                    let value =
                        self.values.get(name).unwrap_or_else(|| panic!("nothing is named {{{name}}}"));
                    out.push_str(value);
                    rest = &rest[end + 1..];
                }
                None => {
                    out.push('{');
                    rest = &rest[1..];
                }
            }
        }
        out + rest
    }

    /// Puts names in place of ids and tags.
    pub fn mask(&mut self, text: &str) -> String {
        let text = self.mask_ids(text);
        let text = self.mask_tags(&text);
        let text = mask_after(&text, "$skiptoken=", "<token>");
        mask_after(&text, "Content-Length: ", "<length>")
    }

    fn mask_ids(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut index = 0;
        while index < text.len() {
            let guid = text.get(index..index + GUID_LENGTH).filter(|part| part.as_bytes()[8] == b'-');
            match guid.and_then(|part| Uuid::try_parse(part).ok()) {
                Some(id) => {
                    out.push_str(&self.shown(id));
                    index += GUID_LENGTH;
                }
                None => {
                    let character = text[index..].chars().next().unwrap_or_default();
                    out.push(character);
                    index += character.len_utf8();
                }
            }
        }
        out
    }

    fn shown(&mut self, id: Uuid) -> String {
        if id.is_nil() {
            return id.to_string();
        }
        if let Some(name) = self.names_of_ids.get(&id) {
            return format!("{{{name}}}");
        }
        format!("<id {}>", position(&mut self.ids, id))
    }

    fn mask_tags(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find("W/") {
            let (before, tag) = rest.split_at(start);
            out.push_str(before);
            let open = if tag.starts_with("W/\\\"") { "W/\\\"" } else { "W/\"" };
            let close = &open[2..];
            let inside = tag.strip_prefix(open).and_then(|inside| inside.split_once(close));
            match inside {
                Some((inside, after)) => {
                    let number = position(&mut self.tags, inside.to_owned());
                    out.push_str(&format!("{open}<etag {number}>{close}"));
                    rest = after;
                }
                None => {
                    out.push_str("W/");
                    rest = &tag[2..];
                }
            }
        }
        out + rest
    }
}

/// Puts a word in place of what follows a text up to the end of a word.
fn mask_after(text: &str, before: &str, word: &str) -> String {
    let mut parts = text.split(before);
    let mut out = parts.next().unwrap_or("").to_owned();
    for part in parts {
        let end = part.find(|next: char| !next.is_ascii_alphanumeric() && !"-_".contains(next));
        out.push_str(before);
        out.push_str(word);
        out.push_str(&part[end.unwrap_or(part.len())..]);
    }
    out
}

/// The place of a value in a list, from one; it is added when it is not there.
fn position<T: PartialEq>(list: &mut Vec<T>, value: T) -> usize {
    match list.iter().position(|known| *known == value) {
        Some(index) => index + 1,
        None => {
            list.push(value);
            list.len()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Names;

    #[test]
    fn names_in_place_of_ids_and_back() {
        let mut names = Names::default();
        let (known, other) = ("0a0a0a0a-1111-2222-3333-444444444444", "0a0a0a0a-1111-2222-3333-555555555555");
        names.set("customer:C-100", known);
        assert_eq!(names.fill("/x({customer:C-100}) {\"a\":{}}"), format!("/x({known}) {{\"a\":{{}}}}"));
        let text = format!("{{\"@odata.etag\":\"W/\\\"abc\\\"\",\"id\":\"{known}\",\"b\":\"{other}\"}}");
        let masked = r#"{"@odata.etag":"W/\"<etag 1>\"","id":"{customer:C-100}","b":"<id 1>"}"#;
        assert_eq!(names.mask(&text), masked);
    }
}
