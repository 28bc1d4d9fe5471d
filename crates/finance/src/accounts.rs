//! Accounts of the general ledger.

use uuid::Uuid;

use crate::{
    choices::choices,
    errors::{Category, RuleError},
    fields::code,
    posting_setup::GeneralPostingType,
};

/// Longest number of an account, in characters.
const NUMBER_LENGTH_MAX: usize = 20;

choices! {
    /// What a line of the chart is for.
    AccountType {
        #[default]
        Posting = 0, "Posting";
        Heading = 1, "Heading";
        Total = 2, "Total";
        BeginTotal = 3, "Begin-Total";
        EndTotal = 4, "End-Total";
    }
}

choices! {
    /// The part of the financial statements an account belongs to.
    AccountCategory {
        #[default]
        Blank = 0, " ";
        Assets = 1, "Assets";
        Liabilities = 2, "Liabilities";
        Equity = 3, "Equity";
        Income = 4, "Income";
        CostOfGoodsSold = 5, "Cost of Goods Sold";
        Expense = 6, "Expense";
    }
}

impl AccountCategory {
    /// Income, cost of goods sold and expense belong to the income statement, the others to the balance
    /// sheet (FINANCE.md 5.8).
    pub const fn is_income_statement(self) -> bool {
        matches!(self, AccountCategory::Income | AccountCategory::CostOfGoodsSold | AccountCategory::Expense)
    }
}

choices! {
    /// How a balance is translated when companies are consolidated.
    ConsolidationTranslationMethod {
        #[default]
        AverageRateManual = 0, "Average Rate (Manual)";
        ClosingRate = 1, "Closing Rate";
        HistoricalRate = 2, "Historical Rate";
        CompositeRate = 3, "Composite Rate";
        EquityRate = 4, "Equity Rate";
    }
}

/// An account of the chart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Account {
    pub id: Uuid,
    pub number: String,
    pub name: String,
    pub account_type: AccountType,
    pub category: AccountCategory,
    pub sub_category: String,
    /// May be named on journal lines and account lines of documents (FINANCE.md 5.7).
    pub direct_posting: bool,
    pub blocked: bool,
    /// The interval or list of account numbers a total adds up, such as `1000..1999`.
    pub totaling: String,
    /// Leaves the description of new journal lines blank.
    pub omit_default_description: bool,
    pub general_posting_type: GeneralPostingType,
    pub general_business_posting_group: String,
    pub general_product_posting_group: String,
    pub vat_business_posting_group: String,
    pub vat_product_posting_group: String,
    pub tax_area_code: String,
    pub tax_liable: bool,
    pub tax_group_code: String,
    pub consolidation_translation_method: ConsolidationTranslationMethod,
    pub consolidation_debit_account: String,
    pub consolidation_credit_account: String,
    pub exclude_from_consolidation: bool,
}

impl Account {
    /// An account a journal may name: of type Posting, not blocked, open to direct posting
    /// (FINANCE.md 1.2, 1.5, 5.7). Otherwise a `Field` error.
    pub fn check_usable_in_journal(&self, property: &'static str) -> Result<(), RuleError> {
        self.check_usable_in_setup(property)?;
        if self.direct_posting {
            return Ok(());
        }
        let message = format!("{property}: account {} does not allow direct posting.", self.number);
        Err(RuleError::new(Category::Field, property, message))
    }

    /// An account that setup may name: of type Posting and not blocked (FINANCE.md 5.7). Otherwise a `Field` error.
    pub fn check_usable_in_setup(&self, property: &'static str) -> Result<(), RuleError> {
        let number = &self.number;
        let message = if self.account_type != AccountType::Posting {
            format!(
                "{property}: account {number} is a heading or a total; choose an account of type Posting."
            )
        } else if self.blocked {
            format!("{property}: account {number} is blocked.")
        } else {
            return Ok(());
        };
        Err(RuleError::new(Category::Field, property, message))
    }
}

/// What stands on an account besides what journals post: a new use in setup must not mix with it, or the ledgers could
/// not be compared any more (FINANCE.md 10, rules 6 and 15).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SetupUse {
    /// It is the account of customers, vendors, banks or goods.
    pub subledger: bool,
    /// VAT is posted to it.
    pub vat: bool,
    /// Discounts, differences, revenue, cost: any other account of posting setup, or of a currency.
    pub other: bool,
    /// General ledger entries that are no VAT.
    pub entries_without_vat: u64,
}

/// The number of an account for gains, losses and differences; blank for none. Unknown: `Relation`; not usable, an
/// account of a subledger or of VAT: `Field`.
pub fn check_difference_account(
    property: &'static str,
    number: &str,
    account: Option<&Account>,
    known: &SetupUse,
) -> Result<(), RuleError> {
    let Some(account) = named(property, number, account)? else { return Ok(()) };
    if known.subledger || known.vat {
        let message = format!(
            "{property}: account {number} belongs to customers, vendors, banks, goods or VAT; choose one of its own."
        );
        return Err(RuleError::field(property, message));
    }
    account.check_usable_in_setup(property)
}

/// The number of a VAT account; blank for none. Unknown: `Relation`; not usable, an account of a subledger, or one
/// without direct posting on which something else than VAT is or will be posted: `Field`.
fn check_vat_account(
    property: &'static str,
    number: &str,
    account: Option<&Account>,
    known: &SetupUse,
) -> Result<(), RuleError> {
    let Some(account) = named(property, number, account)? else { return Ok(()) };
    let mixed = !account.direct_posting && (known.other || known.entries_without_vat > 0);
    if known.subledger || mixed {
        let message = format!(
            "{property}: account {number} has other entries than VAT, or setup names it for something else; choose \
             an account for VAT alone."
        );
        return Err(RuleError::field(property, message));
    }
    account.check_usable_in_setup(property)
}

/// Takes the VAT accounts that a body gives into a record: property, what is given, where it goes. `known` has the
/// accounts of these numbers and how they are used. Errors as of [`check_vat_account`]; too long: `Length`.
pub fn take_vat_accounts(
    accounts: [(&'static str, &Option<String>, &mut String); 3],
    known: &[(Account, SetupUse)],
) -> Result<(), RuleError> {
    for (property, given, account) in accounts {
        let Some(number) = given else { continue };
        let number = code(property, number, NUMBER_LENGTH_MAX)?;
        if number == *account {
            continue;
        }
        let found = known.iter().find(|(known, _)| known.number == number);
        let used = found.map_or(SetupUse::default(), |(_, used)| *used);
        check_vat_account(property, &number, found.map(|(account, _)| account), &used)?;
        *account = number;
    }
    Ok(())
}

fn named<'a>(
    property: &'static str,
    number: &str,
    account: Option<&'a Account>,
) -> Result<Option<&'a Account>, RuleError> {
    match (number.is_empty(), account) {
        (true, _) => Ok(None),
        (false, None) => Err(RuleError::relation(property, "account", number)),
        (false, found) => Ok(found),
    }
}

/// How an account is used (FINANCE.md 7.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DeleteFacts {
    pub has_balance: bool,
    /// Entries dated in a fiscal year that is not closed; without accounting periods, all entries.
    pub entries_in_open_years: u64,
    pub any_period_closed: bool,
    /// Setup forbids deleting accounts, or names no date from which it may be done.
    pub deletion_blocked_by_setup: bool,
}

/// Refuses to delete an account with a balance (`Field`), with entries in an open year (`Dialog`), or, once a
/// period is closed, against setup (`Field`).
pub fn check_delete(account: &Account, facts: &DeleteFacts) -> Result<(), RuleError> {
    let number = &account.number;
    let refuse = |category, reason: &str| {
        Err(RuleError::of_record(category, format!("The account {number} cannot be deleted: {reason}.")))
    };
    if facts.has_balance {
        return refuse(Category::Field, "it has a balance");
    }
    if facts.entries_in_open_years > 0 {
        return refuse(Category::Dialog, "it has entries in a fiscal year that is not closed");
    }
    if facts.any_period_closed && facts.deletion_blocked_by_setup {
        return refuse(Category::Field, "general ledger setup does not allow it");
    }
    Ok(())
}

#[cfg(test)]
mod tests;
