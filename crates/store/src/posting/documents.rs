//! Posting documents: checks, numbers, entries, and the rows of what is posted (FINANCE.md 4.5 to 4.9).
//!
//! `finance::trade_documents` decides; a [`DocumentRun`] loads what it looks up and keeps what it makes, in the
//! caller's transaction.

mod cancel;
mod convert;
mod facts;
mod goods;
mod orders;

use finance::general_ledger_registers::GeneralLedgerRegister;
use finance::journal_lines::JournalLine;
use finance::posting::{EntryIds, Poster, PostingLine, check_dimensions, check_posting_date};
use finance::trade_document_lines::TradeDocumentLine;
use finance::trade_documents::{
    self as rules, PostFacts, TradeDocument, TradeSide, distribute, posting_lines, rounding_line,
};
use finance::{Category, RuleError};
use jiff::civil::Date;
use uuid::Uuid;

use super::{Keeper, PostingError, facts as ledger_facts};
use crate::{
    Session, Stamp, dimension_sets, inventory, number_series, trade_document_lines, trade_documents,
};
use facts::DocumentFacts;
pub use facts::{number_source, party_by_id, party_by_number, trade_items, trade_setup};
use goods::{Goods, Handover};

/// A document with its lines.
pub type Whole = (TradeDocument, Vec<TradeDocumentLine>);

/// Work on documents inside one transaction.
pub struct DocumentRun<'s> {
    session: &'s mut Session,
    company: Uuid,
    stamp: Stamp,
    today: Date,
    ids: EntryIds,
}

impl<'s> DocumentRun<'s> {
    /// `stamp`: that of the write the work is part of. `today`: the work date. `seed`: a fresh id.
    pub fn new(session: &'s mut Session, company: Uuid, stamp: Stamp, today: Date, seed: Uuid) -> Self {
        DocumentRun { session, company, stamp, today, ids: EntryIds::new(seed) }
    }

    /// A document with its lines. Errors: `NoResource` when there is none.
    pub async fn whole(&mut self, id: Uuid) -> Result<Whole, PostingError> {
        let found = trade_documents::find(self.session, self.company, id).await?;
        let document = found.map(|found| found.record).ok_or_else(|| {
            RuleError::of_record(Category::NoResource, format!("There is no document with the id {id}."))
        })?;
        let lines = trade_document_lines::of_document(self.session, self.company, id).await?;
        Ok((document, lines))
    }

    /// Posts a draft: its rows become those of the posted document. Errors: the rule it breaks; nothing may be kept
    /// then.
    pub async fn post(&mut self, id: Uuid) -> Result<TradeDocument, PostingError> {
        let draft = self.whole(id).await?;
        let known: Vec<Uuid> = draft.1.iter().map(|line| line.id).collect();
        let mut handover = Handover::default();
        let (document, lines) = self.book(draft, &mut handover).await?;
        self.insert_shipment(handover).await?;
        trade_documents::update(self.session, self.company, &document, self.stamp).await?;
        for line in &lines {
            match known.contains(&line.id) {
                true => {
                    trade_document_lines::update(self.session, self.company, line, self.stamp).await?;
                }
                false => {
                    trade_document_lines::insert(self.session, self.company, line, self.stamp).await?;
                }
            }
        }
        Ok(document)
    }

    /// Posts a document that has no rows yet, and writes them.
    async fn post_new(&mut self, new: Whole, mut handover: Handover) -> Result<TradeDocument, PostingError> {
        let (document, lines) = self.book(new, &mut handover).await?;
        self.insert_shipment(handover).await?;
        self.insert(&document, &lines).await?;
        Ok(document)
    }

    /// Writes the rows of a new document.
    async fn insert(
        &mut self,
        document: &TradeDocument,
        lines: &[TradeDocumentLine],
    ) -> Result<(), PostingError> {
        trade_documents::insert(self.session, self.company, document, self.stamp).await?;
        for line in lines {
            trade_document_lines::insert(self.session, self.company, line, self.stamp).await?;
        }
        Ok(())
    }

    /// Checks a document, gives it its posted number and makes its entries. Nothing of the document itself is written,
    /// nor of the shipment that goes along with it, whose lines learn their item entries.
    async fn book(
        &mut self,
        (mut document, mut lines): Whole,
        handover: &mut Handover,
    ) -> Result<Whole, PostingError> {
        let facts = DocumentFacts::load(self.session, self.company, &document, &lines).await?;
        rules::check_post(&document, &lines, &facts.checks())?;
        let shipped_too_now = rules::is_shipped_too(&document, &lines, &facts.trade);
        if shipped_too_now || (document.is_sales() && handover.shipment.is_some()) {
            rules::check_may_ship(&document, &facts.checks())?;
        }
        if shipped_too_now {
            let shipped = lines.iter().map(|line| shipped_too(line, self.ids.next_id())).collect();
            handover.shipment = Some(self.shipment(&document, shipped).await?);
        }
        let rounding = rules::rounding(&document, &facts.setup, &facts.currencies)?;
        if let Some(account) = &facts.rounding_account {
            let precision = facts.invoice_rounding_precision(&document);
            let made = rounding_line(self.ids.next_id(), &document, &lines, precision, account)?;
            lines.extend(made.map(|line| facts.with_vat(line)));
        }
        distribute(&mut document, &mut lines, rounding)?;
        self.take_number(&mut document).await?;
        mark_posted(&mut document, &mut lines);
        let seed = self.ids.next_id();
        let whole = (&document, lines.as_slice());
        let mut goods = Goods::load(self.session, self.company, whole, handover, seed, self.today).await?;
        let precision = facts.setup.precision();
        goods.post(&document, &mut lines, handover, precision, source_code(document.side))?;
        let post = PostFacts {
            setup: &facts.setup,
            trade: &facts.trade,
            rounding,
            general_posting_setup: &facts.general_posting_setup,
            vat_posting_setup: &facts.vat_posting_setup,
            accounts: &facts.accounts,
            tax_jurisdictions: &facts.tax_jurisdictions,
            payment_method: facts.payment_method.as_ref(),
            source_code: source_code(document.side),
            cost: goods.cost(),
            dimension_set_id: dimension_sets::id_of,
        };
        let postings = [goods.posting_lines(&document), posting_lines(&document, &lines, &post)?].concat();
        document.ledger_entry_number = self.keep(&document, &postings, goods).await?;
        Ok((document, lines))
    }

    /// Makes the entries of the lines and keeps them, with those of the goods. Returns the number of the ledger entry
    /// of the document.
    async fn keep(
        &mut self,
        document: &TradeDocument,
        postings: &[PostingLine],
        goods: Goods,
    ) -> Result<i64, PostingError> {
        let (facts, open) = ledger_facts::load(self.session, self.company, postings).await?;
        let register = GeneralLedgerRegister {
            source_code: source_code(document.side).to_owned(),
            ..GeneralLedgerRegister::default()
        };
        let seed = self.ids.next_id();
        let mut poster = Poster::new(&facts, open, register.clone(), seed);
        if postings.is_empty() {
            let line = JournalLine { posting_date: document.posting_date, ..JournalLine::default() };
            check_posting_date(&line, &facts)?;
        }
        for posting in postings {
            check_posting_date(&posting.line, &facts)?;
            check_dimensions(&posting.line, &facts)?;
            poster.post(posting)?;
        }
        let mut finished = poster.finish()?;
        let own = finished.entries.party_ledger_entries.first();
        let number = own.map_or(0, |entry| entry.entry_number);
        let moved = goods.finish();
        if moved.is_some() {
            inventory::keep_register(&mut finished, facts.counters, register, seed);
        }
        let mut keeper = Keeper::new(self.session, self.company, self.stamp);
        if let Some(moved) = &moved {
            keeper.inventory(&moved.0).await?;
        }
        keeper.finish(&finished).await?;
        if let Some(moved) = &moved {
            inventory::keep_items(self.session, self.company, &moved.1, self.stamp).await?;
        }
        Ok(number)
    }

    /// The posted number: the draft's own when both have one series, else the next of the posted series. It is taken
    /// in the transaction that posts, so a posting that fails takes none.
    async fn take_number(&mut self, document: &mut TradeDocument) -> Result<(), PostingError> {
        let (side, kind) = (document.side, document.document_type);
        let loaded = number_source(self.session, self.company, side, kind, true).await?;
        let loaded = loaded.ok_or_else(|| rules::no_series(side, kind))?;
        if !document.number.is_empty() && loaded.series.code == document.number_series {
            return Ok(());
        }
        let mut taken = loaded.clone();
        loop {
            let number = taken.take(document.posting_date)?;
            let used =
                trade_documents::is_number_taken(self.session, self.company, side, kind, true, &number);
            if !used.await? {
                document.number = number;
                break;
            }
        }
        document.number_series.clone_from(&loaded.series.code);
        number_series::keep_taken(self.session, self.company, &loaded, &taken, self.stamp).await?;
        Ok(())
    }
}

/// The source code of a side's documents.
fn source_code(side: TradeSide) -> &'static str {
    match side {
        TradeSide::Sales => "SALES",
        TradeSide::Purchases => "PURCHASES",
    }
}

/// The line of the shipment that goes along with an invoice.
fn shipped_too(line: &TradeDocumentLine, id: Uuid) -> TradeDocumentLine {
    let (quantity_shipped, quantity_invoiced) = (line.quantity, line.quantity);
    TradeDocumentLine { id, quantity_shipped, quantity_invoiced, ..line.clone() }
}

fn mark_posted(document: &mut TradeDocument, lines: &mut [TradeDocumentLine]) {
    document.posted = true;
    for line in lines {
        line.posted = true;
        line.document_id = document.id;
        line.document_type = document.document_type;
    }
}
