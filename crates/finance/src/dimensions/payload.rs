//! Dimensions as a request gives them: pairs of codes, checked against the dimensions there are.

use super::{Dimension, DimensionSet};
use crate::{
    dimension_values::DimensionValue,
    errors::RuleError,
    fields::{code, required_code},
};

/// The dimensions and values there are, at least those the request names.
#[derive(Debug, Clone, Copy, Default)]
pub struct DimensionFacts<'a> {
    pub dimensions: &'a [Dimension],
    pub values: &'a [DimensionValue],
}

impl DimensionFacts<'_> {
    /// The value of a dimension, both by code; `Dialog` when either does not exist.
    pub fn check_pair(&self, property: &'static str, dimension: &str, value: &str) -> Result<(), RuleError> {
        if !self.dimensions.iter().any(|known| known.code == dimension) {
            let message = format!("{property}: there is no dimension \"{dimension}\".");
            return Err(RuleError::dialog(property, message));
        }
        let known = self.values.iter().any(|known| known.dimension_code == dimension && known.code == value);
        if known {
            return Ok(());
        }
        let message = format!("{property}: the dimension \"{dimension}\" has no value \"{value}\".");
        Err(RuleError::dialog(property, message))
    }
}

/// The pairs of a request as a set: codes in capitals, known, none twice (FINANCE.md 1.6); else `Dialog`, or
/// `Field` for a blank dimension code, or `Length`.
pub fn checked_pairs(
    property: &'static str,
    pairs: &[(String, String)],
    facts: DimensionFacts<'_>,
) -> Result<DimensionSet, RuleError> {
    let mut set = DimensionSet::default();
    for (dimension, value) in pairs {
        let dimension = required_code(property, dimension, 20)?;
        let value = code(property, value, 20)?;
        facts.check_pair(property, &dimension, &value)?;
        if set.0.contains_key(&dimension) {
            let message = format!("{property}: the dimension \"{dimension}\" is given more than once.");
            return Err(RuleError::dialog(property, message));
        }
        set.0.insert(dimension, value);
    }
    Ok(set)
}

/// Defaults overlaid with the request's own pairs, as journal lines do (FINANCE.md 1.6). Customer payments
/// replace the whole set instead.
pub fn merged(defaults: DimensionSet, given: DimensionSet) -> DimensionSet {
    let mut set = defaults;
    set.0.extend(given.0);
    set
}
