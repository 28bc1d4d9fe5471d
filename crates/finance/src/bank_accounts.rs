//! Bank accounts.

use uuid::Uuid;

use crate::{
    companies::GeneralLedgerSetup,
    currencies::Currency,
    errors::{Category, RuleError},
    fields::{code, normalize_code, text},
    id_pairs::IdPair,
    party_cards::change_number,
};

/// A bank account.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BankAccount {
    pub id: Uuid,
    pub number: String,
    pub name: String,
    pub bank_account_number: String,
    pub iban: String,
    pub currency_code: String,
    pub currency_id: Uuid,
    pub posting_group: String,
    pub blocked: bool,
    pub intercompany_enabled: bool,
}

/// The properties of a POST or PATCH; `None` means not in the body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BankAccountProperties {
    pub number: Option<String>,
    pub display_name: Option<String>,
    pub bank_account_number: Option<String>,
    pub blocked: Option<bool>,
    pub currency_code: Option<String>,
    pub currency_id: Option<Uuid>,
    pub iban: Option<String>,
    pub intercompany_enabled: Option<bool>,
}

/// What the rules look up.
#[derive(Debug, Clone, Copy)]
pub struct BankAccountFacts<'a> {
    pub setup: &'a GeneralLedgerSetup,
    /// At least those the request names.
    pub currencies: &'a [Currency],
    /// Another bank account has the number given.
    pub number_taken: bool,
    /// Bank ledger entries of the account.
    pub entries: u64,
}

/// A new bank account. No number, as bank accounts have no series: `Field`; taken: `Duplicate`; an unknown currency, or
/// id and code of two: `Dialog`; a text too long: `Length`.
pub fn create(
    id: Uuid,
    given: &BankAccountProperties,
    facts: &BankAccountFacts<'_>,
) -> Result<BankAccount, RuleError> {
    change(&BankAccount { id, ..BankAccount::default() }, given, facts)
}

/// A changed bank account; a new number renames it and everything that names it ([`crate::relations`]). Errors as for
/// [`create`]; another currency once something was booked: `Dialog`.
pub fn change(
    stored: &BankAccount,
    given: &BankAccountProperties,
    facts: &BankAccountFacts<'_>,
) -> Result<BankAccount, RuleError> {
    let mut account = stored.clone();
    if let Some(number) = &given.number {
        account.number = code("number", number, 20)?;
    }
    if let Some(name) = &given.display_name {
        account.name = text("displayName", name, 100)?;
    }
    if let Some(number) = &given.bank_account_number {
        account.bank_account_number = text("bankAccountNumber", number, 30)?;
    }
    if let Some(blocked) = given.blocked {
        account.blocked = blocked;
    }
    if let Some((id, code)) = currency(given, facts)? {
        (account.currency_id, account.currency_code) = (id, code);
    }
    if let Some(iban) = &given.iban {
        account.iban = code("iban", iban, 50)?;
    }
    if let Some(enabled) = given.intercompany_enabled {
        account.intercompany_enabled = enabled;
    }
    change_number("bank account", &stored.number, &account.number, facts.number_taken)?;
    if account.currency_id != stored.currency_id && facts.entries > 0 {
        let message = format!(
            "currencyCode: the currency of the bank account {} cannot change: {} entries exist.",
            stored.number, facts.entries
        );
        return Err(RuleError::dialog("currencyCode", message));
    }
    Ok(account)
}

/// The code of the local currency counts as blank.
fn currency(
    given: &BankAccountProperties,
    facts: &BankAccountFacts<'_>,
) -> Result<Option<(Uuid, String)>, RuleError> {
    let code = given.currency_code.as_deref().map(|code| {
        let code = normalize_code(code);
        if facts.setup.is_local_currency(&code) { String::new() } else { code }
    });
    IdPair {
        noun: "currency",
        id_property: "currencyId",
        code_property: "currencyCode",
        id: given.currency_id,
        code: code.as_deref(),
        code_length_max: 10,
    }
    .resolve(facts.currencies.iter().map(|currency| (currency.id, currency.code.as_str())))
}

/// Refuses (`Dialog`) to delete a bank account that something was booked to.
pub fn check_delete(account: &BankAccount, entries: u64) -> Result<(), RuleError> {
    if entries > 0 {
        let message =
            format!("The bank account {} cannot be deleted: {entries} ledger entries exist.", account.number);
        return Err(RuleError::of_record(Category::Dialog, message));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{BankAccountFacts, BankAccountProperties, change, check_delete, create};
    use crate::{Category, companies::GeneralLedgerSetup, currencies::Currency};

    #[test]
    fn a_bank_account_has_a_number_and_a_currency_that_lasts() {
        let setup = GeneralLedgerSetup { local_currency_code: "CHF".into(), ..GeneralLedgerSetup::default() };
        let euro = Currency { id: Uuid::from_u128(1), code: "EUR".into(), ..Currency::default() };
        let currencies = [euro];
        let facts =
            BankAccountFacts { setup: &setup, currencies: &currencies, number_taken: false, entries: 0 };
        let given = BankAccountProperties {
            number: Some("euro".into()),
            currency_code: Some("eur".into()),
            iban: Some("ch93".into()),
            ..BankAccountProperties::default()
        };
        let account = create(Uuid::nil(), &given, &facts).unwrap();
        assert_eq!((account.number.as_str(), account.iban.as_str()), ("EURO", "CH93"));
        assert_eq!(account.currency_id, currencies[0].id);
        let none = BankAccountProperties::default();
        assert_eq!(create(Uuid::nil(), &none, &facts).unwrap_err().category, Category::Field);
        let local = BankAccountProperties { currency_code: Some("CHF".into()), ..none.clone() };
        assert_eq!(change(&account, &local, &facts).unwrap().currency_code, "");
        let booked = BankAccountFacts { entries: 3, ..facts };
        assert_eq!(change(&account, &local, &booked).unwrap_err().category, Category::Dialog);
        let taken = BankAccountFacts { number_taken: true, ..facts };
        let renamed = BankAccountProperties { number: Some("X".into()), ..none.clone() };
        assert_eq!(change(&account, &renamed, &taken).unwrap_err().category, Category::Duplicate);
        let unknown = BankAccountProperties { currency_code: Some("XXX".into()), ..none };
        assert_eq!(change(&account, &unknown, &facts).unwrap_err().category, Category::Dialog);
        assert_eq!(check_delete(&account, 0), Ok(()));
        assert_eq!(check_delete(&account, 1).unwrap_err().category, Category::Dialog);
    }
}
