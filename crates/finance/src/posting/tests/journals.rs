//! A journal as a whole (FINANCE.md 2.2 phase B, 2.4): balance, numbers, order, what stays behind.

use jiff::civil::date;
use uuid::Uuid;

use super::books::{self, amount};
use crate::errors::Category;
use crate::journal_lines::{JournalAccountType as Account, JournalDocumentType as Document, JournalLine};
use crate::journal_templates::TemplateType;
use crate::journals::Journal;
use crate::number_series::{NumberSeries, NumberSeriesLine, NumberSource};
use crate::posting::{
    BalanceCheck, DocumentParties, JournalFacts, PostingLine, PostingNumbers, PostingOrder, RuleError,
    left_over_line, nothing_to_post,
};
use crate::posting_setup::GeneralPostingType;

fn facts(force_document_balance: bool) -> JournalFacts {
    JournalFacts { journal: Journal::default(), force_document_balance, numbers: None, posting_numbers: None }
}

/// A line of document type, number, day of March, account and amount.
fn line(kind: Document, number: &str, day: i8, value: &str) -> JournalLine {
    JournalLine {
        document_type: kind,
        posting_date: date(2026, 3, day),
        account_number: "6100".to_owned(),
        amount: amount(value),
        amount_local: amount(value),
        ..books::blank(number)
    }
}

fn check(facts: &mut JournalFacts, lines: &[JournalLine]) -> Result<(), RuleError> {
    let books = books::Books::new();
    let mut check = BalanceCheck::new(facts, &books.facts);
    lines.iter().try_for_each(|line| check.line(line))?;
    check.finish()
}

/// Rule 20: each document, or without force each date, for itself.
#[test]
fn what_must_be_in_balance() {
    use Document::{Blank, Payment};
    let document = |number: &str, day: i8, by: &str| {
        Some(format!("The document {number} of 2026-03-{day:02} is out of balance by {by}."))
    };
    let lines =
        |day: i8, by: &str| Some(format!("The lines of 2026-03-{day:02} are out of balance by {by}."));
    let (five, back) = (line(Blank, "A", 10, "5"), line(Blank, "A", 10, "-5"));
    let cases = [
        (vec![five.clone(), back.clone()], None, None),
        (vec![five.clone(), line(Blank, "B", 10, "-5")], None, document("A", 10, "5")),
        (vec![five.clone(), line(Payment, "A", 10, "-5")], None, document("A", 10, "5")),
        (vec![five.clone(), line(Blank, "A", 11, "-5")], lines(10, "5"), document("A", 10, "5")),
        (vec![five.clone()], lines(10, "5"), document("A", 10, "5")),
        (
            vec![five.clone(), back.clone(), line(Blank, "B", 11, "-7")],
            lines(11, "-7"),
            document("B", 11, "-7"),
        ),
        (vec![five.clone(), JournalLine::default(), back.clone()], None, None),
        (vec![], None, None),
    ];
    for (lines, by_date, by_document) in cases {
        let results = [false, true].map(|force| check(&mut facts(force), &lines).err());
        assert!(results.iter().flatten().all(|error| error.category == Category::Dialog));
        let messages = results.map(|error| error.map(|error| error.message));
        assert_eq!(messages, [by_date, by_document], "{lines:?}");
    }
}

/// Rule 21.
#[test]
fn vat_and_several_parties() {
    let with = |value: &str, vat: bool, account: (Account, &str), other: (Account, &str)| {
        let mut line = line(Document::Blank, "A", 10, value);
        (line.account_type, line.account_number) = (account.0, account.1.to_owned());
        (line.balancing_account_type, line.balancing_account_number) = (other.0, other.1.to_owned());
        if vat {
            line.general_posting_type = GeneralPostingType::Sale;
        }
        line
    };
    let none = (Account::Account, "");
    let cost = (Account::Account, "6100");
    let (first, second) = ((Account::Customer, "C-100"), (Account::Customer, "C-200"));
    // The same number on the other side of trade is another party.
    let vendor = (Account::Vendor, "C-100");
    let message = "The document A has VAT and more than one customer or vendor.";
    let cases = [
        (vec![with("5", true, cost, first), with("5", false, cost, first)], false),
        (vec![with("5", true, cost, first), with("5", false, cost, second)], true),
        (vec![with("5", false, cost, first), with("5", true, cost, vendor)], true),
        (vec![with("5", false, cost, first), with("5", false, cost, second)], false),
        (vec![with("5", true, first, none), with("-5", false, second, none)], true),
        (vec![with("5", true, cost, cost), with("5", false, cost, cost)], false),
        // A blank number is no party.
        (vec![with("5", true, cost, (Account::Vendor, "")), with("-5", false, first, none)], false),
    ];
    for (lines, is_refused) in cases {
        let result = check(&mut facts(true), &lines);
        assert_eq!(result.as_ref().err().map(|error| error.message.as_str()), is_refused.then_some(message));
        check(&mut facts(false), &lines).unwrap();
    }
    // Each document for itself.
    let mut next = with("5", false, cost, second);
    next.document_number = "B".to_owned();
    check(&mut facts(true), &[with("5", true, cost, first), next.clone()]).unwrap();
    // VAT of one document is not that of the next.
    let mut third = with("5", false, cost, first);
    third.document_number = "B".to_owned();
    check(&mut facts(true), &[with("5", true, cost, first), next, third]).unwrap();
}

/// VAT of no rate is no VAT.
#[test]
fn no_vat_and_several_parties() {
    let of = |number: &str, product: &str| JournalLine {
        general_posting_type: GeneralPostingType::Sale,
        vat_business_posting_group: "HOME".to_owned(),
        vat_product_posting_group: product.to_owned(),
        balancing_account_type: Account::Customer,
        balancing_account_number: number.to_owned(),
        ..line(Document::Blank, "A", 10, "5")
    };
    check(&mut facts(true), &[of("C-100", "ZERO"), of("C-200", "ZERO")]).unwrap();
    assert!(check(&mut facts(true), &[of("C-100", "ZERO"), of("C-200", "STD")]).is_err());
}

/// VAT belongs to the customer or vendor on the other side of the line or, without one, on the document's other lines.
#[test]
fn whose_vat_a_line_carries() {
    let (alder, berry) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let vat = |posting_type: GeneralPostingType, number: &str| {
        let line =
            JournalLine { general_posting_type: posting_type, ..line(Document::Blank, number, 10, "5") };
        PostingLine::of_journal(line, Uuid::nil())
    };
    let party = |account_type: Account, id: Uuid, number: &str| JournalLine {
        account_type,
        account_id: id,
        account_number: "P".to_owned(),
        ..line(Document::Blank, number, 10, "-5")
    };
    let mut parties = DocumentParties::default();
    for line in [
        party(Account::Vendor, alder, "A"),
        party(Account::Vendor, berry, "A"),
        party(Account::Customer, berry, "B"),
        JournalLine { balancing_account_number: "1110".to_owned(), ..party(Account::Vendor, berry, "C") },
    ] {
        parties.note(&line);
    }
    let (sale, purchase) = (GeneralPostingType::Sale, GeneralPostingType::Purchase);
    let named = |mut posting: PostingLine| {
        parties.name(&mut posting);
        posting.extras.vat_party_id
    };
    assert_eq!(named(vat(purchase, "A")), alder);
    assert_eq!(named(vat(sale, "A")), Uuid::nil());
    assert_eq!(named(vat(sale, "B")), berry);
    assert_eq!(named(vat(purchase, "C")), Uuid::nil());
    assert_eq!(named(vat(GeneralPostingType::Blank, "A")), Uuid::nil());
    let mut another_day = vat(purchase, "A");
    another_day.line.posting_date = date(2026, 3, 11);
    assert_eq!(named(another_day), Uuid::nil());
    let mut own = vat(purchase, "A");
    own.line.balancing_account_type = Account::Vendor;
    own.line.balancing_account_number = "V-20".to_owned();
    own.line.balancing_account_id = berry;
    assert_eq!(named(own), berry);
}

fn series(manual_numbers: bool) -> NumberSource {
    NumberSource {
        series: NumberSeries {
            code: "G".to_owned(),
            default_numbers: true,
            manual_numbers,
            ..NumberSeries::default()
        },
        lines: vec![NumberSeriesLine {
            starting_number: "G1".to_owned(),
            increment: 1,
            open: true,
            id: Uuid::nil(),
            series_code: "G".to_owned(),
            line_number: 10_000,
            starting_date: crate::BLANK_DATE,
            ending_number: String::new(),
            warning_number: String::new(),
            last_number_used: String::new(),
            last_date_used: crate::BLANK_DATE,
        }],
    }
}

/// Rules 18 and 19: a number is taken once for each change of it, and only when it is the next one.
#[test]
fn numbers_of_the_series_of_a_journal() {
    let run = |manual, numbers: &[&str]| {
        let mut facts = JournalFacts { numbers: Some(series(manual)), ..facts(false) };
        let lines: Vec<_> = numbers
            .iter()
            .zip(0_usize..)
            .map(|(number, index)| {
                line(Document::Blank, number, 10, if index.is_multiple_of(2) { "5" } else { "-5" })
            })
            .collect();
        let result = check(&mut facts, &lines);
        (result.err(), facts.numbers.unwrap().lines[0].last_number_used.clone())
    };
    assert_eq!(run(false, &["G1", "G1", "G2", "G2"]), (None, "G2".to_owned()));
    let (error, _) = run(false, &["G1", "G1", "G3", "G3"]);
    assert_eq!(error.unwrap().category, Category::Dialog);
    assert_eq!(run(true, &["G3", "G3", "G1", "G1"]), (None, "G1".to_owned()));

    let mut facts = facts(false);
    facts.journal.posting_number_series = "P".to_owned();
    let own = JournalLine { posting_number_series: "P".to_owned(), ..line(Document::Blank, "A", 10, "5") };
    assert!(check(&mut facts, std::slice::from_ref(&own)).unwrap_err().message.contains("out of balance"));
    let other = JournalLine { posting_number_series: String::new(), ..own };
    let error = check(&mut facts, &[other]).unwrap_err();
    let message = "The posting number series of the line differs from that of its journal.";
    assert_eq!((error.category, error.message.as_str()), (Category::Field, message));
}

/// FINANCE.md 2.4: entries get the number of the posting series, lines that shared a number share that one too.
#[test]
fn numbers_of_the_posting_series() {
    let numbers = |journal: Journal, posting_numbers: Option<NumberSource>, shown: &[&str]| {
        let mut facts = JournalFacts { journal, posting_numbers, ..facts(false) };
        let mut numbers = PostingNumbers::default();
        let replaced = shown.iter().map(|number| {
            let mut line = line(Document::Blank, number, 10, "5");
            if number.is_empty() {
                line = JournalLine::default();
            }
            numbers.replace(&mut line, &mut facts).unwrap();
            line.document_number
        });
        replaced.collect::<Vec<_>>().join(" ")
    };
    let posting = Journal {
        number_series: "A".to_owned(),
        posting_number_series: "G".to_owned(),
        ..Journal::default()
    };
    let same = Journal { posting_number_series: "A".to_owned(), ..posting.clone() };
    let shown = ["A1", "A1", "", "A2", "A3", "A3"];
    assert_eq!(numbers(posting.clone(), Some(series(false)), &shown), "G1 G1  G2 G3 G3");
    assert_eq!(numbers(same, Some(series(false)), &shown), "A1 A1  A2 A3 A3");
    assert_eq!(numbers(posting, None, &shown), "A1 A1  A2 A3 A3");
}

/// FINANCE.md 2.2: by document where documents must balance, else as the journal shows them.
#[test]
fn the_order_of_posting() {
    let lines = [
        (3, line(Document::Blank, "B", 9, "5")),
        (2, line(Document::Payment, "A", 10, "5")),
        (4, line(Document::Blank, "A", 10, "5")),
        (1, line(Document::Blank, "A", 11, "5")),
    ]
    .map(|(line_number, line)| JournalLine { line_number, ..line });
    let order = |force| {
        let mut places: Vec<_> =
            lines.iter().map(|line| (PostingOrder::of(line, force), line.line_number)).collect();
        places.sort();
        places.into_iter().map(|(_, number)| number).collect::<Vec<_>>()
    };
    assert_eq!((order(true), order(false)), (vec![4, 2, 1, 3], vec![1, 2, 3, 4]));
}

/// FINANCE.md 2.4: what posting leaves in a journal without a series.
#[test]
fn the_line_that_stays() {
    let id = Uuid::from_u128(5);
    let journal = Journal {
        id: Uuid::from_u128(6),
        template_type: TemplateType::Payments,
        reason_code: "LATE".to_owned(),
        ..Journal::default()
    };
    let last = JournalLine {
        line_number: 70_000,
        account_type: Account::Vendor,
        account_number: "V-10".to_owned(),
        due_date: date(2026, 4, 9),
        description: "Paper".to_owned(),
        source_code: "PAYMENTJNL".to_owned(),
        template_type: TemplateType::Payments,
        ..line(Document::Payment, "G-09", 12, "5")
    };
    let expected = JournalLine {
        id,
        journal_id: journal.id,
        template_type: TemplateType::Payments,
        line_number: 10_000,
        account_type: Account::Vendor,
        posting_date: date(2026, 3, 12),
        document_date: date(2026, 3, 12),
        document_number: "G-10".to_owned(),
        source_code: "PAYMENTJNL".to_owned(),
        reason_code: "LATE".to_owned(),
        ..JournalLine::default()
    };
    assert_eq!(left_over_line(id, &journal, &last), Some(expected));
    let numbered = Journal { number_series: "G".to_owned(), ..journal };
    assert_eq!(left_over_line(id, &numbered, &last), None);
    assert_eq!(nothing_to_post().category, Category::Dialog);
}
