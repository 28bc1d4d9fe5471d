//! Payments that wait in the receipts journal of the demo company.

use jiff::{ToSpan, civil::Date};
use money::Amount;

use crate::{
    customer_payments::CUSTOMER_PAYMENTS,
    demo_setup::{DemoSetup, NewId},
    dimensions::DimensionFacts,
    errors::RuleError,
    journal_lines::{BookFacts, JournalLine, JournalNameRule, NewLineFacts},
    journal_templates::TemplateType,
    number_series::NumberSource,
    parties::Party,
    party_payments::{PaymentFacts, PaymentProperties, create},
};

/// Customer, days before the work date, amount in hundredths, reference of the payer.
const PAYMENTS: &[(&str, i32, i32, &str)] = &[
    ("C-100", 11, -60_000, "BT-4411"),
    ("C-101", 10, -125_050, "BT-4412"),
    ("C-109", 9, -200_000, "SEPA-0071"),
    ("C-104", 8, -8990, "BT-4415"),
    ("C-110", 7, -31_525, "SEPA-0072"),
    ("C-115", 6, -480_000, "WIRE-318"),
    ("C-107", 5, -150_000, "BT-4420"),
    ("C-113", 4, -73_000, "SEPA-0075"),
    ("C-116", 3, -9999, "WIRE-319"),
    ("C-102", 2, -1_000_000, "BT-4423"),
    ("C-108", 1, -4500, "CARD-12"),
    ("C-119", 0, -150_050, "BT-4425"),
];

pub(super) fn add(setup: &mut DemoSetup, today: Date, new_id: NewId<'_>) -> Result<(), RuleError> {
    let is_receipts = |template: TemplateType| template == TemplateType::CashReceipts;
    let Some(journal) = setup.journals.iter().find(|journal| is_receipts(journal.template_type)) else {
        return Ok(());
    };
    let template = setup.journal_templates.iter().find(|template| template.id == journal.template_id);
    let series = setup.number_series.iter().find(|series| series.code == journal.number_series);
    let numbers = series.map(|series| NumberSource {
        series: series.clone(),
        lines: setup
            .number_series_lines
            .iter()
            .filter(|line| line.series_code == series.code)
            .cloned()
            .collect(),
    });
    let parties: Vec<Party> = setup.customers.iter().map(Party::from).collect();
    let book = BookFacts {
        journal,
        source_code: template.map_or("", |template| template.source_code.as_str()),
        setup: &setup.general_ledger_setup,
        accounts: &setup.accounts,
        bank_accounts: &[],
        parties: &parties,
        currencies: &setup.currencies,
        exchange_rates: &setup.currency_exchange_rates,
        default_dimensions: &setup.default_dimensions,
        dimension_priorities: &[],
        dimensions: DimensionFacts { dimensions: &setup.dimensions, values: &setup.dimension_values },
    };
    let mut lines: Vec<JournalLine> = Vec::new();
    for (customer, days_ago, hundredths, reference) in PAYMENTS {
        let given = PaymentProperties {
            party_number: Some((*customer).to_owned()),
            posting_date: Some(today.saturating_sub(i64::from(*days_ago).days())),
            external_document_number: Some((*reference).to_owned()),
            amount: Some(Amount::from_hundredths(*hundredths)),
            ..PaymentProperties::default()
        };
        let facts = PaymentFacts { book, invoices: &[] };
        let new = NewLineFacts {
            next_higher_line: None,
            last_line: lines.last(),
            balance_of_journal: Amount::ZERO,
            number_series: numbers.as_ref(),
            line_number_taken: false,
            today,
        };
        let given = given.normalized(&CUSTOMER_PAYMENTS)?;
        let rule = JournalNameRule::Refused;
        lines.push(create(new_id(), &given, rule, &CUSTOMER_PAYMENTS, &facts, &new)?);
    }
    setup.customer_payments = lines;
    Ok(())
}
