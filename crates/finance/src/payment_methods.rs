//! Payment methods.

use uuid::Uuid;

use crate::{
    choices::choices,
    errors::RuleError,
    fields::{renamed_code, text},
};

choices! {
    /// The kind of account an immediate payment is booked to.
    PaymentBalancingAccountType {
        #[default]
        Account = 0, "G/L Account";
        BankAccount = 1, "Bank Account";
    }
}

/// A payment method.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PaymentMethod {
    pub id: Uuid,
    pub code: String,
    pub description: String,
    pub balancing_account_type: PaymentBalancingAccountType,
    /// Not blank: documents with this method are paid at once to this account.
    pub balancing_account_number: String,
    pub direct_debit: bool,
}

/// Longest code, in characters.
const CODE_LENGTH_MAX: usize = 10;

/// The properties of a POST or PATCH; `None` means not in the body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PaymentMethodProperties {
    pub code: Option<String>,
    pub display_name: Option<String>,
}

/// A new payment method. Code blank: `Field`, taken: `Duplicate`; a text too long: `Length`.
pub fn create(
    id: Uuid,
    given: &PaymentMethodProperties,
    code_taken: bool,
) -> Result<PaymentMethod, RuleError> {
    let blank = PaymentMethod { id, ..PaymentMethod::default() };
    let code = Some(given.code.clone().unwrap_or_default());
    change(&blank, &PaymentMethodProperties { code, ..given.clone() }, code_taken)
}

/// A changed payment method; a new code renames it and everything that names it (FINANCE.md 7.1, [`crate::relations`]).
/// Errors as for [`create`].
pub fn change(
    stored: &PaymentMethod,
    given: &PaymentMethodProperties,
    code_taken: bool,
) -> Result<PaymentMethod, RuleError> {
    let mut record = stored.clone();
    if let Some(code) = &given.code {
        record.code = renamed_code("payment method", code, CODE_LENGTH_MAX, &stored.code, code_taken)?;
    }
    if let Some(name) = &given.display_name {
        record.description = text("displayName", name, 100)?;
    }
    Ok(record)
}
