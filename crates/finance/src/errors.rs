//! `RuleError`: why the books refuse a write, in a category that decides the code on the wire.

use std::fmt;

/// The kinds of refusal (FINANCE.md section 0).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Category {
    /// A rule of the application says no.
    Dialog,
    /// A field has, or lacks, a value it must not have, or must have.
    Field,
    /// A code or number names a record that does not exist.
    Relation,
    /// A record that must be there, such as setup, is missing.
    NotFound,
    /// The key is taken.
    Duplicate,
    /// A text is longer than its field.
    Length,
    /// The property cannot be written.
    ReadOnly,
    /// The record has changed since the caller read it.
    Conflict,
    /// No record has the id of the URL.
    NoResource,
}

impl Category {
    pub const ALL: [Category; 9] = [
        Category::Dialog,
        Category::Field,
        Category::Relation,
        Category::NotFound,
        Category::Duplicate,
        Category::Length,
        Category::ReadOnly,
        Category::Conflict,
        Category::NoResource,
    ];

    /// The error code on the wire (FINANCE.md section 0).
    pub const fn wire_code(self) -> &'static str {
        match self {
            Category::Dialog => "Application_DialogException",
            Category::Field => "Application_FieldValidationException",
            Category::Relation => "Internal_InvalidTableRelation",
            Category::NotFound => "Internal_RecordNotFound",
            Category::Duplicate => "Internal_EntityWithSameKeyExists",
            Category::Length => "Application_StringExceededLength",
            Category::ReadOnly => "BadRequest_InvalidOperation",
            Category::Conflict => "Request_EntityChanged",
            Category::NoResource => "BadRequest_ResourceNotFound",
        }
    }
}

/// A refusal: its category, the property at fault where there is one, and a sentence for the user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleError {
    pub category: Category,
    pub property: Option<&'static str>,
    pub message: String,
}

impl RuleError {
    pub fn new(category: Category, property: &'static str, message: impl Into<String>) -> Self {
        RuleError { category, property: Some(property), message: message.into() }
    }

    /// A refusal that concerns the record as a whole.
    pub fn of_record(category: Category, message: impl Into<String>) -> Self {
        RuleError { category, property: None, message: message.into() }
    }

    pub fn dialog(property: &'static str, message: impl Into<String>) -> Self {
        Self::new(Category::Dialog, property, message)
    }

    pub fn field(property: &'static str, message: impl Into<String>) -> Self {
        Self::new(Category::Field, property, message)
    }

    /// The value names nothing: `The payment terms "X" named by paymentTermsId do not exist.`
    pub fn relation(property: &'static str, noun: &str, value: impl fmt::Display) -> Self {
        Self::new(Category::Relation, property, format!("{property}: there is no {noun} \"{value}\"."))
    }

    /// The key is taken by another record of the same kind.
    pub fn duplicate(property: &'static str, noun: &str, value: impl fmt::Display) -> Self {
        Self::new(
            Category::Duplicate,
            property,
            format!("{property}: {} {noun} \"{value}\" exists already. Choose another value.", article(noun)),
        )
    }

    pub fn read_only(property: &'static str) -> Self {
        Self::new(Category::ReadOnly, property, format!("{property} is read-only and cannot be written."))
    }
}

/// `a` or `an`, by the first letter.
fn article(noun: &str) -> &'static str {
    if noun.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" }
}

impl fmt::Display for RuleError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for RuleError {}

#[cfg(test)]
mod tests {
    use super::{Category, RuleError};

    #[test]
    fn refusals_have_a_category_a_property_and_a_sentence() {
        let cases = [
            (
                RuleError::new(Category::Conflict, "id", "Changed."),
                Category::Conflict,
                Some("id"),
                "Changed.",
            ),
            (RuleError::of_record(Category::NotFound, "None."), Category::NotFound, None, "None."),
            (RuleError::dialog("code", "No."), Category::Dialog, Some("code"), "No."),
            (RuleError::field("code", "No."), Category::Field, Some("code"), "No."),
            (
                RuleError::relation("countryCode", "country", "XX"),
                Category::Relation,
                Some("countryCode"),
                "countryCode: there is no country \"XX\".",
            ),
            (
                RuleError::duplicate("code", "location", "MAIN"),
                Category::Duplicate,
                Some("code"),
                "code: a location \"MAIN\" exists already. Choose another value.",
            ),
            (
                RuleError::duplicate("number", "item with the number", "1"),
                Category::Duplicate,
                Some("number"),
                "number: an item with the number \"1\" exists already. Choose another value.",
            ),
            (
                RuleError::read_only("balance"),
                Category::ReadOnly,
                Some("balance"),
                "balance is read-only and cannot be written.",
            ),
        ];
        for (error, category, property, sentence) in cases {
            assert_eq!((error.category, error.property), (category, property), "{error}");
            assert_eq!(error.to_string(), sentence);
        }
    }
}
