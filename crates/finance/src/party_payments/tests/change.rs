//! PATCH and DELETE, row by row.

use jiff::civil::date;
use money::Amount;
use uuid::Uuid;

use super::{ALDER, BIRCH, Books, INVOICE, pays};
use crate::{
    BLANK_DATE, Category, RuleError,
    customer_payments::CUSTOMER_PAYMENTS,
    journal_lines::{JournalLine, JournalNameRule},
    party_payments::{Changed, Consequence, PaymentProperties, change, remove},
};

fn changed(
    line: &JournalLine,
    given: PaymentProperties,
    line_number_taken: bool,
) -> Result<Changed, RuleError> {
    let books = Books::new();
    let given = given.normalized(&CUSTOMER_PAYMENTS)?;
    let rule = JournalNameRule::RefusedWhenDifferent;
    change(line, &given, rule, &CUSTOMER_PAYMENTS, &books.facts(), line_number_taken)
}

fn patch(line: &JournalLine, given: PaymentProperties) -> JournalLine {
    changed(line, given, false).unwrap().line
}

/// A payment of Alder Foods on invoice 103001.
fn stored() -> JournalLine {
    let applied =
        PaymentProperties { applies_to_invoice_number: Some("103001".into()), ..pays("C-100", "-600") };
    Books::new().create(&applied).unwrap()
}

fn number(number: &str) -> PaymentProperties {
    PaymentProperties { party_number: Some(number.into()), ..PaymentProperties::default() }
}

#[test]
fn an_empty_change_changes_nothing() {
    assert_eq!(patch(&stored(), PaymentProperties::default()), stored());
}

#[test]
fn a_customer_number_brings_the_whole_account() {
    let line = patch(&stored(), number("c-101"));
    assert_eq!((line.account_number.as_str(), line.account_id), ("C-101", BIRCH));
    assert_eq!((line.description.as_str(), line.posting_group.as_str()), ("Birch", "GROUP101"));
    assert_eq!((line.currency_code.as_str(), line.amount_local.to_string()), ("EUR", "-660".to_owned()));
    assert!(line.dimensions.is_empty());
    assert_eq!((line.applies_to_document_number.as_str(), line.applies_to_invoice_id), ("103001", INVOICE));

    let typed = JournalLine { description: "By hand".into(), ..stored() };
    assert_eq!(patch(&typed, number("C-101")).description, "By hand");
    let blank = JournalLine { description: String::new(), ..stored() };
    assert_eq!(patch(&blank, number("C-101")).description, "Birch");
    let none = patch(&stored(), number(""));
    assert_eq!((none.account_number.as_str(), none.account_id), ("", Uuid::nil()));
    assert_eq!((none.description.as_str(), none.posting_group.as_str()), ("", ""));
    for (refused, category) in [("C-999", Category::Dialog), ("C-102", Category::Dialog)] {
        assert_eq!(changed(&stored(), number(refused), false).unwrap_err().category, category);
    }
}

#[test]
fn a_customer_id_alone_sets_only_the_customer() {
    let given = PaymentProperties { party_id: Some(BIRCH), ..PaymentProperties::default() };
    let expected = JournalLine { account_number: "C-101".into(), account_id: BIRCH, ..stored() };
    assert_eq!(patch(&stored(), given), expected);
    let cleared = PaymentProperties { party_id: Some(Uuid::nil()), ..PaymentProperties::default() };
    assert_eq!(patch(&stored(), cleared).account_number, "");
    let disagree = PaymentProperties { party_id: Some(BIRCH), ..number("C-100") };
    assert_eq!(changed(&stored(), disagree, false).unwrap_err().category, Category::Dialog);
    let agree = PaymentProperties { party_id: Some(BIRCH), ..number("C-101") };
    assert_eq!(patch(&stored(), agree).description, "Birch");
}

#[test]
fn a_posting_date_takes_document_date_and_rate_along() {
    let dated = |day| PaymentProperties { posting_date: Some(day), ..PaymentProperties::default() };
    let april = date(2026, 4, 2);
    let euro = patch(&stored(), number("C-101"));
    let line = patch(&euro, dated(april));
    assert_eq!((line.document_date, line.due_date), (april, april));
    assert_eq!(line.amount_local.to_string(), "-690");
    let cases = [(date(2026, 2, 28), Category::Dialog), (BLANK_DATE, Category::Field)];
    for (day, category) in cases {
        assert_eq!(changed(&stored(), dated(day), false).unwrap_err().category, category);
    }
    assert!(changed(&stored(), dated(date(2026, 3, 1)), false).is_ok());
    let free = JournalLine { applies_to_document_number: String::new(), ..stored() };
    assert!(changed(&free, dated(date(2026, 2, 28)), false).is_ok());
}

#[test]
fn an_amount_is_rounded_and_offers_the_invoice() {
    let given =
        || PaymentProperties { amount: Amount::parse("-10.005").ok(), ..PaymentProperties::default() };
    let result = changed(&stored(), given(), false).unwrap();
    assert_eq!(
        (result.line.amount.to_string(), result.line.amount_local.to_string()),
        ("-10.01".into(), "-10.01".into())
    );
    let (party_id, invoice_number) = (ALDER, "103001".to_owned());
    assert_eq!(result.consequences, [Consequence::OfferRemainingAmount { party_id, invoice_number }]);
    let free = JournalLine { applies_to_document_number: String::new(), ..stored() };
    assert_eq!(changed(&free, given(), false).unwrap().consequences, []);
}

#[test]
fn invoices_follow_number_and_id() {
    let given = |id: Option<Uuid>, number: Option<&str>| PaymentProperties {
        applies_to_invoice_id: id,
        applies_to_invoice_number: number.map(str::to_owned),
        ..PaymentProperties::default()
    };
    let nil = Uuid::nil();
    let cases = [
        (given(None, Some("103001")), "103001", INVOICE),
        (given(None, Some("unknown")), "UNKNOWN", nil),
        (given(None, Some("")), "", nil),
        (given(Some(INVOICE), None), "103001", INVOICE),
        (given(Some(nil), None), "103001", nil),
        (given(Some(nil), Some("")), "", nil),
    ];
    for (given, number, id) in cases {
        let line = patch(&stored(), given.clone());
        assert_eq!(
            (line.applies_to_document_number.as_str(), line.applies_to_invoice_id),
            (number, id),
            "{given:?}"
        );
        assert_eq!((line.account_number.as_str(), line.account_id), ("C-100", ALDER));
    }
    for refused in [given(Some(ALDER), None), given(Some(INVOICE), Some("103002"))] {
        assert_eq!(changed(&stored(), refused, false).unwrap_err().category, Category::Dialog);
    }
}

#[test]
fn other_properties_are_stored_as_given() {
    let line = patch(
        &stored(),
        PaymentProperties {
            description: Some(String::new()),
            comment: Some("Note".into()),
            contact_id: Some("K2".into()),
            document_number: Some("x1".into()),
            external_document_number: Some("y1".into()),
            line_number: Some(5),
            dimensions: Some(Vec::new()),
            ..PaymentProperties::default()
        },
    );
    let texts =
        [&line.description, &line.comment, &line.contact_id, &line.document_number].map(String::as_str);
    assert_eq!(texts, ["", "Note", "K2", "X1"]);
    assert_eq!((line.external_document_number.as_str(), line.line_number), ("Y1", 5));
    assert!(line.dimensions.is_empty());
    assert_eq!(line.id, stored().id);
}

#[test]
fn journals_and_taken_line_numbers_are_refused() {
    let named = PaymentProperties { journal_display_name: Some("B".into()), ..PaymentProperties::default() };
    let moved = PaymentProperties { journal_id: Some(ALDER), ..PaymentProperties::default() };
    for given in [named, moved] {
        assert_eq!(changed(&stored(), given, false).unwrap_err().category, Category::Dialog);
    }
    let at = |line| PaymentProperties { line_number: Some(line), ..PaymentProperties::default() };
    assert_eq!(changed(&stored(), at(20_000), true).unwrap_err().category, Category::Duplicate);
    assert!(changed(&stored(), at(10_000), true).is_ok());
}

#[test]
fn deleting_takes_back_the_amount_to_apply() {
    let (party_id, invoice_number) = (ALDER, "103001".to_owned());
    assert_eq!(remove(&stored()), [Consequence::ResetAmountToApply { party_id, invoice_number }]);
    assert_eq!(remove(&JournalLine::default()), []);
}
