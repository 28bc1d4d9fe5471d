//! Payment terms.

use money::Amount;
use uuid::Uuid;

use crate::{
    date_formulas::DateFormula,
    errors::RuleError,
    fields::percentage,
    fields::{renamed_code, text},
};

/// When an invoice is due, and what paying early is worth.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PaymentTerms {
    pub id: Uuid,
    pub code: String,
    pub description: String,
    pub due_date_calculation: DateFormula,
    pub discount_date_calculation: DateFormula,
    /// From 0 to 100.
    pub discount_percent: Amount,
    pub calculate_discount_on_credit_memos: bool,
}

/// Longest code, in characters.
const CODE_LENGTH_MAX: usize = 10;

/// The properties of a POST or PATCH; `None` means not in the body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PaymentTermsProperties {
    pub code: Option<String>,
    pub display_name: Option<String>,
    /// The text of a date formula.
    pub due_date_calculation: Option<String>,
    /// The text of a date formula.
    pub discount_date_calculation: Option<String>,
    pub discount_percent: Option<Amount>,
    pub calculate_discount_on_credit_memos: Option<bool>,
}

/// A new payment terms. Code blank: `Field`, taken: `Duplicate`; a text too long: `Length`. A formula that
/// cannot be read, or a percentage outside 0 to 100: `Field`.
pub fn create(id: Uuid, given: &PaymentTermsProperties, code_taken: bool) -> Result<PaymentTerms, RuleError> {
    let blank = PaymentTerms { id, ..PaymentTerms::default() };
    let code = Some(given.code.clone().unwrap_or_default());
    change(&blank, &PaymentTermsProperties { code, ..given.clone() }, code_taken)
}

/// A changed payment terms; a new code renames it and everything that names it (FINANCE.md 7.1, [`crate::relations`]).
/// Errors as for [`create`].
pub fn change(
    stored: &PaymentTerms,
    given: &PaymentTermsProperties,
    code_taken: bool,
) -> Result<PaymentTerms, RuleError> {
    let mut record = stored.clone();
    if let Some(code) = &given.code {
        record.code = renamed_code("payment terms", code, CODE_LENGTH_MAX, &stored.code, code_taken)?;
    }
    if let Some(name) = &given.display_name {
        record.description = text("displayName", name, 100)?;
    }
    if let Some(formula) = &given.due_date_calculation {
        record.due_date_calculation = DateFormula::parse("dueDateCalculation", formula)?;
    }
    if let Some(formula) = &given.discount_date_calculation {
        record.discount_date_calculation = DateFormula::parse("discountDateCalculation", formula)?;
    }
    if let Some(percent) = given.discount_percent {
        record.discount_percent = percentage("discountPercent", percent)?;
    }
    if let Some(calculate) = given.calculate_discount_on_credit_memos {
        record.calculate_discount_on_credit_memos = calculate;
    }
    Ok(record)
}
