//! Movements of documents as whole records.

use std::collections::BTreeMap;

use jiff::civil::date;
use money::{Precision, Rate};
use uuid::Uuid;

use super::{LAMP, LINE, entry, line, whole};
use crate::{
    inventory::Movement,
    item_ledger_entries::ItemLedgerEntry,
    shown::{Fields, fields, section},
    trade_document_lines::{TradeDocumentLine, TradeLineType},
    trade_documents::{
        GoodsFacts, GoodsStep, HandledEntry, OrderGoods, TradeDocument, TradeDocumentType, TradeSide,
        goods_of_document, goods_of_order, moves_goods,
    },
};
use TradeDocumentType::{CreditMemo, Invoice, Receipt, Shipment};

fn names() -> BTreeMap<Uuid, String> {
    let known = [(LAMP, "lamp"), (LINE, "of the line")];
    let others = [(20, "of the document"), (21, "of the shipment"), (22, "of the party"), (30, "of the set")];
    let others = others.map(|(id, name)| (Uuid::from_u128(id), name));
    known.into_iter().chain(others).map(|(id, name)| (id, name.to_owned())).collect()
}

fn facts() -> GoodsFacts<'static> {
    GoodsFacts {
        precision: Precision::CENT,
        source_code: "TRADE",
        dimension_set_id: |set| Uuid::from_u128(29 + set.iter().count() as u128),
    }
}

/// A document in which nothing is blank that its movements show.
fn full(side: TradeSide, document_type: TradeDocumentType, foreign: bool) -> TradeDocument {
    let moves = matches!(document_type, Shipment | Receipt);
    TradeDocument {
        id: Uuid::from_u128(if moves { 21 } else { 20 }),
        number: format!("{document_type:?}"),
        party_id: Uuid::from_u128(22),
        bill_to_id: Uuid::from_u128(23),
        external_document_number: "X1".into(),
        posting_date: date(2026, 3, 10),
        document_date: date(2026, 3, 9),
        currency_code: if foreign { "EUR".into() } else { String::new() },
        currency_factor: Rate::parse("1.25").unwrap(),
        general_business_posting_group: "HOME".into(),
        ..TradeDocument::blank(side, document_type)
    }
}

/// Ten boxes of twelve, of which so many are shipped and invoiced.
fn boxes(shipped: i32, invoiced: i32) -> TradeDocumentLine {
    TradeDocumentLine {
        description: "Lamps".into(),
        unit_of_measure_code: "BOX".into(),
        quantity_per_unit: whole(12),
        location_code: "EAST".into(),
        net_amount: whole(997),
        net_amount_including_tax: whole(1196),
        net_tax_amount: whole(199),
        dimensions: [("AREA".to_owned(), "NORTH".to_owned())].into_iter().collect(),
        ..line(shipped, invoiced)
    }
}

fn rows(steps: &[GoodsStep]) -> Vec<Fields> {
    let row = |step: &GoodsStep| {
        let mut row = fields(&step.movement, Some(&Movement::default()), &names());
        let places = format!("line {:?} shipment {:?}", step.line, step.shipment_line);
        row.push(("invoices".into(), format!("{} {places}", step.invoiced_entry)));
        row
    };
    steps.iter().map(row).collect()
}

#[test]
fn what_documents_without_an_order_move() {
    let mut text = String::new();
    let comment = TradeDocumentLine { line_type: TradeLineType::Comment, ..boxes(0, 0) };
    let negative = TradeDocumentLine {
        sequence: 20_000,
        quantity: whole(-2),
        net_amount: whole(-50),
        net_amount_including_tax: whole(-60),
        net_tax_amount: whole(-10),
        applies_to_item_entry: 8,
        ..boxes(0, 0)
    };
    let back = TradeDocumentLine { sequence: 30_000, applies_to_item_entry: 3, ..boxes(0, 0) };
    let none = TradeDocumentLine { quantity: whole(0), ..boxes(0, 0) };
    let lines = [comment.clone(), boxes(0, 0), negative, none, back];
    let handled = [(30_000, 3, -36), (10_000, 4, -12), (30_000, 5, 60), (20_000, 8, 12), (20_000, 9, -6)];
    let handled = handled.map(|(sequence, entry_number, quantity)| HandledEntry {
        sequence,
        entry_number,
        quantity: whole(quantity),
    });
    for side in [TradeSide::Sales, TradeSide::Purchases] {
        let kind = if side == TradeSide::Sales { Shipment } else { Receipt };
        for (document_type, foreign) in
            [(Invoice, false), (Invoice, true), (CreditMemo, false), (CreditMemo, true), (kind, false)]
        {
            let document = full(side, document_type, foreign);
            let shipment = full(side, kind, foreign);
            for shipment in [None, Some(&shipment)] {
                let steps = goods_of_document(&document, &lines, shipment, &handled, &facts()).unwrap();
                section(&mut text, &format!("{side:?} {document_type:?}, foreign {foreign}"), rows(&steps));
            }
        }
    }
    for (line, is_moved) in [
        (boxes(0, 0), true),
        (comment, false),
        (TradeDocumentLine { item_id: Uuid::nil(), ..boxes(0, 0) }, false),
        (TradeDocumentLine { quantity: whole(0), ..boxes(0, 0) }, false),
    ] {
        assert_eq!(moves_goods(&line), is_moved);
    }
    insta::assert_snapshot!("of_documents", text);
}

/// From so many shipped and invoiced to so many, while two receipts or shipments of two boxes wait, one invoiced in
/// half.
fn order_steps(side: TradeSide, foreign: bool, shipped: (i32, i32), invoiced: (i32, i32)) -> Vec<GoodsStep> {
    let (kind, sign) = if side == TradeSide::Sales { (Shipment, -1) } else { (Receipt, 1) };
    let (invoice, shipment) = (full(side, Invoice, foreign), full(side, kind, foreign));
    let of_order =
        |quantity: i32| TradeDocumentLine { quantity: whole(quantity), order_line_id: LINE, ..boxes(0, 0) };
    let other = TradeDocumentLine { order_line_id: LAMP, ..boxes(0, 0) };
    let lines = [other.clone(), of_order(invoiced.1 - invoiced.0)];
    let shipped_lines = [other.clone(), other, of_order(shipped.1 - shipped.0)];
    let waiting = [
        entry(3, sign * 24, sign * 12),
        ItemLedgerEntry { item_id: LINE, ..entry(4, sign * 24, 0) },
        entry(5, sign * 24, 0),
    ];
    let order = OrderGoods {
        before: &[boxes(shipped.0, invoiced.0)],
        after: &[boxes(shipped.1, invoiced.1)],
        shipment: (shipped.0 != shipped.1).then_some((&shipment, &shipped_lines)),
        not_invoiced: &waiting,
    };
    goods_of_order(&invoice, &lines, &order, &facts()).unwrap()
}

#[test]
fn what_an_order_moves() {
    let mut text = String::new();
    for side in [TradeSide::Sales, TradeSide::Purchases] {
        for foreign in [false, true] {
            for (shipped, invoiced) in [
                ((2, 9), (1, 6)),
                ((2, 9), (1, 9)),
                ((6, 6), (1, 6)),
                ((6, 6), (1, 4)),
                ((0, 10), (0, 10)),
                ((8, 8), (3, 8)),
                ((8, 9), (3, 4)),
            ] {
                let steps = order_steps(side, foreign, shipped, invoiced);
                let title =
                    format!("{side:?}, foreign {foreign}, shipped {shipped:?}, invoiced {invoiced:?}");
                section(&mut text, &title, rows(&steps));
            }
        }
    }
    insta::assert_snapshot!("of_orders", text);
}
