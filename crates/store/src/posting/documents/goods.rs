//! The goods a document moves: item entries, their cost, and the lines that book it (FINANCE.md 4.6, 4.9, section 6).

use std::collections::BTreeSet;

use finance::general_ledger_entries::LedgerSourceType;
use finance::inventory::{InventoryLedgerLine, InventoryPoster, Movement};
use finance::item_ledger_entries::{ItemDocumentType, ItemEntryType};
use finance::items::Item;
use finance::journal_lines::JournalDocumentType;
use finance::posting::PostingLine;
use finance::trade_document_lines::{TradeDocumentLine, TradeLineType};
use finance::trade_documents::{TradeDocument, TradeSide, local_net_amounts};
use finance::{Category, RuleError};
use jiff::civil::Date;
use money::{Amount, Precision, RangeError};
use uuid::Uuid;

use super::facts::DocumentFacts;
use crate::posting::{self, InventoryEntries, PostingError};
use crate::{Session, dimension_sets, inventory};

/// The movements of one document.
pub(super) struct Goods {
    poster: Option<InventoryPoster>,
    ledger_lines: Vec<InventoryLedgerLine>,
    cost: Amount,
}

impl Goods {
    /// Loads stock and costs of the items that the document moves; nothing when it moves none.
    pub async fn load(
        session: &mut Session,
        company: Uuid,
        document: &TradeDocument,
        lines: &[TradeDocumentLine],
        seed: Uuid,
        today: Date,
    ) -> Result<Goods, PostingError> {
        let moving = || lines.iter().filter(|line| moves(line));
        let items: BTreeSet<Uuid> = moving().map(|line| line.item_id).collect();
        let named = moving().map(|line| line.applies_to_item_entry).filter(|entry| *entry != 0).collect();
        let poster = match items.is_empty() || document.posting_date == finance::BLANK_DATE {
            true => None,
            false => {
                let register = posting::counters(session, company).await?.register + 1;
                let facts = inventory::load(session, company, &items, &named, register, today).await?;
                Some(InventoryPoster::new(facts, seed))
            }
        };
        Ok(Goods { poster, ledger_lines: Vec::new(), cost: Amount::ZERO })
    }

    /// Moves the goods of every line and notes the entries on them. Errors: those of
    /// [`InventoryPoster::post`](finance::inventory::InventoryPoster::post).
    pub fn post(
        &mut self,
        document: &TradeDocument,
        lines: &mut [TradeDocumentLine],
        facts: &DocumentFacts,
        source_code: &str,
    ) -> Result<(), RuleError> {
        let Some(poster) = &mut self.poster else { return Ok(()) };
        let precision = facts.setup.precision();
        let net = local_net_amounts(document, lines, precision).map_err(too_large)?;
        for (line, net) in lines.iter_mut().zip(net).filter(|(line, _)| moves(line)) {
            let movement = movement(document, line, net, source_code).map_err(too_large)?;
            let moved = poster.post(&movement)?;
            line.item_entry_number = moved.item_entry_number;
            self.cost = self.cost.checked_sub(moved.cost).map_err(too_large)?;
            self.ledger_lines.extend(moved.ledger_lines);
        }
        Ok(())
    }

    /// What the goods of a sale cost: positive when they left, negative when they came back.
    pub fn cost(&self) -> Amount {
        self.cost
    }

    /// The lines that book the goods, beside those of the document.
    pub fn posting_lines(&self, document: &TradeDocument) -> Vec<PostingLine> {
        self.ledger_lines.iter().map(|line| posting_line(document, line)).collect()
    }

    /// What is to be stored of the goods; nothing when none moved.
    pub fn finish(self) -> Option<(InventoryEntries, Vec<Item>)> {
        self.poster.map(|poster| inventory::kept(poster.finish()))
    }
}

fn too_large(_: RangeError) -> RuleError {
    RuleError::of_record(Category::Dialog, "The quantities or costs of the document are too large.")
}

fn moves(line: &TradeDocumentLine) -> bool {
    line.line_type == TradeLineType::Item && !line.item_id.is_nil() && !line.quantity.is_zero()
}

/// A line as a movement: out of stock for sales and purchase credit memos, into it for the others.
fn movement(
    document: &TradeDocument,
    line: &TradeDocumentLine,
    net: Amount,
    source_code: &str,
) -> Result<Movement, RangeError> {
    let credit_memo = document.is_credit_memo();
    let sales = document.side == TradeSide::Sales;
    let base = line.quantity.ratio(line.quantity_per_unit, Amount::ONE, Precision::FINEST)?;
    let signed = |amount: Amount| if credit_memo { amount.checked_neg() } else { Ok(amount) };
    let quantity = if sales { signed(base)?.checked_neg()? } else { signed(base)? };
    let (document_type, entry_type) = match (sales, credit_memo) {
        (true, false) => (ItemDocumentType::SalesInvoice, ItemEntryType::Sale),
        (true, true) => (ItemDocumentType::SalesCreditMemo, ItemEntryType::Sale),
        (false, false) => (ItemDocumentType::PurchaseInvoice, ItemEntryType::Purchase),
        (false, true) => (ItemDocumentType::PurchaseCreditMemo, ItemEntryType::Purchase),
    };
    let reverses = line.applies_to_item_entry;
    Ok(Movement {
        item_id: line.item_id,
        entry_type,
        document_type,
        document_number: document.number.clone(),
        document_line_number: i64::from(line.sequence),
        document_id: document.id,
        external_document_number: document.external_document_number.clone(),
        description: line.description.clone(),
        posting_date: document.posting_date,
        document_date: document.document_date,
        quantity,
        unit_of_measure_code: line.unit_of_measure_code.clone(),
        location_code: line.location_code.clone(),
        source_type: if sales { LedgerSourceType::Customer } else { LedgerSourceType::Vendor },
        source_id: document.party_id,
        direct_cost: if sales { None } else { Some(signed(net)?) },
        sales_amount: if sales { signed(net)? } else { Amount::ZERO },
        applies_to_entry_number: if sales == credit_memo { 0 } else { reverses },
        applies_from_entry_number: if sales && credit_memo { reverses } else { 0 },
        general_business_posting_group: document.general_business_posting_group.clone(),
        source_code: source_code.to_owned(),
        dimension_set_id: dimension_sets::id_of(&line.dimensions),
    })
}

/// A line for the ledger that belongs to the document.
fn posting_line(document: &TradeDocument, line: &InventoryLedgerLine) -> PostingLine {
    let mut posting = line.posting_line();
    posting.extras.document_id = document.id;
    posting.line.document_date = document.document_date;
    posting.line.external_document_number.clone_from(&document.external_document_number);
    posting.line.document_type = match document.is_credit_memo() {
        true => JournalDocumentType::CreditMemo,
        false => JournalDocumentType::Invoice,
    };
    posting
}
