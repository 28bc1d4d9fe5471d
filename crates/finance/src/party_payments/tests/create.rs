//! POST: the worked example, parties, document numbers, money, refusals.

use jiff::civil::date;
use money::Amount;
use uuid::Uuid;

use super::{ALDER, BIRCH, Books, INVOICE, TODAY, pays};
use crate::{
    BLANK_DATE, Category,
    bank_accounts::BankAccount,
    customer_payments::CUSTOMER_PAYMENTS,
    journal_lines::{JournalAccountType, JournalNameRule, resolve_journal_id},
    party_payments::PaymentProperties,
};

#[test]
fn the_worked_example_comes_out_to_the_letter() {
    let mut books = Books::new();
    let line = books.post(&PaymentProperties {
        applies_to_invoice_number: Some("103001".into()),
        ..pays("C-100", "-600")
    });
    assert_eq!((line.line_number, line.document_number.as_str()), (10_000, "G02001"));
    assert_eq!((line.posting_date, line.document_date, line.due_date), (TODAY, TODAY, TODAY));
    assert_eq!((line.account_id, line.applies_to_invoice_id), (ALDER, INVOICE));
    assert_eq!(line.description, "Alder Foods");
    assert_eq!((line.external_document_number.as_str(), line.comment.as_str()), ("", ""));
    assert_eq!((line.amount.to_string(), line.amount_local.to_string()), ("-600".into(), "-600".into()));
    assert_eq!((line.posting_group.as_str(), line.payment_terms_code.as_str()), ("GROUP100", "30D"));
    assert_eq!((line.source_code.as_str(), line.reason_code.as_str()), ("CASHRECJNL", "WHY"));
    assert_eq!(line.balancing_account_number, "1110");
    assert_eq!(line.dimensions.value_of("AREA"), "NORTH");
    assert_eq!(line.payment_discount_date, BLANK_DATE);
    assert!(CUSTOMER_PAYMENTS.is_payment(&line));
    let second = books.post(&pays("C-100", "-5"));
    assert_eq!((second.line_number, second.document_number.as_str()), (20_000, "G02002"));
}

#[test]
fn customer_and_invoice_are_brought_into_agreement() {
    let id = |id: Uuid| PaymentProperties { party_id: Some(id), ..PaymentProperties::default() };
    let invoice =
        |id: Uuid| PaymentProperties { applies_to_invoice_id: Some(id), ..PaymentProperties::default() };
    let number = |number: &str| PaymentProperties {
        applies_to_invoice_number: Some(number.into()),
        ..PaymentProperties::default()
    };
    let nil = Uuid::nil();
    // Given, then customer number, customer id, invoice number, invoice id.
    let cases = [
        (PaymentProperties::default(), "", nil, "", nil),
        (id(ALDER), "C-100", ALDER, "", nil),
        (PaymentProperties { party_id: Some(nil), ..pays(" c-101 ", "1") }, "C-101", BIRCH, "", nil),
        (PaymentProperties { party_id: Some(ALDER), ..pays("C-100", "1") }, "C-100", ALDER, "", nil),
        (id(nil), "", nil, "", nil),
        (invoice(INVOICE), "C-100", ALDER, "103001", INVOICE),
        (invoice(INVOICE), "C-100", ALDER, "103001", INVOICE),
        (invoice(nil), "", nil, "", nil),
        (number("103001"), "C-100", ALDER, "103001", INVOICE),
        (number("999999"), "", nil, "999999", nil),
        (
            PaymentProperties { applies_to_invoice_id: Some(nil), ..number("103001") },
            "C-100",
            ALDER,
            "103001",
            INVOICE,
        ),
        (PaymentProperties { party_id: Some(BIRCH), ..number("103001") }, "C-101", BIRCH, "103001", INVOICE),
    ];
    let books = Books::new();
    for (given, customer_number, customer_id, invoice_number, invoice_id) in cases {
        let line = books.create(&given).unwrap();
        assert_eq!(
            (line.account_number.as_str(), line.account_id),
            (customer_number, customer_id),
            "{given:?}"
        );
        let applied = (line.applies_to_document_number.as_str(), line.applies_to_invoice_id);
        assert_eq!(applied, (invoice_number, invoice_id), "{given:?}");
    }
}

#[test]
fn what_contradicts_or_is_unknown_is_refused() {
    let with = |change: fn(&mut PaymentProperties)| {
        let mut given = pays("C-100", "-1");
        change(&mut given);
        given
    };
    let pairs = |code: &str, value: &str| Some(vec![(code.to_owned(), value.to_owned())]);
    let cases = [
        (with(|given| given.party_id = Some(BIRCH)), Category::Dialog, "customerNumber"),
        (with(|given| given.party_id = Some(INVOICE)), Category::Dialog, "customerId"),
        (pays("C-999", "-1"), Category::Dialog, "customerNumber"),
        (pays("C-102", "-1"), Category::Dialog, "customerNumber"),
        (with(|given| given.applies_to_invoice_id = Some(ALDER)), Category::Dialog, "appliesToInvoiceId"),
        (
            PaymentProperties {
                applies_to_invoice_number: Some("103002".into()),
                ..with(|given| given.applies_to_invoice_id = Some(INVOICE))
            },
            Category::Dialog,
            "appliesToInvoiceNumber",
        ),
        (with(|given| given.posting_date = Some(BLANK_DATE)), Category::Field, "postingDate"),
        (
            with(|given| given.journal_display_name = Some("OTHER".into())),
            Category::Dialog,
            "journalDisplayName",
        ),
        (with(|given| given.journal_id = Some(ALDER)), Category::Dialog, "journalId"),
        (with(|given| given.document_number = Some("X".repeat(21))), Category::Length, "documentNumber"),
        (with(|given| given.comment = Some("x".repeat(251))), Category::Length, "comment"),
        (with(|given| given.contact_id = Some("x".repeat(251))), Category::Length, "contactId"),
        (with(|given| given.description = Some("x".repeat(101))), Category::Length, "description"),
        (
            with(|given| given.external_document_number = Some("x".repeat(36))),
            Category::Length,
            "externalDocumentNumber",
        ),
        (
            PaymentProperties { dimensions: pairs("AREA", "SALES"), ..pays("C-100", "1") },
            Category::Dialog,
            "dimensions",
        ),
        (with(|given| given.amount = Some(Amount::MAX)), Category::Field, "amount"),
    ];
    let mut books = Books::new();
    for (given, category, property) in cases {
        let error = books.create(&given).unwrap_err();
        assert_eq!((error.category, error.property), (category, Some(property)), "{error}");
    }
    for customer in ["C-105", "C-106"] {
        assert_eq!(books.create(&pays(customer, "1")).unwrap_err().category, Category::NotFound);
    }
    books.post(&pays("C-100", "1"));
    let taken = books.create(&with(|given| given.line_number = Some(10_000))).unwrap_err();
    assert_eq!((taken.category, taken.property), (Category::Duplicate, Some("lineNumber")));
    books.post(&with(|given| given.line_number = Some(i32::MAX)));
    assert_eq!(books.create(&pays("C-100", "1")).unwrap_err().category, Category::Dialog);
}

#[test]
fn journal_names_follow_the_rule_of_the_face() {
    let books = Books::new();
    let cases = [("", false, true), ("general", false, true), ("OTHER", false, false)];
    for (name, strict, loose) in cases {
        let check = |rule: JournalNameRule| rule.check(&books.journal, None, Some(name)).is_ok();
        assert_eq!(check(JournalNameRule::Refused), strict, "{name}");
        assert_eq!(check(JournalNameRule::RefusedWhenDifferent), loose, "{name}");
    }
    let (one, two) = (Some(ALDER), Some(BIRCH));
    assert_eq!(resolve_journal_id(one, None, "journals").ok(), one);
    assert_eq!(resolve_journal_id(None, two, "journals").ok(), two);
    assert_eq!(resolve_journal_id(one, one, "journals").ok(), one);
    assert_eq!(resolve_journal_id(one, Some(Uuid::nil()), "journals").ok(), one);
    assert_eq!(resolve_journal_id(one, two, "journals").unwrap_err().category, Category::Dialog);
    assert_eq!(
        resolve_journal_id(None, Some(Uuid::nil()), "journals").unwrap_err().category,
        Category::Dialog
    );
}

#[test]
fn document_numbers_follow_the_lines_of_the_journal() {
    let mut books = Books::new();
    books.post(&PaymentProperties { posting_date: Some(date(2026, 3, 5)), ..pays("C-100", "-10") });
    let below = books.post(&pays("C-100", "-20"));
    assert_eq!((below.document_number.as_str(), below.posting_date), ("G02002", date(2026, 3, 5)));
    let middle = books.post(&PaymentProperties { line_number: Some(15_000), ..pays("C-100", "-1") });
    assert_eq!((middle.line_number, middle.document_number.as_str()), (15_000, "G02002"));
    let other_reference = PaymentProperties {
        line_number: Some(16_000),
        external_document_number: Some("bt-1".into()),
        ..pays("C-100", "-1")
    };
    let other = books.post(&other_reference);
    assert_eq!((other.document_number.as_str(), other.external_document_number.as_str()), ("G02003", "BT-1"));
    let typed =
        books.post(&PaymentProperties { document_number: Some("own-9".into()), ..pays("C-100", "-1") });
    assert_eq!((typed.line_number, typed.document_number.as_str()), (30_000, "OWN-9"));
    assert_eq!(books.post(&pays("C-100", "-1")).document_number, "OWN-10");
}

#[test]
fn without_balancing_account_a_document_goes_on_until_it_balances() {
    let mut books = Books::new();
    books.journal.balancing_account_number = String::new();
    let numbers: Vec<String> =
        ["-10", "4", "6", "-1"].map(|amount| books.post(&pays("C-100", amount)).document_number).to_vec();
    assert_eq!(numbers, ["G02001", "G02001", "G02001", "G02002"]);
}

#[test]
fn without_a_series_an_empty_journal_gives_no_number() {
    let mut books = Books::new();
    books.numbers = None;
    assert_eq!(books.post(&pays("C-100", "-1")).document_number, "");
    assert_eq!(books.post(&pays("C-100", "-1")).document_number, "");
    let mut manual = Books::new();
    manual.numbers.as_mut().unwrap().series.default_numbers = false;
    assert_eq!(manual.create(&pays("C-100", "-1")).unwrap_err().category, Category::Dialog);
    let typed = PaymentProperties { document_number: Some("A1".into()), ..pays("C-100", "-1") };
    assert_eq!(manual.create(&typed).unwrap().document_number, "A1");
}

#[test]
fn amounts_are_rounded_and_converted() {
    let mut books = Books::new();
    // Customer, amount given, currency, factor, amount stored, local amount.
    let cases = [
        ("C-100", "-1500.505", "", "0", "-1500.51", "-1500.51"),
        ("C-101", "-1000", "EUR", "0.909090909091", "-1000", "-1100"),
        ("C-104", "-1000.5", "JPY", "156.25", "-1001", "-6.41"),
        ("C-107", "25", "", "0", "25", "25"),
        ("C-103", "1500", "", "0", "1500", "1500"),
        ("", "7", "", "0", "7", "7"),
    ];
    for (customer, given, currency, factor, amount, local) in cases {
        let line = books.create(&pays(customer, given)).unwrap();
        let stored =
            [line.currency_factor.to_string(), line.amount.to_string(), line.amount_local.to_string()];
        assert_eq!(
            (line.currency_code.as_str(), stored),
            (currency, [factor, amount, local].map(str::to_owned))
        );
    }
    books.journal.balancing_account_type = JournalAccountType::BankAccount;
    books.journal.balancing_account_number = "B".into();
    let bank = |currency: &str| BankAccount {
        number: "B".into(),
        currency_code: currency.into(),
        ..BankAccount::default()
    };
    books.banks = vec![bank("EUR")];
    assert_eq!(books.create(&pays("C-100", "1")).unwrap().currency_code, "EUR");
    books.banks = vec![bank("")];
    assert_eq!(books.create(&pays("C-104", "1")).unwrap().currency_code, "JPY");
}

#[test]
fn descriptions_comments_and_dimensions_are_taken_as_given() {
    let books = Books::new();
    let line = books
        .create(&PaymentProperties {
            description: Some("By hand".into()),
            comment: Some("Note".into()),
            contact_id: Some("K1".into()),
            dimensions: Some(vec![("dept".into(), "sales".into())]),
            ..pays("C-100", "1")
        })
        .unwrap();
    let texts = [line.description.as_str(), line.comment.as_str(), line.contact_id.as_str()];
    assert_eq!(texts, ["By hand", "Note", "K1"]);
    assert_eq!(line.dimensions.iter().collect::<Vec<_>>(), [("DEPT", "SALES")]);
    let blank = PaymentProperties { description: Some(String::new()), ..pays("C-100", "1") };
    assert_eq!(books.create(&blank).unwrap().description, "Alder Foods");
}
