//! From the raw query text to named options: splitting, decoding, duplicates, unknown names.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use smallvec::SmallVec;

use crate::error::{Refusal, RefusalKind};
use crate::query::cursor::Cursor;

/// System query options (OData 4.01 Protocol 11.2.1; URL Conventions 5.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SystemOption {
    Select,
    Expand,
    Filter,
    OrderBy,
    Top,
    Skip,
    Count,
    Search,
    Compute,
    Levels,
    SkipToken,
    DeltaToken,
    Format,
    SchemaVersion,
    Apply,
    Id,
    Index,
}

const NAMES: [(&str, SystemOption); 17] = [
    ("$select", SystemOption::Select),
    ("$expand", SystemOption::Expand),
    ("$filter", SystemOption::Filter),
    ("$orderby", SystemOption::OrderBy),
    ("$top", SystemOption::Top),
    ("$skip", SystemOption::Skip),
    ("$count", SystemOption::Count),
    ("$search", SystemOption::Search),
    ("$compute", SystemOption::Compute),
    ("$levels", SystemOption::Levels),
    ("$skiptoken", SystemOption::SkipToken),
    ("$deltatoken", SystemOption::DeltaToken),
    ("$format", SystemOption::Format),
    ("$schemaversion", SystemOption::SchemaVersion),
    ("$apply", SystemOption::Apply),
    ("$id", SystemOption::Id),
    ("$index", SystemOption::Index),
];

impl SystemOption {
    /// By name in any case, with or without `$` (OData 4.01 Minimal 6 and 7).
    pub fn find(name: &str) -> Option<SystemOption> {
        let bare = name.strip_prefix('$').unwrap_or(name);
        let found = NAMES.iter().find(|(known, _)| known[1..].eq_ignore_ascii_case(bare))?;
        Some(found.1)
    }

    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(_, option)| *option == self).map_or("", |(name, _)| name)
    }
}

/// The system options of one level, each with the place its value is read from.
#[derive(Default)]
pub(crate) struct LevelOptions<'a> {
    items: SmallVec<[(SystemOption, Cursor<'a>); 8]>,
}

impl<'a> LevelOptions<'a> {
    /// Adds an option; a second one of the same name is refused.
    pub fn add(&mut self, option: SystemOption, cursor: Cursor<'a>) -> Result<(), Refusal> {
        if self.get(option).is_some() {
            let message = format!("The query option '{}' must not be given more than once.", option.name());
            return Err(Refusal::new(RefusalKind::BadRequest, message).at(option.name()));
        }
        self.items.push((option, cursor));
        Ok(())
    }

    pub fn get(&self, option: SystemOption) -> Option<Cursor<'a>> {
        self.items.iter().find(|(known, _)| *known == option).map(|(_, cursor)| *cursor)
    }

    pub fn names(&self) -> impl Iterator<Item = SystemOption> + '_ {
        self.items.iter().map(|(option, _)| *option)
    }
}

/// The decoded options of a request.
#[derive(Default)]
pub(crate) struct RequestOptions<'a> {
    pub system: SmallVec<[(SystemOption, Cow<'a, str>); 8]>,
    pub aliases: Vec<(String, String)>,
    pub custom: Vec<(String, String)>,
}

impl<'a> RequestOptions<'a> {
    /// Splits at `&` and the first `=`, then decodes each half once.
    pub fn split(query: Option<&'a str>) -> Result<Self, Refusal> {
        let mut options = RequestOptions::default();
        for item in query.unwrap_or_default().split('&').filter(|item| !item.is_empty()) {
            let (name, value) = item.split_once('=').unwrap_or((item, ""));
            let name = decode_query(name, "a name in the query")?;
            let value = decode_query(value, &name)?;
            if let Some(option) = SystemOption::find(&name) {
                options.system.push((option, value));
            } else if name.starts_with('@') {
                options.add_alias(name.into_owned(), value.into_owned())?;
            } else if name.starts_with('$') {
                let message = format!("The query option '{name}' is not known.");
                return Err(Refusal::new(RefusalKind::BadRequest, message).at(name));
            } else {
                options.custom.push((name.into_owned(), value.into_owned()));
            }
        }
        Ok(options)
    }

    fn add_alias(&mut self, name: String, value: String) -> Result<(), Refusal> {
        if self.aliases.iter().any(|(known, _)| *known == name) {
            let message = format!("The parameter alias '{name}' must not be given more than once.");
            return Err(Refusal::new(RefusalKind::BadRequest, message).at(name));
        }
        self.aliases.push((name, value));
        Ok(())
    }

    /// The system options as one level.
    pub fn level(&self) -> Result<LevelOptions<'_>, Refusal> {
        let mut level = LevelOptions::default();
        for (option, value) in &self.system {
            level.add(*option, Cursor::new(option.name(), value))?;
        }
        Ok(level)
    }
}

/// Decodes a query name or value: `+` is a blank, `%XX` a byte, the bytes UTF-8.
fn decode_query<'a>(text: &'a str, what: &str) -> Result<Cow<'a, str>, Refusal> {
    if !text.contains('+') {
        return decode(text, what);
    }
    Ok(Cow::Owned(decode(&text.replace('+', " "), what)?.into_owned()))
}

/// Decodes `%XX` once. Refuses bytes that are not UTF-8, and NUL, which no database keeps in a text.
pub(crate) fn decode<'a>(text: &'a str, what: &str) -> Result<Cow<'a, str>, Refusal> {
    let bad = |problem: &str| Refusal::new(RefusalKind::BadRequest, format!("{what} {problem}.")).at(what);
    let decoded = percent_decode_str(text).decode_utf8().map_err(|_| bad("is not UTF-8 after decoding"))?;
    if decoded.contains('\0') { Err(bad("contains the character NUL")) } else { Ok(decoded) }
}
