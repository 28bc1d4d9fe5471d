//! Customer payments, entered line after line into their journals.

use finance::customer_payments::CUSTOMER_PAYMENTS;
use finance::customers::Customer;
use finance::dimensions::{DimensionFacts, DimensionSet};
use finance::journal_lines::{BookFacts, JournalLine, JournalNameRule, NewLineFacts};
use finance::journals::Journal;
use finance::parties::Party;
use finance::party_payments::{PaymentFacts, PaymentProperties, create};
use jiff::ToSpan;
use money::Amount;

use super::customers::WORK_DATE;
use super::facts::Facts;
use super::random::Random;
use super::{Progress, ROWS_PER_TRANSACTION, Writing};
use crate::{StoreError, StoreErrorKind, dimension_sets};

/// Smallest and largest payment in hundredths.
const AMOUNT_MIN: u64 = 500;
const AMOUNT_MAX: u64 = 2_500_000;

/// Adds `count` payments, spread evenly over the journals.
pub(super) async fn make(
    writing: &mut Writing<'_>,
    facts: &Facts,
    journals: &[Journal],
    count: u64,
) -> Result<(), StoreError> {
    if count == 0 {
        return Ok(());
    }
    let payers: Vec<&Customer> = facts.customers.iter().filter(|customer| can_pay(customer)).collect();
    if payers.is_empty() {
        let message = "there is no customer to make payments for; ask for some with --customers";
        return Err(StoreError::new(StoreErrorKind::Reference, message));
    }
    keep_dimension_sets(writing, facts, journals, &payers).await?;
    let mut done = 0;
    let mut waiting: Vec<JournalLine> = Vec::new();
    for (index, journal) in journals.iter().enumerate() {
        let (index, all) = (index as u64, journals.len() as u64);
        let lines = count / all + u64::from(index < count % all);
        let mut last: Option<JournalLine> = None;
        for _ in 0..lines {
            let line = payment(writing.random, facts, journal, &payers, last.as_ref())?;
            last = Some(line.clone());
            waiting.push(line);
            if waiting.len() as u64 >= ROWS_PER_TRANSACTION {
                done += flush(writing, &mut waiting).await?;
                (writing.on_progress)(Progress { noun: "payments", done, of: count });
            }
        }
    }
    done += flush(writing, &mut waiting).await?;
    (writing.on_progress)(Progress { noun: "payments", done, of: count });
    Ok(())
}

async fn flush(writing: &Writing<'_>, waiting: &mut Vec<JournalLine>) -> Result<u64, StoreError> {
    let lines = std::mem::take(waiting);
    let count = lines.len() as u64;
    if count > 0 {
        writing.write(lines, Vec::<Journal>::new()).await?;
    }
    Ok(count)
}

fn can_pay(customer: &Customer) -> bool {
    customer.blocked != finance::customers::CustomerBlocked::All
}

/// One more payment behind `last`, by a customer and on a day picked from the seed.
fn payment(
    random: &mut Random,
    facts: &Facts,
    journal: &Journal,
    payers: &[&Customer],
    last: Option<&JournalLine>,
) -> Result<JournalLine, StoreError> {
    let payer = random.pick(payers).copied();
    let hundredths = AMOUNT_MIN + random.below(AMOUNT_MAX - AMOUNT_MIN);
    let days_ago = i64::try_from(random.below(365)).unwrap_or(0);
    let given = PaymentProperties {
        party_number: payer.map(|payer| payer.number.clone()),
        posting_date: Some(WORK_DATE.saturating_sub(days_ago.days())),
        external_document_number: Some(format!("BANK-{:08}", random.below(100_000_000))),
        amount: Some(Amount::from_hundredths(i32::try_from(hundredths).unwrap_or(0).saturating_neg())),
        ..PaymentProperties::default()
    };
    line(random.id(), given, facts, journal, payer, last)
}

fn line(
    id: uuid::Uuid,
    given: PaymentProperties,
    facts: &Facts,
    journal: &Journal,
    payer: Option<&Customer>,
    last: Option<&JournalLine>,
) -> Result<JournalLine, StoreError> {
    let refused = |error: finance::RuleError| {
        StoreError::new(StoreErrorKind::Reference, format!("no payment can be made: {error}"))
    };
    let party = payer.map(Party::from);
    let book = BookFacts {
        journal,
        source_code: &facts.template.source_code,
        setup: &facts.setup,
        accounts: &facts.accounts,
        bank_accounts: &[],
        parties: party.as_slice(),
        currencies: &facts.currencies,
        exchange_rates: &facts.exchange_rates,
        default_dimensions: &facts.default_dimensions,
        dimension_priorities: &facts.dimension_priorities,
        dimensions: DimensionFacts { dimensions: &facts.dimensions, values: &facts.dimension_values },
    };
    let rules = PaymentFacts { book, invoices: &[] };
    let new = NewLineFacts {
        next_higher_line: None,
        last_line: last,
        balance_of_journal: Amount::ZERO,
        number_series: facts.payment_numbers.as_ref(),
        line_number_taken: false,
        today: WORK_DATE,
    };
    let given = given.normalized(&CUSTOMER_PAYMENTS).map_err(refused)?;
    create(id, &given, JournalNameRule::Refused, &CUSTOMER_PAYMENTS, &rules, &new).map_err(refused)
}

/// Keeps the sets of dimensions that the payers' lines will have, once, before the lines that name them.
async fn keep_dimension_sets(
    writing: &Writing<'_>,
    facts: &Facts,
    journals: &[Journal],
    payers: &[&Customer],
) -> Result<(), StoreError> {
    let Some(journal) = journals.first() else { return Ok(()) };
    let mut sets: Vec<DimensionSet> = Vec::new();
    for payer in payers {
        let given =
            PaymentProperties { party_number: Some(payer.number.clone()), ..PaymentProperties::default() };
        let dimensions = line(uuid::Uuid::nil(), given, facts, journal, Some(payer), None)?.dimensions;
        if !dimensions.is_empty() && !sets.contains(&dimensions) {
            sets.push(dimensions);
        }
    }
    let (company, sets) = (writing.company, std::sync::Arc::new(sets));
    writing
        .store
        .write(move |session| {
            let sets = sets.clone();
            Box::pin(async move {
                for set in sets.iter() {
                    dimension_sets::keep(session, company, set).await?;
                }
                Ok::<_, StoreError>(())
            })
        })
        .await
}
