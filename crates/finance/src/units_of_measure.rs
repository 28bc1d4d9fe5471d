//! Units of measure.

use uuid::Uuid;

use crate::{
    errors::{Category, RuleError},
    fields::{code, renamed_code, text},
};

/// A unit in which goods are counted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UnitOfMeasure {
    pub id: Uuid,
    pub code: String,
    pub description: String,
    /// The code of UN/CEFACT, such as `EA`.
    pub international_standard_code: String,
    pub symbol: String,
}

/// Longest code, in characters.
const CODE_LENGTH_MAX: usize = 10;

/// The properties of a POST or PATCH; `None` means not in the body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UnitOfMeasureProperties {
    pub code: Option<String>,
    pub display_name: Option<String>,
    pub international_standard_code: Option<String>,
    pub symbol: Option<String>,
}

/// A new unit of measure. Code blank: `Field`, taken: `Duplicate`; a text too long: `Length`.
pub fn create(
    id: Uuid,
    given: &UnitOfMeasureProperties,
    code_taken: bool,
) -> Result<UnitOfMeasure, RuleError> {
    let blank = UnitOfMeasure { id, ..UnitOfMeasure::default() };
    let code = Some(given.code.clone().unwrap_or_default());
    change(&blank, &UnitOfMeasureProperties { code, ..given.clone() }, code_taken)
}

/// A changed unit of measure; a new code renames it and everything that names it (FINANCE.md 7.1,
/// [`crate::relations`]).
/// Errors as for [`create`].
pub fn change(
    stored: &UnitOfMeasure,
    given: &UnitOfMeasureProperties,
    code_taken: bool,
) -> Result<UnitOfMeasure, RuleError> {
    let mut record = stored.clone();
    if let Some(code) = &given.code {
        record.code = renamed_code("unit of measure", code, CODE_LENGTH_MAX, &stored.code, code_taken)?;
    }
    if let Some(value) = &given.display_name {
        record.description = text("displayName", value, 50)?;
    }
    if let Some(value) = &given.international_standard_code {
        record.international_standard_code = code("internationalStandardCode", value, 10)?;
    }
    if let Some(value) = &given.symbol {
        record.symbol = text("symbol", value, 10)?;
    }
    Ok(record)
}

/// Refuses (`Dialog`) to delete the base unit of an item (FINANCE.md 7.3).
pub fn check_delete(unit: &UnitOfMeasure, items: u64) -> Result<(), RuleError> {
    if items > 0 {
        let message = format!(
            "The unit of measure {} cannot be deleted: it is the base unit of measure of {items} items.",
            unit.code
        );
        return Err(RuleError::of_record(Category::Dialog, message));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{UnitOfMeasure, UnitOfMeasureProperties, change, check_delete, create};
    use crate::Category;

    #[test]
    fn units_are_made_renamed_and_kept_while_items_count_in_them() {
        let given = UnitOfMeasureProperties {
            code: Some("pcs".into()),
            display_name: Some("Piece".into()),
            international_standard_code: Some("ea".into()),
            symbol: Some("pc".into()),
        };
        let unit = create(Uuid::nil(), &given, false).unwrap();
        let expected = UnitOfMeasure {
            id: Uuid::nil(),
            code: "PCS".into(),
            description: "Piece".into(),
            international_standard_code: "EA".into(),
            symbol: "pc".into(),
        };
        assert_eq!(unit, expected);
        let renamed =
            UnitOfMeasureProperties { code: Some("box".into()), ..UnitOfMeasureProperties::default() };
        assert_eq!(change(&unit, &renamed, false).unwrap().code, "BOX");
        assert_eq!(change(&unit, &renamed, true).unwrap_err().category, Category::Duplicate);
        let blank = create(Uuid::nil(), &UnitOfMeasureProperties::default(), false);
        assert_eq!(blank.unwrap_err().category, Category::Field);
        assert_eq!(check_delete(&unit, 0), Ok(()));
        assert_eq!(check_delete(&unit, 1).unwrap_err().category, Category::Dialog);
    }
}
