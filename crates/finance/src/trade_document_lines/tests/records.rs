//! Lines as whole records: what they take over from items and accounts, and what each property changes.

use std::collections::BTreeMap;

use money::{Amount, Rate};
use uuid::Uuid;

use super::{
    requests::{Given, by_number, each_property, item, new_lines},
    rich::{
        ADVICE, BOX, Books, CLOCK, DOCUMENT, DUTY, EAST, LAMP, LINE, PALLET, PIECE, RED, SERVICES, amount,
        books, document, lamp,
    },
};
use crate::{
    RuleError,
    inventory_setup::CostingMethod,
    items::{Item, ItemType},
    shown::{Fields, fields, joined},
    trade_document_lines::{
        TradeDocumentLine, TradeItem, TradeLineType, check_all_invoiced, check_draft, convert_price, create,
        recreate, resolve_document_id,
    },
    trade_documents::{TradeDocument, TradeDocumentType, TradeSide},
};
use TradeDocumentType::{CreditMemo, Invoice, Order, Quote};

const SIDES: [TradeSide; 2] = [TradeSide::Sales, TradeSide::Purchases];

fn names() -> BTreeMap<Uuid, String> {
    let known = [
        (LAMP, "lamp"),
        (ADVICE, "advice"),
        (CLOCK, "clock"),
        (PIECE, "piece"),
        (BOX, "box"),
        (PALLET, "pallet"),
        (RED, "red"),
        (EAST, "east"),
        (SERVICES, "4110"),
        (DUTY, "1210"),
        (LINE, "of the line"),
        (DOCUMENT, "of the document"),
        (Uuid::nil(), "none"),
    ];
    known.map(|(id, name)| (id, name.to_owned())).into()
}

fn differences(line: &TradeDocumentLine, from: &TradeDocumentLine) -> Fields {
    fields(line, Some(from), &names())
}

fn told(result: Result<TradeDocumentLine, RuleError>, from: &TradeDocumentLine) -> String {
    match result {
        Ok(line) => joined(&differences(&line, from)),
        Err(error) => {
            format!("{:?} {} | {}", error.category, error.property.unwrap_or("-"), error.message)
        }
    }
}

#[test]
fn what_lines_take_over() {
    let mut text = String::new();
    for side in SIDES {
        let books = books(side);
        let kinds = if side == TradeSide::Sales {
            vec![Quote, Order, Invoice, CreditMemo]
        } else {
            vec![Order, Invoice, CreditMemo]
        };
        for kind in kinds {
            let document = document(side, kind);
            let blank = TradeDocumentLine::blank(&document);
            text += &format!("{side:?} {kind:?}\n");
            for (title, given) in new_lines() {
                text += &format!("  {title}: {}\n", told(books.create(&document, &given), &blank));
            }
        }
    }
    insta::assert_snapshot!("taken_over", text);
}

fn in_euro(document: TradeDocument) -> TradeDocument {
    TradeDocument {
        currency_code: "EUR".into(),
        currency_factor: Rate::parse("0.909090909091").unwrap(),
        ..document
    }
}

/// Prices of cards are without VAT or with it, in local currency, and for a base unit.
#[test]
fn prices_are_in_the_terms_of_the_document() {
    let mut text = String::new();
    for side in SIDES {
        let books = books(side);
        for including in [false, true] {
            for foreign in [false, true] {
                let document = TradeDocument { prices_including_vat: including, ..document(side, Invoice) };
                let document = if foreign { in_euro(document) } else { document };
                for (id, unit) in [(LAMP, PIECE), (LAMP, BOX), (ADVICE, PIECE), (ADVICE, BOX)] {
                    let given = Given {
                        unit_of_measure_id: Some(unit),
                        quantity: Some(Amount::from_integer(3)),
                        discount_percent: Some(Amount::from_integer(10)),
                        ..item(id)
                    };
                    let line = books.create(&document, &given).unwrap();
                    text += &format!(
                        "{side:?} with VAT {including}, foreign {foreign}, {} in {}: price {} discount {} amount {}\n",
                        line.number,
                        line.unit_of_measure_code,
                        line.unit_price,
                        line.discount_amount,
                        line.line_amount
                    );
                    let turned = TradeDocument { prices_including_vat: !including, ..document.clone() };
                    let turned = convert_price(&line, &turned, &books.facts());
                    text += &format!("  turned: {}\n", told(turned, &line));
                }
            }
        }
    }
    insta::assert_snapshot!("prices", text);
}

/// Ten boxes with a discount, of which four are shipped and three invoiced.
fn stored(books: &Books, document: &TradeDocument, given: Given) -> TradeDocumentLine {
    let given = Given {
        quantity: Some(Amount::from_integer(10)),
        unit_price: Some(amount("120")),
        discount_percent: Some(Amount::from_integer(10)),
        ..given
    };
    TradeDocumentLine {
        quantity_shipped: Amount::from_integer(4),
        quantity_invoiced: Amount::from_integer(3),
        quantity_to_ship: Amount::from_integer(6),
        quantity_to_invoice: Amount::from_integer(7),
        ..books.create(document, &given).unwrap()
    }
}

#[test]
fn what_each_property_changes() {
    let mut text = String::new();
    for (side, kind) in
        [(TradeSide::Sales, Order), (TradeSide::Purchases, Order), (TradeSide::Sales, Invoice)]
    {
        let books = books(side);
        let document = document(side, kind);
        let of_item = stored(&books, &document, item(LAMP));
        let placed = TradeDocumentLine {
            quantity_invoiced: of_item.quantity_shipped,
            item_variant_id: RED,
            location_id: EAST,
            location_code: "EAST".into(),
            ..of_item.clone()
        };
        let of_account = stored(&books, &document, Given { account_id: Some(SERVICES), ..Given::default() });
        let comment =
            books.create(&document, &Given { description: Some("Words".into()), ..Given::default() });
        let not_shipped = |line: &TradeDocumentLine| TradeDocumentLine {
            quantity_shipped: Amount::ZERO,
            quantity_invoiced: Amount::ZERO,
            ..line.clone()
        };
        for (title, line) in [
            ("item not shipped", not_shipped(&placed)),
            ("item", of_item),
            ("invoiced item", placed),
            ("account not shipped", not_shipped(&of_account)),
            ("account", of_account),
            ("comment", comment.unwrap()),
        ] {
            text += &format!("{side:?} {kind:?}, {title}\n");
            for (title, given) in each_property() {
                text += &format!("  {title}: {}\n", told(books.change(&line, &document, &given), &line));
            }
        }
    }
    insta::assert_snapshot!("each_property", text);
}

#[test]
fn negative_quantities_have_their_own_bounds() {
    let mut text = String::new();
    let books = books(TradeSide::Sales);
    let document = document(TradeSide::Sales, Order);
    let whole = |units: i32| Some(Amount::from_integer(units));
    let given = Given { quantity: whole(-5), unit_price: whole(100), ..item(LAMP) };
    let line = books.create(&document, &given).unwrap();
    for (title, given) in [
        ("discount", Given { discount_amount: whole(-500), ..Given::default() }),
        ("beyond", Given { discount_amount: whole(-501), ..Given::default() }),
        ("other sign", Given { discount_amount: whole(1), ..Given::default() }),
        ("to ship", Given { quantity_to_ship: whole(-5), ..Given::default() }),
        ("more", Given { quantity_to_ship: whole(-6), ..Given::default() }),
        ("up", Given { quantity_to_invoice: whole(1), ..Given::default() }),
        ("none", Given { quantity_to_invoice: whole(0), ..Given::default() }),
    ] {
        text += &format!("{title}: {}\n", told(books.change(&line, &document, &given), &line));
    }
    let free = books.create(&document, &Given { quantity: whole(0), ..item(LAMP) }).unwrap();
    let worth = Given { discount_amount: whole(1), ..Given::default() };
    text += &format!("of nothing: {}\n", told(books.change(&free, &document, &worth), &free));
    let discounted =
        TradeDocumentLine { discount_amount: Amount::ONE, discount_percent: Amount::ONE, ..free };
    let back = Given { discount_amount: whole(0), ..Given::default() };
    text +=
        &format!("nothing of nothing: {}\n", told(books.change(&discounted, &document, &back), &discounted));
    for (shipped, invoiced, quantity) in [
        (2, 4, 3),
        (4, 2, 3),
        (4, 2, 4),
        (0, 0, -7),
        (-2, -4, -3),
        (-4, -2, -3),
        (-4, -2, -4),
        (-4, -2, -5),
        (-4, 0, 1),
        (0, -4, -3),
        (0, 0, 0),
        (3, 0, 2),
    ] {
        let line = TradeDocumentLine {
            quantity_shipped: Amount::from_integer(shipped),
            quantity_invoiced: Amount::from_integer(invoiced),
            ..line.clone()
        };
        let given = Given { quantity: whole(quantity), ..Given::default() };
        let told = told(books.change(&line, &document, &given), &line);
        text += &format!("{quantity} after {shipped} and {invoiced}: {told}\n");
    }
    insta::assert_snapshot!("negative", text);
}

#[test]
fn setup_says_how_many_and_whether_to_ship() {
    let mut text = String::new();
    for (default_quantity, none_to_ship) in [(false, false), (true, false), (false, true), (true, true)] {
        for kind in [Order, Invoice] {
            let mut books = books(TradeSide::Sales);
            books.trade.default_quantity = default_quantity;
            books.trade.no_default_quantity_to_ship = none_to_ship;
            let document = document(TradeSide::Sales, kind);
            let two = Some(Amount::from_integer(2));
            for given in [
                item(LAMP),
                Given { quantity: two, ..item(LAMP) },
                Given { account_id: Some(SERVICES), ..Given::default() },
                by_number(TradeLineType::Item, "lamp"),
            ] {
                let line = books.create(&document, &given).unwrap();
                text += &format!(
                    "one {default_quantity}, none to ship {none_to_ship}, {kind:?}: {} to ship {} to invoice {} amount {}\n",
                    line.quantity, line.quantity_to_ship, line.quantity_to_invoice, line.line_amount
                );
            }
        }
    }
    insta::assert_snapshot!("setup", text);
}

#[test]
fn a_company_of_sales_tax_alone_has_no_vat_on_lines() {
    let mut books = books(TradeSide::Sales);
    books.setup.is_vat_company = false;
    let document = document(TradeSide::Sales, Invoice);
    let blank = TradeDocumentLine::blank(&document);
    let line = books.create(&document, &item(LAMP)).unwrap();
    let taxed = books.change(&line, &document, &Given { tax_code: Some("free".into()), ..Given::default() });
    let text = format!("{}\n{}\n", joined(&differences(&line, &blank)), told(taxed, &line));
    insta::assert_snapshot!("sales_tax_company", text);
}

#[test]
fn lines_are_made_anew_for_another_party_or_currency() {
    let mut text = String::new();
    for side in SIDES {
        let books = books(side);
        let before = document(side, Invoice);
        let after = in_euro(TradeDocument {
            general_business_posting_group: "EU".into(),
            vat_business_posting_group: "EU".into(),
            ..before.clone()
        });
        let comment = books.create(&before, &Given { description: Some("Words".into()), ..Given::default() });
        let type_alone =
            books.create(&before, &Given { line_type: Some(TradeLineType::Item), ..Given::default() });
        let account = Given { account_id: Some(SERVICES), ..Given::default() };
        let of_account =
            TradeDocumentLine { unit_price: amount("1.23456"), ..stored(&books, &before, account) };
        for line in [
            stored(&books, &before, item(LAMP)),
            stored(&books, &before, item(ADVICE)),
            of_account,
            comment.unwrap(),
            type_alone.unwrap(),
        ] {
            text += &format!(
                "{side:?} {}: {}\n",
                line.number,
                told(recreate(&line, &after, &books.facts()), &line)
            );
        }
        let unknown = TradeDocument { vat_business_posting_group: "XX".into(), ..before.clone() };
        let line = stored(&books, &before, item(LAMP));
        text += &format!("unknown: {}\n", told(recreate(&line, &unknown, &books.facts()), &line));
    }
    insta::assert_snapshot!("made_anew", text);
}

#[test]
fn numbers_of_lines_and_the_document_they_belong_to() {
    let books = books(TradeSide::Sales);
    let document = document(TradeSide::Sales, Invoice);
    let at = |sequence: i32| TradeDocumentLine { sequence, ..TradeDocumentLine::default() };
    let mut text = String::new();
    for (lines, sequence) in [
        (vec![], None),
        (vec![at(10_000), at(30_000), at(20_000)], None),
        (vec![at(i32::MAX - 10_000)], None),
        (vec![at(i32::MAX - 9_999)], None),
        (vec![at(10_000)], Some(10_000)),
        (vec![at(10_000)], Some(10_001)),
        (vec![at(10_000)], Some(0)),
        (vec![], Some(-1)),
        (vec![], Some(1)),
    ] {
        let given = Given { sequence, ..Given::default() };
        let made = create(LINE, &document, &lines, &given, &books.facts());
        text += &format!("{sequence:?}: {}\n", told(made, &TradeDocumentLine::blank(&document)));
    }
    let other = Uuid::from_u128(2);
    for (in_url, in_body) in [
        (Some(DOCUMENT), None),
        (None, Some(DOCUMENT)),
        (Some(DOCUMENT), Some(DOCUMENT)),
        (Some(DOCUMENT), Some(other)),
        (Some(DOCUMENT), Some(Uuid::nil())),
        (None, Some(Uuid::nil())),
        (None, None),
    ] {
        text += &match resolve_document_id(in_url, in_body) {
            Ok(id) => format!("{id}\n"),
            Err(error) => format!("{:?} {:?} {}\n", error.category, error.property, error.message),
        };
    }
    let posted = TradeDocument { posted: true, ..document.clone() };
    let line = at(10_000);
    for result in [
        check_draft(&document).map(|()| line.clone()),
        check_draft(&posted).map(|()| line.clone()),
        create(LINE, &posted, &[], &Given::default(), &books.facts()),
        books.change(&line, &posted, &Given::default()),
    ] {
        text += &format!("{}\n", told(result, &line));
    }
    insta::assert_snapshot!("numbers", text);
}

#[test]
fn only_goods_wait_for_their_invoice() {
    let whole = Amount::from_integer;
    for (line_type, shipped, invoiced, free) in [
        (TradeLineType::Item, 2, 2, true),
        (TradeLineType::Item, 2, 1, false),
        (TradeLineType::Account, 2, 1, true),
        (TradeLineType::Comment, 2, 1, true),
    ] {
        let line = TradeDocumentLine {
            line_type,
            quantity_shipped: whole(shipped),
            quantity_invoiced: whole(invoiced),
            ..TradeDocumentLine::default()
        };
        assert_eq!(check_all_invoiced(&line, "it cannot go").is_ok(), free, "{line_type:?}");
        let has_amounts = line_type != TradeLineType::Comment;
        assert_eq!(line.has_amounts(), has_amounts);
    }
}

#[test]
fn items_are_what_their_cards_say() {
    let card = Item {
        id: LAMP,
        number: "LAMP".into(),
        description: "Desk lamp".into(),
        description_2: "with a switch".into(),
        item_type: ItemType::Inventory,
        unit_price: amount("12.34567"),
        last_direct_cost: amount("8.76543"),
        unit_cost: amount("1"),
        costing_method: CostingMethod::Fifo,
        allow_invoice_discount: true,
        sales_unit_of_measure: "BOX".into(),
        purchase_unit_of_measure: "PALLET".into(),
        general_product_posting_group: "GOODS".into(),
        inventory_posting_group: "STOCK".into(),
        vat_product_posting_group: "STD".into(),
        tax_group_code: "TAXED".into(),
        ..Item::default()
    };
    let known = TradeItem { units: Vec::new(), variants: Vec::new(), ..lamp() };
    assert_eq!(TradeItem::from(&card), known);
    let others = Item {
        item_type: ItemType::Service,
        blocked: true,
        sales_blocked: true,
        purchasing_blocked: true,
        price_includes_vat: true,
        allow_invoice_discount: false,
        ..card
    };
    let expected = TradeItem {
        is_inventory: false,
        blocked: true,
        sales_blocked: true,
        purchasing_blocked: true,
        price_includes_vat: true,
        allow_invoice_discount: false,
        ..known
    };
    assert_eq!(TradeItem::from(&others), expected);
}
