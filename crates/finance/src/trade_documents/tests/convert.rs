//! Documents made from documents: from records in which no field that changes is blank.

use std::collections::BTreeMap;

use jiff::civil::date;
use money::{Amount, Precision, Rate};
use uuid::Uuid;

use super::rich::{TODAY, numbers};
use crate::{
    BLANK_DATE, RuleError,
    party_ledger_entries::PartyLedgerEntry,
    shown::{fields, joined},
    trade_document_lines::{TradeDocumentLine, TradeItem, TradeLineType},
    trade_documents::{
        Handled, TradeDocument, TradeDocumentType, TradeSetup, TradeSide, check_reversible,
        check_shipped_whole, converted, converted_line, credit_memo_line, credit_memo_of, given_back,
        handle_order, share_of_discount,
    },
};

const MADE: Uuid = Uuid::from_u128(50);

fn amount(text: &str) -> Amount {
    Amount::parse(text).unwrap()
}

fn whole(units: i32) -> Amount {
    Amount::from_integer(units)
}

fn names() -> BTreeMap<Uuid, String> {
    let known = (1..20).map(|id| (Uuid::from_u128(id), format!("#{id}")));
    let made = (50..80).map(|id| (Uuid::from_u128(id), format!("new #{}", id - 50)));
    known.chain(made).chain([(Uuid::nil(), "none".to_owned())]).collect()
}

/// A posted document in which everything is filled that another is made without.
fn filled(side: TradeSide, document_type: TradeDocumentType) -> TradeDocument {
    TradeDocument {
        id: Uuid::from_u128(1),
        posted: true,
        number: "103001".into(),
        number_series: "OLD".into(),
        posting_number: "103009".into(),
        party_number: "C-100".into(),
        bill_to_number: "C-101".into(),
        posting_date: date(2026, 2, 1),
        document_date: date(2026, 2, 2),
        due_date: date(2026, 3, 4),
        promised_pay_date: date(2026, 3, 5),
        valid_until_date: date(2026, 3, 6),
        accepted_date: date(2026, 2, 3),
        accepted: true,
        sent_at: 5,
        currency_code: "EUR".into(),
        currency_factor: Rate::parse("0.9").unwrap(),
        payment_discount_percent: whole(2),
        payment_discount_date: date(2026, 2, 9),
        order_id: Uuid::from_u128(2),
        order_number: "1001".into(),
        applies_to_id: Uuid::from_u128(3),
        applies_to_number: "X".into(),
        ledger_entry_number: 77,
        cancelled_by_id: Uuid::from_u128(4),
        cancels_id: Uuid::from_u128(5),
        cancelled: true,
        corrective: true,
        dispute_status_id: Uuid::from_u128(6),
        dispute_status_code: "PRICE".into(),
        fully_shipped: true,
        posting_description: "Invoice 103001".into(),
        ..TradeDocument::blank(side, document_type)
    }
}

fn filled_line() -> TradeDocumentLine {
    TradeDocumentLine {
        id: Uuid::from_u128(7),
        document_id: Uuid::from_u128(1),
        posted: true,
        document_type: TradeDocumentType::Order,
        line_type: TradeLineType::Item,
        sequence: 10_000,
        quantity: whole(9),
        quantity_to_ship: whole(1),
        quantity_to_invoice: whole(2),
        quantity_shipped: whole(3),
        quantity_invoiced: whole(4),
        order_line_id: Uuid::from_u128(8),
        shipment_line_id: Uuid::from_u128(9),
        item_entry_number: 41,
        applies_to_item_entry: 42,
        ..TradeDocumentLine::default()
    }
}

fn differences<T: std::fmt::Debug>(record: &T, from: &T) -> String {
    joined(&fields(record, Some(from), &names()))
}

fn refusal(error: &RuleError) -> String {
    format!("{:?} {} | {}", error.category, error.property.unwrap_or("-"), error.message)
}

#[test]
fn what_a_converted_document_begins_with() {
    use TradeDocumentType::{Invoice, Order, Quote};
    let mut text = String::new();
    for side in [TradeSide::Sales, TradeSide::Purchases] {
        for (from, to) in [(Quote, Order), (Quote, Invoice), (Order, Invoice)] {
            let source = filled(side, from);
            let made = converted(&source, MADE, to, Some(&mut numbers()), TODAY).unwrap();
            text += &format!("{side:?} {from:?} to {to:?}: {}\n", differences(&made, &source));
            let undated = TradeDocument { posting_date: BLANK_DATE, ..source };
            let made = converted(&undated, MADE, to, Some(&mut numbers()), TODAY).unwrap();
            assert_eq!(made.posting_date, TODAY);
            text += &format!("  {}\n", refusal(&converted(&undated, MADE, to, None, TODAY).unwrap_err()));
        }
        let invoice = filled(side, Invoice);
        let memo = credit_memo_of(&invoice, MADE);
        text += &format!("{side:?} credit memo: {}\n", differences(&memo, &invoice));
    }
    let (line, document) = (filled_line(), TradeDocument { id: MADE, ..filled(TradeSide::Sales, Invoice) });
    let id = Uuid::from_u128(51);
    text += &format!("line: {}\n", differences(&converted_line(&line, id, &document), &line));
    text +=
        &format!("line of a credit memo: {}\n", differences(&credit_memo_line(&line, id, &document), &line));
    insta::assert_snapshot!("converted", text);
}

#[test]
fn what_is_not_taken_back() {
    let invoice = TradeDocument {
        cancelled: false,
        corrective: false,
        ..filled(TradeSide::Sales, TradeDocumentType::Invoice)
    };
    let entry = |remaining: i32| PartyLedgerEntry {
        original_amount: whole(100),
        remaining_amount: whole(remaining),
        ..PartyLedgerEntry::default()
    };
    let mut text = String::new();
    for (title, document, entry) in [
        ("whole", invoice.clone(), Some(entry(100))),
        ("paid in part", invoice.clone(), Some(entry(99))),
        ("paid", invoice.clone(), Some(entry(0))),
        ("without entry", invoice.clone(), None),
        ("draft", TradeDocument { posted: false, ..invoice.clone() }, Some(entry(100))),
        ("cancelled", TradeDocument { cancelled: true, ..invoice.clone() }, Some(entry(100))),
        ("corrective", TradeDocument { corrective: true, ..invoice }, Some(entry(100))),
    ] {
        let told = check_reversible(&document, entry.as_ref());
        text += &format!("{title}: {}\n", told.map_or_else(|error| refusal(&error), |()| "allowed".into()));
    }
    insta::assert_snapshot!("reversible", text);
}

/// A line of so many at ten each, less ten percent: to ship, to invoice, shipped, invoiced.
fn ordered(id: u128, quantity: i32, handled: [i32; 4]) -> TradeDocumentLine {
    let [to_ship, to_invoice, shipped, invoiced] = handled.map(whole);
    TradeDocumentLine {
        id: Uuid::from_u128(id),
        line_type: TradeLineType::Item,
        number: "LAMP".into(),
        quantity: whole(quantity),
        unit_price: amount("9.99"),
        discount_percent: whole(10),
        discount_amount: amount("1.11"),
        line_amount: amount("2.22"),
        allow_invoice_discount: true,
        quantity_to_ship: to_ship,
        quantity_to_invoice: to_invoice,
        quantity_shipped: shipped,
        quantity_invoiced: invoiced,
        ..TradeDocumentLine::default()
    }
}

fn handled(lines: &[TradeDocumentLine]) -> Result<Handled, RuleError> {
    let order = filled(TradeSide::Sales, TradeDocumentType::Order);
    let mut ids = (50..).map(Uuid::from_u128);
    handle_order(&order, lines, || ids.next().unwrap(), Precision::CENT, &TradeSetup::new(TradeSide::Sales))
}

#[test]
fn what_an_order_ships_and_invoices() {
    let mut text = String::new();
    let account = |line: TradeDocumentLine| TradeDocumentLine { line_type: TradeLineType::Account, ..line };
    let comment = TradeDocumentLine { line_type: TradeLineType::Comment, ..ordered(9, 0, [0, 0, 0, 0]) };
    for (title, lines) in [
        ("all of it", vec![ordered(1, 10, [10, 10, 0, 0]), comment.clone()]),
        ("a part of it", vec![ordered(1, 10, [4, 3, 2, 1])]),
        ("all that was shipped", vec![ordered(1, 10, [0, 6, 6, 0])]),
        ("the rest", vec![ordered(1, 10, [4, 6, 6, 4])]),
        ("shipped alone", vec![ordered(1, 10, [5, 0, 0, 0]), comment.clone()]),
        ("the last invoice", vec![ordered(1, 10, [0, 10, 10, 0])]),
        ("more asked than shipped", vec![ordered(1, 10, [2, 10, 3, 1])]),
        ("no more than shipped along", vec![ordered(1, 10, [5, 5, 2, 2])]),
        (
            "shipped, not invoiced, beside another",
            vec![ordered(1, 10, [5, 0, 0, 0]), ordered(2, 3, [3, 3, 0, 0])],
        ),
        ("invoiced, not shipped", vec![ordered(1, 10, [0, 2, 5, 1]), ordered(2, 3, [0, 0, 0, 0])]),
        ("services of before", vec![account(ordered(1, 10, [0, 6, 6, 0]))]),
        ("services", vec![account(ordered(1, 10, [7, 7, 0, 0])), comment.clone()]),
        ("given back", vec![ordered(1, -10, [-4, -3, -2, -1])]),
        ("given back, invoiced later", vec![ordered(1, -10, [-4, 0, 0, 0]), ordered(2, 3, [3, 3, 0, 0])]),
        ("given back before", vec![ordered(1, -10, [-1, -4, -3, 0])]),
    ] {
        let handled = handled(&lines).unwrap();
        text += &format!(
            "{title}: fully shipped {}, fully invoiced {}, earlier goods {}\n",
            handled.fully_shipped, handled.fully_invoiced, handled.invoices_earlier_goods
        );
        for (name, made) in
            [("shipment", &handled.shipment), ("invoice", &handled.invoice), ("order", &handled.order)]
        {
            for line in made {
                let source =
                    lines.iter().find(|source| source.id == line.id || source.id == line.order_line_id);
                let source = source.unwrap();
                text += &format!("  {name} of {}: {}\n", names()[&source.id], differences(line, source));
            }
        }
    }
    for lines in
        [vec![comment], vec![ordered(1, 10, [0, 0, 4, 4])], vec![ordered(1, 10, [0, 5, 0, 0])], vec![]]
    {
        text += &format!("refused: {}\n", refusal(&handled(&lines).unwrap_err()));
    }
    insta::assert_snapshot!("handled", text);
}

#[test]
fn nothing_is_left_to_handle_where_setup_leaves_that_blank() {
    let blank = TradeSetup { no_default_quantity_to_ship: true, ..TradeSetup::new(TradeSide::Sales) };
    let order = filled(TradeSide::Sales, TradeDocumentType::Order);
    let lines =
        [TradeDocumentLine { document_type: TradeDocumentType::Order, ..ordered(1, 10, [4, 3, 2, 1]) }];
    let mut ids = (50..).map(Uuid::from_u128);
    let handled = handle_order(&order, &lines, || ids.next().unwrap(), Precision::CENT, &blank).unwrap();
    let left = &handled.order[0];
    assert_eq!((left.quantity_shipped, left.quantity_invoiced), (whole(6), whole(4)));
    assert_eq!((left.quantity_to_ship, left.quantity_to_invoice), (Amount::ZERO, Amount::ZERO));
}

#[test]
fn the_discount_goes_along_in_parts_that_make_the_whole() {
    let line = |quantity: i32, invoiced: i32, discount: &str| TradeDocumentLine {
        quantity: whole(quantity),
        quantity_invoiced: whole(invoiced),
        invoice_discount_amount: amount(discount),
        ..TradeDocumentLine::default()
    };
    let share = |discount: &str, from: i32, to: i32| {
        share_of_discount(&[line(3, from, discount)], &[line(3, to, discount)], Precision::CENT).unwrap()
    };
    assert_eq!([0, 1, 2].map(|from| share("10", from, from + 1)), ["3.33", "3.34", "3.33"].map(amount));
    assert_eq!((share("10", 0, 3), share("0", 0, 1)), (whole(10), Amount::ZERO));
    // Each line gives its own part.
    let (before, after) = ([line(3, 0, "1"), line(2, 1, "5")], [line(3, 1, "1"), line(2, 2, "5")]);
    assert_eq!(share_of_discount(&before, &after, Precision::CENT).unwrap(), amount("2.83"));
    let nothing = [line(0, 0, "0")];
    assert_eq!(share_of_discount(&nothing, &nothing, Precision::CENT).unwrap(), Amount::ZERO);
}

#[test]
fn a_cancelled_invoice_gives_back_to_its_order() {
    let order = ordered(1, 10, [1, 2, 9, 8]);
    let invoiced = ordered(2, 3, [0, 0, 0, 0]);
    let setup = TradeSetup::new(TradeSide::Sales);
    assert_eq!(given_back(&order, &invoiced, &setup).unwrap(), ordered(1, 10, [4, 5, 6, 5]));
    let blank = TradeSetup { no_default_quantity_to_ship: true, ..setup };
    assert_eq!(given_back(&order, &invoiced, &blank).unwrap(), ordered(1, 10, [1, 2, 6, 5]));
}

#[test]
fn an_order_is_shipped_as_a_whole_where_it_is_to_be() {
    let item = TradeItem { id: Uuid::from_u128(2), is_inventory: true, ..TradeItem::default() };
    let service = TradeItem { id: Uuid::from_u128(3), ..TradeItem::default() };
    let line = |item: u128, quantity: i32, handled: [i32; 4]| TradeDocumentLine {
        item_id: Uuid::from_u128(item),
        ..ordered(1, quantity, handled)
    };
    let order = |partial_shipping: bool| TradeDocument {
        partial_shipping,
        ..filled(TradeSide::Sales, TradeDocumentType::Order)
    };
    let items = [item, service];
    for (is_allowed, lines) in [
        (false, vec![line(2, 10, [4, 4, 0, 0])]),
        (false, vec![line(2, 10, [10, 10, 0, 0]), line(2, 5, [0, 0, 0, 0])]),
        (true, vec![line(2, 10, [10, 0, 0, 0]), line(2, 5, [3, 3, 2, 2])]),
        (true, vec![line(2, 10, [0, 2, 2, 0])]),
        (true, vec![line(3, 10, [4, 4, 0, 0])]),
        (true, vec![line(2, -10, [-4, -4, 0, 0])]),
    ] {
        assert_eq!(check_shipped_whole(&order(false), &lines, &items).is_ok(), is_allowed);
        assert!(check_shipped_whole(&order(true), &lines, &items).is_ok());
        let received = TradeDocument { side: TradeSide::Purchases, ..order(false) };
        assert!(check_shipped_whole(&received, &lines, &items).is_ok());
    }
}
