//! Tax areas: VAT business groups in a VAT company, real tax areas in a sales-tax one (FINANCE.md 7.3).

use uuid::Uuid;

use crate::{
    choices::choices,
    companies::GeneralLedgerSetup,
    errors::{Category, RuleError},
    fields::{renamed_code, text},
};

choices! {
    /// The tax system a tax area or tax group belongs to.
    TaxType {
        #[default]
        SalesTax = 0, "Sales Tax";
        Vat = 1, "VAT";
    }
}

impl TaxType {
    /// The tax system of a company, to which its new tax areas and groups belong and in which its customers stand.
    pub fn of_company(setup: &GeneralLedgerSetup) -> TaxType {
        if setup.is_vat_company { TaxType::Vat } else { TaxType::SalesTax }
    }
}

/// A tax area or VAT business group.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TaxArea {
    pub id: Uuid,
    pub code: String,
    pub description: String,
    pub tax_type: TaxType,
}

/// Longest code, in characters.
const CODE_LENGTH_MAX: usize = 20;

/// The properties of a POST or PATCH; `None` means not in the body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TaxAreaProperties {
    pub code: Option<String>,
    pub display_name: Option<String>,
}

/// A new tax area. Code blank: `Field`, taken: `Duplicate`; a text too long: `Length`. The
/// tax type is that of the company: VAT, or sales tax.
pub fn create(
    id: Uuid,
    given: &TaxAreaProperties,
    code_taken: bool,
    tax_type: TaxType,
) -> Result<TaxArea, RuleError> {
    let blank = TaxArea { id, tax_type, ..TaxArea::default() };
    let code = Some(given.code.clone().unwrap_or_default());
    change(&blank, &TaxAreaProperties { code, ..given.clone() }, code_taken)
}

/// A changed tax area; a new code renames it and everything that names it (FINANCE.md 7.1, [`crate::relations`]).
/// Errors as for [`create`].
pub fn change(stored: &TaxArea, given: &TaxAreaProperties, code_taken: bool) -> Result<TaxArea, RuleError> {
    let mut record = stored.clone();
    if let Some(code) = &given.code {
        record.code = renamed_code("tax area", code, CODE_LENGTH_MAX, &stored.code, code_taken)?;
    }
    if let Some(name) = &given.display_name {
        record.description = text("displayName", name, 100)?;
    }
    Ok(record)
}

/// How a real tax area is used (FINANCE.md 7.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DeleteFacts {
    pub customers: u64,
    pub sales_drafts: u64,
    pub posted_sales_invoices: u64,
}

/// Refuses (`Dialog`) to delete a tax area in use. A VAT business group goes without a question.
pub fn check_delete(area: &TaxArea, facts: &DeleteFacts) -> Result<(), RuleError> {
    let used = facts.customers + facts.sales_drafts + facts.posted_sales_invoices > 0;
    if area.tax_type == TaxType::Vat || !used {
        return Ok(());
    }
    let message = format!("The tax area {} cannot be deleted: customers or documents use it.", area.code);
    Err(RuleError::of_record(Category::Dialog, message))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{DeleteFacts, TaxArea, TaxAreaProperties, TaxType, change, check_delete, create};
    use crate::{Category, companies::GeneralLedgerSetup};

    #[test]
    fn a_tax_area_is_stored_as_sent_and_belongs_to_the_system_of_the_company() {
        for (is_vat_company, tax_type) in [(true, TaxType::Vat), (false, TaxType::SalesTax)] {
            let setup = GeneralLedgerSetup { is_vat_company, ..GeneralLedgerSetup::default() };
            assert_eq!(TaxType::of_company(&setup), tax_type);
            let given =
                TaxAreaProperties { code: Some(" home ".into()), display_name: Some("At home".into()) };
            let made = create(Uuid::from_u128(1), &given, false, tax_type).unwrap();
            let expected = TaxArea {
                id: Uuid::from_u128(1),
                code: "HOME".into(),
                description: "At home".into(),
                tax_type,
            };
            assert_eq!(made, expected);
            assert_eq!(change(&made, &TaxAreaProperties::default(), true), Ok(expected));
        }
    }

    #[test]
    fn codes_are_given_and_not_taken() {
        let made = |code: Option<&str>, name: &str, taken: bool| {
            let given = TaxAreaProperties { code: code.map(Into::into), display_name: Some(name.into()) };
            let refused = create(Uuid::nil(), &given, taken, TaxType::Vat).err();
            refused.map(|error| (error.category, error.property))
        };
        assert_eq!(made(Some(&"x".repeat(20)), &"x".repeat(100), false), None);
        assert_eq!(made(None, "", false), Some((Category::Field, Some("code"))));
        assert_eq!(made(Some("home"), "", true), Some((Category::Duplicate, Some("code"))));
        assert_eq!(made(Some(&"x".repeat(21)), "", false), Some((Category::Length, Some("code"))));
        let long = made(Some("home"), &"x".repeat(101), false);
        assert_eq!(long, Some((Category::Length, Some("displayName"))));
    }

    #[test]
    fn a_real_tax_area_stays_while_it_is_used() {
        let unused = DeleteFacts::default();
        let mut used = [unused; 4];
        used[0].customers = 1;
        used[1].sales_drafts = 1;
        used[2].posted_sales_invoices = 1;
        used[3] = DeleteFacts { customers: 2, sales_drafts: 1, posted_sales_invoices: 1 };
        let area = |tax_type| TaxArea { tax_type, ..TaxArea::default() };
        assert_eq!(check_delete(&area(TaxType::SalesTax), &unused), Ok(()));
        for facts in used {
            let refused = check_delete(&area(TaxType::SalesTax), &facts).unwrap_err();
            assert_eq!(refused.category, Category::Dialog, "{facts:?}");
            assert_eq!(check_delete(&area(TaxType::Vat), &facts), Ok(()));
        }
    }
}
