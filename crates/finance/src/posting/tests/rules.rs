//! The rules of FINANCE.md 2.2 on single lines, also where no property of an API can break them.

use jiff::civil::date;
use money::{Amount, Rate};

use super::books::{self, Books, amount, payment};
use crate::errors::Category;
use crate::fields::BLANK_DATE;
use crate::journal_lines::{JournalAccountType as Account, JournalDocumentType as Document, JournalLine};
use crate::journals::Journal;
use crate::posting::{BalanceCheck, JournalFacts, PostingLine, check_line};
use crate::posting_setup::GeneralPostingType;

type Change = fn(&mut JournalLine);

/// A good payment, and what breaks one rule of it.
const BROKEN: &[(u8, Category, Change)] = &[
    (1, Category::Field, |line| line.posting_date = BLANK_DATE),
    (2, Category::Field, |line| line.posting_date = date(2026, 2, 28)),
    (2, Category::Field, |line| line.posting_date = date(2026, 5, 1)),
    (5, Category::Field, |line| line.document_number = String::new()),
    (6, Category::Dialog, |line| balancing(line, Account::Vendor, "V-10")),
    (6, Category::Dialog, |line| balancing(line, Account::Customer, "C-100")),
    (7, Category::Field, |line| (line.account_number, line.balancing_account_number) = Default::default()),
    (8, Category::Field, |line| (line.amount, line.amount_local) = Default::default()),
    (9, Category::Field, |line| line.amount_local = amount("600")),
    (9, Category::Field, |line| {
        (line.account_type, line.account_number) = (Account::Account, "6100".to_owned());
        (line.document_type, line.applies_to_document_number) = (Document::Blank, "103001".to_owned());
    }),
    (9, Category::Field, |line| {
        (line.applies_to_document_number, line.applies_to_id) = ("103001".to_owned(), "MARK".to_owned());
    }),
    (10, Category::Field, |line| (line.amount, line.amount_local) = (amount("5"), amount("5"))),
    (10, Category::Field, |line| line.document_type = Document::Invoice),
    (10, Category::Field, |line| line.document_type = Document::Refund),
    (10, Category::Field, |line| line.document_type = Document::Reminder),
    (10, Category::Field, |line| of_vendor(line, Document::Payment, "-5")),
    (10, Category::Field, |line| of_vendor(line, Document::Invoice, "5")),
    (10, Category::Field, |line| of_vendor(line, Document::CreditMemo, "-5")),
    (11, Category::Dialog, |line| {
        (line.account_type, line.account_number) = (Account::Account, "6100".to_owned());
        (line.document_type, line.vat_product_posting_group) = (Document::Blank, "STD".to_owned());
    }),
    (12, Category::Field, |line| line.general_posting_type = GeneralPostingType::Sale),
    (13, Category::Dialog, |line| with_vat(line, GeneralPostingType::Purchase, Account::Customer, "C-100")),
    (13, Category::Dialog, |line| with_vat(line, GeneralPostingType::Sale, Account::Vendor, "V-10")),
    (15, Category::Field, |line| line.payment_discount_percent = amount("2")),
    (15, Category::Field, |line| line.payment_discount_date = date(2026, 3, 18)),
];

fn balancing(line: &mut JournalLine, account_type: Account, number: &str) {
    (line.balancing_account_type, line.balancing_account_number) = (account_type, number.to_owned());
}

fn of_vendor(line: &mut JournalLine, document_type: Document, value: &str) {
    (line.account_type, line.account_number) = (Account::Vendor, "V-10".to_owned());
    line.document_type = document_type;
    (line.amount, line.amount_local) = (amount(value), amount(value));
}

fn with_vat(line: &mut JournalLine, posting_type: GeneralPostingType, other: Account, number: &str) {
    (line.account_type, line.account_number) = (Account::Account, "6100".to_owned());
    (line.document_type, line.general_posting_type) = (Document::Blank, posting_type);
    balancing(line, other, number);
}

fn books() -> Books {
    let mut books = Books::new();
    let setup = &mut books.facts.setup;
    (setup.allow_posting_from, setup.allow_posting_to) = (date(2026, 3, 1), date(2026, 4, 30));
    books
}

#[test]
fn every_rule_of_a_line() {
    let books = books();
    let good = payment("-600", "").line;
    check_line(&good, &books.facts).unwrap();
    for (rule, category, change) in BROKEN {
        let mut line = good.clone();
        change(&mut line);
        let error = check_line(&line, &books.facts).unwrap_err();
        assert_eq!(error.category, *category, "rule {rule}: {error}");
    }
    // A party on the balancing side has the opposite sign.
    let mut turned = payment("600", "").line;
    (turned.account_type, turned.account_number) = (Account::Account, "1110".to_owned());
    balancing(&mut turned, Account::Customer, "C-100");
    check_line(&turned, &books.facts).unwrap();
    (turned.amount, turned.amount_local) = (amount("-600"), amount("-600"));
    assert_eq!(check_line(&turned, &books.facts).unwrap_err().category, Category::Field, "rule 10");
}

/// Rules 19 and 22 (second half), 26 and 27, which no property of a journal's lines can break.
#[test]
fn rules_of_the_journal_and_of_posting() {
    let mut facts = JournalFacts {
        journal: Journal::default(),
        force_document_balance: true,
        numbers: None,
        posting_numbers: None,
    };
    let other_series = JournalLine { posting_number_series: "G09".to_owned(), ..payment("-1", "").line };
    let known = Books::new().facts;
    let error = BalanceCheck::new(&mut facts, &known).line(&other_series).unwrap_err();
    assert_eq!(error.category, Category::Field, "rule 19: {error}");

    let mut foreign = books::foreign(payment("-10", ""), "110", "-11");
    foreign.line.currency_factor = Rate::ZERO;
    refused(foreign, Category::Field, "no exchange rate");
    let mut uneven = payment("-10", "");
    uneven.line.amount_local = "-10.001".parse::<Amount>().unwrap();
    refused(uneven, Category::Field, "not rounded");

    let mut books = books();
    books.post(&[books::invoice("103001", "5")]).unwrap();
    let error = books.post(&[books::invoice("103001", "5")]).unwrap_err();
    assert_eq!(error.category, Category::Dialog, "rule 26: {error}");

    let bill = |number: &str| {
        let mut bill = payment("-5", "");
        of_vendor(&mut bill.line, Document::Invoice, "-5");
        bill.line.balancing_account_number = "6100".to_owned();
        bill.line.external_document_number = number.to_owned();
        bill
    };
    refused(bill(""), Category::Field, "externalDocumentNumber");
    let error = books.post(&[bill("X-1"), bill("X-1")]).unwrap_err();
    assert_eq!(error.category, Category::Dialog, "rule 27: {error}");
}

#[track_caller]
fn refused(posting: PostingLine, category: Category, what: &str) {
    let error = books().post(&[posting]).unwrap_err();
    assert!(error.category == category && error.message.contains(what), "{what}: {error}");
}
