//! Payments on a small company: created, changed, removed; row by row of FINANCE.md 1.3 and 1.8.

mod change;
mod create;
mod records;

use jiff::civil::{Date, date};
use money::{Amount, Rate};
use uuid::Uuid;

use super::{PaymentFacts, PaymentProperties, PostedInvoice};
use crate::{
    BLANK_DATE, RuleError,
    bank_accounts::BankAccount,
    companies::GeneralLedgerSetup,
    currencies::Currency,
    currency_exchange_rates::CurrencyExchangeRate,
    customer_payments::CUSTOMER_PAYMENTS,
    customers::{Customer, CustomerBlocked},
    default_dimensions::{DefaultDimension, DimensionTable, ValuePosting},
    dimension_values::DimensionValue,
    dimensions::{Dimension, DimensionFacts},
    journal_lines::{BookFacts, JournalLine, JournalNameRule, NewLineFacts},
    journals::Journal,
    number_series::{NumberSeries, NumberSeriesLine, NumberSource},
    parties::Party,
};

const TODAY: Date = date(2026, 3, 10);
const ALDER: Uuid = Uuid::from_u128(100);
const BIRCH: Uuid = Uuid::from_u128(101);
const INVOICE: Uuid = Uuid::from_u128(900);

/// Owns what the facts borrow.
struct Books {
    journal: Journal,
    setup: GeneralLedgerSetup,
    customers: Vec<Party>,
    invoices: Vec<PostedInvoice>,
    currencies: Vec<Currency>,
    rates: Vec<CurrencyExchangeRate>,
    banks: Vec<BankAccount>,
    defaults: Vec<DefaultDimension>,
    dimensions: Vec<Dimension>,
    values: Vec<DimensionValue>,
    numbers: Option<NumberSource>,
    lines: Vec<JournalLine>,
}

fn customer(id: u128, name: &str, currency: &str, blocked: CustomerBlocked) -> Party {
    Party::from(&Customer {
        id: Uuid::from_u128(id),
        number: format!("C-{id}"),
        name: name.into(),
        currency_code: currency.into(),
        customer_posting_group: format!("GROUP{id}"),
        payment_terms_code: "30D".into(),
        payment_method_code: "BANK".into(),
        blocked,
        ..Customer::default()
    })
}

fn rate(code: &str, from: Date, relational: &str) -> CurrencyExchangeRate {
    let hundred = Rate::parse("100").unwrap();
    let relational = Rate::parse(relational).unwrap();
    CurrencyExchangeRate {
        id: Uuid::nil(),
        currency_code: code.into(),
        starting_date: from,
        exchange_rate_amount: hundred,
        relational_currency_code: String::new(),
        relational_exchange_rate_amount: relational,
        adjustment_exchange_rate_amount: hundred,
        relational_adjustment_exchange_rate_amount: relational,
    }
}

fn numbers() -> NumberSource {
    let series = NumberSeries { code: "G02001".into(), default_numbers: true, ..NumberSeries::default() };
    let line = NumberSeriesLine {
        id: Uuid::nil(),
        series_code: "G02001".into(),
        line_number: 10_000,
        starting_date: BLANK_DATE,
        starting_number: "G02001".into(),
        ending_number: String::new(),
        warning_number: String::new(),
        last_number_used: String::new(),
        last_date_used: BLANK_DATE,
        increment: 1,
        open: true,
    };
    NumberSource { series, lines: vec![line] }
}

impl Books {
    fn new() -> Self {
        let value = |dimension: &str, code: &str| DimensionValue {
            dimension_code: dimension.into(),
            code: code.into(),
            ..DimensionValue::default()
        };
        Books {
            journal: Journal {
                id: Uuid::from_u128(1),
                code: "GENERAL".into(),
                balancing_account_number: "1110".into(),
                number_series: "G02001".into(),
                reason_code: "WHY".into(),
                ..Journal::default()
            },
            setup: GeneralLedgerSetup { local_currency_code: "CHF".into(), ..GeneralLedgerSetup::default() },
            customers: vec![
                customer(100, "Alder Foods", "", CustomerBlocked::Blank),
                customer(101, "Birch", "EUR", CustomerBlocked::Blank),
                customer(102, "Closed", "", CustomerBlocked::All),
                customer(103, "No invoices", "", CustomerBlocked::Invoice),
                customer(104, "Yen", "JPY", CustomerBlocked::Ship),
                customer(105, "No rate", "USD", CustomerBlocked::Blank),
                customer(106, "Lost currency", "XXX", CustomerBlocked::Blank),
                customer(107, "Explicit local", "CHF", CustomerBlocked::Blank),
            ],
            invoices: vec![PostedInvoice {
                id: INVOICE,
                number: "103001".into(),
                party_number: "C-100".into(),
                posting_date: date(2026, 3, 1),
            }],
            currencies: ["EUR", "JPY", "USD"]
                .map(|code| Currency {
                    code: code.into(),
                    amount_rounding_precision: Amount::from_hundredths(if code == "JPY" { 100 } else { 1 }),
                    ..Currency::default()
                })
                .to_vec(),
            rates: vec![
                rate("EUR", date(2026, 1, 1), "110"),
                rate("EUR", date(2026, 4, 1), "115"),
                rate("JPY", date(2026, 1, 1), "0.64"),
            ],
            banks: Vec::new(),
            defaults: vec![DefaultDimension {
                id: Uuid::nil(),
                table: DimensionTable::Customer,
                number: "C-100".into(),
                parent_id: ALDER,
                dimension_code: "AREA".into(),
                dimension_id: Uuid::nil(),
                dimension_value_code: "NORTH".into(),
                dimension_value_id: Uuid::nil(),
                value_posting: ValuePosting::Blank,
            }],
            dimensions: ["AREA", "DEPT"]
                .map(|code| Dimension { code: code.into(), ..Dimension::default() })
                .to_vec(),
            values: vec![value("AREA", "NORTH"), value("DEPT", "SALES")],
            numbers: Some(numbers()),
            lines: Vec::new(),
        }
    }

    fn facts(&self) -> PaymentFacts<'_> {
        PaymentFacts { book: self.book(), invoices: &self.invoices }
    }

    fn book(&self) -> BookFacts<'_> {
        BookFacts {
            journal: &self.journal,
            source_code: "CASHRECJNL",
            setup: &self.setup,
            accounts: &[],
            bank_accounts: &self.banks,
            parties: &self.customers,
            currencies: &self.currencies,
            exchange_rates: &self.rates,
            default_dimensions: &self.defaults,
            dimension_priorities: &[],
            dimensions: DimensionFacts { dimensions: &self.dimensions, values: &self.values },
        }
    }

    /// Creates as a caller with a store would: lines are in order of number.
    fn create(&self, given: &PaymentProperties) -> Result<JournalLine, RuleError> {
        let given = given.clone().normalized(&CUSTOMER_PAYMENTS)?;
        let wanted = given.line_number.unwrap_or(0);
        let balances = self.lines.iter().map(|line| line.balance().unwrap());
        let new = NewLineFacts {
            next_higher_line: self.lines.iter().find(|line| line.line_number > wanted),
            last_line: self.lines.last(),
            balance_of_journal: Amount::sum(balances).unwrap(),
            number_series: self.numbers.as_ref(),
            line_number_taken: self.lines.iter().any(|line| line.line_number == wanted),
            today: TODAY,
        };
        super::create(
            Uuid::from_u128(5000),
            &given,
            JournalNameRule::RefusedWhenDifferent,
            &CUSTOMER_PAYMENTS,
            &self.facts(),
            &new,
        )
    }

    /// Creates and keeps.
    fn post(&mut self, given: &PaymentProperties) -> JournalLine {
        let line = self.create(given).unwrap();
        self.lines.push(line.clone());
        self.lines.sort_by_key(|line| line.line_number);
        line
    }
}

fn pays(customer_number: &str, amount: &str) -> PaymentProperties {
    PaymentProperties {
        party_number: Some(customer_number.into()),
        amount: Some(Amount::parse(amount).unwrap()),
        ..PaymentProperties::default()
    }
}
