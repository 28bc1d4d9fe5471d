//! Bank accounts, as far as payment journals need them.

use uuid::Uuid;

/// A bank account.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BankAccount {
    pub id: Uuid,
    pub number: String,
    pub name: String,
    pub currency_code: String,
    pub posting_group: String,
    pub blocked: bool,
}
