//! What the rules of journal lines and payments look up, loaded from the company's records.

use finance::accounts::Account;
use finance::bank_accounts::BankAccount;
use finance::companies::GeneralLedgerSetup;
use finance::currencies::Currency;
use finance::currency_exchange_rates::CurrencyExchangeRate;
use finance::customers::Customer;
use finance::default_dimensions::{DefaultDimension, DefaultDimensionPriority};
use finance::dimension_values::DimensionValue;
use finance::dimensions::{Dimension, DimensionFacts};
use finance::journal_lines::{BookFacts, JournalAccountType, JournalLine, Keys, NewLineFacts};
use finance::journal_templates::JournalTemplate;
use finance::journals::Journal;
use finance::number_series::NumberSource;
use finance::parties::Party;
use finance::vendors::Vendor;
use jiff::civil::Date;
use money::Amount;
use store::{Record, Session, SqlValue, journal_lines, number_series, record};
use uuid::Uuid;

use crate::errors::ApiError;
use crate::write::Write;
use crate::write::coded::general_ledger_setup;

/// Which records of a book a request needs.
#[derive(Default)]
pub(crate) struct Wanted {
    pub accounts: Keys,
    pub bank_accounts: Keys,
    pub customers: Keys,
    pub vendors: Keys,
    /// The request names dimensions.
    pub dimensions: bool,
    /// Currencies beside those of the banks and parties.
    pub currency_codes: Vec<String>,
    pub currency_ids: Vec<Uuid>,
}

/// The records around the lines of a journal.
pub(crate) struct Book {
    pub journal: Journal,
    source_code: String,
    setup: GeneralLedgerSetup,
    accounts: Vec<Account>,
    bank_accounts: Vec<BankAccount>,
    parties: Vec<Party>,
    currencies: Vec<Currency>,
    exchange_rates: Vec<CurrencyExchangeRate>,
    default_dimensions: Vec<DefaultDimension>,
    priorities: Vec<DefaultDimensionPriority>,
    dimensions: Vec<Dimension>,
    dimension_values: Vec<DimensionValue>,
}

impl Book {
    pub async fn load(
        session: &mut Session,
        company: Uuid,
        journal: Journal,
        mut wanted: Wanted,
    ) -> Result<Book, ApiError> {
        let template = record::by_id::<JournalTemplate>(session, company, journal.template_id).await?;
        let setup = general_ledger_setup(session, company).await?;
        if journal.balancing_account_type == JournalAccountType::BankAccount {
            wanted.bank_accounts.numbers.push(journal.balancing_account_number.clone());
        }
        let accounts: Vec<Account> = by_keys(session, company, wanted.accounts).await?;
        let bank_accounts: Vec<BankAccount> = by_keys(session, company, wanted.bank_accounts).await?;
        let customers: Vec<Customer> = by_keys(session, company, wanted.customers).await?;
        let vendors: Vec<Vendor> = by_keys(session, company, wanted.vendors).await?;
        let parties: Vec<Party> =
            customers.iter().map(Party::from).chain(vendors.iter().map(Party::from)).collect();
        let mut codes = wanted.currency_codes;
        for id in wanted.currency_ids {
            codes.extend(
                record::by_id::<Currency>(session, company, id).await?.map(|found| found.record.code),
            );
        }
        codes.extend(parties.iter().map(|party| party.currency_code.clone()));
        codes.extend(bank_accounts.iter().map(|bank| bank.currency_code.clone()));
        codes.retain(|code| !setup.is_local_currency(code));
        codes.sort();
        codes.dedup();
        let (currencies, exchange_rates) = currencies(session, company, &codes).await?;
        let (default_dimensions, priorities) = default_dimensions(session, company).await?;
        let (mut dimensions, mut dimension_values) = (Vec::new(), Vec::new());
        if wanted.dimensions {
            dimensions = record::list(session, company, "", &[]).await?;
            dimension_values = record::list(session, company, "", &[]).await?;
        }
        Ok(Book {
            journal,
            source_code: template.map_or_else(String::new, |template| template.record.source_code),
            setup,
            accounts,
            bank_accounts,
            parties,
            currencies,
            exchange_rates,
            default_dimensions,
            priorities,
            dimensions,
            dimension_values,
        })
    }

    pub fn facts(&self) -> BookFacts<'_> {
        BookFacts {
            journal: &self.journal,
            source_code: &self.source_code,
            setup: &self.setup,
            accounts: &self.accounts,
            bank_accounts: &self.bank_accounts,
            parties: &self.parties,
            currencies: &self.currencies,
            exchange_rates: &self.exchange_rates,
            default_dimensions: &self.default_dimensions,
            dimension_priorities: &self.priorities,
            dimensions: DimensionFacts { dimensions: &self.dimensions, values: &self.dimension_values },
        }
    }
}

/// The records with these ids and numbers, each once, as far as they exist.
pub(crate) async fn by_keys<R: Record>(
    session: &mut Session,
    company: Uuid,
    mut keys: Keys,
) -> Result<Vec<R>, ApiError> {
    let mut found: Vec<R> = Vec::new();
    let mut add = |one: R| {
        if !found.iter().any(|known| known.id() == one.id()) {
            found.push(one);
        }
    };
    keys.ids.sort();
    keys.ids.dedup();
    for id in keys.ids {
        if let Some(one) = record::by_id::<R>(session, company, id).await? {
            add(one.record);
        }
    }
    keys.numbers.sort();
    keys.numbers.dedup();
    for number in keys.numbers.iter().filter(|number| !number.is_empty()) {
        if let Some(one) = record::by_text::<R>(session, company, "number", number).await? {
            add(one);
        }
    }
    Ok(found)
}

async fn currencies(
    session: &mut Session,
    company: Uuid,
    codes: &[String],
) -> Result<(Vec<Currency>, Vec<CurrencyExchangeRate>), ApiError> {
    let (mut currencies, mut rates) = (Vec::new(), Vec::<CurrencyExchangeRate>::new());
    let mut quoted = codes.to_vec();
    for code in codes {
        currencies.extend(record::by_text::<Currency>(session, company, "code", code).await?);
    }
    // A rate may be quoted in another currency, whose rates are then needed too.
    let mut next = 0;
    while let Some(code) = quoted.get(next).cloned() {
        next += 1;
        let parameters = [SqlValue::Text(code)];
        let found: Vec<CurrencyExchangeRate> =
            record::list(session, company, "AND currency_code = ?2", &parameters).await?;
        for rate in &found {
            let relational = &rate.relational_currency_code;
            if !relational.is_empty() && !quoted.contains(relational) {
                quoted.push(relational.clone());
            }
        }
        rates.extend(found);
    }
    Ok((currencies, rates))
}

async fn default_dimensions(
    session: &mut Session,
    company: Uuid,
) -> Result<(Vec<DefaultDimension>, Vec<DefaultDimensionPriority>), ApiError> {
    let defaults: Vec<DefaultDimension> = record::list(session, company, "", &[]).await?;
    let priorities = match defaults.is_empty() {
        true => Vec::new(),
        false => record::list(session, company, "", &[]).await?,
    };
    Ok((defaults, priorities))
}

/// What a new line needs to know of its journal's lines and numbers.
pub(crate) struct NewLine {
    next_higher_line: Option<JournalLine>,
    last_line: Option<JournalLine>,
    balance_of_journal: Amount,
    number_source: Option<NumberSource>,
    line_number_taken: bool,
    today: Date,
}

impl NewLine {
    pub async fn load(
        session: &mut Session,
        write: &Write,
        journal: &Journal,
        line_number: Option<i32>,
        document_number: Option<&str>,
    ) -> Result<NewLine, ApiError> {
        let company = write.company;
        let next_higher_line = match line_number.filter(|number| *number != 0) {
            Some(number) => journal_lines::neighbour(session, company, journal.id, Some(number)).await?,
            None => None,
        };
        let last_line = journal_lines::neighbour(session, company, journal.id, None).await?;
        let number_given = document_number.is_some_and(|number| !number.is_empty());
        let number_source = match journal.number_series.is_empty() || number_given {
            true => None,
            false => number_series::source(session, company, &journal.number_series).await?,
        };
        let balance_of_journal = match number_given {
            true => Amount::ZERO,
            false => journal_lines::balance_of_journal(session, company, journal.id).await?,
        };
        Ok(NewLine {
            next_higher_line,
            last_line,
            balance_of_journal,
            number_source,
            line_number_taken: line_number_taken(session, write, journal.id, line_number, None).await?,
            today: write.today(),
        })
    }

    pub fn facts(&self) -> NewLineFacts<'_> {
        NewLineFacts {
            next_higher_line: self.next_higher_line.as_ref(),
            last_line: self.last_line.as_ref(),
            balance_of_journal: self.balance_of_journal,
            number_series: self.number_source.as_ref(),
            line_number_taken: self.line_number_taken,
            today: self.today,
        }
    }
}

/// Whether another line of the journal has the number.
pub(crate) async fn line_number_taken(
    session: &mut Session,
    write: &Write,
    journal: Uuid,
    number: Option<i32>,
    own: Option<Uuid>,
) -> Result<bool, ApiError> {
    let Some(number) = number else { return Ok(false) };
    let found = journal_lines::id_by_line_number(session, write.company, journal, number).await?;
    Ok(found.is_some() && found != own)
}
