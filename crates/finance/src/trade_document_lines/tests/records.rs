//! Lines as whole records: what they take over from items and accounts, and what each property changes.

use std::collections::BTreeMap;

use jiff::civil::date;
use money::{Amount, Rate};
use uuid::Uuid;

use super::rich::{
    ADVICE, BOX, Books, CLOCK, DOCUMENT, DUTY, EAST, LAMP, LINE, PALLET, PIECE, RED, SERVICES, UNKNOWN,
    amount, books, document, lamp,
};
use crate::{
    RuleError,
    inventory_setup::CostingMethod,
    items::{Item, ItemType},
    shown::{Fields, fields, joined},
    trade_document_lines::{
        LineProperties, TradeDocumentLine, TradeItem, TradeLineType, check_all_invoiced, check_draft,
        convert_price, create, recreate, resolve_document_id,
    },
    trade_documents::{TradeDocument, TradeDocumentType, TradeSide},
};
use TradeDocumentType::{CreditMemo, Invoice, Order, Quote};

type Given = LineProperties;

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

fn item(id: Uuid) -> Given {
    Given { item_id: Some(id), ..Given::default() }
}

fn by_number(line_type: TradeLineType, number: &str) -> Given {
    Given { line_type: Some(line_type), object_number: Some(number.into()), ..Given::default() }
}

/// New lines, one request for each.
fn new_lines() -> Vec<(&'static str, Given)> {
    use TradeLineType::{Account, Charge, Comment, Item};
    let many = Some(Amount::from_integer(3));
    vec![
        ("lamp", item(LAMP)),
        ("three boxes", Given { quantity: many, ..item(LAMP) }),
        ("advice", Given { quantity: many, ..item(ADVICE) }),
        ("clock without units", Given { quantity: many, ..item(CLOCK) }),
        ("account", Given { account_id: Some(SERVICES), quantity: many, ..Given::default() }),
        (
            "account of full VAT",
            Given { account_id: Some(DUTY), unit_price: many, quantity: many, ..Given::default() },
        ),
        ("comment", Given { description: Some("Thank you".into()), ..Given::default() }),
        ("nothing", Given::default()),
        ("type alone", Given { line_type: Some(Item), ..Given::default() }),
        ("item by number", by_number(Item, " lamp ")),
        ("account by number", by_number(Account, "4110")),
        ("item and its number", Given { item_id: Some(LAMP), ..by_number(Item, "lamp") }),
        (
            "item said to be a comment",
            Given { item_id: Some(LAMP), line_type: Some(Comment), ..Given::default() },
        ),
        ("unit of another item", Given { unit_of_measure_id: Some(BOX), ..item(CLOCK) }),
        ("account and its number", Given { account_id: Some(SERVICES), ..by_number(Account, "4110") }),
        ("blank account", Given { account_id: Some(Uuid::nil()), ..item(LAMP) }),
        ("sequence", Given { sequence: Some(15), ..item(LAMP) }),
        ("sequence zero", Given { sequence: Some(0), ..item(LAMP) }),
        ("sequence below", Given { sequence: Some(-1), ..item(LAMP) }),
        ("item and account", Given { account_id: Some(SERVICES), ..item(LAMP) }),
        ("unknown item", item(UNKNOWN)),
        ("unknown account", Given { account_id: Some(UNKNOWN), ..Given::default() }),
        ("unknown number", by_number(Item, "XX")),
        ("unknown account number", by_number(Account, "XX")),
        ("number without a type", Given { object_number: Some("LAMP".into()), ..Given::default() }),
        ("charge", by_number(Charge, "X")),
        ("resource", Given { line_type: Some(TradeLineType::Resource), ..Given::default() }),
        ("item of another type", Given { line_type: Some(Account), ..item(LAMP) }),
        (
            "account of another type",
            Given { account_id: Some(SERVICES), line_type: Some(Item), ..Given::default() },
        ),
        ("item of another number", Given { object_number: Some("ADVICE".into()), ..item(LAMP) }),
        (
            "account of another number",
            Given { account_id: Some(DUTY), object_number: Some("4110".into()), ..Given::default() },
        ),
        ("blocked", by_number(Item, "BLOCKED")),
        ("not to be sold", by_number(Item, "UNSOLD")),
        ("not to be bought", by_number(Item, "UNBOUGHT")),
        ("no group", by_number(Item, "NO-GROUP")),
        ("no inventory group", by_number(Item, "NO-STOCK")),
        ("no VAT setup", by_number(Item, "NO-VAT")),
        ("blocked VAT setup", by_number(Item, "NO-CELL")),
        ("control account", by_number(Account, "1100")),
        ("blocked account", by_number(Account, "1101")),
        ("quantity of a comment", Given { quantity: many, ..Given::default() }),
        ("price of a comment", Given { unit_price: many, ..Given::default() }),
        ("discount of a comment", Given { discount_amount: many, ..Given::default() }),
        ("percentage of a comment", Given { discount_percent: many, ..Given::default() }),
        ("no quantity of a comment", Given { quantity: Some(Amount::ZERO), ..Given::default() }),
        ("unit of a comment", Given { unit_of_measure_id: Some(BOX), ..Given::default() }),
        ("tax of a comment", Given { tax_code: Some("STD".into()), ..Given::default() }),
    ]
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

/// Every property of a line, one request for each.
fn each_property() -> Vec<(&'static str, Given)> {
    let none = Given::default;
    let whole = |units: i32| Some(Amount::from_integer(units));
    vec![
        ("description", Given { description: Some("Other".into()), ..none() }),
        ("description 2", Given { description_2: Some("words".into()), ..none() }),
        ("long description", Given { description: Some("x".repeat(101)), ..none() }),
        ("long description 2", Given { description_2: Some("x".repeat(51)), ..none() }),
        ("same item", item(LAMP)),
        ("other item", item(ADVICE)),
        ("account", Given { account_id: Some(DUTY), ..none() }),
        ("same account", Given { account_id: Some(SERVICES), ..none() }),
        ("same type", Given { line_type: Some(TradeLineType::Item), ..none() }),
        ("comment", Given { line_type: Some(TradeLineType::Comment), ..none() }),
        ("type of an account", Given { line_type: Some(TradeLineType::Account), ..none() }),
        ("same number", Given { object_number: Some("lamp".into()), ..none() }),
        ("other number", Given { object_number: Some("advice".into()), ..none() }),
        ("unit", Given { unit_of_measure_id: Some(PALLET), ..none() }),
        ("unit by code", Given { unit_of_measure_code: Some("pcs".into()), ..none() }),
        (
            "unit by both",
            Given { unit_of_measure_id: Some(PIECE), unit_of_measure_code: Some("PCS".into()), ..none() },
        ),
        (
            "units at odds",
            Given { unit_of_measure_id: Some(PIECE), unit_of_measure_code: Some("PALLET".into()), ..none() },
        ),
        (
            "no unit",
            Given { unit_of_measure_id: Some(Uuid::nil()), unit_of_measure_code: Some(" ".into()), ..none() },
        ),
        ("unknown unit", Given { unit_of_measure_id: Some(UNKNOWN), ..none() }),
        ("unknown unit code", Given { unit_of_measure_code: Some("KG".into()), ..none() }),
        ("quantity", Given { quantity: whole(12), ..none() }),
        ("same quantity", Given { quantity: whole(10), ..none() }),
        ("less", Given { quantity: whole(4), ..none() }),
        ("too little", Given { quantity: Some(amount("3.99999")), ..none() }),
        ("price", Given { unit_price: Some(amount("7.77777")), ..none() }),
        ("discount", Given { discount_amount: whole(30), ..none() }),
        ("discount of the whole", Given { discount_amount: whole(1000), unit_price: whole(100), ..none() }),
        (
            "discount beyond",
            Given { discount_amount: Some(amount("1000.01")), unit_price: whole(100), ..none() },
        ),
        ("discount below", Given { discount_amount: whole(-1), ..none() }),
        ("no discount", Given { discount_amount: whole(0), ..none() }),
        ("percentage", Given { discount_percent: Some(amount("12.5")), ..none() }),
        ("same percentage", Given { discount_percent: whole(10), ..none() }),
        ("all of it", Given { discount_percent: whole(100), ..none() }),
        ("percentage beyond", Given { discount_percent: Some(amount("100.01")), ..none() }),
        ("percentage below", Given { discount_percent: whole(-1), ..none() }),
        ("tax", Given { tax_code: Some("red".into()), ..none() }),
        ("same tax", Given { tax_code: Some("std".into()), ..none() }),
        ("unknown tax", Given { tax_code: Some("xx".into()), ..none() }),
        ("long tax", Given { tax_code: Some("x".repeat(21)), ..none() }),
        ("shipment date", Given { shipment_date: Some(date(2026, 4, 1)), ..none() }),
        ("to ship", Given { quantity_to_ship: whole(2), ..none() }),
        ("all that is left to ship", Given { quantity_to_ship: whole(6), ..none() }),
        ("more to ship", Given { quantity_to_ship: Some(amount("6.00001")), ..none() }),
        ("less than nothing to ship", Given { quantity_to_ship: Some(amount("-0.00001")), ..none() }),
        ("to invoice", Given { quantity_to_invoice: whole(3), ..none() }),
        ("all that is left to invoice", Given { quantity_to_invoice: whole(7), ..none() }),
        ("more to invoice", Given { quantity_to_invoice: Some(amount("7.00001")), ..none() }),
        ("variant", Given { item_variant_id: Some(RED), ..none() }),
        ("no variant", Given { item_variant_id: Some(Uuid::nil()), ..none() }),
        ("unknown variant", Given { item_variant_id: Some(UNKNOWN), ..none() }),
        ("location", Given { location_id: Some(EAST), ..none() }),
        ("no location", Given { location_id: Some(Uuid::nil()), ..none() }),
        ("unknown location", Given { location_id: Some(LAMP), ..none() }),
        (
            "same place in the document",
            Given { sequence: Some(10_000), document_id: Some(DOCUMENT), ..none() },
        ),
        ("other sequence", Given { sequence: Some(1), ..none() }),
        ("other document", Given { document_id: Some(UNKNOWN), ..none() }),
        ("nothing", none()),
    ]
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
