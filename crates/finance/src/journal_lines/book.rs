//! What the rules look up around a line of a journal.

use jiff::civil::Date;
use money::Amount;
use uuid::Uuid;

use super::{JournalAccountType, JournalLine};
use crate::{
    accounts::Account,
    bank_accounts::BankAccount,
    companies::GeneralLedgerSetup,
    currencies::Currency,
    currency_exchange_rates::CurrencyExchangeRate,
    default_dimensions::{DefaultDimension, DefaultDimensionPriority},
    dimensions::DimensionFacts,
    journals::Journal,
    number_series::NumberSource,
    parties::Party,
};

/// The records around a line, for creation and change alike. Lists hold at least the records the request, the
/// line and the journal name; more does no harm.
#[derive(Debug, Clone, Copy)]
pub struct BookFacts<'a> {
    pub journal: &'a Journal,
    /// The source code of the journal's template.
    pub source_code: &'a str,
    pub setup: &'a GeneralLedgerSetup,
    pub accounts: &'a [Account],
    pub bank_accounts: &'a [BankAccount],
    pub parties: &'a [Party],
    pub currencies: &'a [Currency],
    pub exchange_rates: &'a [CurrencyExchangeRate],
    pub default_dimensions: &'a [DefaultDimension],
    pub dimension_priorities: &'a [DefaultDimensionPriority],
    pub dimensions: DimensionFacts<'a>,
}

/// What a new line needs to know of the lines and numbers of its journal (FINANCE.md 1.3).
#[derive(Debug, Clone, Copy)]
pub struct NewLineFacts<'a> {
    /// The line with the lowest number above the one given; only looked at when a line number is given.
    pub next_higher_line: Option<&'a JournalLine>,
    /// The line with the highest number of the journal.
    pub last_line: Option<&'a JournalLine>,
    /// The sum of [`JournalLine::balance`] over all lines of the journal.
    pub balance_of_journal: Amount,
    /// The number series of the journal, when it has one.
    pub number_series: Option<&'a NumberSource>,
    /// A line of the journal has the line number given.
    pub line_number_taken: bool,
    /// The work date.
    pub today: Date,
}

/// The record that one side of a line names.
#[derive(Debug, Clone, Copy)]
pub enum Named<'a> {
    Nothing,
    Account(&'a Account),
    Bank(&'a BankAccount),
    Party(&'a Party),
}

impl<'a> Named<'a> {
    pub fn id(self) -> Uuid {
        match self {
            Named::Nothing => Uuid::nil(),
            Named::Account(account) => account.id,
            Named::Bank(bank) => bank.id,
            Named::Party(party) => party.id,
        }
    }

    pub fn number(self) -> &'a str {
        match self {
            Named::Nothing => "",
            Named::Account(account) => &account.number,
            Named::Bank(bank) => &bank.number,
            Named::Party(party) => &party.number,
        }
    }

    /// What a line's description is when none is given; blank for an account that omits it (FINANCE.md 1.5).
    pub fn default_description(self) -> &'a str {
        match self {
            Named::Nothing => "",
            Named::Account(account) if account.omit_default_description => "",
            Named::Account(account) => &account.name,
            Named::Bank(bank) => &bank.name,
            Named::Party(party) => &party.name,
        }
    }
}

impl<'a> BookFacts<'a> {
    /// The record of a kind with a number; `None` when there is none. A blank number names nothing.
    pub fn by_number(&self, account_type: JournalAccountType, number: &str) -> Option<Named<'a>> {
        if number.is_empty() {
            return Some(Named::Nothing);
        }
        match account_type {
            JournalAccountType::Account => {
                self.accounts.iter().find(|account| account.number == number).map(Named::Account)
            }
            JournalAccountType::BankAccount => {
                self.bank_accounts.iter().find(|bank| bank.number == number).map(Named::Bank)
            }
            _ => self.party(account_type, |party| party.number == number).map(Named::Party),
        }
    }

    /// The record of a kind with an id; `None` when there is none. The blank guid names nothing.
    pub fn by_id(&self, account_type: JournalAccountType, id: Uuid) -> Option<Named<'a>> {
        if id.is_nil() {
            return Some(Named::Nothing);
        }
        match account_type {
            JournalAccountType::Account => {
                self.accounts.iter().find(|account| account.id == id).map(Named::Account)
            }
            JournalAccountType::BankAccount => {
                self.bank_accounts.iter().find(|bank| bank.id == id).map(Named::Bank)
            }
            _ => self.party(account_type, |party| party.id == id).map(Named::Party),
        }
    }

    fn party(
        &self,
        account_type: JournalAccountType,
        is_meant: impl Fn(&Party) -> bool,
    ) -> Option<&'a Party> {
        self.parties.iter().find(|party| party.account_type == account_type && is_meant(party))
    }
}
