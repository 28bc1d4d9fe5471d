//! Names, number series, rounding and parties, kind by kind.

use money::Amount;
use uuid::Uuid;

use crate::{
    companies::{GeneralLedgerSetup, NumberSeriesSetup},
    currencies::{Currency, VatRounding},
    customers::{Customer, CustomerBlocked},
    party_payments::PostedInvoice,
    shown::{fields, joined},
    trade_document_lines::TradeDocumentLine,
    trade_documents::{
        DocumentProperties, TradeDocument, TradeDocumentType, TradeParty, TradeSide, names, posted_type,
        rounding, unit_precision,
    },
    vendors::{Vendor, VendorBlocked},
};

const SIDES: [TradeSide; 2] = [TradeSide::Sales, TradeSide::Purchases];
const KINDS: [TradeDocumentType; 6] = [
    TradeDocumentType::Quote,
    TradeDocumentType::Order,
    TradeDocumentType::Invoice,
    TradeDocumentType::CreditMemo,
    TradeDocumentType::Shipment,
    TradeDocumentType::Receipt,
];

#[test]
fn names_and_series_of_each_kind() {
    let setup = NumberSeriesSetup {
        sales_quotes: "S-QUO".into(),
        sales_orders: "S-ORD".into(),
        sales_invoices: "S-INV".into(),
        posted_sales_invoices: "S-INV+".into(),
        sales_credit_memos: "S-CR".into(),
        posted_sales_credit_memos: "S-CR+".into(),
        posted_sales_shipments: "S-SHPT+".into(),
        purchase_orders: "P-ORD".into(),
        purchase_invoices: "P-INV".into(),
        posted_purchase_invoices: "P-INV+".into(),
        purchase_credit_memos: "P-CR".into(),
        posted_purchase_credit_memos: "P-CR+".into(),
        posted_purchase_receipts: "P-RCPT+".into(),
        ..NumberSeriesSetup::default()
    };
    let mut text = String::new();
    for side in SIDES {
        for kind in KINDS {
            text += &format!(
                "{side:?} {kind:?}, posted {:?}: series {:?}, posted {:?}\n  {:?}\n",
                posted_type(kind),
                setup.of_documents(side, kind, false),
                setup.of_documents(side, kind, true),
                names(side, kind)
            );
        }
    }
    insta::assert_snapshot!("names", text);
}

#[test]
fn amounts_are_rounded_by_currency_or_setup() {
    let amount = |text: &str| Amount::parse(text).unwrap();
    let setup = GeneralLedgerSetup {
        amount_rounding_precision: amount("0.05"),
        unit_amount_rounding_precision: amount("0.001"),
        vat_rounding: VatRounding::Up,
        ..GeneralLedgerSetup::default()
    };
    let currency = |code: &str, step: &str, unit: &str| Currency {
        code: code.into(),
        amount_rounding_precision: amount(step),
        unit_amount_rounding_precision: amount(unit),
        vat_rounding: VatRounding::Down,
        ..Currency::default()
    };
    let currencies =
        [currency("EUR", "0.01", "0.0001"), currency("JPY", "1", "0.1"), currency("XXX", "1", "0")];
    let mut text = String::new();
    for code in ["", "EUR", "JPY", "XXX", "USD"] {
        let document = TradeDocument { currency_code: code.into(), ..TradeDocument::default() };
        text += &format!(
            "{code:?}: {:?} {:?}\n",
            rounding(&document, &setup, &currencies),
            unit_precision(&document, &setup, &currencies)
        );
    }
    let coarse = GeneralLedgerSetup { unit_amount_rounding_precision: Amount::ZERO, ..setup };
    text += &format!("{:?}\n", unit_precision(&TradeDocument::default(), &coarse, &currencies));
    insta::assert_snapshot!("rounding", text);
}

#[test]
fn parties_are_what_their_cards_say() {
    let id = Uuid::from_u128;
    let mut text = String::new();
    for blocked in
        [CustomerBlocked::Blank, CustomerBlocked::Ship, CustomerBlocked::Invoice, CustomerBlocked::All]
    {
        let customer = Customer {
            id: id(1),
            number: "number".into(),
            name: "name".into(),
            address: "address".into(),
            address_2: "address 2".into(),
            city: "city".into(),
            county: "county".into(),
            country_region_code: "country".into(),
            post_code: "post code".into(),
            phone_number: "phone".into(),
            email: "email".into(),
            salesperson_code: "salesperson".into(),
            tax_liable: true,
            tax_area_code: "area".into(),
            vat_registration_number: "vat".into(),
            currency_code: "currency".into(),
            currency_id: id(2),
            payment_terms_code: "terms".into(),
            payment_terms_id: id(3),
            shipment_method_code: "shipment".into(),
            shipment_method_id: id(4),
            payment_method_code: "method".into(),
            payment_method_id: id(5),
            blocked,
            general_business_posting_group: "general".into(),
            vat_business_posting_group: "vat group".into(),
            customer_posting_group: "group".into(),
            bill_to_customer_number: "payer".into(),
            ..Customer::default()
        };
        let party = TradeParty::from(&customer);
        text += &format!("{}\n", joined(&fields(&party, Some(&TradeParty::default()), &[].into())));
        for kind in KINDS {
            text += &format!("  {kind:?}: {:?}\n", party.refusal(kind));
        }
    }
    for blocked in [VendorBlocked::Blank, VendorBlocked::Payment, VendorBlocked::All] {
        let vendor = Vendor {
            id: id(1),
            number: "number".into(),
            name: "name".into(),
            address: "address".into(),
            address_2: "address 2".into(),
            city: "city".into(),
            county: "county".into(),
            country_region_code: "country".into(),
            post_code: "post code".into(),
            phone_number: "phone".into(),
            email: "email".into(),
            tax_liable: true,
            tax_area_code: "area".into(),
            vat_registration_number: "vat".into(),
            currency_code: "currency".into(),
            currency_id: id(2),
            payment_terms_code: "terms".into(),
            payment_terms_id: id(3),
            payment_method_code: "method".into(),
            payment_method_id: id(5),
            blocked,
            general_business_posting_group: "general".into(),
            vat_business_posting_group: "vat group".into(),
            vendor_posting_group: "group".into(),
            pay_to_vendor_number: "payer".into(),
            ..Vendor::default()
        };
        let party = TradeParty::from(&vendor);
        text += &format!("{}\n", joined(&fields(&party, Some(&TradeParty::default()), &[].into())));
        for kind in KINDS {
            text += &format!("  {kind:?}: {:?}\n", party.refusal(kind));
        }
    }
    insta::assert_snapshot!("parties", text);
}

#[test]
fn what_an_empty_document_and_line_are() {
    let blank = crate::BLANK_DATE;
    for side in SIDES {
        for document_type in KINDS {
            let expected = TradeDocument {
                side,
                document_type,
                posting_date: blank,
                document_date: blank,
                due_date: blank,
                order_date: blank,
                shipment_date: blank,
                requested_delivery_date: blank,
                promised_pay_date: blank,
                valid_until_date: blank,
                accepted_date: blank,
                sent_at: -62_135_596_800_000,
                payment_discount_date: blank,
                ..TradeDocument::default()
            };
            assert_eq!(TradeDocument::blank(side, document_type), expected);
            let document = TradeDocument { id: Uuid::from_u128(1), posted: true, ..expected };
            let line = TradeDocumentLine {
                document_id: Uuid::from_u128(1),
                side,
                document_type,
                posted: true,
                quantity_per_unit: Amount::ONE,
                shipment_date: blank,
                ..TradeDocumentLine::default()
            };
            assert_eq!(TradeDocumentLine::blank(&document), line);
            assert_eq!(document.is_sales(), side == TradeSide::Sales);
            assert_eq!(document.is_credit_memo(), document_type == TradeDocumentType::CreditMemo);
        }
    }
}

#[test]
fn payments_look_up_an_invoice_by_who_pays() {
    let invoice = TradeDocument {
        id: Uuid::from_u128(1),
        number: "103001".into(),
        party_number: "C-1".into(),
        bill_to_number: "C-2".into(),
        posting_date: crate::BLANK_DATE,
        ..TradeDocument::default()
    };
    let mut expected = PostedInvoice {
        id: Uuid::from_u128(1),
        number: "103001".into(),
        party_number: "C-2".into(),
        posting_date: crate::BLANK_DATE,
    };
    assert_eq!(invoice.as_posted_invoice(), expected);
    expected.party_number = "C-1".into();
    let unpaid = TradeDocument { bill_to_number: String::new(), ..invoice };
    assert_eq!(unpaid.as_posted_invoice(), expected);
}

#[test]
fn parties_to_load_are_those_that_are_named() {
    let given = DocumentProperties {
        party_id: Some(Uuid::from_u128(1)),
        party_number: Some(" c-1 ".into()),
        bill_to_id: Some(Uuid::from_u128(2)),
        bill_to_number: Some("c-2".into()),
        ..DocumentProperties::default()
    };
    let expected = (vec![Uuid::from_u128(1), Uuid::from_u128(2)], vec!["C-1".to_owned(), "C-2".to_owned()]);
    assert_eq!(given.party_keys(), expected);
    let blank = DocumentProperties {
        party_id: Some(Uuid::nil()),
        party_number: Some(" ".into()),
        ..DocumentProperties::default()
    };
    assert_eq!(blank.party_keys(), (Vec::new(), Vec::new()));
}
