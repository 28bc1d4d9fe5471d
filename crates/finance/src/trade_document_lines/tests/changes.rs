//! What follows a change of one property of a line, or of its document.

use jiff::civil::date;
use money::Amount;
use uuid::Uuid;

use super::{
    requests::{Given, by_number, item},
    rich::{ADVICE, LAMP, PIECE, RED, amount, books, document},
};
use crate::{
    BLANK_DATE,
    trade_document_lines::{TradeDocumentLine, TradeLineType, follow_requested_date},
    trade_documents::{TradeDocument, TradeDocumentType, TradeSide},
};

/// The price holds the VAT where the document has such prices: of items, and of everything that is bought.
#[test]
fn a_price_with_vat_follows_the_rate() {
    let of_item = || Given { unit_of_measure_id: Some(PIECE), ..item(LAMP) };
    let of_account = || by_number(TradeLineType::Account, "4110");
    for (side, given, including, expected) in [
        (TradeSide::Sales, of_item(), true, "105"),
        (TradeSide::Sales, of_item(), false, "120"),
        (TradeSide::Sales, of_account(), true, "120"),
        (TradeSide::Purchases, of_item(), true, "105"),
        (TradeSide::Purchases, of_account(), true, "105"),
        (TradeSide::Purchases, of_account(), false, "120"),
    ] {
        let books = books(side);
        let invoice =
            TradeDocument { prices_including_vat: including, ..document(side, TradeDocumentType::Invoice) };
        let given = Given { quantity: Some(Amount::ONE), unit_price: Some(amount("120")), ..given };
        let line = books.create(&invoice, &given).unwrap();
        assert_eq!((line.unit_price, line.vat_percent), (amount("120"), amount("20")));
        let reduced = Given { tax_code: Some("RED".into()), ..Given::default() };
        let line = books.change(&line, &invoice, &reduced).unwrap();
        assert_eq!(
            (line.unit_price, line.line_amount, line.vat_percent),
            (amount(expected), amount(expected), amount("5")),
            "{side:?} {:?} {including}",
            line.line_type
        );
    }
}

#[test]
fn a_variant_describes_the_line() {
    let books = books(TradeSide::Sales);
    let invoice = document(TradeSide::Sales, TradeDocumentType::Invoice);
    let described = |line: &TradeDocumentLine| (line.description.clone(), line.description_2.clone());
    let of = |one: &str, two: &str| (one.to_owned(), two.to_owned());
    let plain = books.create(&invoice, &item(LAMP)).unwrap();
    assert_eq!(described(&plain), of("Desk lamp", "with a switch"));
    let red = Given { item_variant_id: Some(RED), ..Given::default() };
    let line = books.change(&plain, &invoice, &red).unwrap();
    assert_eq!(described(&line), of("Red lamp", ""));
    let renamed = Given { description: Some("Mine".into()), ..Given::default() };
    let mine = books.change(&line, &invoice, &renamed).unwrap();
    assert_eq!(described(&books.change(&mine, &invoice, &red).unwrap()), of("Mine", ""), "the same variant");
    let none = Given { item_variant_id: Some(Uuid::nil()), ..Given::default() };
    assert_eq!(described(&books.change(&mine, &invoice, &none).unwrap()), of("Desk lamp", "with a switch"));
    let both = Given { description: Some("Mine".into()), description_2: Some("too".into()), ..red };
    assert_eq!(described(&books.change(&plain, &invoice, &both).unwrap()), of("Mine", "too"));
}

#[test]
fn lines_follow_the_date_that_is_asked_for() {
    let books = books(TradeSide::Sales);
    let order = document(TradeSide::Sales, TradeDocumentType::Order);
    let asked = TradeDocument { requested_delivery_date: date(2026, 4, 1), ..order.clone() };
    let line = TradeDocumentLine {
        shipment_date: date(2026, 3, 20),
        ..books.create(&order, &item(ADVICE)).unwrap()
    };
    let comment = TradeDocumentLine { line_type: TradeLineType::Comment, ..line.clone() };
    for (line, before, after, expected) in [
        (&line, &order, &asked, date(2026, 4, 1)),
        (&line, &asked, &asked, date(2026, 3, 20)),
        (&line, &asked, &order, date(2026, 3, 12)),
        (&comment, &order, &asked, date(2026, 3, 20)),
    ] {
        let followed = follow_requested_date(line.clone(), before, after);
        assert_eq!(followed, TradeDocumentLine { shipment_date: expected, ..line.clone() });
    }
    assert_eq!(order.requested_delivery_date, BLANK_DATE);
}
