//! Payments as whole records, what makes a line a payment, and which records a request needs.

use jiff::civil::date;
use money::{Amount, Rate};
use uuid::Uuid;

use super::{ALDER, BIRCH, Books, INVOICE, TODAY, pays};
use crate::{
    Category,
    customer_payments::CUSTOMER_PAYMENTS,
    dimensions::DimensionSet,
    journal_lines::{JournalAccountType, JournalDocumentType, JournalLine, JournalNameRule, Keys},
    journal_templates::TemplateType,
    party_payments::{Changed, Consequence, PaymentKind, PaymentProperties, PostedInvoice, change},
    vendor_payments::VENDOR_PAYMENTS,
};

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(code, value)| ((*code).to_owned(), (*value).to_owned())).collect()
}

fn books() -> Books {
    let mut books = Books::new();
    books.journal.template_type = TemplateType::CashReceipts;
    books.journal.posting_number_series = "P02001".into();
    books
}

/// What [`Books::create`] makes of -600 by Alder Foods.
fn alder_pays() -> JournalLine {
    JournalLine {
        id: Uuid::from_u128(5000),
        journal_id: Uuid::from_u128(1),
        template_type: TemplateType::CashReceipts,
        line_number: 10_000,
        account_type: JournalAccountType::Customer,
        account_number: "C-100".into(),
        account_id: ALDER,
        posting_date: TODAY,
        document_date: TODAY,
        due_date: TODAY,
        document_type: JournalDocumentType::Payment,
        document_number: "G02001".into(),
        description: "Alder Foods".into(),
        amount: Amount::from_integer(-600),
        amount_local: Amount::from_integer(-600),
        balancing_account_number: "1110".into(),
        applies_to_document_type: JournalDocumentType::Invoice,
        posting_group: "GROUP100".into(),
        payment_terms_code: "30D".into(),
        payment_method_code: "BANK".into(),
        dimensions: DimensionSet::from_iter(pairs(&[("AREA", "NORTH")])),
        source_code: "CASHRECJNL".into(),
        reason_code: "WHY".into(),
        posting_number_series: "P02001".into(),
        ..JournalLine::default()
    }
}

fn everything() -> PaymentProperties {
    PaymentProperties {
        journal_id: Some(Uuid::from_u128(1)),
        journal_display_name: Some("general".into()),
        line_number: Some(15_000),
        party_id: Some(BIRCH),
        party_number: Some("c-101".into()),
        contact_id: Some("K1".into()),
        posting_date: Some(date(2026, 4, 2)),
        document_number: Some("x1".into()),
        external_document_number: Some("y1".into()),
        currency_id: None,
        currency_code: Some("jpy".into()),
        amount: Some(Amount::from_integer(-1000)),
        applies_to_invoice_id: Some(INVOICE),
        applies_to_invoice_number: Some("103001".into()),
        description: Some("By hand".into()),
        comment: Some("Note".into()),
        dimensions: Some(pairs(&[("dept", "sales")])),
    }
}

fn changed(
    books: &Books,
    stored: &JournalLine,
    given: PaymentProperties,
) -> Result<Changed, (Category, Option<&'static str>)> {
    let rule = JournalNameRule::RefusedWhenDifferent;
    let given = given.normalized(&CUSTOMER_PAYMENTS).unwrap();
    change(stored, &given, rule, &CUSTOMER_PAYMENTS, &books.facts(), false)
        .map_err(|error| (error.category, error.property))
}

#[test]
fn a_payment_is_stored_as_sent() {
    let books = books();
    assert_eq!(books.create(&pays("C-100", "-600")), Ok(alder_pays()));
    let day = date(2026, 4, 2);
    let expected = JournalLine {
        line_number: 15_000,
        account_number: "C-101".into(),
        account_id: BIRCH,
        posting_date: day,
        document_date: day,
        due_date: day,
        document_number: "X1".into(),
        external_document_number: "Y1".into(),
        description: "By hand".into(),
        comment: "Note".into(),
        contact_id: "K1".into(),
        currency_code: "JPY".into(),
        currency_factor: Rate::parse("156.25").unwrap(),
        amount: Amount::from_integer(-1000),
        amount_local: Amount::parse("-6.4").unwrap(),
        applies_to_document_number: "103001".into(),
        applies_to_invoice_id: INVOICE,
        posting_group: "GROUP101".into(),
        dimensions: DimensionSet::from_iter(pairs(&[("DEPT", "SALES")])),
        ..alder_pays()
    };
    assert_eq!(books.create(&everything()), Ok(expected.clone()));
    let patched = changed(&books, &alder_pays(), everything()).unwrap();
    assert_eq!(patched, Changed { line: expected, consequences: Vec::new() });
}

#[test]
fn a_currency_of_its_own_renews_the_amounts_and_offers_the_invoice() {
    let books = books();
    let applied = JournalLine {
        applies_to_document_number: "103001".into(),
        applies_to_invoice_id: INVOICE,
        ..alder_pays()
    };
    let in_euros = PaymentProperties { currency_code: Some("eur".into()), ..PaymentProperties::default() };
    let offer = Consequence::OfferRemainingAmount { party_id: ALDER, invoice_number: "103001".into() };
    let expected = JournalLine {
        currency_code: "EUR".into(),
        currency_factor: Rate::parse("0.909090909091").unwrap(),
        amount_local: Amount::from_integer(-660),
        ..applied.clone()
    };
    let found = changed(&books, &applied, in_euros.clone()).unwrap();
    assert_eq!(found, Changed { line: expected.clone(), consequences: vec![offer] });
    let found = changed(&books, &alder_pays(), in_euros).unwrap();
    assert_eq!(found.consequences, [], "there is no invoice to offer");
    // Back to local money, by blank code or blank id.
    for local in [
        PaymentProperties { currency_code: Some(String::new()), ..PaymentProperties::default() },
        PaymentProperties { currency_id: Some(Uuid::nil()), ..PaymentProperties::default() },
    ] {
        assert_eq!(changed(&books, &expected, local).unwrap().line, applied);
    }
    let unknown = PaymentProperties { currency_code: Some("XXX".into()), ..PaymentProperties::default() };
    assert_eq!(changed(&books, &applied, unknown), Err((Category::Dialog, Some("currencyCode"))));
    // A currency given on a POST rounds the amount as it was sent, not as the party's currency would.
    let yen_party = PaymentProperties { currency_code: Some("eur".into()), ..pays("C-104", "-10.55") };
    let line = books.create(&yen_party).unwrap();
    assert_eq!((line.currency_code.as_str(), line.amount.to_string()), ("EUR", "-10.55".to_owned()));
}

#[test]
fn a_blank_number_is_no_invoice() {
    let mut books = books();
    books.invoices.push(PostedInvoice { number: String::new(), ..books.invoices[0].clone() });
    let line = books.create(&PaymentProperties {
        applies_to_invoice_number: Some(String::new()),
        ..pays("C-100", "-600")
    });
    assert_eq!(line, Ok(alder_pays()));
    let early = PaymentProperties { posting_date: Some(date(2026, 1, 1)), ..PaymentProperties::default() };
    assert!(changed(&books, &alder_pays(), early).is_ok());
}

#[test]
fn an_invoice_of_an_unknown_party_leaves_the_id_blank() {
    let mut books = books();
    books.invoices[0].party_number = "C-999".into();
    let id = PaymentProperties { applies_to_invoice_id: Some(INVOICE), ..PaymentProperties::default() };
    let error = books.create(&id).unwrap_err();
    assert_eq!((error.category, error.property), (Category::Dialog, Some("customerNumber")));
    let free = JournalLine { account_number: String::new(), account_id: Uuid::nil(), ..alder_pays() };
    let line = changed(&books, &free, id).unwrap().line;
    assert_eq!((line.account_number.as_str(), line.account_id), ("C-999", Uuid::nil()));
}

#[test]
fn payments_are_lines_of_a_party_with_the_type_payment() {
    let line = |account_type, document_type, applies_to_document_type| JournalLine {
        account_type,
        document_type,
        applies_to_document_type,
        ..JournalLine::default()
    };
    use JournalAccountType::{Account, Customer, Vendor};
    use JournalDocumentType::{Blank, Invoice, Payment};
    // A customer's payment applies to an invoice, at least by kind; a vendor's need not.
    let cases = [
        (line(Customer, Payment, Invoice), true, false),
        (line(Customer, Payment, Blank), false, false),
        (line(Customer, Blank, Invoice), false, false),
        (line(Vendor, Payment, Invoice), false, true),
        (line(Vendor, Payment, Blank), false, true),
        (line(Vendor, Blank, Invoice), false, false),
        (line(Account, Payment, Invoice), false, false),
    ];
    for (line, of_customer, of_vendor) in cases {
        let found = (CUSTOMER_PAYMENTS.is_payment(&line), VENDOR_PAYMENTS.is_payment(&line));
        assert_eq!(found, (of_customer, of_vendor), "{line:?}");
    }
}

#[test]
fn the_two_kinds_speak_of_their_party() {
    let cases: [(&PaymentKind, [&str; 3]); 2] = [
        (&CUSTOMER_PAYMENTS, ["customer", "customerId", "customerNumber"]),
        (&VENDOR_PAYMENTS, ["vendor", "vendorId", "vendorNumber"]),
    ];
    for (kind, expected) in cases {
        assert_eq!([kind.party, kind.party_id, kind.party_number], expected);
        let long = PaymentProperties { party_number: Some("x".repeat(21)), ..PaymentProperties::default() };
        let error = long.normalized(kind).unwrap_err();
        assert_eq!((error.category, error.property), (Category::Length, Some(expected[2])));
    }
}

/// One text of a request.
type Text = fn(&mut PaymentProperties) -> &mut Option<String>;

#[test]
fn texts_and_codes_have_lengths() {
    let cases: [(&str, usize, Text); 8] = [
        ("customerNumber", 20, |given| &mut given.party_number),
        ("contactId", 250, |given| &mut given.contact_id),
        ("documentNumber", 20, |given| &mut given.document_number),
        ("externalDocumentNumber", 35, |given| &mut given.external_document_number),
        ("currencyCode", 10, |given| &mut given.currency_code),
        ("appliesToInvoiceNumber", 20, |given| &mut given.applies_to_invoice_number),
        ("description", 100, |given| &mut given.description),
        ("comment", 250, |given| &mut given.comment),
    ];
    for (property, length_max, field) in cases {
        let mut given = PaymentProperties::default();
        *field(&mut given) = Some("x".repeat(length_max));
        assert!(given.clone().normalized(&CUSTOMER_PAYMENTS).is_ok(), "{property}");
        *field(&mut given) = Some("x".repeat(length_max + 1));
        let error = given.normalized(&CUSTOMER_PAYMENTS).unwrap_err();
        assert_eq!((error.category, error.property), (Category::Length, Some(property)));
    }
}

#[test]
fn the_records_of_request_line_and_invoices_are_loaded() {
    let line = JournalLine { applies_to_document_number: "103009".into(), ..alder_pays() };
    let given = everything().normalized(&CUSTOMER_PAYMENTS).unwrap();
    let keys = |ids: &[Uuid], numbers: &[&str]| Keys {
        ids: ids.to_vec(),
        numbers: numbers.iter().map(|number| (*number).to_owned()).collect(),
    };
    assert_eq!(given.invoice_keys(None), keys(&[INVOICE], &["103001"]));
    assert_eq!(given.invoice_keys(Some(&line)), keys(&[INVOICE], &["103001", "103009"]));
    let none = PaymentProperties { applies_to_invoice_id: Some(Uuid::nil()), ..PaymentProperties::default() };
    assert_eq!(none.invoice_keys(None), Keys::default());
    let invoices = [PostedInvoice {
        id: INVOICE,
        number: "103001".into(),
        party_number: "C-102".into(),
        posting_date: TODAY,
    }];
    assert_eq!(given.party_keys(None, &[]), keys(&[BIRCH], &["C-101"]));
    assert_eq!(given.party_keys(Some(&line), &invoices), keys(&[BIRCH], &["C-101", "C-100", "C-102"]));
}
