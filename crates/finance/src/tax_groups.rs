//! Tax groups: VAT product groups in a VAT company, real tax groups in a sales-tax one (FINANCE.md 7.3).

use uuid::Uuid;

use crate::{
    errors::RuleError,
    fields::{renamed_code, text},
    tax_areas::TaxType,
};

/// A tax group or VAT product group.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TaxGroup {
    pub id: Uuid,
    pub code: String,
    pub description: String,
    pub tax_type: TaxType,
}

/// Longest code, in characters.
const CODE_LENGTH_MAX: usize = 20;

/// The properties of a POST or PATCH; `None` means not in the body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TaxGroupProperties {
    pub code: Option<String>,
    pub display_name: Option<String>,
}

/// A new tax group. Code blank: `Field`, taken: `Duplicate`; a text too long: `Length`. The
/// tax type is that of the company: VAT, or sales tax.
pub fn create(
    id: Uuid,
    given: &TaxGroupProperties,
    code_taken: bool,
    tax_type: TaxType,
) -> Result<TaxGroup, RuleError> {
    let blank = TaxGroup { id, tax_type, ..TaxGroup::default() };
    let code = Some(given.code.clone().unwrap_or_default());
    change(&blank, &TaxGroupProperties { code, ..given.clone() }, code_taken)
}

/// A changed tax group; a new code renames it and everything that names it (FINANCE.md 7.1, [`crate::relations`]).
/// Errors as for [`create`].
pub fn change(
    stored: &TaxGroup,
    given: &TaxGroupProperties,
    code_taken: bool,
) -> Result<TaxGroup, RuleError> {
    let mut record = stored.clone();
    if let Some(code) = &given.code {
        record.code = renamed_code("tax group", code, CODE_LENGTH_MAX, &stored.code, code_taken)?;
    }
    if let Some(name) = &given.display_name {
        record.description = text("displayName", name, 100)?;
    }
    Ok(record)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{TaxGroup, TaxGroupProperties, change, create};
    use crate::{Category, tax_areas::TaxType};

    #[test]
    fn a_tax_group_is_stored_as_sent() {
        for tax_type in [TaxType::Vat, TaxType::SalesTax] {
            let given = TaxGroupProperties { code: Some(" std ".into()), display_name: Some("Usual".into()) };
            let made = create(Uuid::from_u128(1), &given, false, tax_type).unwrap();
            let expected = TaxGroup {
                id: Uuid::from_u128(1),
                code: "STD".into(),
                description: "Usual".into(),
                tax_type,
            };
            assert_eq!(made, expected);
            assert_eq!(change(&made, &TaxGroupProperties::default(), true), Ok(expected));
        }
    }

    #[test]
    fn codes_are_given_and_not_taken() {
        let made = |code: Option<&str>, name: &str, taken: bool| {
            let given = TaxGroupProperties { code: code.map(Into::into), display_name: Some(name.into()) };
            let refused = create(Uuid::nil(), &given, taken, TaxType::Vat).err();
            refused.map(|error| (error.category, error.property))
        };
        assert_eq!(made(Some(&"x".repeat(20)), &"x".repeat(100), false), None);
        assert_eq!(made(None, "", false), Some((Category::Field, Some("code"))));
        assert_eq!(made(Some("std"), "", true), Some((Category::Duplicate, Some("code"))));
        assert_eq!(made(Some(&"x".repeat(21)), "", false), Some((Category::Length, Some("code"))));
        let long = made(Some("std"), &"x".repeat(101), false);
        assert_eq!(long, Some((Category::Length, Some("displayName"))));
    }
}
