//! Which goods an order's invoice is about, and which entries a credit memo takes back.

use money::{Amount, Precision};
use uuid::Uuid;

use super::{
    GoodsFacts, GoodsStep, HandledEntry, OrderGoods, goods_of_document, goods_of_order, is_shipped_too,
};
use crate::{
    item_ledger_entries::{ItemDocumentType, ItemLedgerEntry},
    trade_document_lines::{TradeDocumentLine, TradeLineType},
    trade_documents::{TradeDocument, TradeDocumentType, TradeSetup, TradeSide},
};

mod records;

const LINE: Uuid = Uuid::from_u128(10);
const LAMP: Uuid = Uuid::from_u128(1);

fn whole(units: i32) -> Amount {
    Amount::from_integer(units)
}

fn facts() -> GoodsFacts<'static> {
    GoodsFacts { precision: Precision::CENT, source_code: "SALES", dimension_set_id: |_| Uuid::nil() }
}

fn document(side: TradeSide, document_type: TradeDocumentType, number: &str) -> TradeDocument {
    TradeDocument { number: number.into(), ..TradeDocument::blank(side, document_type) }
}

/// Ten for 100 each, of which so many are shipped and invoiced.
fn line(shipped: i32, invoiced: i32) -> TradeDocumentLine {
    TradeDocumentLine {
        id: LINE,
        sequence: 10_000,
        line_type: TradeLineType::Item,
        item_id: LAMP,
        quantity: whole(10),
        quantity_per_unit: Amount::ONE,
        net_amount: whole(1000),
        net_amount_including_tax: whole(1000),
        quantity_shipped: whole(shipped),
        quantity_invoiced: whole(invoiced),
        ..TradeDocumentLine::default()
    }
}

fn entry(entry_number: i64, quantity: i32, invoiced: i32) -> ItemLedgerEntry {
    ItemLedgerEntry {
        entry_number,
        item_id: LAMP,
        document_line_number: 10_000,
        quantity: whole(quantity),
        invoiced_quantity: whole(invoiced),
        ..ItemLedgerEntry::default()
    }
}

/// The steps of an order whose line goes from one pair of shipped and invoiced to another.
fn steps(
    side: TradeSide,
    (shipped, invoiced): (i32, i32),
    (now_shipped, now_invoiced): (i32, i32),
    not_invoiced: &[ItemLedgerEntry],
) -> Vec<GoodsStep> {
    let invoice = document(side, TradeDocumentType::Invoice, "I");
    let kind = match side {
        TradeSide::Sales => TradeDocumentType::Shipment,
        TradeSide::Purchases => TradeDocumentType::Receipt,
    };
    let shipment = document(side, kind, "S");
    let of_order = |quantity: i32| TradeDocumentLine {
        quantity: whole(quantity),
        net_amount: whole(100 * quantity),
        net_amount_including_tax: whole(100 * quantity),
        order_line_id: LINE,
        ..line(0, 0)
    };
    let lines: Vec<_> =
        Some(now_invoiced - invoiced).filter(|more| *more != 0).map(of_order).into_iter().collect();
    let shipped_lines: Vec<_> =
        Some(now_shipped - shipped).filter(|more| *more != 0).map(of_order).into_iter().collect();
    let order = OrderGoods {
        before: &[line(shipped, invoiced)],
        after: &[line(now_shipped, now_invoiced)],
        shipment: (!shipped_lines.is_empty()).then_some((&shipment, &shipped_lines)),
        not_invoiced,
    };
    goods_of_order(&invoice, &lines, &order, &facts()).unwrap()
}

/// Invoiced entry, quantity, whether expected, and the amount of each step.
fn told(steps: &[GoodsStep]) -> Vec<(i64, Amount, bool, Amount)> {
    let amount = |step: &GoodsStep| step.movement.direct_cost.unwrap_or(step.movement.sales_amount);
    steps
        .iter()
        .map(|step| (step.invoiced_entry, step.movement.quantity, step.movement.expected, amount(step)))
        .collect()
}

#[test]
fn what_is_shipped_beyond_the_invoice_is_an_entry_of_its_own() {
    let made = steps(TradeSide::Sales, (0, 0), (10, 4), &[]);
    assert_eq!(told(&made), [(0, whole(-4), false, whole(400)), (0, whole(-6), true, whole(600))]);
    let (at_once, later) = (&made[0].movement, &made[1].movement);
    let moved_by = at_once.moved_by.as_ref().unwrap();
    assert_eq!(
        (at_once.document_type, at_once.document_number.as_str()),
        (ItemDocumentType::SalesInvoice, "I")
    );
    assert_eq!((moved_by.document_type, moved_by.number.as_str()), (ItemDocumentType::SalesShipment, "S"));
    assert_eq!((later.document_type, later.document_number.as_str()), (ItemDocumentType::SalesShipment, "S"));
    assert_eq!((made[0].line, made[0].shipment_line), (Some(0), Some(0)));
    assert_eq!((made[1].line, made[1].shipment_line), (None, Some(0)));
    let received = steps(TradeSide::Purchases, (0, 0), (10, 0), &[]);
    assert_eq!(told(&received), [(0, whole(10), true, whole(1000))]);
    assert_eq!(received[0].movement.document_type, ItemDocumentType::PurchaseReceipt);
}

#[test]
fn what_is_expected_is_the_net_amount_in_local_currency() {
    let receipt = TradeDocument {
        currency_code: "EUR".into(),
        currency_factor: "1.25".parse().unwrap(),
        ..document(TradeSide::Purchases, TradeDocumentType::Receipt, "R")
    };
    // Ten for 997 after all discounts; three of them.
    let before = TradeDocumentLine { net_amount: whole(997), ..line(0, 0) };
    let after = TradeDocumentLine { quantity_shipped: whole(3), ..before.clone() };
    let received = [TradeDocumentLine { quantity: whole(3), order_line_id: LINE, ..before.clone() }];
    let order = OrderGoods {
        before: &[before],
        after: &[after],
        shipment: Some((&receipt, &received)),
        not_invoiced: &[],
    };
    let invoice = document(TradeSide::Purchases, TradeDocumentType::Invoice, "I");
    let made = goods_of_order(&invoice, &[], &order, &facts()).unwrap();
    assert_eq!(told(&made), [(0, whole(3), true, Amount::from_hundredths(23_928))]);
}

#[test]
fn an_invoice_takes_its_own_goods_and_then_the_oldest() {
    let waiting = [entry(3, 3, 1), entry(5, 4, 0)];
    let made = steps(TradeSide::Purchases, (7, 1), (9, 6), &waiting);
    assert_eq!(
        told(&made),
        [
            (3, whole(2), false, whole(200)),
            (5, whole(1), false, whole(100)),
            (0, whole(2), false, whole(200))
        ]
    );
    assert_eq!(made[0].movement.document_type, ItemDocumentType::PurchaseInvoice);
    // Goods of before that no entry knows move with the invoice.
    let old = steps(TradeSide::Sales, (10, 4), (10, 10), &[entry(3, -2, 0)]);
    assert_eq!(told(&old), [(3, whole(-2), false, whole(200)), (0, whole(-4), false, whole(400))]);
    assert_eq!(old[1].movement.moved_by, None);
    // Another line's are its own.
    let other = ItemLedgerEntry { document_line_number: 20_000, ..entry(4, -6, 0) };
    assert_eq!(
        told(&steps(TradeSide::Sales, (10, 4), (10, 10), &[other])),
        [(0, whole(-6), false, whole(600))]
    );
}

#[test]
fn the_last_invoice_leaves_nothing_of_an_odd_unit() {
    // Three boxes of 0.33333, received at once and invoiced one by one.
    let of_box = |shipped: i32, invoiced: i32| TradeDocumentLine {
        quantity: whole(3),
        quantity_per_unit: Amount::from_scaled(33_333),
        net_amount: whole(10),
        net_amount_including_tax: whole(10),
        ..line(shipped, invoiced)
    };
    let waiting = [ItemLedgerEntry { quantity: Amount::from_scaled(33_334), ..entry(7, 0, 0) }];
    let invoice = document(TradeSide::Purchases, TradeDocumentType::Invoice, "I");
    let invoiced = [TradeDocumentLine { quantity: Amount::ONE, order_line_id: LINE, ..of_box(0, 0) }];
    let order = OrderGoods {
        before: &[of_box(3, 2)],
        after: &[of_box(3, 3)],
        shipment: None,
        not_invoiced: &waiting,
    };
    let made = goods_of_order(&invoice, &invoiced, &order, &facts()).unwrap();
    assert_eq!(told(&made), [(7, Amount::from_scaled(33_334), false, whole(10))]);
}

#[test]
fn a_credit_memo_takes_back_each_entry() {
    let memo = document(TradeSide::Sales, TradeDocumentType::CreditMemo, "C");
    let handled = |entry_number: i64, quantity: i32| HandledEntry {
        sequence: 10_000,
        entry_number,
        quantity: whole(quantity),
    };
    let handled = [handled(3, -4), handled(8, -6)];
    let back = |quantity: i32, applies_to_item_entry: i64| {
        let line = TradeDocumentLine {
            quantity: whole(quantity),
            net_amount: whole(100 * quantity),
            net_amount_including_tax: whole(100 * quantity),
            applies_to_item_entry,
            ..line(0, 0)
        };
        let made = goods_of_document(&memo, &[line], None, &handled, &facts()).unwrap();
        made.iter()
            .map(|step| {
                (step.movement.applies_from_entry_number, step.movement.quantity, step.movement.sales_amount)
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(back(10, 3), [(3, whole(4), whole(-400)), (8, whole(6), whole(-600))]);
    assert_eq!(back(5, 3), [(3, whole(4), whole(-400)), (8, whole(1), whole(-100))]);
    assert_eq!(back(11, 3), [(3, whole(4), whole(-400)), (8, whole(7), whole(-700))]);
    assert_eq!(back(10, 0), [(0, whole(10), whole(-1000))]);
    assert_eq!(back(10, 77), [(77, whole(10), whole(-1000))]);
}

#[test]
fn invoices_have_a_shipment_where_setup_asks_for_it() {
    let setup = TradeSetup { shipment_on_invoice: true, ..TradeSetup::new(TradeSide::Sales) };
    let invoice = document(TradeSide::Sales, TradeDocumentType::Invoice, "I");
    let lines = [line(0, 0)];
    assert!(is_shipped_too(&invoice, &lines, &setup));
    assert!(!is_shipped_too(&invoice, &lines, &TradeSetup::new(TradeSide::Sales)));
    assert!(!is_shipped_too(&invoice, &[], &setup));
    let memo = document(TradeSide::Sales, TradeDocumentType::CreditMemo, "C");
    assert!(!is_shipped_too(&memo, &lines, &setup));
    let of_order = TradeDocument { order_id: Uuid::from_u128(5), ..invoice.clone() };
    assert!(!is_shipped_too(&of_order, &lines, &setup));
    let shipment = document(TradeSide::Sales, TradeDocumentType::Shipment, "S");
    let made = goods_of_document(&invoice, &lines, Some(&shipment), &[], &facts()).unwrap();
    assert_eq!((made[0].line, made[0].shipment_line), (Some(0), Some(0)));
    assert_eq!(made[0].movement.moved_by.as_ref().map(|by| by.number.as_str()), Some("S"));
}
