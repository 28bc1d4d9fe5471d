//! Lines of tax areas: which jurisdictions levy sales tax in an area, and in which order (FINANCE.md 5.4).

use uuid::Uuid;

use crate::{
    errors::{Category, RuleError},
    fields::required_code,
    tax_areas::TaxArea,
    tax_jurisdictions::{self, TaxJurisdiction},
};

/// One jurisdiction of a tax area.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TaxAreaLine {
    pub id: Uuid,
    pub tax_area_code: String,
    pub tax_jurisdiction_code: String,
    /// The highest is calculated first.
    pub calculation_order: i32,
}

/// Longest code of a tax area, in characters.
const AREA_LENGTH_MAX: usize = 20;

/// The properties of a POST or PATCH; `None` means not in the body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TaxAreaLineProperties {
    pub tax_area_code: Option<String>,
    pub tax_jurisdiction_code: Option<String>,
    pub calculation_order: Option<i32>,
}

/// What is known when a line is written.
#[derive(Debug, Clone, Copy)]
pub struct TaxAreaLineFacts<'a> {
    /// At least those that the request names, as far as they exist.
    pub areas: &'a [TaxArea],
    pub jurisdictions: &'a [TaxJurisdiction],
    /// All lines of the company.
    pub lines: &'a [TaxAreaLine],
}

/// A new line. A code blank: `Field`; unknown: `Relation`; the jurisdiction is in the area already: `Duplicate`.
pub fn create(
    id: Uuid,
    given: &TaxAreaLineProperties,
    facts: &TaxAreaLineFacts<'_>,
) -> Result<TaxAreaLine, RuleError> {
    let blank = TaxAreaLine { id, ..TaxAreaLine::default() };
    let given = TaxAreaLineProperties {
        tax_area_code: Some(given.tax_area_code.clone().unwrap_or_default()),
        tax_jurisdiction_code: Some(given.tax_jurisdiction_code.clone().unwrap_or_default()),
        ..given.clone()
    };
    change(&blank, &given, facts)
}

/// A changed line. It holds for lines of documents made from now on. Errors as for [`create`].
pub fn change(
    stored: &TaxAreaLine,
    given: &TaxAreaLineProperties,
    facts: &TaxAreaLineFacts<'_>,
) -> Result<TaxAreaLine, RuleError> {
    let mut line = stored.clone();
    if let Some(area) = &given.tax_area_code {
        let area = required_code("taxAreaCode", area, AREA_LENGTH_MAX)?;
        if area != stored.tax_area_code && !facts.areas.iter().any(|known| known.code == area) {
            return Err(RuleError::relation("taxAreaCode", "tax area", area));
        }
        line.tax_area_code = area;
    }
    if let Some(jurisdiction) = &given.tax_jurisdiction_code {
        line.tax_jurisdiction_code =
            known_jurisdiction(jurisdiction, &stored.tax_jurisdiction_code, facts.jurisdictions)?;
    }
    line.calculation_order = given.calculation_order.unwrap_or(line.calculation_order);
    let taken = facts.lines.iter().any(|other| {
        other.id != line.id
            && other.tax_area_code == line.tax_area_code
            && other.tax_jurisdiction_code == line.tax_jurisdiction_code
    });
    if taken {
        let message = format!(
            "taxJurisdictionCode: {} is in the tax area {} already.",
            line.tax_jurisdiction_code, line.tax_area_code
        );
        return Err(RuleError::new(Category::Duplicate, "taxJurisdictionCode", message));
    }
    Ok(line)
}

/// The code of a jurisdiction that exists, or the one that was there before.
pub(crate) fn known_jurisdiction(
    value: &str,
    stored: &str,
    jurisdictions: &[TaxJurisdiction],
) -> Result<String, RuleError> {
    let property = "taxJurisdictionCode";
    let code = required_code(property, value, tax_jurisdictions::CODE_LENGTH_MAX)?;
    if code != stored && !jurisdictions.iter().any(|known| known.code == code) {
        return Err(RuleError::relation(property, "tax jurisdiction", code));
    }
    Ok(code)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{TaxAreaLine, TaxAreaLineFacts, TaxAreaLineProperties as Properties, change, create};
    use crate::{Category, tax_areas::TaxArea, tax_jurisdictions::TaxJurisdiction};

    #[test]
    fn a_jurisdiction_stands_once_in_an_area_that_exists() {
        let areas = [TaxArea { code: "SEATTLE".into(), ..TaxArea::default() }];
        let jurisdictions =
            ["WA", "KING"].map(|code| TaxJurisdiction { code: code.into(), ..TaxJurisdiction::default() });
        let state = TaxAreaLine {
            id: Uuid::from_u128(1),
            tax_area_code: "SEATTLE".into(),
            tax_jurisdiction_code: "WA".into(),
            calculation_order: 2,
        };
        let lines = [state.clone()];
        let facts = TaxAreaLineFacts { areas: &areas, jurisdictions: &jurisdictions, lines: &lines };
        let pair = |area: &str, jurisdiction: &str| Properties {
            tax_area_code: Some(area.into()),
            tax_jurisdiction_code: Some(jurisdiction.into()),
            calculation_order: Some(1),
        };
        let made = create(Uuid::from_u128(2), &pair(" seattle", "king"), &facts).unwrap();
        assert_eq!((made.tax_area_code.as_str(), made.calculation_order), ("SEATTLE", 1));
        for (given, category, property) in [
            (pair("", "KING"), Category::Field, "taxAreaCode"),
            (pair("SEATTLE", ""), Category::Field, "taxJurisdictionCode"),
            (pair("TACOMA", "KING"), Category::Relation, "taxAreaCode"),
            (pair("SEATTLE", "PIERCE"), Category::Relation, "taxJurisdictionCode"),
            (pair("SEATTLE", "WA"), Category::Duplicate, "taxJurisdictionCode"),
        ] {
            let refused = create(Uuid::from_u128(2), &given, &facts).unwrap_err();
            assert_eq!((refused.category, refused.property), (category, Some(property)), "{given:?}");
        }
        let order = Properties { calculation_order: Some(7), ..Properties::default() };
        assert_eq!(change(&state, &order, &facts).unwrap().calculation_order, 7);
    }
}
