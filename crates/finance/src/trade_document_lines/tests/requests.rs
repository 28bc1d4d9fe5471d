//! Requests for lines: new ones, and one for each property.

use jiff::civil::date;
use money::Amount;
use uuid::Uuid;

use super::rich::{
    ADVICE, BOX, CLOCK, DOCUMENT, DUTY, EAST, LAMP, PALLET, PIECE, RED, SERVICES, UNKNOWN, amount,
};
use crate::trade_document_lines::{LineProperties, TradeLineType};

pub type Given = LineProperties;

pub fn item(id: Uuid) -> Given {
    Given { item_id: Some(id), ..Given::default() }
}

pub fn by_number(line_type: TradeLineType, number: &str) -> Given {
    Given { line_type: Some(line_type), object_number: Some(number.into()), ..Given::default() }
}

/// New lines, one request for each.
pub fn new_lines() -> Vec<(&'static str, Given)> {
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

/// Every property of a line, one request for each.
pub fn each_property() -> Vec<(&'static str, Given)> {
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
