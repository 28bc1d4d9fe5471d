//! Rows of bank accounts.

use finance::bank_accounts::BankAccount;

use crate::record::record;

record! {
    BankAccount in "bank_accounts" {
        id: value = "id",
        number: value = "number",
        name: value = "name",
        currency_code: value = "currency_code",
        posting_group: value = "posting_group",
        blocked: value = "blocked",
    }
}
