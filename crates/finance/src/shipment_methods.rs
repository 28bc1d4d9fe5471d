//! Shipment methods.

use uuid::Uuid;

use crate::{
    errors::RuleError,
    fields::{renamed_code, text},
};

/// A shipment method, such as a delivery term.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ShipmentMethod {
    pub id: Uuid,
    pub code: String,
    pub description: String,
}

/// Longest code, in characters.
const CODE_LENGTH_MAX: usize = 10;

/// The properties of a POST or PATCH; `None` means not in the body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ShipmentMethodProperties {
    pub code: Option<String>,
    pub display_name: Option<String>,
}

/// A new shipment method. Code blank: `Field`, taken: `Duplicate`; a text too long: `Length`.
pub fn create(
    id: Uuid,
    given: &ShipmentMethodProperties,
    code_taken: bool,
) -> Result<ShipmentMethod, RuleError> {
    let blank = ShipmentMethod { id, ..ShipmentMethod::default() };
    let code = Some(given.code.clone().unwrap_or_default());
    change(&blank, &ShipmentMethodProperties { code, ..given.clone() }, code_taken)
}

/// A changed shipment method; a new code renames it and everything that names it (FINANCE.md 7.1,
/// [`crate::relations`]). Errors as for [`create`].
pub fn change(
    stored: &ShipmentMethod,
    given: &ShipmentMethodProperties,
    code_taken: bool,
) -> Result<ShipmentMethod, RuleError> {
    let mut record = stored.clone();
    if let Some(code) = &given.code {
        record.code = renamed_code("shipment method", code, CODE_LENGTH_MAX, &stored.code, code_taken)?;
    }
    if let Some(name) = &given.display_name {
        record.description = text("displayName", name, 100)?;
    }
    Ok(record)
}
