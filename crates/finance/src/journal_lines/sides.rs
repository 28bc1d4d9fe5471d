//! The two sides of a journal line as a request names them: kind, id and number brought into agreement.

use uuid::Uuid;

use super::{BookFacts, JournalAccountType, JournalDocumentType, JournalLine, Named, account::check_usable};
use crate::errors::RuleError;

/// The properties of one side, by the names the face gives them.
pub(super) struct SideProperties {
    pub account_type: &'static str,
    pub id: &'static str,
    pub number: &'static str,
}

pub(super) const ACCOUNT: SideProperties =
    SideProperties { account_type: "accountType", id: "accountId", number: "accountNumber" };
pub(super) const BALANCING: SideProperties = SideProperties {
    account_type: "balanceAccountType",
    id: "balancingAccountId",
    number: "balancingAccountNumber",
};

/// What a request says about one side.
#[derive(Clone, Copy)]
pub(super) struct Given<'a> {
    pub account_type: Option<JournalAccountType>,
    pub id: Option<Uuid>,
    pub number: Option<&'a str>,
}

impl Given<'_> {
    pub fn is_nothing(self) -> bool {
        self.account_type.is_none() && self.id.is_none() && self.number.is_none()
    }
}

/// The record that the request puts on a side which had the kind `current` (FINANCE.md 1.5). A kind that changes
/// clears the number; then the id is looked up, then the number, and both must agree. A kind that no journal
/// line may have: `Field`; unknown or contradicting: `Dialog`; unfit for journals: see [`check_usable`].
pub(super) fn resolve<'a>(
    properties: &SideProperties,
    given: Given<'_>,
    current: JournalAccountType,
    book: &BookFacts<'a>,
) -> Result<(JournalAccountType, Named<'a>), RuleError> {
    let mut account_type = given.account_type.unwrap_or(current);
    check_kind(properties.account_type, account_type)?;
    let mut named = Named::Nothing;
    if let Some(id) = given.id {
        // An id says what it is the id of: without a kind in the body, that of a bank makes the side a bank.
        if given.account_type.is_none()
            && account_type == JournalAccountType::Account
            && book.by_id(account_type, id).is_none()
            && book.by_id(JournalAccountType::BankAccount, id).is_some()
        {
            account_type = JournalAccountType::BankAccount;
        }
        named = book.by_id(account_type, id).ok_or_else(|| {
            let (property, noun) = (properties.id, noun(account_type));
            RuleError::dialog(property, format!("{property}: there is no {noun} with the id {id}."))
        })?;
    }
    if let Some(number) = given.number {
        if matches!(named, Named::Nothing) {
            named = book.by_number(account_type, number).ok_or_else(|| {
                let (property, noun) = (properties.number, noun(account_type));
                RuleError::dialog(property, format!("{property}: there is no {noun} \"{number}\"."))
            })?;
        } else if named.number() != number {
            let message = format!(
                "{}: \"{number}\" was given, but {} names \"{}\". Give one of them, or two that agree.",
                properties.number,
                properties.id,
                named.number()
            );
            return Err(RuleError::dialog(properties.number, message));
        }
    }
    let at_fault = if given.number.is_some() { properties.number } else { properties.id };
    check_usable(named, at_fault, JournalDocumentType::Blank)?;
    Ok((account_type, named))
}

/// Journal lines name G/L accounts, customers, vendors and bank accounts (FINANCE.md 1.1); others: `Field`.
fn check_kind(property: &'static str, account_type: JournalAccountType) -> Result<(), RuleError> {
    use JournalAccountType::{Account, BankAccount, Customer, Vendor};
    if matches!(account_type, Account | Customer | Vendor | BankAccount) {
        return Ok(());
    }
    let message =
        format!("{property}: a journal line takes a G/L account, customer, vendor or bank account.");
    Err(RuleError::field(property, message))
}

/// Both sides may not be customers, vendors and the like (FINANCE.md 1.5); `Dialog`.
pub(super) fn check_pair(line: &JournalLine) -> Result<(), RuleError> {
    let is_party = |kind| !matches!(kind, JournalAccountType::Account | JournalAccountType::BankAccount);
    if !is_party(line.account_type) || !is_party(line.balancing_account_type) {
        return Ok(());
    }
    let message = "balanceAccountType: one side of a line must be a G/L account or a bank account.";
    Err(RuleError::dialog("balanceAccountType", message))
}

fn noun(account_type: JournalAccountType) -> &'static str {
    match account_type {
        JournalAccountType::Account => "account",
        JournalAccountType::BankAccount => "bank account",
        JournalAccountType::Vendor => "vendor",
        _ => "customer",
    }
}
