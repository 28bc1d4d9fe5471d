//! Small differences and late discounts of an application as a whole (FINANCE.md 3.6), and what may not be applied,
//! taken apart or reversed (3.8).

use jiff::civil::date;

use super::books::{self, Books, amount, payment};
use crate::{
    Category,
    journal_lines::{JournalAccountType, JournalDocumentType as Document},
    party_ledger_entries::PartyType,
    posting::{Poster, PostingLine, ToleranceSetup},
};

/// Invoices of these amounts, each with a tolerance of 10, and a payment that is applied to nothing.
fn books(invoices: &[&str], paid: &str) -> Books {
    let mut books = Books::new();
    books.facts.rules.payment_tolerance =
        ToleranceSetup { max_amount: amount("10"), ..ToleranceSetup::default() };
    for (index, value) in invoices.iter().enumerate() {
        books.post(&[books::invoice(&format!("I{index}"), value)]).unwrap();
    }
    books.post(&[payment(paid, "")]).unwrap();
    books
}

fn entry_of(books: &Books, number: &str) -> i64 {
    books.entries.values().find(|entry| entry.document_number == number).unwrap().entry_number
}

/// What the entries of these documents are left with when the payment is applied to the invoices among them.
fn applied(books: &mut Books, documents: &[&str]) -> Vec<String> {
    let party = books.party(PartyType::Customer, "C-100");
    let targets: Vec<i64> = documents.iter().map(|number| entry_of(books, number)).collect();
    let payment_entry = entry_of(books, "G02001");
    books.apply_with(&party, payment_entry, &targets, &payment("-1", "")).unwrap();
    let left = |number: i64| books.entry(number).remaining_amount.to_string();
    targets.into_iter().chain([payment_entry]).map(left).collect()
}

#[test]
fn what_is_applied_afterwards_lets_a_small_difference_go() {
    let cases = [
        ("-995", "0", "0"),
        ("-990", "0", "0"),
        ("-1005", "0", "0"),
        ("-989.99", "10.01", "0"),
        ("-1010.01", "0", "-10.01"),
    ];
    for (paid, invoice, rest) in cases {
        let mut books = books(&["1000"], paid);
        assert_eq!(applied(&mut books, &["I0"]), [invoice, rest], "{paid}");
    }
    let mut blocked = books(&["1000"], "-995");
    let key = (PartyType::Customer, "C-100".to_owned());
    blocked.facts.parties.get_mut(&key).unwrap().payment_tolerance_blocked = true;
    assert_eq!(applied(&mut blocked, &["I0"]), ["5", "0"]);
    // An amount that is named is meant.
    let mut named = books(&["1000"], "-995");
    let entry = entry_of(&named, "I0");
    named.change(entry, |entry| entry.amount_to_apply = amount("995"));
    assert_eq!(applied(&mut named, &["I0"]), ["5", "0"]);
    // An entry that is neither invoice nor payment has no tolerance.
    let mut unnamed = Books::new();
    unnamed.facts.rules.payment_tolerance =
        ToleranceSetup { max_amount: amount("10"), ..ToleranceSetup::default() };
    unnamed.post(&[books::invoice("I0", "1000")]).unwrap();
    let mut line = payment("-995", "");
    (line.line.document_type, line.line.applies_to_document_type) = (Document::Blank, Document::Blank);
    unnamed.post(&[line]).unwrap();
    assert_eq!(applied(&mut unnamed, &["I0"]), ["5", "0"]);
}

/// What the marked invoice of 1000 lets go when a line of -995 comes.
fn accepted_of_line(change: impl Fn(&mut Books, &mut PostingLine)) -> String {
    let mut books = books(&["1000"], "-1");
    let invoice = entry_of(&books, "I0");
    books.change(invoice, |entry| {
        entry.applies_to_id = "MARK".to_owned();
        entry.amount_to_apply = entry.remaining_amount;
    });
    let mut posting = payment("-995", "");
    posting.line.applies_to_id = "MARK".to_owned();
    change(&mut books, &mut posting);
    let mut run = Poster::new(&books.facts, books.open(), Default::default(), uuid::Uuid::from_u128(7));
    run.accept_of_line(&posting.line).unwrap();
    run.open.get(invoice).unwrap().accepted_payment_tolerance.to_string()
}

#[test]
fn a_line_settles_what_is_marked_for_it() {
    let key = (PartyType::Customer, "C-100".to_owned());
    assert_eq!(accepted_of_line(|_, _| {}), "5");
    assert_eq!(accepted_of_line(|_, posting| posting.line.applies_to_id = "OTHER".to_owned()), "0");
    let blocked = |books: &mut Books, _: &mut PostingLine| {
        books.facts.parties.get_mut(&key).unwrap().payment_tolerance_blocked = true;
    };
    assert_eq!(accepted_of_line(blocked), "0");
    let in_euros = |_: &mut Books, posting: &mut PostingLine| {
        *posting = books::foreign(posting.clone(), "110", "-1094.5");
    };
    assert_eq!(accepted_of_line(in_euros), "0");
    let of_account = |_: &mut Books, posting: &mut PostingLine| {
        posting.line.account_type = JournalAccountType::Account;
        posting.line.account_number = "1110".to_owned();
    };
    assert_eq!(accepted_of_line(of_account), "0");
}

#[test]
fn a_difference_is_shared_by_the_invoices() {
    // Together 20 may be missing.
    for (paid, expected) in [
        ("-1495", ["0", "0", "0"]),
        ("-1480", ["0", "0", "0"]),
        ("-1479.99", ["0", "20.01", "0"]),
        ("-1515", ["0", "0", "0"]),
    ] {
        let mut books = books(&["1000", "500"], paid);
        assert_eq!(applied(&mut books, &["I0", "I1"]), expected, "{paid}");
    }
    let mut books = books(&["1000", "500"], "-1495");
    applied(&mut books, &["I0", "I1"]);
    assert_eq!(books.balance("6400"), amount("5"));
    let details = books.posted.detailed_ledger_entries.iter();
    let tolerances: Vec<_> = details
        .filter(|detail| {
            detail.entry_type == crate::detailed_ledger_entries::DetailedEntryType::PaymentTolerance
        })
        .map(|detail| detail.amount.to_string())
        .collect();
    assert_eq!(tolerances, ["-3.33", "-1.67"]);
}

#[test]
fn a_late_discount_is_granted_within_its_grace_period() {
    for (day, paid, expected) in [
        (20, "-980", ["0", "0"]),
        (20, "-975", ["0", "0"]),
        (20, "-969.99", ["30.01", "0"]),
        (24, "-980", ["20", "0"]),
        (18, "-975", ["0", "0"]),
    ] {
        let mut books = books(&["1000"], "-1");
        let invoice = entry_of(&books, "I0");
        books.change(invoice, |entry| {
            entry.payment_discount_date = date(2026, 3, 18);
            entry.payment_discount_tolerance_date = date(2026, 3, 23);
            entry.remaining_payment_discount_possible = amount("20");
        });
        let mut line = payment(paid, "");
        line.line.posting_date = date(2026, 3, day);
        line.line.document_number = "LATE".to_owned();
        books.post(&[line.clone()]).unwrap();
        let (party, late) = (books.party(PartyType::Customer, "C-100"), entry_of(&books, "LATE"));
        books.apply_with(&party, late, &[invoice], &line).unwrap();
        let left = [invoice, late].map(|number| books.entry(number).remaining_amount.to_string());
        assert_eq!(left, expected, "{paid} on day {day}");
    }
}

#[test]
fn an_application_is_not_dated_before_its_entries() {
    let mut books = books(&["1000"], "-995");
    let party = books.party(PartyType::Customer, "C-100");
    let (invoice, paid) = (entry_of(&books, "I0"), entry_of(&books, "G02001"));
    let on = |day: i8| -> PostingLine {
        let mut posting = payment("-1", "");
        posting.line.posting_date = date(2026, 3, day);
        posting
    };
    let first = books.entry(invoice).posting_date.day();
    let refused = books.clone().apply_with(&party, paid, &[invoice], &on(first - 1)).unwrap_err();
    assert_eq!(refused.category, Category::Dialog);
    assert!(refused.message.contains("before"), "{refused}");
    books.apply_with(&party, paid, &[invoice], &on(first)).unwrap();
}

#[test]
fn what_is_blocked_stays_as_it_is() {
    let key = (PartyType::Customer, "C-100".to_owned());
    let mut books = books(&["1000"], "-995");
    let (invoice, paid) = (entry_of(&books, "I0"), entry_of(&books, "G02001"));
    let block = |books: &mut Books, all: bool| {
        books.facts.parties.get_mut(&key).unwrap().blocked_for_all = all;
    };
    block(&mut books, true);
    assert_eq!(books.apply(paid, invoice).unwrap_err().category, Category::Dialog);
    assert_eq!(books.reverse(2).unwrap_err().category, Category::Dialog);
    block(&mut books, false);
    books.facts.parties.get_mut(&key).unwrap().blocked_for_invoices = true;
    books.apply(paid, invoice).unwrap();
    block(&mut books, true);
    assert_eq!(books.unapply(paid, date(2026, 3, 20)).unwrap_err().category, Category::Dialog);
    block(&mut books, false);
    books.unapply(paid, date(2026, 3, 20)).unwrap();
    books.facts.accounts.get_mut("1110").unwrap().blocked = true;
    assert_eq!(books.reverse(2).unwrap_err().category, Category::Field);
    books.facts.accounts.get_mut("1110").unwrap().blocked = false;
    books.reverse(2).unwrap();
}

#[test]
fn nothing_is_reversed_on_a_blocked_bank() {
    let mut books = Books::new();
    let mut posting = payment("-50", "");
    posting.line.balancing_account_type = JournalAccountType::BankAccount;
    posting.line.balancing_account_number = "MAIN".to_owned();
    books.post(&[posting]).unwrap();
    let block = |books: &mut Books, number: &str, blocked: bool| {
        books.facts.bank_accounts.get_mut(number).unwrap().blocked = blocked;
    };
    block(&mut books, "MAIN", true);
    assert_eq!(books.reverse(1).unwrap_err().category, Category::Field);
    block(&mut books, "MAIN", false);
    block(&mut books, "EURO", true);
    books.reverse(1).unwrap();
}
