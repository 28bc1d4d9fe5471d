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
            (Properties { tax_area_code: None, ..pair("", "KING") }, Category::Field, "taxAreaCode"),
            (
                Properties { tax_jurisdiction_code: None, ..pair("SEATTLE", "") },
                Category::Field,
                "taxJurisdictionCode",
            ),
            (pair("SEATTLE", ""), Category::Field, "taxJurisdictionCode"),
            (pair("TACOMA", "KING"), Category::Relation, "taxAreaCode"),
            (pair("SEATTLE", "PIERCE"), Category::Relation, "taxJurisdictionCode"),
            (pair("SEATTLE", "WA"), Category::Duplicate, "taxJurisdictionCode"),
        ] {
            let refused = create(Uuid::from_u128(2), &given, &facts).unwrap_err();
            assert_eq!((refused.category, refused.property), (category, Some(property)), "{given:?}");
        }
        let order = Properties { calculation_order: Some(7), ..Properties::default() };
        assert_eq!(change(&state, &order, &facts), Ok(TaxAreaLine { calculation_order: 7, ..state.clone() }));
    }

    #[test]
    fn lines_are_whole_and_may_keep_what_is_gone() {
        let jurisdictions =
            ["KING", "WA"].map(|code| TaxJurisdiction { code: code.into(), ..TaxJurisdiction::default() });
        let areas = ["TACOMA", "SEATTLE"].map(|code| TaxArea { code: code.into(), ..TaxArea::default() });
        let line = |id: u128, area: &str, jurisdiction: &str| TaxAreaLine {
            id: Uuid::from_u128(id),
            tax_area_code: area.into(),
            tax_jurisdiction_code: jurisdiction.into(),
            calculation_order: 2,
        };
        let lines = [line(1, "SEATTLE", "WA"), line(2, "TACOMA", "WA"), line(3, "SEATTLE", "KING")];
        let facts = TaxAreaLineFacts { areas: &areas, jurisdictions: &jurisdictions, lines: &lines };
        let given = Properties {
            tax_area_code: Some("tacoma".into()),
            tax_jurisdiction_code: Some("king".into()),
            calculation_order: Some(2),
        };
        assert_eq!(create(Uuid::from_u128(4), &given, &facts), Ok(line(4, "TACOMA", "KING")));
        let undated = Properties { calculation_order: None, ..given.clone() };
        let made = create(Uuid::from_u128(4), &undated, &facts);
        assert_eq!(made, Ok(TaxAreaLine { calculation_order: 0, ..line(4, "TACOMA", "KING") }));
        for (title, id, given, allowed) in [
            (
                "itself",
                1,
                Properties { tax_jurisdiction_code: Some("wa".into()), ..Properties::default() },
                true,
            ),
            (
                "other",
                1,
                Properties { tax_jurisdiction_code: Some("king".into()), ..Properties::default() },
                false,
            ),
            (
                "other area",
                1,
                Properties { tax_area_code: Some("tacoma".into()), ..Properties::default() },
                false,
            ),
            (
                "free place",
                3,
                Properties { tax_area_code: Some("tacoma".into()), ..Properties::default() },
                true,
            ),
            (
                "no jurisdiction",
                1,
                Properties { tax_jurisdiction_code: Some(String::new()), ..Properties::default() },
                false,
            ),
        ] {
            let stored = &lines[id - 1];
            assert_eq!(change(stored, &given, &facts).is_ok(), allowed, "{title}");
        }
        let nothing = TaxAreaLineFacts { areas: &[], jurisdictions: &[], lines: &lines };
        let same = Properties {
            tax_area_code: Some("seattle".into()),
            tax_jurisdiction_code: Some("wa".into()),
            calculation_order: None,
        };
        assert_eq!(change(&lines[0], &same, &nothing), Ok(lines[0].clone()));
        let length = |area: &str, jurisdiction: &str| {
            let given = Properties {
                tax_area_code: Some(area.into()),
                tax_jurisdiction_code: Some(jurisdiction.into()),
                calculation_order: None,
            };
            create(Uuid::from_u128(4), &given, &facts).unwrap_err().category
        };
        assert_eq!(length(&"x".repeat(21), "WA"), Category::Length);
        assert_eq!(length(&"x".repeat(20), "WA"), Category::Relation);
        assert_eq!(length("SEATTLE", &"x".repeat(11)), Category::Length);
        assert_eq!(length("SEATTLE", &"x".repeat(10)), Category::Relation);
    }
}
