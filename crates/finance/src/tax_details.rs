//! Tax details: the rates of a tax jurisdiction from a date on (FINANCE.md 5.4).

use jiff::civil::Date;
use money::Amount;
use uuid::Uuid;

use crate::{
    choices::choices,
    errors::{Category, RuleError},
    fields::{BLANK_DATE, code, percentage},
    tax_area_lines::known_jurisdiction,
    tax_groups::TaxGroup,
    tax_jurisdictions::TaxJurisdiction,
};

choices! {
    /// What a tax is taken of.
    SalesTaxType {
        /// Of the amount, in percent.
        #[default]
        SalesTax = 0, "Sales Tax";
        /// Of the quantity, an amount for each base unit.
        ExciseTax = 1, "Excise Tax";
    }
}

/// The rate of a jurisdiction for a tax group from a date on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaxDetail {
    pub id: Uuid,
    pub tax_jurisdiction_code: String,
    /// Blank: for every group that has no detail of its own.
    pub tax_group_code: String,
    pub tax_type: SalesTaxType,
    /// Blank: from the beginning.
    pub effective_date: Date,
    /// Up to this amount in local currency, or quantity, `tax_below_maximum` holds; zero: always.
    pub maximum_amount_or_quantity: Amount,
    /// A percentage of sales tax, an amount per unit of excise tax.
    pub tax_below_maximum: Amount,
    pub tax_above_maximum: Amount,
}

impl Default for TaxDetail {
    fn default() -> Self {
        TaxDetail {
            id: Uuid::nil(),
            tax_jurisdiction_code: String::new(),
            tax_group_code: String::new(),
            tax_type: SalesTaxType::SalesTax,
            effective_date: BLANK_DATE,
            maximum_amount_or_quantity: Amount::ZERO,
            tax_below_maximum: Amount::ZERO,
            tax_above_maximum: Amount::ZERO,
        }
    }
}

/// Longest code of a tax group, in characters.
const GROUP_LENGTH_MAX: usize = 20;

/// The properties of a POST or PATCH; `None` means not in the body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TaxDetailProperties {
    pub tax_jurisdiction_code: Option<String>,
    pub tax_group_code: Option<String>,
    pub tax_type: Option<SalesTaxType>,
    pub effective_date: Option<Date>,
    pub maximum_amount_or_quantity: Option<Amount>,
    pub tax_below_maximum: Option<Amount>,
    pub tax_above_maximum: Option<Amount>,
}

/// What is known when a detail is written.
#[derive(Debug, Clone, Copy)]
pub struct TaxDetailFacts<'a> {
    /// At least those that the request names, as far as they exist.
    pub jurisdictions: &'a [TaxJurisdiction],
    pub groups: &'a [TaxGroup],
    /// All details of the company.
    pub details: &'a [TaxDetail],
}

/// A new detail. No jurisdiction, a negative number, a percentage above 100: `Field`; an unknown jurisdiction or group:
/// `Relation`; a second detail of one jurisdiction, group, type and date: `Duplicate`.
pub fn create(
    id: Uuid,
    given: &TaxDetailProperties,
    facts: &TaxDetailFacts<'_>,
) -> Result<TaxDetail, RuleError> {
    let blank = TaxDetail { id, ..TaxDetail::default() };
    let jurisdiction = Some(given.tax_jurisdiction_code.clone().unwrap_or_default());
    change(&blank, &TaxDetailProperties { tax_jurisdiction_code: jurisdiction, ..given.clone() }, facts)
}

/// A changed detail. It holds for lines of documents made from now on; lines of drafts keep their rates until their tax
/// code is set again or the posting date moves. Errors as for [`create`].
pub fn change(
    stored: &TaxDetail,
    given: &TaxDetailProperties,
    facts: &TaxDetailFacts<'_>,
) -> Result<TaxDetail, RuleError> {
    let mut detail = stored.clone();
    if let Some(jurisdiction) = &given.tax_jurisdiction_code {
        detail.tax_jurisdiction_code =
            known_jurisdiction(jurisdiction, &stored.tax_jurisdiction_code, facts.jurisdictions)?;
    }
    if let Some(group) = &given.tax_group_code {
        let group = code("taxGroupCode", group, GROUP_LENGTH_MAX)?;
        let known = group.is_empty()
            || group == stored.tax_group_code
            || facts.groups.iter().any(|known| known.code == group);
        if !known {
            return Err(RuleError::relation("taxGroupCode", "tax group", group));
        }
        detail.tax_group_code = group;
    }
    detail.tax_type = given.tax_type.unwrap_or(detail.tax_type);
    detail.effective_date = given.effective_date.unwrap_or(detail.effective_date);
    take_rates(&mut detail, given)?;
    check_place(&detail, facts)?;
    Ok(detail)
}

fn take_rates(detail: &mut TaxDetail, given: &TaxDetailProperties) -> Result<(), RuleError> {
    if let Some(maximum) = given.maximum_amount_or_quantity {
        detail.maximum_amount_or_quantity = not_negative("maximumAmountOrQuantity", maximum)?;
    }
    let rates = [
        ("taxBelowMaximum", given.tax_below_maximum, &mut detail.tax_below_maximum),
        ("taxAboveMaximum", given.tax_above_maximum, &mut detail.tax_above_maximum),
    ];
    for (property, given, rate) in rates {
        let given = given.unwrap_or(*rate);
        *rate = match detail.tax_type {
            SalesTaxType::SalesTax => percentage(property, given)?,
            SalesTaxType::ExciseTax => not_negative(property, given)?,
        };
    }
    Ok(())
}

fn not_negative(property: &'static str, value: Amount) -> Result<Amount, RuleError> {
    if value.is_negative() {
        return Err(RuleError::field(property, format!("{property} must not be negative.")));
    }
    Ok(value)
}

fn check_place(detail: &TaxDetail, facts: &TaxDetailFacts<'_>) -> Result<(), RuleError> {
    let same = |other: &&TaxDetail| {
        other.id != detail.id
            && other.tax_jurisdiction_code == detail.tax_jurisdiction_code
            && other.tax_group_code == detail.tax_group_code
            && other.tax_type == detail.tax_type
            && other.effective_date == detail.effective_date
    };
    if facts.details.iter().any(|other| same(&other)) {
        let message = format!(
            "effectiveDate: {} has a detail of this tax group and tax type from this date on already.",
            detail.tax_jurisdiction_code
        );
        return Err(RuleError::new(Category::Duplicate, "effectiveDate", message));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use money::Amount;
    use uuid::Uuid;

    use super::{SalesTaxType, TaxDetail, TaxDetailFacts, TaxDetailProperties as Properties, change, create};
    use crate::{Category, tax_groups::TaxGroup, tax_jurisdictions::TaxJurisdiction};

    fn amount(text: &str) -> Amount {
        Amount::parse(text).unwrap()
    }

    #[test]
    fn details_are_one_per_jurisdiction_group_type_and_date() {
        let jurisdictions = [TaxJurisdiction { code: "WA".into(), ..TaxJurisdiction::default() }];
        let groups = [TaxGroup { code: "FOOD".into(), ..TaxGroup::default() }];
        let details = [TaxDetail {
            id: Uuid::from_u128(1),
            tax_jurisdiction_code: "WA".into(),
            tax_below_maximum: amount("6"),
            ..TaxDetail::default()
        }];
        let facts = TaxDetailFacts { jurisdictions: &jurisdictions, groups: &groups, details: &details };
        let food = Properties {
            tax_jurisdiction_code: Some("wa".into()),
            tax_group_code: Some("food".into()),
            tax_below_maximum: Some(amount("1.5")),
            ..Properties::default()
        };
        let made = create(Uuid::from_u128(2), &food, &facts).unwrap();
        assert_eq!((made.tax_group_code.as_str(), made.tax_below_maximum), ("FOOD", amount("1.5")));
        let excise = Properties {
            tax_type: Some(SalesTaxType::ExciseTax),
            tax_below_maximum: Some(amount("250")),
            ..food.clone()
        };
        assert!(create(Uuid::from_u128(2), &excise, &facts).is_ok(), "an amount per unit is no percentage");
        let later =
            Properties { effective_date: Some(date(2027, 1, 1)), tax_group_code: None, ..food.clone() };
        assert!(create(Uuid::from_u128(2), &later, &facts).is_ok());
        for (given, category, property) in [
            (
                Properties { tax_jurisdiction_code: None, ..food.clone() },
                Category::Field,
                "taxJurisdictionCode",
            ),
            (
                Properties { tax_jurisdiction_code: Some("OR".into()), ..food.clone() },
                Category::Relation,
                "taxJurisdictionCode",
            ),
            (
                Properties { tax_group_code: Some("TOYS".into()), ..food.clone() },
                Category::Relation,
                "taxGroupCode",
            ),
            (
                Properties { tax_below_maximum: Some(amount("101")), ..food.clone() },
                Category::Field,
                "taxBelowMaximum",
            ),
            (
                Properties { tax_above_maximum: Some(amount("-1")), ..food.clone() },
                Category::Field,
                "taxAboveMaximum",
            ),
            (
                Properties { maximum_amount_or_quantity: Some(amount("-1")), ..food.clone() },
                Category::Field,
                "maximumAmountOrQuantity",
            ),
            (Properties { tax_group_code: None, ..food.clone() }, Category::Duplicate, "effectiveDate"),
        ] {
            let refused = create(Uuid::from_u128(2), &given, &facts).unwrap_err();
            assert_eq!((refused.category, refused.property), (category, Some(property)), "{given:?}");
        }
        // What was an amount per unit may be no percentage.
        let excise = create(Uuid::from_u128(2), &excise, &facts).unwrap();
        let sales = Properties { tax_type: Some(SalesTaxType::SalesTax), ..Properties::default() };
        assert_eq!(change(&excise, &sales, &facts).unwrap_err().property, Some("taxBelowMaximum"));
    }

    #[test]
    fn a_detail_is_stored_as_sent() {
        let jurisdictions = [TaxJurisdiction { code: "WA".into(), ..TaxJurisdiction::default() }];
        let groups = [TaxGroup { code: "FOOD".into(), ..TaxGroup::default() }];
        let known = TaxDetailFacts { jurisdictions: &jurisdictions, groups: &groups, details: &[] };
        let given = Properties {
            tax_jurisdiction_code: Some("wa".into()),
            tax_group_code: Some("food".into()),
            tax_type: Some(SalesTaxType::ExciseTax),
            effective_date: Some(date(2026, 7, 1)),
            maximum_amount_or_quantity: Some(amount("1000")),
            tax_below_maximum: Some(amount("250")),
            tax_above_maximum: Some(amount("125")),
        };
        let expected = TaxDetail {
            id: Uuid::from_u128(1),
            tax_jurisdiction_code: "WA".into(),
            tax_group_code: "FOOD".into(),
            tax_type: SalesTaxType::ExciseTax,
            effective_date: date(2026, 7, 1),
            maximum_amount_or_quantity: amount("1000"),
            tax_below_maximum: amount("250"),
            tax_above_maximum: amount("125"),
        };
        assert_eq!(create(Uuid::from_u128(1), &given, &known), Ok(expected.clone()));
        assert_eq!(change(&expected, &Properties::default(), &known), Ok(expected.clone()));
        // Its own codes are kept without a question.
        let nothing = TaxDetailFacts { jurisdictions: &[], groups: &[], details: &[] };
        let same = Properties {
            tax_jurisdiction_code: Some("wa".into()),
            tax_group_code: Some("food".into()),
            ..Properties::default()
        };
        assert_eq!(change(&expected, &same, &nothing), Ok(expected.clone()));
        let every_group = Properties { tax_group_code: Some(" ".into()), ..Properties::default() };
        let of_every_group = TaxDetail { tax_group_code: String::new(), ..expected.clone() };
        assert_eq!(change(&expected, &every_group, &nothing), Ok(of_every_group));
        let long = Properties { tax_group_code: Some("x".repeat(21)), ..Properties::default() };
        assert_eq!(change(&expected, &long, &known).unwrap_err().category, Category::Length);
        let zero = Properties {
            maximum_amount_or_quantity: Some(Amount::ZERO),
            tax_below_maximum: Some(Amount::ZERO),
            tax_above_maximum: Some(Amount::ZERO),
            ..Properties::default()
        };
        let untaxed = TaxDetail {
            maximum_amount_or_quantity: Amount::ZERO,
            tax_below_maximum: Amount::ZERO,
            tax_above_maximum: Amount::ZERO,
            ..expected.clone()
        };
        assert_eq!(change(&expected, &zero, &known), Ok(untaxed));
        let negative = Properties { tax_below_maximum: Some(amount("-0.01")), ..Properties::default() };
        assert_eq!(change(&expected, &negative, &known).unwrap_err().property, Some("taxBelowMaximum"));
    }

    /// Two details differ in one thing at least, whichever it is.
    #[test]
    fn details_differ_in_one_thing_at_least() {
        let stored = TaxDetail {
            id: Uuid::from_u128(1),
            tax_jurisdiction_code: "WA".into(),
            tax_group_code: "FOOD".into(),
            effective_date: date(2026, 7, 1),
            ..TaxDetail::default()
        };
        let itself = stored.clone();
        let like = TaxDetail { id: Uuid::from_u128(2), ..stored.clone() };
        for (other, allowed) in [
            (itself, true),
            (like.clone(), false),
            (TaxDetail { tax_jurisdiction_code: "OR".into(), ..like.clone() }, true),
            (TaxDetail { tax_group_code: String::new(), ..like.clone() }, true),
            (TaxDetail { tax_type: SalesTaxType::ExciseTax, ..like.clone() }, true),
            (TaxDetail { effective_date: date(2026, 7, 2), ..like }, true),
        ] {
            let facts =
                TaxDetailFacts { jurisdictions: &[], groups: &[], details: std::slice::from_ref(&other) };
            let changed = change(&stored, &Properties::default(), &facts);
            assert_eq!(changed.is_ok(), allowed, "{other:?}");
        }
    }
}
