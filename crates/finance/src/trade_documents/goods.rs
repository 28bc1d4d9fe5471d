//! The goods of a document: what its lines move, and what moved before and is invoiced now (FINANCE.md 4.6, 4.7, 4.9,
//! section 6).

use money::{Amount, Precision, RangeError};
use uuid::Uuid;

use super::{TradeDocument, TradeDocumentType, TradeSetup, TradeSide, local_net_amounts, too_large};
use crate::{
    dimensions::DimensionSet,
    errors::RuleError,
    general_ledger_entries::LedgerSourceType,
    inventory::{ItemDocument, Movement},
    item_ledger_entries::{ItemDocumentType, ItemEntryType, ItemLedgerEntry},
    trade_document_lines::{TradeDocumentLine, TradeLineType},
};

mod plan;

use plan::Plan;

/// What the goods of all documents look up.
#[derive(Debug, Clone, Copy)]
pub struct GoodsFacts<'a> {
    /// The rounding step of local amounts.
    pub precision: Precision,
    pub source_code: &'a str,
    /// Where the ids of dimension sets come from.
    pub dimension_set_id: fn(&DimensionSet) -> Uuid,
}

/// One step of a document's goods, in the order to be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoodsStep {
    pub movement: Movement,
    /// The item ledger entry whose goods are only invoiced, as they moved before; 0: the goods move.
    pub invoiced_entry: i64,
    /// The line of the invoice or credit memo that it belongs to, by position.
    pub line: Option<usize>,
    /// The line of the shipment or receipt, by position.
    pub shipment_line: Option<usize>,
}

/// Goods that a line of a document moved or invoiced: one of the item ledger entries that a credit memo for it takes
/// back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HandledEntry {
    /// The number of the line.
    pub sequence: i64,
    pub entry_number: i64,
    /// In base units, with the sign of the entry.
    pub quantity: Amount,
}

/// An order on its way: its lines before and after, the shipment or receipt when anything is handed over, and what
/// earlier ones handed over that is not invoiced yet, oldest first.
#[derive(Debug, Clone, Copy)]
pub struct OrderGoods<'a> {
    pub before: &'a [TradeDocumentLine],
    pub after: &'a [TradeDocumentLine],
    pub shipment: Option<(&'a TradeDocument, &'a [TradeDocumentLine])>,
    pub not_invoiced: &'a [ItemLedgerEntry],
}

/// Whether a line is about goods, or services, that its document moves.
pub fn moves(line: &TradeDocumentLine) -> bool {
    line.line_type == TradeLineType::Item && !line.item_id.is_nil() && !line.quantity.is_zero()
}

/// Whether an invoice without an order is posted with a shipment, or receipt, of its goods: setup asks for it
/// (FINANCE.md 4.6, step 2).
pub fn is_shipped_too(document: &TradeDocument, lines: &[TradeDocumentLine], setup: &TradeSetup) -> bool {
    setup.shipment_on_invoice
        && document.document_type == TradeDocumentType::Invoice
        && document.order_id.is_nil()
        && lines.iter().any(moves)
}

/// The goods of an invoice or credit memo without an order. `shipment` is made along with it when setup asks for one;
/// it has its lines in the same order. `handled` are the entries of the document that it takes back. Quantities or
/// amounts too large: `Dialog`.
pub fn goods_of_document(
    document: &TradeDocument,
    lines: &[TradeDocumentLine],
    shipment: Option<&TradeDocument>,
    handled: &[HandledEntry],
    facts: &GoodsFacts<'_>,
) -> Result<Vec<GoodsStep>, RuleError> {
    let net = local_net_amounts(document, lines, facts.precision).map_err(too_large)?;
    let mut steps = Vec::new();
    for (at, (line, net)) in lines.iter().zip(net).enumerate().filter(|(_, (line, _))| moves(line)) {
        let mut pieces =
            Pieces { line, net, whole: base(line, line.quantity).map_err(too_large)?, used: Amount::ZERO };
        for (reverses, quantity) in taken_back(line, pieces.whole, handled).map_err(too_large)? {
            let mut movement = pieces.next(document, quantity, facts).map_err(too_large)?;
            reverse(&mut movement, document, reverses);
            movement.moved_by = shipment.map(item_document);
            steps.push(GoodsStep {
                movement,
                invoiced_entry: 0,
                line: Some(at),
                shipment_line: shipment.map(|_| at),
            });
        }
    }
    Ok(steps)
}

/// The goods of an order that is shipped (or received) and invoiced: for each line, first what was handed over before
/// and is invoiced now, then what is handed over and invoiced at once, then what is handed over only. What is invoiced,
/// but was handed over by no entry, moves with the invoice. Quantities or amounts too large: `Dialog`.
pub fn goods_of_order(
    invoice: &TradeDocument,
    lines: &[TradeDocumentLine],
    order: &OrderGoods<'_>,
    facts: &GoodsFacts<'_>,
) -> Result<Vec<GoodsStep>, RuleError> {
    let net = local_net_amounts(invoice, lines, facts.precision).map_err(too_large)?;
    let mut steps = Vec::new();
    for (before, after) in order.before.iter().zip(order.after).filter(|(line, _)| moves(line)) {
        let at = lines.iter().position(|line| line.order_line_id == before.id);
        let invoiced = at.map(|at| (at, &lines[at], net[at]));
        steps_of_line(invoice, before, after, invoiced, order, facts, &mut steps).map_err(too_large)?;
    }
    Ok(steps)
}

fn steps_of_line(
    invoice: &TradeDocument,
    before: &TradeDocumentLine,
    after: &TradeDocumentLine,
    invoiced: Option<(usize, &TradeDocumentLine, Amount)>,
    order: &OrderGoods<'_>,
    facts: &GoodsFacts<'_>,
    steps: &mut Vec<GoodsStep>,
) -> Result<(), RangeError> {
    let plan = Plan::of(before, after, order.not_invoiced)?;
    let shipment = order.shipment.and_then(|(shipment, lines)| {
        let at = lines.iter().position(|line| line.order_line_id == before.id)?;
        Some((shipment, at))
    });
    if let Some((at, line, net)) = invoiced {
        let mut pieces = Pieces { line, net, whole: plan.invoiced()?, used: Amount::ZERO };
        let mut step = |quantity, invoiced_entry, moved_by: Option<(&TradeDocument, usize)>| {
            let movement = Movement {
                moved_by: moved_by.map(|(shipment, _)| item_document(shipment)),
                ..pieces.next(invoice, quantity, facts)?
            };
            let shipment_line = moved_by.map(|(_, at)| at);
            steps.push(GoodsStep { movement, invoiced_entry, line: Some(at), shipment_line });
            Ok(())
        };
        for (entry_number, quantity) in &plan.earlier {
            step(*quantity, *entry_number, None)?;
        }
        if !plan.unknown.is_zero() {
            step(plan.unknown, 0, None)?;
        }
        if !plan.at_once.is_zero() {
            step(plan.at_once, 0, shipment)?;
        }
    }
    if let Some((document, at)) = shipment.filter(|_| !plan.shipped_only.is_zero()) {
        let net = expected_amount(document, before, plan.shipped_only, facts.precision)?;
        let movement =
            Movement { expected: true, ..movement(document, before, plan.shipped_only, net, facts)? };
        steps.push(GoodsStep { movement, invoiced_entry: 0, line: None, shipment_line: Some(at) });
    }
    Ok(())
}

/// What goods are expected to cost or bring in local currency, without VAT: the line of the order in proportion.
fn expected_amount(
    document: &TradeDocument,
    line: &TradeDocumentLine,
    quantity: Amount,
    precision: Precision,
) -> Result<Amount, RangeError> {
    let whole = base(line, line.quantity)?;
    if document.currency_code.is_empty() {
        return line.net_amount.ratio(quantity, whole, precision);
    }
    line.net_amount.ratio(quantity, whole, Precision::FINEST)?.to_local(document.currency_factor, precision)
}

/// A quantity of a line in base units.
fn base(line: &TradeDocumentLine, quantity: Amount) -> Result<Amount, RangeError> {
    quantity.ratio(line.quantity_per_unit, Amount::ONE, Precision::FINEST)
}

/// A line whose goods move in pieces, each with its share of the amount, so that the shares add up.
struct Pieces<'a> {
    line: &'a TradeDocumentLine,
    /// Of the whole line in local currency.
    net: Amount,
    whole: Amount,
    used: Amount,
}

impl Pieces<'_> {
    fn next(
        &mut self,
        document: &TradeDocument,
        quantity: Amount,
        facts: &GoodsFacts<'_>,
    ) -> Result<Movement, RangeError> {
        let up_to = |quantity: Amount| match quantity == self.whole {
            true => Ok(self.net),
            false => self.net.ratio(quantity, self.whole, facts.precision),
        };
        let after = self.used.checked_add(quantity)?;
        let net = up_to(after)?.checked_sub(up_to(self.used)?)?;
        self.used = after;
        movement(document, self.line, quantity, net, facts)
    }
}

/// The entries that a line takes back, with quantities of the line's sign; none to be taken back: 0 and all of it.
fn taken_back(
    line: &TradeDocumentLine,
    whole: Amount,
    handled: &[HandledEntry],
) -> Result<Vec<(i64, Amount)>, RangeError> {
    let named = line.applies_to_item_entry;
    let of_line = |entry: &&HandledEntry| entry.sequence == i64::from(line.sequence);
    let own: Vec<&HandledEntry> = handled.iter().filter(of_line).collect();
    if named == 0 || own.iter().all(|entry| entry.entry_number != named) {
        return Ok(vec![(named, whole)]);
    }
    let mut pieces: Vec<(i64, Amount)> = Vec::new();
    let mut left = whole;
    for entry in own {
        if left.is_zero() {
            break;
        }
        let there = with_sign_of(entry.quantity, whole)?;
        let piece = if whole.is_negative() { there.max(left) } else { there.min(left) };
        left = left.checked_sub(piece)?;
        pieces.push((entry.entry_number, piece));
    }
    // More than there was: the last entry is asked for it, and refuses.
    if let Some(last) = pieces.last_mut() {
        last.1 = last.1.checked_add(left)?;
    }
    Ok(pieces)
}

fn with_sign_of(quantity: Amount, sign: Amount) -> Result<Amount, RangeError> {
    if quantity.is_negative() == sign.is_negative() { Ok(quantity) } else { quantity.checked_neg() }
}

/// Goods that left come back at what they had cost, and goods that came leave at that.
fn reverse(movement: &mut Movement, document: &TradeDocument, entry_number: i64) {
    match (document.is_sales(), document.is_credit_memo()) {
        (true, true) => movement.applies_from_entry_number = entry_number,
        (true, false) | (false, true) => movement.applies_to_entry_number = entry_number,
        (false, false) => {}
    }
}

fn item_document(document: &TradeDocument) -> ItemDocument {
    ItemDocument { document_type: document_type(document), number: document.number.clone(), id: document.id }
}

fn document_type(document: &TradeDocument) -> ItemDocumentType {
    match (document.side, document.document_type) {
        (TradeSide::Sales, TradeDocumentType::Shipment) => ItemDocumentType::SalesShipment,
        (TradeSide::Purchases, TradeDocumentType::Receipt) => ItemDocumentType::PurchaseReceipt,
        (TradeSide::Sales, TradeDocumentType::CreditMemo) => ItemDocumentType::SalesCreditMemo,
        (TradeSide::Purchases, TradeDocumentType::CreditMemo) => ItemDocumentType::PurchaseCreditMemo,
        (TradeSide::Sales, _) => ItemDocumentType::SalesInvoice,
        (TradeSide::Purchases, _) => ItemDocumentType::PurchaseInvoice,
    }
}

/// Part of a line as a movement: out of stock for sales and purchase credit memos, into it for the others. `quantity`
/// is in base units and `net` in local currency, both with the sign of the line.
fn movement(
    document: &TradeDocument,
    line: &TradeDocumentLine,
    quantity: Amount,
    net: Amount,
    facts: &GoodsFacts<'_>,
) -> Result<Movement, RangeError> {
    let sales = document.is_sales();
    let signed = |amount: Amount| if document.is_credit_memo() { amount.checked_neg() } else { Ok(amount) };
    let quantity = if sales { signed(quantity)?.checked_neg()? } else { signed(quantity)? };
    Ok(Movement {
        item_id: line.item_id,
        entry_type: if sales { ItemEntryType::Sale } else { ItemEntryType::Purchase },
        document_type: document_type(document),
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
        general_business_posting_group: document.general_business_posting_group.clone(),
        source_code: facts.source_code.to_owned(),
        dimension_set_id: (facts.dimension_set_id)(&line.dimensions),
        ..Movement::default()
    })
}

#[cfg(test)]
mod tests;
