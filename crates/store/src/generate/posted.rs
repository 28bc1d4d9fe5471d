//! Posted books: invoices and payments in every outcome, made by the posting engine document by document.
//!
//! Nothing is inserted that the engine did not make; only loading is shared: what posting looks up is read once and
//! carried along, since nobody else writes to a company that is being filled.

mod invoices;
mod payments;

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Arc;

use finance::RuleError;
use finance::customers::{Customer, CustomerBlocked};
use finance::journal_lines::JournalLine;
use finance::number_series::NumberSource;
use finance::party_ledger_entries::PartyLedgerEntry;
use finance::posting::{Finished, OpenEntries, Poster, PostingFacts, PostingLine};
use finance::trade_document_lines::TradeDocumentLine;
use finance::trade_documents::{TradeDocument, TradeDocumentType, TradeSide};
use futures_util::FutureExt;
use jiff::ToSpan;
use jiff::civil::Date;
use uuid::Uuid;

use super::customers::WORK_DATE;
use super::facts::Facts;
use super::{Progress, Writing};
use crate::posting::{self, Keeper, PostingError};
use crate::{Stamp, Store, StoreError, StoreErrorKind, bulk, number_series, record};

/// Postings of one transaction.
const POSTINGS_PER_TRANSACTION: usize = 2_000;

/// The days that postings are spread over, in order.
#[derive(Clone, Copy, Debug)]
pub(super) struct Period {
    pub last: Date,
    pub days: u64,
}

impl Period {
    /// The three years before the work date of generated rows.
    pub const YEARS: Period = Period { last: WORK_DATE, days: 3 * 365 };

    fn day_of(self, index: u64, all: u64) -> Date {
        let days = i64::try_from(self.days - index * self.days / all.max(1)).unwrap_or(0);
        self.last.saturating_sub(days.days())
    }
}

/// Open invoices that wait for a payment at a time.
const WAITING_INVOICES_MAX: usize = 400;

/// How many invoices and payments to post.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counts {
    pub invoices: u64,
    pub payments: u64,
}

/// One posting and the document it belongs to.
struct Booked {
    finished: Finished,
    document: Option<(TradeDocument, Vec<TradeDocumentLine>)>,
}

/// The books as they grow.
struct Books<'a> {
    facts: &'a Facts,
    posting: PostingFacts,
    documents: invoices::Setup,
    customers: Vec<&'a Customer>,
    invoice_numbers: NumberSource,
    payment_numbers: NumberSource,
    /// Posted invoices that are still open, oldest first.
    open: VecDeque<PartyLedgerEntry>,
}

/// Posts the invoices and payments, spread over the period in order of date.
pub(super) async fn make(
    writing: &mut Writing<'_>,
    facts: &Facts,
    counts: Counts,
    period: Period,
) -> Result<(), StoreError> {
    if counts.invoices == 0 && counts.payments == 0 {
        return Ok(());
    }
    let mut books = Books::load(writing, facts).await?;
    let all = counts.invoices + counts.payments;
    let (mut invoices, mut payments, mut done) = (0, 0, 0);
    let mut waiting = Vec::with_capacity(POSTINGS_PER_TRANSACTION);
    let mut keeping: Option<(Keeping, u64)> = None;
    let loaded = (books.invoice_numbers.clone(), books.payment_numbers.clone());
    while done < all {
        let date = period.day_of(done, all);
        // Payments follow their invoices in the proportion asked for.
        let invoice_is_due = invoices * counts.payments <= payments * counts.invoices;
        let booked = if invoices < counts.invoices && (invoice_is_due || payments == counts.payments) {
            invoices += 1;
            books.invoice(writing.random, date)
        } else {
            payments += 1;
            books.payment(writing.random, date)
        };
        waiting.push(booked.map_err(refused)?);
        done += 1;
        if waiting.len() == POSTINGS_PER_TRANSACTION || done == all {
            finish(writing, keeping.take(), all).await?;
            let numbers = [
                (loaded.0.clone(), books.invoice_numbers.clone()),
                (loaded.1.clone(), books.payment_numbers.clone()),
            ];
            let (store, company, now) = (writing.store.clone(), writing.company, writing.now_milliseconds);
            let mut next: Keeping =
                Box::pin(keep(store, company, now, std::mem::take(&mut waiting), numbers));
            // Asked once it is with the thread that writes to SQLite, which goes on while the next documents are made.
            match (&mut next).now_or_never() {
                Some(kept) => {
                    kept?;
                    (writing.on_progress)(Progress { noun: "posted documents", done, of: all });
                }
                None => keeping = Some((next, done)),
            }
        }
    }
    finish(writing, keeping, all).await
}

/// Documents on their way to the disk.
type Keeping = Pin<Box<dyn Future<Output = Result<(), StoreError>> + Send>>;

/// Waits until documents are on disk and says so; `keeping` with their number.
async fn finish(
    writing: &mut Writing<'_>,
    keeping: Option<(Keeping, u64)>,
    all: u64,
) -> Result<(), StoreError> {
    if let Some((keeping, done)) = keeping {
        keeping.await?;
        (writing.on_progress)(Progress { noun: "posted documents", done, of: all });
    }
    Ok(())
}

fn refused(error: RuleError) -> StoreError {
    StoreError::new(StoreErrorKind::Reference, format!("the books refuse a generated document: {error}"))
}

fn not_posted(error: PostingError) -> StoreError {
    match error {
        PostingError::Rule(error) => refused(error),
        PostingError::Store(error) => error,
    }
}

impl<'a> Books<'a> {
    async fn load(writing: &Writing<'_>, facts: &'a Facts) -> Result<Books<'a>, StoreError> {
        let customers: Vec<&Customer> = facts.customers.iter().filter(|customer| can_buy(customer)).collect();
        if customers.is_empty() {
            let message = "there is no customer to post invoices for; ask for some with --customers";
            return Err(StoreError::new(StoreErrorKind::Reference, message));
        }
        let named: Vec<JournalLine> = customers.iter().map(|customer| payments::line_of(customer)).collect();
        let mut reader = writing.store.reader().await?;
        let loaded = posting::load_for(&mut reader, writing.company, named.iter()).await;
        let (posting, _) = loaded.map_err(not_posted)?;
        let numbers = |source: &Option<NumberSource>| {
            source.clone().ok_or_else(|| {
                StoreError::new(
                    StoreErrorKind::Reference,
                    "the company lacks number series; run `funchal check`",
                )
            })
        };
        let documents = invoices::Setup::load(&mut reader, writing.company).await?;
        Ok(Books {
            facts,
            posting,
            customers,
            invoice_numbers: numbers(&documents.numbers)?,
            payment_numbers: numbers(&facts.payment_numbers)?,
            documents,
            open: VecDeque::new(),
        })
    }

    /// Runs one posting of its own and counts on.
    fn post(
        &mut self,
        lines: &[PostingLine],
        open: Vec<PartyLedgerEntry>,
        source_code: &str,
        seed: Uuid,
    ) -> Result<Finished, RuleError> {
        let register = finance::general_ledger_registers::GeneralLedgerRegister {
            source_code: source_code.to_owned(),
            ..Default::default()
        };
        let mut poster = Poster::new(&self.posting, OpenEntries::new(open), register, seed);
        for line in lines {
            poster.post(line)?;
        }
        let finished = poster.finish()?;
        self.posting.counters = finished.counters;
        Ok(finished)
    }
}

fn can_buy(customer: &Customer) -> bool {
    !matches!(customer.blocked, CustomerBlocked::All | CustomerBlocked::Invoice)
}

/// Keeps some postings and the numbers taken for them, all or nothing.
async fn keep(
    store: Store,
    company: Uuid,
    now_milliseconds: i64,
    booked: Vec<Booked>,
    numbers: [(NumberSource, NumberSource); 2],
) -> Result<(), StoreError> {
    // The work may run again after losing against another transaction, so it only borrows what it keeps.
    let shared = Arc::new((booked, numbers));
    let kept = store
        .write(move |session| {
            let shared = shared.clone();
            Box::pin(async move {
                let stamp = record::next_stamp(session, company, now_milliseconds).await?;
                for booked in &shared.0 {
                    keep_one(session, company, stamp, booked).await?;
                }
                for (loaded, taken) in &shared.1 {
                    number_series::keep_taken(session, company, loaded, taken, stamp).await?;
                }
                Ok::<_, PostingError>(())
            })
        })
        .await;
    kept.map_err(not_posted)
}

async fn keep_one(
    session: &mut crate::Session,
    company: Uuid,
    stamp: Stamp,
    booked: &Booked,
) -> Result<(), PostingError> {
    Keeper::new(session, company, stamp).finish(&booked.finished).await?;
    if let Some((document, lines)) = &booked.document {
        record::insert(session, company, document, stamp).await?;
        bulk::insert(session, company, lines, stamp).await?;
    }
    Ok(())
}

/// The series of posted sales invoices.
fn invoice_series(setup: &finance::companies::NumberSeriesSetup) -> &str {
    setup.of_documents(TradeSide::Sales, TradeDocumentType::Invoice, true)
}
