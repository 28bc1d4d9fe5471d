//! Fills a company for load tests: the same plan on the same database makes the same rows.
//!
//! Rows are made by the rules of `finance` that serve requests, so that they could have been entered by hand; only
//! the way to the database is shorter: some thousand rows in one transaction.

mod bulk;
mod customers;
mod facts;
mod journals;
mod payments;
mod posted;
mod random;

use uuid::Uuid;

use crate::row::RowExtension;
use crate::{Session, SqlValue, Store, StoreError, StoreErrorKind, demo_company, indexes_aside};
use facts::Facts;
use random::Random;

/// The company that is made when there is no demo company.
pub const COMPANY_NAME: &str = "Load test";

/// Rows of one transaction.
const ROWS_PER_TRANSACTION: u64 = 4_000;

/// Payments of one journal when the number of journals is left open.
const PAYMENTS_PER_JOURNAL: u64 = 10_000;

/// Line numbers count in steps of 10,000 up to the largest 32-bit number.
const PAYMENTS_PER_JOURNAL_MAX: u64 = 200_000;

/// How many rows of each kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    pub customers: u64,
    /// Posted sales invoices.
    pub invoices: u64,
    /// Payments that wait in journals.
    pub payments: u64,
    /// Payments that are posted, most of them applied to the invoices.
    pub posted_payments: u64,
    /// Journals that the payments are spread over; `None` makes as many as are fitting.
    pub journals: Option<u64>,
    pub seed: u64,
}

/// What has been made so far, for a line of progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub noun: &'static str,
    pub done: u64,
    pub of: u64,
}

/// The company that was filled, and what it was filled with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Made {
    pub company: Uuid,
    pub customers: u64,
    pub invoices: u64,
    pub journals: u64,
    pub payments: u64,
    pub posted_payments: u64,
}

/// Called after each transaction.
pub type OnProgress<'a> = &'a mut (dyn FnMut(Progress) + Send);

impl Plan {
    /// The number of journals this plan makes.
    pub fn journal_count(&self) -> u64 {
        self.journals.unwrap_or_else(|| self.payments.div_ceil(PAYMENTS_PER_JOURNAL))
    }

    /// Refuses, with a sentence, what cannot be made.
    pub fn check(&self) -> Result<(), String> {
        let journals = self.journal_count();
        if self.payments > journals.saturating_mul(PAYMENTS_PER_JOURNAL_MAX) {
            return Err(format!(
                "{} payments do not fit into {journals} journals: a journal has room for {PAYMENTS_PER_JOURNAL_MAX}",
                self.payments
            ));
        }
        Ok(())
    }
}

/// Carries out a plan, in the demo company when there is one, else in a company of its own. Every transaction is on
/// disk when `on_progress` hears of it; an error leaves what was committed before.
///
/// Errors: `Reference` when the plan has payments and the company has no customer to pay them; `Duplicate` never by
/// itself, because ids follow from the seed and from what the company holds already.
pub async fn run(
    store: &Store,
    plan: &Plan,
    now_milliseconds: i64,
    on_progress: OnProgress<'_>,
) -> Result<Made, StoreError> {
    plan.check().map_err(|message| StoreError::new(StoreErrorKind::Arithmetic, message))?;
    store.expect_many_rows().await?;
    let (company, version) = company(store, plan.seed, now_milliseconds).await?;
    // A second run with the same seed goes on with other ids.
    let mut random = Random::new(plan.seed ^ version.cast_unsigned().rotate_left(32));
    let mut facts = Facts::load(&mut *store.reader().await?, company).await?;
    let mut writing = Writing { store, company, now_milliseconds, random: &mut random, on_progress };
    indexes_aside::set_aside(store, plan.invoices + plan.posted_payments + plan.payments).await?;
    customers::make(&mut writing, &mut facts, plan.customers).await?;
    let counts = posted::Counts { invoices: plan.invoices, payments: plan.posted_payments };
    posted::make(&mut writing, &facts, counts, posted::Period::YEARS).await?;
    let journals = journals::make(&mut writing, &facts, plan.journal_count()).await?;
    payments::make(&mut writing, &facts, &journals, plan.payments).await?;
    indexes_aside::make_again(store, &mut |done, of| {
        (writing.on_progress)(Progress { noun: "indexes", done, of });
    })
    .await?;
    Ok(Made {
        company,
        customers: plan.customers,
        invoices: plan.invoices,
        journals: journals.len() as u64,
        payments: plan.payments,
        posted_payments: plan.posted_payments,
    })
}

/// Invoices and payments of the demo company's year, and the seed that picks them.
const YEAR: posted::Counts = posted::Counts { invoices: 84, payments: 60 };
const YEAR_SEED: u64 = 2026;

/// Gives a company that has customers a year of posted books up to `today`: invoices, and payments in every outcome.
/// All in one transaction. Errors: `Duplicate` when somebody else posts at the same moment.
pub async fn post_year(
    store: &Store,
    company: Uuid,
    today: jiff::civil::Date,
    now_milliseconds: i64,
) -> Result<(), StoreError> {
    let mut random = Random::new(YEAR_SEED);
    let facts = Facts::load(&mut *store.reader().await?, company).await?;
    let on_progress: OnProgress<'_> = &mut |_| ();
    let mut writing = Writing { store, company, now_milliseconds, random: &mut random, on_progress };
    posted::make(&mut writing, &facts, YEAR, posted::Period { last: today, days: 365 }).await
}

/// What every stage needs.
struct Writing<'a> {
    store: &'a Store,
    company: Uuid,
    now_milliseconds: i64,
    random: &'a mut Random,
    on_progress: OnProgress<'a>,
}

/// The company to fill, and the version its counter stands at.
async fn company(store: &Store, seed: u64, now_milliseconds: i64) -> Result<(Uuid, i64), StoreError> {
    store
        .write(move |session| {
            Box::pin(async move {
                let mut found = demo_company::find(session, demo_company::NAME).await?;
                if found.is_none() {
                    found = demo_company::find(session, COMPANY_NAME).await?;
                }
                let company = match found {
                    Some(company) => company,
                    None => {
                        let mut random = Random::new(seed);
                        let mut make_id = || random.id();
                        demo_company::create_without_data(
                            session,
                            &mut make_id,
                            COMPANY_NAME,
                            now_milliseconds,
                        )
                        .await?
                    }
                };
                Ok::<_, StoreError>((company, version(session, company).await?))
            })
        })
        .await
}

async fn version(session: &mut Session, company: Uuid) -> Result<i64, StoreError> {
    let text = "SELECT row_version_counter FROM companies WHERE id = ?1";
    let version = session.query_one(text, &[SqlValue::Uuid(company)], |row| row.required_integer(0)).await?;
    Ok(version.unwrap_or(0))
}
