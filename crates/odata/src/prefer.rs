//! The `Prefer` header (OData 4.01 Protocol 8.2.8; RFC 7240; PROTOCOL.md 4.7).

use crate::accept::split_outside_quotes;

/// The preferences this service can honour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Preferences {
    /// What a successful write answers.
    pub answer: Option<PreferredAnswer>,
    /// `maxpagesize`, at least 1.
    pub page_rows_max: Option<u64>,
    /// Go on with a batch after a request of it failed. `None`: nothing said.
    pub continue_on_error: Option<bool>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PreferredAnswer {
    /// `return=representation`.
    Representation,
    /// `return=minimal`.
    Minimal,
    /// `return-no-content`, the older spelling of `return=minimal`.
    NoContent,
}

impl PreferredAnswer {
    /// The preference as `Preference-Applied` repeats it.
    pub fn name(self) -> &'static str {
        match self {
            PreferredAnswer::Representation => "return=representation",
            PreferredAnswer::Minimal => "return=minimal",
            PreferredAnswer::NoContent => "return-no-content",
        }
    }
}

/// Reads all `Prefer` headers of a request. What is unknown or malformed is passed over, as RFC 7240 asks; the first of
/// two equal preferences counts.
pub fn parse<'h>(headers: impl IntoIterator<Item = &'h str>) -> Preferences {
    let mut preferences = Preferences::default();
    for preference in headers.into_iter().flat_map(|header| split_outside_quotes(header, ',')) {
        // Parameters of a preference stand behind `;`; none of the known ones has any.
        let preference = split_outside_quotes(preference, ';').next().unwrap_or_default();
        let (name, value) = preference.split_once('=').unwrap_or((preference, ""));
        let name = name.trim().to_ascii_lowercase();
        let value = value.trim().trim_matches('"').to_ascii_lowercase();
        apply(&mut preferences, name.strip_prefix("odata.").unwrap_or(&name), &value);
    }
    preferences
}

fn apply(preferences: &mut Preferences, name: &str, value: &str) {
    match (name, value) {
        ("return", "representation") => set_answer(preferences, PreferredAnswer::Representation),
        ("return", "minimal") => set_answer(preferences, PreferredAnswer::Minimal),
        ("return-no-content", "") => set_answer(preferences, PreferredAnswer::NoContent),
        ("maxpagesize", _) => {
            let rows = value.parse::<u64>().ok().filter(|rows| *rows > 0);
            preferences.page_rows_max = preferences.page_rows_max.or(rows);
        }
        ("continue-on-error", "" | "true") => set_continue(preferences, true),
        ("continue-on-error", "false") => set_continue(preferences, false),
        _ => {}
    }
}

fn set_answer(preferences: &mut Preferences, answer: PreferredAnswer) {
    preferences.answer.get_or_insert(answer);
}

fn set_continue(preferences: &mut Preferences, go_on: bool) {
    preferences.continue_on_error.get_or_insert(go_on);
}
