//! The goods a document moves or invoices: item entries, their cost, and the lines that book it (FINANCE.md 4.6, 4.9,
//! section 6).

use std::collections::{BTreeMap, BTreeSet};

use finance::inventory::{InventoryLedgerLine, InventoryPoster};
use finance::item_ledger_entries::{ItemLedgerEntry, ValueEntry};
use finance::items::Item;
use finance::journal_lines::JournalDocumentType;
use finance::posting::PostingLine;
use finance::trade_document_lines::TradeDocumentLine;
use finance::trade_documents::{
    GoodsFacts, GoodsStep, HandledEntry, OrderGoods, TradeDocument, goods_of_document, goods_of_order,
    moves_goods,
};
use finance::{Category, RuleError};
use jiff::civil::Date;
use money::{Amount, Precision};
use uuid::Uuid;

use super::Whole;
use crate::inventory::in_integers;
use crate::posting::{self, InventoryEntries, PostingError, in_uuids};
use crate::row::RowExtension;
use crate::{Session, SqlValue, StoreError, dimension_sets, inventory, record, trade_documents};

/// Where the goods of a document come from or go to, beside itself.
#[derive(Default)]
pub(super) struct Handover {
    /// The shipment or receipt that is made along with it; its lines learn their item entries.
    pub shipment: Option<Whole>,
    /// Of an order: its lines before and after.
    pub order: Option<(Vec<TradeDocumentLine>, Vec<TradeDocumentLine>)>,
    /// Entries of earlier shipments or receipts of the order that are not invoiced yet.
    pub not_invoiced: Vec<ItemLedgerEntry>,
}

/// The movements of one document.
pub(super) struct Goods {
    poster: Option<InventoryPoster>,
    handled: Vec<HandledEntry>,
    ledger_lines: Vec<InventoryLedgerLine>,
    cost: Amount,
}

impl Goods {
    /// Loads stock and costs of the items that the document moves or invoices; nothing when there are none.
    pub async fn load(
        session: &mut Session,
        company: Uuid,
        (document, lines): (&TradeDocument, &[TradeDocumentLine]),
        handover: &Handover,
        seed: Uuid,
        today: Date,
    ) -> Result<Goods, PostingError> {
        let shipped = handover.shipment.iter().flat_map(|(_, lines)| lines);
        let items: BTreeSet<Uuid> =
            lines.iter().chain(shipped).filter(|line| moves_goods(line)).map(|line| line.item_id).collect();
        let mut goods =
            Goods { poster: None, handled: Vec::new(), ledger_lines: Vec::new(), cost: Amount::ZERO };
        if items.is_empty() || document.posting_date == finance::BLANK_DATE {
            return Ok(goods);
        }
        let mut named: BTreeSet<i64> =
            lines.iter().map(|line| line.applies_to_item_entry).filter(|entry| *entry != 0).collect();
        if !named.is_empty() {
            goods.handled = handled_entries(session, company, document.applies_to_id).await?;
            named.extend(goods.handled.iter().map(|entry| entry.entry_number));
        }
        let invoiced: BTreeSet<i64> = handover.not_invoiced.iter().map(|entry| entry.entry_number).collect();
        named.extend(&invoiced);
        let register = posting::counters(session, company).await?.register + 1;
        let mut facts = inventory::load(session, company, &items, &named, register, today).await?;
        if !invoiced.is_empty() {
            inventory::load_late_costs(session, company, &mut facts, &invoiced).await?;
        }
        goods.poster = Some(InventoryPoster::new(facts, seed));
        Ok(goods)
    }

    /// Moves and invoices the goods of every line and notes the entries on them, and on those of the shipment. Errors:
    /// those of [`InventoryPoster::post`] and [`InventoryPoster::invoice`].
    pub fn post(
        &mut self,
        document: &TradeDocument,
        lines: &mut [TradeDocumentLine],
        handover: &mut Handover,
        precision: Precision,
        source_code: &str,
    ) -> Result<(), RuleError> {
        let facts = GoodsFacts { precision, source_code, dimension_set_id: dimension_sets::id_of };
        let Some(poster) = &mut self.poster else { return Ok(()) };
        for step in steps(document, lines, handover, &self.handled, &facts)? {
            let moved = match step.invoiced_entry {
                0 => poster.post(&step.movement)?,
                entry => poster.invoice(entry, &step.movement)?,
            };
            if let Some(line) = step.line {
                if lines[line].item_entry_number == 0 {
                    lines[line].item_entry_number = moved.item_entry_number;
                }
                self.cost = self.cost.checked_sub(moved.cost).map_err(too_large)?;
            }
            if let Some((line, (_, shipped))) = step.shipment_line.zip(handover.shipment.as_mut()) {
                shipped[line].item_entry_number = moved.item_entry_number;
            }
            self.ledger_lines.extend(moved.ledger_lines);
        }
        Ok(())
    }

    /// What the goods of a sale cost that are invoiced: positive when they left, negative when they came back.
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

fn too_large(_: money::RangeError) -> RuleError {
    RuleError::of_record(Category::Dialog, "The quantities or costs of the document are too large.")
}

fn steps(
    document: &TradeDocument,
    lines: &[TradeDocumentLine],
    handover: &Handover,
    handled: &[HandledEntry],
    facts: &GoodsFacts<'_>,
) -> Result<Vec<GoodsStep>, RuleError> {
    let shipment = handover.shipment.as_ref();
    match &handover.order {
        Some((before, after)) => {
            let order = OrderGoods {
                before,
                after,
                shipment: shipment.map(|(shipment, lines)| (shipment, lines.as_slice())),
                not_invoiced: &handover.not_invoiced,
            };
            goods_of_order(document, lines, &order, facts)
        }
        None => goods_of_document(document, lines, shipment.map(|(shipment, _)| shipment), handled, facts),
    }
}

/// The shipments or receipts of an order.
async fn shipments(session: &mut Session, company: Uuid, order: Uuid) -> Result<Vec<Uuid>, StoreError> {
    let mut found = Vec::new();
    if order.is_nil() {
        return Ok(found);
    }
    let text = "SELECT id FROM trade_documents WHERE company_id = ?1 AND order_id = ?2 \
                AND document_type IN (4, 5)";
    session
        .query_all(text, &[SqlValue::Uuid(company), SqlValue::Uuid(order)], |row| {
            found.push(row.required_uuid(0)?);
            Ok(())
        })
        .await?;
    Ok(found)
}

/// The entries of an order's goods that are handed over and not invoiced, oldest first.
pub(super) async fn not_invoiced(
    session: &mut Session,
    company: Uuid,
    order: Uuid,
) -> Result<Vec<ItemLedgerEntry>, StoreError> {
    let shipments = shipments(session, company, order).await?;
    if shipments.is_empty() {
        return Ok(Vec::new());
    }
    let condition =
        format!("AND {} AND quantity <> invoiced_quantity", in_uuids(session.dialect(), "document_id", 2));
    let mut found: Vec<ItemLedgerEntry> =
        record::list(session, company, &condition, &[SqlValue::UuidList(shipments)]).await?;
    found.sort_unstable_by_key(|entry| entry.entry_number);
    Ok(found)
}

/// The entries that a posted document moved or invoiced, by line.
async fn handled_entries(
    session: &mut Session,
    company: Uuid,
    document: Uuid,
) -> Result<Vec<HandledEntry>, PostingError> {
    let Some(found) = trade_documents::find(session, company, document).await? else { return Ok(Vec::new()) };
    let mut movers = shipments(session, company, found.record.order_id).await?;
    movers.push(document);
    let by_document = format!("AND {}", in_uuids(session.dialect(), "document_id", 2));
    let entries: Vec<ItemLedgerEntry> =
        record::list(session, company, &by_document, &[SqlValue::UuidList(movers)]).await?;
    let mut handled: BTreeMap<i64, HandledEntry> = BTreeMap::new();
    for entry in entries {
        let (entry_number, sequence) = (entry.entry_number, entry.document_line_number);
        handled.insert(entry_number, HandledEntry { sequence, entry_number, quantity: Amount::ZERO });
    }
    let by_entry = format!("AND {}", in_integers(session.dialect(), "item_ledger_entry_number", 2));
    let numbers = [SqlValue::IntegerList(handled.keys().copied().collect())];
    let values: Vec<ValueEntry> = record::list(session, company, &by_entry, &numbers).await?;
    for value in values.iter().filter(|value| value.document_id == document) {
        if let Some(entry) = handled.get_mut(&value.item_ledger_entry_number) {
            entry.quantity = entry.quantity.checked_add(value.invoiced_quantity).map_err(too_large)?;
        }
    }
    Ok(handled.into_values().filter(|entry| !entry.quantity.is_zero()).collect())
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
