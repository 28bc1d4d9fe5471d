//! Records of tests as text: one line for each, with the fields that are not blank.

use std::{collections::BTreeMap, fmt::Debug};

use uuid::Uuid;

/// Name and value of every field, in the order of the record.
pub(crate) type Fields = Vec<(String, String)>;

/// A heading, and one line for each record. What all of them have in common stands in front.
pub(crate) fn section(text: &mut String, title: &str, rows: Vec<Fields>) {
    if rows.is_empty() {
        return;
    }
    let is_common = |field: &(String, String)| rows.len() > 1 && rows.iter().all(|row| row.contains(field));
    let common: Fields = rows[0].iter().filter(|field| is_common(field)).cloned().collect();
    text.push_str(title);
    if !common.is_empty() {
        text.push_str(&format!(", all with {}", joined(&common)));
    }
    text.push('\n');
    for row in rows {
        let own: Fields = row.into_iter().filter(|field| !common.contains(field)).collect();
        text.push_str(&format!("  {}\n", joined(&own)));
    }
}

pub(crate) fn joined(fields: &Fields) -> String {
    fields.iter().map(|(name, value)| format!("{name} {value}")).collect::<Vec<_>>().join(", ")
}

/// The fields that differ from those of a blank record, all of them without one; ids by the name of what they stand
/// for.
pub(crate) fn fields<T: Debug>(record: &T, blank: Option<&T>, names: &BTreeMap<Uuid, String>) -> Fields {
    let blank = blank.map(all_fields).unwrap_or_default();
    let filled = all_fields(record).into_iter().filter(|field| !blank.contains(field));
    filled
        .map(|(name, value)| {
            let inner = value.split_once('(').and_then(|(_, inner)| inner.strip_suffix(')'));
            let value = inner.unwrap_or(&value);
            let id = value.parse::<Uuid>().ok();
            let value = id.and_then(|id| names.get(&id)).map_or(value, String::as_str);
            (name, value.trim_matches('"').to_owned())
        })
        .collect()
}

fn all_fields<T: Debug>(record: &T) -> Fields {
    let text = format!("{record:#?}");
    let mut fields = Fields::new();
    for line in text.lines().filter_map(|line| line.strip_prefix("    ")) {
        let starts_field = line.starts_with(|letter: char| letter.is_ascii_lowercase());
        match (line.split_once(": ").filter(|_| starts_field), fields.last_mut()) {
            (Some((name, value)), _) => fields.push((name.to_owned(), value.to_owned())),
            // The inner of a field that is written in several lines.
            (None, Some((_, value))) => value.push_str(line.trim()),
            (None, None) => {}
        }
    }
    for (_, value) in &mut fields {
        value.truncate(value.trim_end_matches(',').len());
    }
    fields
}
