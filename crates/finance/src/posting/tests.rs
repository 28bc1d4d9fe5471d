//! The worked examples of FINANCE.md sections 2 and 3, to the cent.

mod applications;
mod books;
mod discount_vat;
mod journals;
mod random;
mod refusals;
mod revaluation;
mod rules;
mod runs;
mod sales_tax;
mod scenarios;
mod shown;
mod tolerances;

use jiff::civil::date;

use super::{PostingLine, RuleError};
use crate::journal_lines::{JournalAccountType as Account, JournalDocumentType as Document, JournalLine};
use crate::posting_setup::GeneralPostingType;
use books::{Books, amount, payment};

/// Posts lines on fresh books and shows the general ledger.
fn ledger(lines: &[PostingLine]) -> Result<String, RuleError> {
    let mut books = Books::new();
    books.post(lines)?;
    Ok(books.general_ledger())
}

#[test]
fn p1_a_simple_journal() {
    let line = |number, account: &str, value| JournalLine {
        line_number: number,
        account_number: account.to_owned(),
        amount: amount(value),
        amount_local: amount(value),
        ..books::blank("G00001")
    };
    let lines = [line(10_000, "6100", "300"), line(20_000, "1110", "-300")].map(books::of_journal);
    assert_eq!(ledger(&lines).unwrap(), "1 6100 300, 2 1110 -300");
    let wrong = [line(10_000, "6100", "300"), line(20_000, "1110", "-299.99")].map(books::of_journal);
    let error = ledger(&wrong).unwrap_err();
    assert!(error.message.contains("out of balance by 0.01"), "{error}");
}

#[test]
fn p2_a_line_with_vat() {
    let line = JournalLine {
        account_number: "6100".to_owned(),
        amount: amount("120"),
        amount_local: amount("120"),
        balancing_account_number: "1110".to_owned(),
        general_posting_type: GeneralPostingType::Purchase,
        vat_business_posting_group: "HOME".to_owned(),
        vat_product_posting_group: "STD".to_owned(),
        ..books::blank("G00002")
    };
    let mut books = Books::new();
    books.post(&[books::of_journal(line)]).unwrap();
    assert_eq!(books.general_ledger(), "1 6100 100, 2 1210 20, 3 1110 -120");
    let vat = &books.posted.vat_entries[0];
    assert_eq!((vat.base, vat.amount, vat.general_ledger_entry_number), (amount("100"), amount("20"), 1));
}

#[test]
fn p3_and_p4_payments_with_nothing_applied() {
    let mut books = Books::new();
    books.post(&[payment("-600", "")]).unwrap();
    assert_eq!(books.general_ledger(), "1 1110 600, 2 1200 -600");
    assert_eq!(books.customer_entries(), "2 Payment -600 remaining -600 open");
    assert_eq!(books.details(), "2 Initial Entry -600");
    let vendor = JournalLine {
        account_type: Account::Vendor,
        account_number: "V-10".to_owned(),
        document_type: Document::Payment,
        amount: amount("250"),
        amount_local: amount("250"),
        balancing_account_type: Account::BankAccount,
        balancing_account_number: "MAIN".to_owned(),
        ..books::blank("G04001")
    };
    books.post(&[books::of_journal(vendor)]).unwrap();
    assert_eq!(books.general_ledger(), "3 1120 -250, 4 2100 250");
    let bank = &books.posted.bank_ledger_entries[0];
    assert_eq!((bank.entry_number, bank.amount), (3, amount("-250")));
}

/// An invoice of 1000.00, then a payment applied to it.
fn applied(value: &str) -> Books {
    let mut books = Books::new();
    books.post(&[books::invoice("103001", "1000")]).unwrap();
    books.post(&[payment(value, "103001")]).unwrap();
    books
}

#[test]
fn a1_to_a3_exact_partial_and_over_payment() {
    let exact = applied("-1000");
    assert_eq!(exact.general_ledger(), "3 1110 1000, 4 1200 -1000");
    assert_eq!(exact.details(), "4 Initial Entry -1000, 2 Application -1000, 4 Application 1000");
    assert_eq!(
        exact.customer_entries(),
        "2 Invoice 1000 remaining 0 closed by 4, 4 Payment -1000 remaining 0 closed by 0"
    );
    let partial = applied("-400");
    assert_eq!(
        partial.customer_entries(),
        "2 Invoice 1000 remaining 600 open, 4 Payment -400 remaining 0 closed by 2"
    );
    let over = applied("-1200");
    assert_eq!(
        over.customer_entries(),
        "2 Invoice 1000 remaining 0 closed by 4, 4 Payment -1200 remaining -200 open"
    );
}

/// The invoice of A4: 2 % within 8 days of 2026-03-10, and a payment on a day of March.
fn discounted(value: &str, day: i8) -> Books {
    let mut books = Books::new();
    let mut invoice = books::invoice("103001", "1000");
    invoice.line.payment_discount_date = date(2026, 3, 18);
    invoice.line.payment_discount_percent = amount("2");
    books.post(&[invoice]).unwrap();
    let mut line = payment(value, "103001");
    (line.line.posting_date, line.line.document_date) = (date(2026, 3, day), date(2026, 3, day));
    books.post(&[line]).unwrap();
    books
}

#[test]
fn a4_payment_discount() {
    let in_time = discounted("-980", 15);
    assert_eq!(in_time.general_ledger(), "3 1110 980, 4 1200 -1000, 5 4210 20");
    assert_eq!(
        in_time.details(),
        "4 Initial Entry -980, 4 Payment Discount -20, 2 Application -1000, 4 Application 1000"
    );
    let given = in_time.entry(2).payment_discount_given_local;
    assert_eq!((given, in_time.entry(4).amount), (amount("20"), amount("-1000")));
    let cases = [
        ("-980", 19, "2 Invoice 1000 remaining 20 open, 4 Payment -980 remaining 0 closed by 2"),
        ("-979.99", 15, "2 Invoice 1000 remaining 20.01 open, 4 Payment -979.99 remaining 0 closed by 2"),
        ("-1000", 15, "2 Invoice 1000 remaining 0 closed by 4, 4 Payment -1000 remaining -20 open"),
    ];
    for (value, day, expected) in cases {
        assert_eq!(discounted(value, day).customer_entries(), expected, "{value} on day {day}");
    }
}

#[test]
fn a5_two_invoices_by_applies_to_id() {
    let mut books = Books::new();
    let mut first = books::invoice("103001", "300");
    first.line.due_date = date(2026, 4, 1);
    let mut second = books::invoice("103002", "500");
    second.line.due_date = date(2026, 4, 5);
    books.post(&[second, first]).unwrap();
    books.mark(&[2, 4], "PAY");
    let mut line = payment("-600", "");
    line.line.applies_to_id = "PAY".to_owned();
    books.post(&[line]).unwrap();
    let shown = books.customer_entries();
    assert!(shown.contains("Invoice 300 remaining 0 closed by 6"), "{shown}");
    assert!(shown.contains("Invoice 500 remaining 200 open"), "{shown}");
    let newer = books.entry_of("103002").entry_number;
    assert!(shown.contains(&format!("Payment -600 remaining 0 closed by {newer}")), "{shown}");
}

#[test]
fn tolerance_that_was_accepted() {
    let mut books = Books::new();
    books.post(&[books::invoice("103001", "1000")]).unwrap();
    books.change(2, |entry| entry.accepted_payment_tolerance = amount("5"));
    books.post(&[payment("-995", "103001")]).unwrap();
    assert_eq!(books.general_ledger(), "3 1110 995, 4 1200 -1000, 5 6400 5");
}

/// An invoice of EUR 1000.00 at 110, paid at another rate.
fn in_euro(rate: &str, local: &str) -> Books {
    let mut books = Books::new();
    books.post(&[books::foreign(books::invoice("103001", "1000"), "110", "1100")]).unwrap();
    books.post(&[books::foreign(payment("-1000", "103001"), rate, local)]).unwrap();
    books
}

#[test]
fn fx_gain_and_loss() {
    let gain = in_euro("115", "-1150");
    assert_eq!(gain.general_ledger(), "3 1110 1150, 4 1200 -1150, 5 4300 -50, 6 1200 50");
    assert!(gain.open_entries().is_empty());
    let loss = in_euro("105", "-1050");
    assert_eq!(loss.general_ledger(), "3 1110 1050, 4 1200 -1100, 5 6500 50");
    assert_eq!(loss.entry(2).remaining_amount_local, amount("0"));
}

#[test]
fn u1_unapplying_a_payment_with_discount() {
    let mut books = discounted("-980", 15);
    books.unapply(4, date(2026, 3, 20)).unwrap();
    assert_eq!(books.general_ledger(), "6 4210 -20, 7 1200 20");
    let corrected: Vec<_> = books
        .posted
        .general_ledger_entries
        .iter()
        .map(|entry| (entry.debit_amount, entry.credit_amount))
        .collect();
    assert_eq!(corrected, [(amount("-20"), amount("0")), (amount("0"), amount("-20"))]);
    assert_eq!(
        books.customer_entries(),
        "2 Invoice 1000 remaining 1000 open, 4 Payment -980 remaining -980 open"
    );
    assert_eq!(books.entry(2).remaining_payment_discount_possible, amount("20"));
}

#[test]
fn rv1_reversal_of_p1_and_of_a_payment() {
    let mut books = Books::new();
    books.post(&[payment("-600", "")]).unwrap();
    books.reverse(1).unwrap();
    assert_eq!(books.general_ledger(), "3 1110 -600, 4 1200 600");
    assert_eq!(books.posted.general_ledger_entries[0].debit_amount, amount("-600"));
    assert!(books.open_entries().is_empty(), "{}", books.customer_entries());
    let again = books.reverse(1).unwrap_err();
    assert!(again.message.contains("already"), "{again}");
}

/// What was taken back is not taken back again: the discount and its correction are mirrored together.
#[test]
fn reversing_a_payment_whose_discount_was_taken_back() {
    let mut books = discounted("-980", 15);
    books.unapply(4, date(2026, 3, 20)).unwrap();
    // The correction belongs to the application and is not reversed by itself.
    let alone = books.reverse(3).unwrap_err();
    assert!(alone.message.contains("takes one back"), "{alone}");
    books.reverse(2).unwrap();
    assert_eq!(books.general_ledger(), "8 1110 -980, 9 1200 1000, 10 4210 -20, 11 4210 20, 12 1200 -20");
    let dates: Vec<_> =
        books.posted.general_ledger_entries.iter().map(|entry| entry.posting_date.day()).collect();
    assert_eq!(dates, [15, 15, 15, 20, 20]);
    assert_eq!(books.open_entries(), [2]);
    assert_eq!((books.entry(4).remaining_amount, books.entry(4).reversed_by_entry_number), (amount("0"), 9));
}

#[test]
fn a_reversal_can_be_reversed() {
    let mut books = Books::new();
    books.post(&[payment("-600", "")]).unwrap();
    books.reverse(1).unwrap();
    books.reverse(2).unwrap();
    assert_eq!(books.general_ledger(), "5 1110 600, 6 1200 -600");
    assert_eq!(books.open_entries(), [6]);
    assert_eq!(books.entry(6).remaining_amount, amount("-600"));
    // The payment counts again, and can be applied; then it is held.
    books.post(&[books::invoice("103001", "1000")]).unwrap();
    books.apply(6, 8).unwrap();
    let held = books.reverse(3).unwrap_err();
    assert!(held.message.contains("are applied"), "{held}");
    books.unapply(6, date(2026, 3, 20)).unwrap();
    books.reverse(3).unwrap();
    assert_eq!(books.open_entries(), [8]);
    assert!(books.reverse(2).unwrap_err().message.contains("already"));
}

#[test]
fn an_application_is_taken_back_not_reversed() {
    let mut books = Books::new();
    books.post(&[books::invoice("103001", "1000")]).unwrap();
    books.post(&[payment("-1000", "")]).unwrap();
    books.change(2, |entry| {
        entry.remaining_payment_discount_possible = amount("20");
        entry.payment_discount_date = date(2026, 3, 18);
    });
    books.apply(4, 2).unwrap();
    assert_eq!(books.general_ledger(), "5 4210 20, 6 1200 -20");
    let refused = books.reverse(3).unwrap_err();
    assert!(refused.message.contains("is an application"), "{refused}");
    books.unapply(4, date(2026, 3, 20)).unwrap();
    for transaction in [3, 4] {
        assert!(books.reverse(transaction).unwrap_err().message.contains("is an application"));
    }
    books.reverse(2).unwrap();
    assert_eq!(books.open_entries(), [2]);
}

#[test]
fn refusals_name_what_is_wrong() {
    let mut books = Books::new();
    books.post(&[books::invoice("103001", "1000")]).unwrap();
    let cases: [(PostingLine, &str); 4] = [
        (payment("-600", "103002"), "no open Invoice \"103002\""),
        (payment("-600.001", ""), "not rounded"),
        (books::invoice("103001", "5"), "has been posted already"),
        (
            PostingLine {
                line: JournalLine { account_number: "C-999".to_owned(), ..payment("-1", "").line },
                ..PostingLine::default()
            },
            "no customer \"C-999\"",
        ),
    ];
    for (line, expected) in cases {
        let error = books.clone().post(&[line]).unwrap_err();
        assert!(error.message.contains(expected), "{error} should say {expected}");
    }
}
