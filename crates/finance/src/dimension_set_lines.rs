//! Dimension set lines: single pairs of a line's dimension set, added, changed and removed (V2).

use uuid::Uuid;

use crate::{
    dimension_values::DimensionValue,
    dimensions::{Dimension, DimensionFacts, DimensionSet},
    errors::RuleError,
    fields::{code, present_id},
};

/// The properties of a POST or PATCH; `None` means not in the body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DimensionSetLineProperties {
    /// The id of the dimension.
    pub id: Option<Uuid>,
    pub code: Option<String>,
    pub value_id: Option<Uuid>,
    pub value_code: Option<String>,
}

/// The set with one pair more (FINANCE.md 1.6). Dimension or value not given, unknown, contradicting, or the
/// dimension already in the set: `Dialog`.
pub fn add(
    set: &DimensionSet,
    given: &DimensionSetLineProperties,
    facts: DimensionFacts<'_>,
) -> Result<DimensionSet, RuleError> {
    let dimension = dimension_of(given, facts)?;
    let value = value_of(given, dimension, facts)?;
    if set.0.contains_key(&dimension.code) {
        let message = format!("code: the line has a value of the dimension \"{}\" already.", dimension.code);
        return Err(RuleError::dialog("code", message));
    }
    let mut set = set.clone();
    set.0.insert(dimension.code.clone(), value.code.clone());
    Ok(set)
}

/// The set with another value for a dimension it has. Another dimension in the request: `Dialog`.
pub fn change(
    set: &DimensionSet,
    dimension_code: &str,
    given: &DimensionSetLineProperties,
    facts: DimensionFacts<'_>,
) -> Result<DimensionSet, RuleError> {
    let own = DimensionSetLineProperties { code: Some(dimension_code.to_owned()), ..Default::default() };
    let stored = dimension_of(&own, facts)?;
    if (given.id.is_some() || given.code.is_some()) && dimension_of(given, facts)?.code != stored.code {
        let message = "code: the dimension of a line cannot be changed. Remove it and add another.";
        return Err(RuleError::dialog("code", message));
    }
    let value = value_of(given, stored, facts)?;
    let mut set = set.clone();
    set.0.insert(stored.code.clone(), value.code.clone());
    Ok(set)
}

/// The set without a dimension.
pub fn remove(set: &DimensionSet, dimension_code: &str) -> DimensionSet {
    let mut set = set.clone();
    set.0.remove(dimension_code);
    set
}

fn dimension_of<'a>(
    given: &DimensionSetLineProperties,
    facts: DimensionFacts<'a>,
) -> Result<&'a Dimension, RuleError> {
    let code = code("code", given.code.as_deref().unwrap_or(""), 20)?;
    let id = given.id.and_then(present_id);
    if code.is_empty() && id.is_none() {
        return Err(RuleError::dialog("code", "code: name the dimension by id or code."));
    }
    let fits = |dimension: &&Dimension| {
        id.is_none_or(|id| dimension.id == id) && (code.is_empty() || dimension.code == code)
    };
    facts.dimensions.iter().find(fits).ok_or_else(|| {
        let message = "code: there is no dimension with the id and code given.";
        RuleError::dialog("code", message)
    })
}

fn value_of<'a>(
    given: &DimensionSetLineProperties,
    dimension: &Dimension,
    facts: DimensionFacts<'a>,
) -> Result<&'a DimensionValue, RuleError> {
    let code = code("valueCode", given.value_code.as_deref().unwrap_or(""), 20)?;
    let id = given.value_id.and_then(present_id);
    if code.is_empty() && id.is_none() {
        return Err(RuleError::dialog("valueCode", "valueCode: name the value by valueId or valueCode."));
    }
    let fits = |value: &&DimensionValue| {
        value.dimension_code == dimension.code
            && id.is_none_or(|id| value.id == id)
            && (code.is_empty() || value.code == code)
    };
    facts.values.iter().find(fits).ok_or_else(|| {
        let message = format!(
            "valueCode: the dimension \"{}\" has no value with the id and code given.",
            dimension.code
        );
        RuleError::dialog("valueCode", message)
    })
}

#[cfg(test)]
mod tests;
