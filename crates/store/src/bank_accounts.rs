//! Rows of bank accounts.

use finance::bank_accounts::BankAccount;
use finance::default_dimensions::DimensionTable;
use uuid::Uuid;

use crate::record::{self, record};
use crate::{Session, StoreError, default_dimensions};

record! {
    BankAccount in "bank_accounts" {
        id: value = "id",
        number: value = "number",
        name: value = "name",
        bank_account_number: value = "bank_account_number",
        iban: value = "iban",
        currency_code: value = "currency_code",
        currency_id: value = "currency_id",
        posting_group: value = "posting_group",
        blocked: value = "blocked",
        intercompany_enabled: value = "intercompany_enabled",
    }
}

/// Deletes a bank account together with its default dimensions.
pub async fn delete(session: &mut Session, company: Uuid, account: &BankAccount) -> Result<(), StoreError> {
    default_dimensions::delete_of(session, company, DimensionTable::BankAccount, &account.number).await?;
    record::delete::<BankAccount>(session, company, account.id).await
}
