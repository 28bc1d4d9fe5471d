//! Payment methods.

use uuid::Uuid;

use crate::choices::choices;

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
