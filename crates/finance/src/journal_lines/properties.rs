//! The properties a request gives for a journal line, brought into stored form.

use jiff::civil::Date;
use money::Amount;
use uuid::Uuid;

use super::{JournalAccountType, JournalLine};
use crate::{
    errors::RuleError,
    fields::{code, present_id, text},
};

/// The properties of a POST or PATCH; `None` means not in the body, an explicit null comes as the blank
/// value of the type.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LineProperties {
    pub journal_id: Option<Uuid>,
    pub journal_display_name: Option<String>,
    pub line_number: Option<i32>,
    pub account_type: Option<JournalAccountType>,
    pub account_id: Option<Uuid>,
    pub account_number: Option<String>,
    pub posting_date: Option<Date>,
    pub document_number: Option<String>,
    pub external_document_number: Option<String>,
    pub amount: Option<Amount>,
    pub description: Option<String>,
    pub comment: Option<String>,
    pub tax_code: Option<String>,
    pub balancing_account_type: Option<JournalAccountType>,
    pub balancing_account_id: Option<Uuid>,
    pub balancing_account_number: Option<String>,
    /// Pairs of dimension code and value code (V1 only).
    pub dimensions: Option<Vec<(String, String)>>,
}

/// Records a request needs, by id or by number.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Keys {
    pub ids: Vec<Uuid>,
    pub numbers: Vec<String>,
}

impl Keys {
    pub(crate) fn add(&mut self, id: Option<Uuid>, number: Option<&str>) {
        self.ids.extend(id.and_then(present_id));
        self.numbers.extend(number.filter(|number| !number.is_empty()).map(str::to_owned));
    }
}

/// A code of a body in stored form: in capitals, trimmed, not too long (`Length`).
pub(crate) fn as_code(
    property: &'static str,
    value: &mut Option<String>,
    length_max: usize,
) -> Result<(), RuleError> {
    match value {
        Some(given) => code(property, given, length_max).map(|stored| *given = stored),
        None => Ok(()),
    }
}

/// The length of a text of a body (`Length`).
pub(crate) fn as_text(
    property: &'static str,
    value: &Option<String>,
    length_max: usize,
) -> Result<(), RuleError> {
    match value {
        Some(given) => text(property, given, length_max).map(drop),
        None => Ok(()),
    }
}

impl LineProperties {
    /// Codes in capitals and trimmed, lengths checked in page order (`Length`). Call this before any fact
    /// is loaded.
    pub fn normalized(mut self) -> Result<Self, RuleError> {
        as_code("accountNumber", &mut self.account_number, 20)?;
        as_code("documentNumber", &mut self.document_number, 20)?;
        as_code("externalDocumentNumber", &mut self.external_document_number, 35)?;
        as_text("description", &self.description, 100)?;
        as_text("comment", &self.comment, 250)?;
        as_code("taxCode", &mut self.tax_code, 20)?;
        as_code("balancingAccountNumber", &mut self.balancing_account_number, 20)?;
        Ok(self)
    }

    /// The records to load for either side: whatever the request and the stored line name, of any kind.
    pub fn account_keys(&self, line: Option<&JournalLine>) -> Keys {
        let mut keys = Keys::default();
        keys.add(self.account_id, self.account_number.as_deref());
        keys.add(self.balancing_account_id, self.balancing_account_number.as_deref());
        if let Some(line) = line {
            keys.add(None, Some(&line.account_number));
            keys.add(None, Some(&line.balancing_account_number));
        }
        keys
    }
}
