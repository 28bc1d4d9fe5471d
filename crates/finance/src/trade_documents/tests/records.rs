//! Headers as whole records: what each kind of document takes over, and what each property changes.

use std::collections::BTreeMap;

use jiff::civil::date;
use money::Amount;
use uuid::Uuid;

use super::rich::{
    DISPUTE, DOCUMENT, DOLLAR, EURO, INVOICE, METHOD, NORTH, OTHER_DISPUTE, OTHER_INVOICE,
    OTHER_SHIPMENT_METHOD, OTHER_TERMS, REASON, SHIPMENT_METHOD, SOUTH, TERMS, TODAY, UNKNOWN, books,
    party_id,
};
use crate::{
    BLANK_DATE, RuleError,
    shown::{Fields, fields, joined, section},
    trade_document_lines::{TradeDocumentLine, TradeLineType},
    trade_documents::{
        AddressProperties, DiscountMode, DocumentProperties, TradeDocument, TradeDocumentType, TradeSide,
        check_delete, create,
    },
};
use TradeDocumentType::{CreditMemo, Invoice, Order, Quote};

fn names() -> BTreeMap<Uuid, String> {
    let known = [
        (DOCUMENT, "of the document"),
        (EURO, "euro"),
        (DOLLAR, "dollar"),
        (TERMS, "30D"),
        (OTHER_TERMS, "14D"),
        (METHOD, "BANK"),
        (SHIPMENT_METHOD, "EXW"),
        (OTHER_SHIPMENT_METHOD, "DDP"),
        (DISPUTE, "price"),
        (OTHER_DISPUTE, "quality"),
        (REASON, "damaged"),
        (INVOICE, "103001"),
        (OTHER_INVOICE, "103002"),
        (NORTH, "north"),
        (SOUTH, "south"),
        (Uuid::nil(), "none"),
    ];
    let mut names: BTreeMap<Uuid, String> = known.map(|(id, name)| (id, name.to_owned())).into();
    names.extend((1..14).map(|number| (party_id(number), format!("P-{number}"))));
    names
}

fn kinds() -> [(TradeSide, TradeDocumentType); 7] {
    use TradeSide::{Purchases, Sales};
    [
        (Sales, Quote),
        (Sales, Order),
        (Sales, Invoice),
        (Sales, CreditMemo),
        (Purchases, Order),
        (Purchases, Invoice),
        (Purchases, CreditMemo),
    ]
}

fn of_party(number: u128) -> DocumentProperties {
    DocumentProperties { party_number: Some(format!(" p-{number}")), ..DocumentProperties::default() }
}

/// What makes the document differ from the other.
fn differences(document: &TradeDocument, from: &TradeDocument) -> Fields {
    fields(document, Some(from), &names())
}

fn refusal(error: &RuleError) -> String {
    format!("{:?} {} | {}", error.category, error.property.unwrap_or("-"), error.message)
}

#[test]
fn what_each_kind_of_document_takes_over() {
    let mut text = String::new();
    for party in [1, 3, 5] {
        let rows = kinds().map(|(side, document_type)| {
            let made = books(side).create(document_type, &of_party(party)).unwrap();
            let mut row = differences(&made, &TradeDocument::blank(side, document_type));
            row.insert(0, (format!("{side:?}"), format!("{document_type:?}")));
            row
        });
        section(&mut text, &format!("P-{party}"), rows.into());
    }
    insta::assert_snapshot!("taken_over", text);
}

fn address(of: &str) -> AddressProperties {
    AddressProperties {
        address: Some(format!("{of} street")),
        address_2: Some(format!("{of} floor")),
        city: Some(format!("{of} city")),
        county: Some(format!("{of} county")),
        country_region_code: Some("pt".into()),
        post_code: Some(format!("{of} post")),
    }
}

/// Every property of a header, one request for each.
fn each_property() -> Vec<(&'static str, DocumentProperties)> {
    type Given = DocumentProperties;
    let none = Given::default;
    let day = Some(date(2026, 3, 21));
    vec![
        ("external number", Given { external_document_number: Some("X1".into()), ..none() }),
        ("document date", Given { document_date: day, ..none() }),
        ("document date of today", Given { document_date: Some(TODAY), ..none() }),
        ("posting date", Given { posting_date: day, ..none() }),
        ("posting date of today", Given { posting_date: Some(TODAY), ..none() }),
        ("due date", Given { due_date: day, ..none() }),
        ("delivery", Given { requested_delivery_date: day, ..none() }),
        ("valid until", Given { valid_until_date: day, ..none() }),
        ("reference", Given { your_reference: Some("R1".into()), ..none() }),
        ("same party", Given { party_id: Some(party_id(1)), ..of_party(1) }),
        ("other party", Given { party_id: Some(party_id(2)), ..none() }),
        ("party with a payer", of_party(3)),
        ("party of another VAT group", of_party(12)),
        ("party of another group", of_party(13)),
        ("bill-to", Given { bill_to_id: Some(party_id(3)), ..none() }),
        ("bill-to of euro", Given { bill_to_number: Some("p-2".into()), ..none() }),
        ("same bill-to", Given { bill_to_number: Some("p-1".into()), ..none() }),
        ("ship-to", Given { ship_to_name: Some("Ship".into()), ..none() }),
        ("ship-to contact", Given { ship_to_contact: Some("Shipper".into()), ..none() }),
        ("address", Given { party_address: address("Own"), ..none() }),
        ("bill-to address", Given { bill_to_address: address("Bill"), ..none() }),
        ("ship-to address", Given { ship_to_address: address("Ship"), ..none() }),
        (
            "no country",
            Given {
                party_address: AddressProperties {
                    country_region_code: Some(String::new()),
                    ..AddressProperties::default()
                },
                ..none()
            },
        ),
        ("euro", Given { currency_code: Some("eur".into()), ..none() }),
        ("dollar", Given { currency_id: Some(DOLLAR), ..none() }),
        ("local currency", Given { currency_code: Some("chf".into()), ..none() }),
        ("first dimension", Given { shortcut_dimension_1_code: Some("south".into()), ..none() }),
        ("second dimension", Given { shortcut_dimension_2_code: Some("sales".into()), ..none() }),
        ("no first dimension", Given { shortcut_dimension_1_code: Some(String::new()), ..none() }),
        ("same terms", Given { payment_terms_id: Some(TERMS), ..none() }),
        ("terms", Given { payment_terms_id: Some(OTHER_TERMS), ..none() }),
        ("terms without a discount", Given { payment_terms_id: Some(Uuid::from_u128(0x3_03)), ..none() }),
        ("no terms", Given { payment_terms_id: Some(Uuid::nil()), ..none() }),
        ("shipment method", Given { shipment_method_id: Some(OTHER_SHIPMENT_METHOD), ..none() }),
        ("no shipment method", Given { shipment_method_id: Some(Uuid::nil()), ..none() }),
        ("salesperson", Given { salesperson_code: Some("bert".into()), ..none() }),
        ("no dispute", Given { dispute_status_id: Some(Uuid::nil()), ..none() }),
        ("no dispute by code", Given { dispute_status_code: Some(" ".into()), ..none() }),
        ("partial shipping", Given { partial_shipping: Some(true), ..none() }),
        ("prices with VAT", Given { prices_including_vat: Some(true), ..none() }),
        ("no discount", Given { discount_amount: Some(Amount::ZERO), ..none() }),
        ("invoice", Given { applies_to_id: Some(OTHER_INVOICE), ..none() }),
        ("invoice by number", Given { applies_to_number: Some("103001".into()), ..none() }),
        (
            "invoice by both",
            Given { applies_to_id: Some(INVOICE), applies_to_number: Some("103001".into()), ..none() },
        ),
        (
            "invoice by number, id blank",
            Given { applies_to_id: Some(Uuid::nil()), applies_to_number: Some("103001".into()), ..none() },
        ),
        ("return reason", Given { return_reason_id: Some(REASON), ..none() }),
        ("phone", Given { phone_number: Some("123".into()), ..none() }),
        ("email", Given { email: Some("a@b.ch".into()), ..none() }),
        ("contact", Given { contact_id: Some("K1".into()), ..none() }),
        ("unchanged promise", Given { promised_pay_date: Some(BLANK_DATE), ..none() }),
        ("both dates", Given { posting_date: day, document_date: Some(date(2026, 3, 1)), ..none() }),
        ("nothing", none()),
    ]
}

#[test]
fn what_each_property_changes() {
    let mut text = String::new();
    for (side, document_type) in kinds() {
        let books = books(side);
        let stored = books.create(document_type, &of_party(1)).unwrap();
        text += &format!("{side:?} {document_type:?}\n");
        for (title, given) in each_property() {
            let (changed, consequence) = books.change(&stored, &[], &given).unwrap();
            let changed = joined(&differences(&changed, &stored));
            text += &format!("  {title}: {changed} -> {consequence:?}\n");
        }
    }
    insta::assert_snapshot!("each_property", text);
}

/// What a document holds of another party, payer and applied invoice is given up again.
#[test]
fn what_is_blank_again() {
    let mut text = String::new();
    type Given = DocumentProperties;
    let none = Given::default;
    for side in [TradeSide::Sales, TradeSide::Purchases] {
        let mut books = books(side);
        books.invoices.iter_mut().for_each(|invoice| invoice.party_number = "P-2".into());
        let given = Given {
            applies_to_id: Some(INVOICE),
            return_reason_id: Some(REASON),
            discount_amount: Some(Amount::ZERO),
            ..of_party(3)
        };
        let stored = books.create(CreditMemo, &given).unwrap();
        let stored = TradeDocument {
            discount_mode: DiscountMode::Amount,
            discount_value: Amount::ONE,
            prices_including_vat: true,
            ..stored
        };
        books.trade.link_document_date = false;
        for (title, given) in [
            ("no invoice", Given { applies_to_id: Some(Uuid::nil()), ..none() }),
            ("no invoice by number", Given { applies_to_number: Some(" ".into()), ..none() }),
            ("no reason", Given { return_reason_id: Some(Uuid::nil()), ..none() }),
            ("no discount", Given { discount_amount: Some(Amount::ZERO), ..none() }),
            ("prices without VAT", Given { prices_including_vat: Some(false), ..none() }),
            ("address", Given { party_address: address("Own"), ..none() }),
            ("posting date alone", Given { posting_date: Some(date(2026, 3, 21)), ..none() }),
            ("other invoice", Given { applies_to_number: Some("103002".into()), ..none() }),
            (
                "both dimensions",
                Given {
                    shortcut_dimension_1_code: Some("north".into()),
                    shortcut_dimension_2_code: Some(" ".into()),
                    ..none()
                },
            ),
        ] {
            let (changed, consequence) = books.change(&stored, &[], &given).unwrap();
            text += &format!("{title}: {} -> {consequence:?}\n", joined(&differences(&changed, &stored)));
        }
    }
    insta::assert_snapshot!("blank_again", text);
}

/// Who pays already is not taken over a second time: what was set since stays.
#[test]
fn the_same_payer_changes_nothing() {
    let books = books(TradeSide::Sales);
    let given =
        DocumentProperties { currency_id: Some(DOLLAR), bill_to_address: address("Bill"), ..of_party(3) };
    let stored = books.create(Invoice, &given).unwrap();
    let same = DocumentProperties { bill_to_number: Some("p-2".into()), ..of_party(3) };
    assert_eq!(books.change(&stored, &[], &same).unwrap().0, stored);
}

#[test]
fn everything_at_once_is_the_same_for_new_and_stored_documents() {
    for (side, document_type) in kinds() {
        let books = books(side);
        let given = DocumentProperties {
            bill_to_number: Some("p-2".into()),
            party_address: address("Own"),
            bill_to_address: address("Bill"),
            currency_id: Some(DOLLAR),
            posting_date: Some(date(2026, 3, 21)),
            payment_terms_id: Some(OTHER_TERMS),
            ..of_party(1)
        };
        let made = books.create(document_type, &given).unwrap();
        let plain = books.create(document_type, &of_party(1)).unwrap();
        assert_eq!(books.change(&plain, &[], &given).unwrap().0, made);
    }
}

#[test]
fn what_is_refused_and_how() {
    type Given = DocumentProperties;
    let none = Given::default;
    let long = |length: usize| Some("x".repeat(length));
    let of = |field: fn(&mut AddressProperties), given: &dyn Fn(AddressProperties) -> Given| {
        let mut address = AddressProperties::default();
        field(&mut address);
        given(address)
    };
    let own = |field| of(field, &|address| Given { party_address: address, ..Given::default() });
    let bill = |field| of(field, &|address| Given { bill_to_address: address, ..Given::default() });
    let ship = |field| of(field, &|address| Given { ship_to_address: address, ..Given::default() });
    let cases = vec![
        ("no such party", Given { party_id: Some(UNKNOWN), ..none() }),
        ("no such number", of_party(99)),
        ("at odds", Given { party_id: Some(party_id(2)), ..of_party(1) }),
        ("taken away", Given { party_id: Some(Uuid::nil()), ..none() }),
        ("taken away by number", Given { party_number: Some(" ".into()), ..none() }),
        ("payer unknown", of_party(4)),
        ("payer blocked", of_party(6)),
        ("blocked", of_party(7)),
        ("blocked for invoices", of_party(8)),
        ("blocked for shipments", of_party(10)),
        ("bill-to unknown", Given { bill_to_id: Some(UNKNOWN), ..none() }),
        ("bill-to number unknown", Given { bill_to_number: Some("p-99".into()), ..none() }),
        ("no bill-to", Given { bill_to_id: Some(Uuid::nil()), ..none() }),
        ("no bill-to number", Given { bill_to_number: Some(" ".into()), ..none() }),
        ("bill-to blocked", Given { bill_to_number: Some("p-7".into()), ..none() }),
        ("posting date", Given { posting_date: Some(BLANK_DATE), ..none() }),
        ("document date", Given { document_date: Some(BLANK_DATE), ..none() }),
        ("promise", Given { promised_pay_date: Some(TODAY), ..none() }),
        ("far terms", Given { payment_terms_id: Some(Uuid::from_u128(0x3_04)), ..none() }),
        ("terms", Given { payment_terms_id: Some(UNKNOWN), ..none() }),
        ("shipment method", Given { shipment_method_id: Some(UNKNOWN), ..none() }),
        ("currency", Given { currency_id: Some(UNKNOWN), ..none() }),
        (
            "no rate",
            Given { posting_date: Some(date(2026, 2, 1)), currency_code: Some("usd".into()), ..none() },
        ),
        ("first dimension", Given { shortcut_dimension_1_code: Some("sales".into()), ..none() }),
        ("second dimension", Given { shortcut_dimension_2_code: Some("west".into()), ..none() }),
        ("dispute", Given { dispute_status_id: Some(UNKNOWN), ..none() }),
        ("dispute by code", Given { dispute_status_code: Some("none".into()), ..none() }),
        (
            "disputes at odds",
            Given { dispute_status_id: Some(DISPUTE), dispute_status_code: Some("quality".into()), ..none() },
        ),
        ("invoice", Given { applies_to_id: Some(UNKNOWN), ..none() }),
        ("invoice by number", Given { applies_to_number: Some("9".into()), ..none() }),
        (
            "another's invoice",
            Given { applies_to_id: Some(INVOICE), bill_to_number: Some("p-3".into()), ..none() },
        ),
        (
            "invoices at odds",
            Given { applies_to_id: Some(INVOICE), applies_to_number: Some("103002".into()), ..none() },
        ),
        ("reason", Given { return_reason_id: Some(UNKNOWN), ..none() }),
        ("discount", Given { discount_amount: Some(Amount::ONE), ..none() }),
        ("discount below zero", Given { discount_amount: Some(Amount::from_integer(-1)), ..none() }),
        ("external number", Given { external_document_number: long(36), ..none() }),
        ("reference", Given { your_reference: long(36), ..none() }),
        ("ship-to name", Given { ship_to_name: long(101), ..none() }),
        ("ship-to contact", Given { ship_to_contact: long(101), ..none() }),
        ("salesperson", Given { salesperson_code: long(21), ..none() }),
        ("phone", Given { phone_number: long(31), ..none() }),
        ("email", Given { email: long(81), ..none() }),
        ("phone of letters", Given { phone_number: Some("call".into()), ..none() }),
        ("no email", Given { email: Some("a@b".into()), ..none() }),
        ("contact", Given { contact_id: long(251), ..none() }),
        ("dimension code", Given { shortcut_dimension_1_code: long(21), ..none() }),
        ("own address", own(|address| address.address = Some("x".repeat(101)))),
        ("own address 2", own(|address| address.address_2 = Some("x".repeat(51)))),
        ("own city", own(|address| address.city = Some("x".repeat(31)))),
        ("own county", own(|address| address.county = Some("x".repeat(31)))),
        ("own post code", own(|address| address.post_code = Some("x".repeat(21)))),
        ("own country", own(|address| address.country_region_code = Some("xx".into()))),
        ("bill-to country", bill(|address| address.country_region_code = Some("xx".into()))),
        ("ship-to country", ship(|address| address.country_region_code = Some("xx".into()))),
    ];
    let mut text = String::new();
    for (side, document_type) in kinds() {
        let books = books(side);
        let stored = books.create(document_type, &of_party(1)).unwrap();
        text += &format!("{side:?} {document_type:?}\n");
        for given in [none(), Given { party_id: Some(Uuid::nil()), party_number: Some(" ".into()), ..none() }]
        {
            text += &format!("  none: {}\n", refusal(&books.create(document_type, &given).unwrap_err()));
        }
        let unnumbered = create(DOCUMENT, side, document_type, &of_party(1), None, &books.facts());
        text += &format!("  no series: {}\n", refusal(&unnumbered.unwrap_err()));
        for (title, given) in &cases {
            text += &match books.change(&stored, &[], given) {
                Ok((changed, _)) => {
                    format!("  {title} is allowed: {}\n", joined(&differences(&changed, &stored)))
                }
                Err(error) => format!("  {title}: {}\n", refusal(&error)),
            };
        }
    }
    insta::assert_snapshot!("refused", text);
}

#[test]
fn of_a_posted_document_little_changes() {
    let mut text = String::new();
    for (side, document_type) in kinds() {
        let books = books(side);
        let draft = books.create(document_type, &of_party(1)).unwrap();
        let posted = TradeDocument { posted: true, ..draft };
        text += &format!("{side:?} {document_type:?}\n");
        let promise = DocumentProperties { promised_pay_date: Some(TODAY), ..DocumentProperties::default() };
        let no_due = DocumentProperties { due_date: Some(BLANK_DATE), ..DocumentProperties::default() };
        let more = [("promise", promise), ("no due date", no_due)];
        for (title, given) in each_property().into_iter().chain(more) {
            match books.change(&posted, &[], &given) {
                Ok((changed, consequence)) => {
                    let changed = joined(&differences(&changed, &posted));
                    text += &format!("  {title}: {changed} -> {consequence:?}\n");
                }
                Err(error) if title == "nothing" || title == "no due date" => {
                    text += &format!("  {title}: {}\n", refusal(&error));
                }
                Err(error) => text += &format!("  {title}: {:?}\n", error.category),
            }
        }
        text += &format!("  deleted: {}\n", refusal(&check_delete(&posted, &[]).unwrap_err()));
    }
    insta::assert_snapshot!("posted", text);
}

/// Goods that are shipped, or received, and not invoiced.
fn waiting(side: TradeSide, shipped: i32, invoiced: i32) -> TradeDocumentLine {
    TradeDocumentLine {
        side,
        line_type: TradeLineType::Item,
        number: "LAMP".into(),
        allow_invoice_discount: true,
        line_amount: Amount::HUNDRED,
        quantity_shipped: Amount::from_integer(shipped),
        quantity_invoiced: Amount::from_integer(invoiced),
        ..TradeDocumentLine::default()
    }
}

#[test]
fn goods_that_wait_for_their_invoice_keep_party_and_currency() {
    let mut text = String::new();
    let account = TradeDocumentLine { line_type: TradeLineType::Account, ..waiting(TradeSide::Sales, 2, 1) };
    for (title, side, line) in [
        ("shipped", TradeSide::Sales, waiting(TradeSide::Sales, 2, 1)),
        ("received", TradeSide::Purchases, waiting(TradeSide::Purchases, 2, 1)),
        ("invoiced", TradeSide::Sales, waiting(TradeSide::Sales, 2, 2)),
        ("of an account", TradeSide::Sales, account),
    ] {
        let books = books(side);
        let stored = books.create(Order, &of_party(1)).unwrap();
        let lines = [line];
        for (what, given) in [
            ("party", of_party(5)),
            ("currency", DocumentProperties { currency_id: Some(DOLLAR), ..DocumentProperties::default() }),
            (
                "reference",
                DocumentProperties { your_reference: Some("R".into()), ..DocumentProperties::default() },
            ),
        ] {
            text += &match books.change(&stored, &lines, &given) {
                Ok((_, consequence)) => format!("{title}, {what}: {consequence:?}\n"),
                Err(error) => format!("{title}, {what}: {}\n", refusal(&error)),
            };
        }
        text += &match check_delete(&stored, &lines) {
            Ok(()) => format!("{title}, deleted\n"),
            Err(error) => format!("{title}, deleted: {}\n", refusal(&error)),
        };
    }
    insta::assert_snapshot!("waiting", text);
}

#[test]
fn a_discount_lies_between_nothing_and_the_lines() {
    let books = books(TradeSide::Sales);
    let stored = books.create(Invoice, &of_party(1)).unwrap();
    let lines = [waiting(TradeSide::Sales, 0, 0)];
    let mut text = String::new();
    for (amount, before) in
        [("100", "0"), ("100.01", "0"), ("-0.01", "0"), ("0", "0"), ("0", "5"), ("5", "5")]
    {
        let before = Amount::parse(before).unwrap();
        let stored = TradeDocument {
            invoice_discount_amount: before,
            discount_value: before,
            discount_mode: if before.is_zero() { DiscountMode::None } else { DiscountMode::Amount },
            ..stored.clone()
        };
        let given = DocumentProperties {
            discount_amount: Some(Amount::parse(amount).unwrap()),
            ..DocumentProperties::default()
        };
        text += &match books.change(&stored, &lines, &given) {
            Ok((changed, _)) => {
                format!("{amount} after {before}: {:?} {}\n", changed.discount_mode, changed.discount_value)
            }
            Err(error) => format!("{amount} after {before}: {}\n", refusal(&error)),
        };
    }
    insta::assert_snapshot!("discounts", text);
}

#[test]
fn lines_that_are_made_anew_have_no_share_of_a_discount() {
    let books = books(TradeSide::Sales);
    let stored = books.create(Invoice, &of_party(1)).unwrap();
    let stored = TradeDocument { discount_mode: DiscountMode::Amount, discount_value: Amount::ONE, ..stored };
    let lines = [waiting(TradeSide::Sales, 0, 0)];
    let given = |discount_amount| DocumentProperties { discount_amount, ..of_party(5) };
    for (lines, discount, mode, value) in [
        (&lines[..], None, DiscountMode::None, Amount::ZERO),
        (&lines[..], Some(Amount::HUNDRED), DiscountMode::Amount, Amount::HUNDRED),
        (&[], None, DiscountMode::Amount, Amount::ONE),
    ] {
        let (changed, consequence) = books.change(&stored, lines, &given(discount)).unwrap();
        assert_eq!(consequence, crate::trade_documents::LineConsequence::Recreate);
        assert_eq!((changed.discount_mode, changed.discount_value), (mode, value), "{discount:?}");
    }
}
