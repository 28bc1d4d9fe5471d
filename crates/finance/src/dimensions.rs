//! Dimensions, and sets of dimension values on a line.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::errors::{Category, RuleError};

mod defaults;
mod payload;

pub use defaults::default_set;
pub use payload::{DimensionFacts, checked_pairs, merged};

/// A dimension, such as department.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dimension {
    pub id: Uuid,
    pub code: String,
    pub name: String,
    pub consolidation_code: String,
    pub blocked: bool,
}

/// Dimension code to value code, ordered by code. The store gives equal sets one immutable id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct DimensionSet(pub BTreeMap<String, String>);

impl DimensionSet {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value code of a dimension; blank when the set has none.
    pub fn value_of(&self, dimension_code: &str) -> &str {
        self.0.get(dimension_code).map_or("", String::as_str)
    }

    /// The set of a line whose document had one set and has another now: what changed there changes here too, what is
    /// the line's own stays.
    pub fn followed(&self, before: &DimensionSet, after: &DimensionSet) -> DimensionSet {
        let mut set = self.clone();
        set.0.retain(|code, _| !before.0.contains_key(code) || after.0.contains_key(code));
        let changed = after.0.iter().filter(|(code, value)| before.0.get(*code) != Some(value));
        set.0.extend(changed.map(|(code, value)| (code.clone(), value.clone())));
        set
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(dimension, value)| (dimension.as_str(), value.as_str()))
    }
}

impl FromIterator<(String, String)> for DimensionSet {
    fn from_iter<T: IntoIterator<Item = (String, String)>>(pairs: T) -> Self {
        DimensionSet(pairs.into_iter().collect())
    }
}

/// Refuses (`Dialog`) to delete a dimension or a value that any entry, document, setup or analysis view uses
/// (FINANCE.md 7.4).
pub fn check_delete(noun: &str, code: &str, uses: u64) -> Result<(), RuleError> {
    if uses == 0 {
        return Ok(());
    }
    let message = format!("The {noun} {code} cannot be deleted: it is in use.");
    Err(RuleError::of_record(Category::Dialog, message))
}

#[cfg(test)]
mod tests;
