//! What the rules of payments look up, loaded from the company's records.

use finance::bank_accounts::BankAccount;
use finance::companies::GeneralLedgerSetup;
use finance::currencies::Currency;
use finance::currency_exchange_rates::CurrencyExchangeRate;
use finance::customer_payments::{BookFacts, CreateFacts, Keys, PaymentProperties};
use finance::customers::Customer;
use finance::default_dimensions::{DefaultDimension, DefaultDimensionPriority};
use finance::dimension_values::DimensionValue;
use finance::dimensions::{Dimension, DimensionFacts};
use finance::journal_lines::{JournalAccountType, JournalLine};
use finance::journal_templates::{JournalTemplate, TemplateType};
use finance::journals::Journal;
use finance::number_series::NumberSource;
use jiff::civil::Date;
use money::Amount;
use store::{Session, SqlValue, journal_lines, number_series, record};
use uuid::Uuid;

use crate::errors::ApiError;
use crate::write::Write;

/// What both a new and a changed payment need to know.
pub(super) struct Known {
    pub journal: Journal,
    source_code: String,
    setup: GeneralLedgerSetup,
    customers: Vec<Customer>,
    currencies: Vec<Currency>,
    exchange_rates: Vec<CurrencyExchangeRate>,
    balancing_bank: Option<BankAccount>,
    default_dimensions: Vec<DefaultDimension>,
    priorities: Vec<DefaultDimensionPriority>,
    dimensions: Vec<Dimension>,
    dimension_values: Vec<DimensionValue>,
}

impl Known {
    pub async fn load(
        session: &mut Session,
        write: &Write,
        given: &PaymentProperties,
        journal_id: Uuid,
        line: Option<&JournalLine>,
    ) -> Result<Known, ApiError> {
        let company = write.company;
        let journal = record::by_id::<Journal>(session, company, journal_id).await?.map(|found| found.record);
        let journal = journal
            .filter(|journal| journal.template_type == TemplateType::CashReceipts)
            .ok_or_else(|| ApiError::not_found("customerPaymentJournal", journal_id))?;
        let template = record::by_id::<JournalTemplate>(session, company, journal.template_id).await?;
        let setup: Vec<GeneralLedgerSetup> = record::list(session, company, "", &[]).await?;
        let setup = setup.into_iter().next().ok_or_else(|| {
            ApiError::new(404, "Internal_RecordNotFound", "The company has no general ledger setup.")
        })?;
        // Posted invoices come with posting; until then none is found.
        let customers = customers(session, company, given.customer_keys(line, &[])).await?;
        let balancing_bank = match journal.balancing_account_type {
            JournalAccountType::BankAccount => {
                let number = &journal.balancing_account_number;
                record::by_text::<BankAccount>(session, company, "number", number).await?
            }
            _ => None,
        };
        let codes = currency_codes(&customers, balancing_bank.as_ref(), line, &setup);
        let (currencies, exchange_rates) = currencies(session, company, &codes).await?;
        let (default_dimensions, priorities) = default_dimensions(session, company).await?;
        let (mut dimensions, mut dimension_values) = (Vec::new(), Vec::new());
        if given.dimensions.is_some() {
            dimensions = record::list(session, company, "", &[]).await?;
            dimension_values = record::list(session, company, "", &[]).await?;
        }
        Ok(Known {
            journal,
            source_code: template.map_or_else(String::new, |template| template.record.source_code),
            setup,
            customers,
            currencies,
            exchange_rates,
            balancing_bank,
            default_dimensions,
            priorities,
            dimensions,
            dimension_values,
        })
    }

    pub fn book(&self) -> BookFacts<'_> {
        BookFacts {
            journal: &self.journal,
            source_code: &self.source_code,
            setup: &self.setup,
            customers: &self.customers,
            invoices: &[],
            currencies: &self.currencies,
            exchange_rates: &self.exchange_rates,
            balancing_bank: self.balancing_bank.as_ref(),
            default_dimensions: &self.default_dimensions,
            dimension_priorities: &self.priorities,
            dimensions: DimensionFacts { dimensions: &self.dimensions, values: &self.dimension_values },
        }
    }
}

async fn customers(session: &mut Session, company: Uuid, keys: Keys) -> Result<Vec<Customer>, ApiError> {
    let mut found: Vec<Customer> = Vec::new();
    for id in keys.ids {
        if !found.iter().any(|known| known.id == id) {
            found.extend(record::by_id::<Customer>(session, company, id).await?.map(|found| found.record));
        }
    }
    for number in keys.numbers {
        if !found.iter().any(|known| known.number == number) {
            found.extend(record::by_text::<Customer>(session, company, "number", &number).await?);
        }
    }
    Ok(found)
}

fn currency_codes(
    customers: &[Customer],
    bank: Option<&BankAccount>,
    line: Option<&JournalLine>,
    setup: &GeneralLedgerSetup,
) -> Vec<String> {
    let of_customers = customers.iter().map(|customer| &customer.currency_code);
    let of_others =
        bank.map(|bank| &bank.currency_code).into_iter().chain(line.map(|line| &line.currency_code));
    let mut codes: Vec<String> =
        of_customers.chain(of_others).filter(|code| !setup.is_local_currency(code)).cloned().collect();
    codes.sort();
    codes.dedup();
    codes
}

async fn currencies(
    session: &mut Session,
    company: Uuid,
    codes: &[String],
) -> Result<(Vec<Currency>, Vec<CurrencyExchangeRate>), ApiError> {
    let (mut currencies, mut rates) = (Vec::new(), Vec::new());
    for code in codes {
        currencies.extend(record::by_text::<Currency>(session, company, "code", code).await?);
        let parameters = [SqlValue::Text(code.clone())];
        rates.extend(
            record::list::<CurrencyExchangeRate>(session, company, "AND currency_code = ?2", &parameters)
                .await?,
        );
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

/// What a new payment needs to know of its journal's lines and numbers.
pub(super) struct NewLine {
    next_higher_line: Option<JournalLine>,
    last_line: Option<JournalLine>,
    balance_of_journal: Amount,
    number_source: Option<NumberSource>,
    line_number_taken: bool,
}

pub(super) async fn load_for_new_line(
    session: &mut Session,
    write: &Write,
    given: &PaymentProperties,
    journal: &Journal,
) -> Result<NewLine, ApiError> {
    let company = write.company;
    let next_higher_line = match given.line_number.filter(|number| *number != 0) {
        Some(number) => journal_lines::neighbour(session, company, journal.id, Some(number)).await?,
        None => None,
    };
    let last_line = journal_lines::neighbour(session, company, journal.id, None).await?;
    let number_given = given.document_number.as_ref().is_some_and(|number| !number.is_empty());
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
        line_number_taken: line_number_taken(session, write, journal.id, given.line_number, None).await?,
    })
}

impl NewLine {
    pub fn facts<'a>(&'a self, book: BookFacts<'a>, today: Date) -> CreateFacts<'a> {
        CreateFacts {
            book,
            next_higher_line: self.next_higher_line.as_ref(),
            last_line: self.last_line.as_ref(),
            balance_of_journal: self.balance_of_journal,
            number_series: self.number_source.as_ref(),
            line_number_taken: self.line_number_taken,
            today,
        }
    }
}

/// Whether another line of the journal has the number.
pub(super) async fn line_number_taken(
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
