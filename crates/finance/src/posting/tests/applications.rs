//! What is applied to what, and how much of it: small cases at the limits of FINANCE.md section 3.

use jiff::civil::date;

use super::books::{self, Books, amount, foreign, payment};
use crate::choices::Choice;
use crate::currencies::Currency;
use crate::date_formulas::DateFormula;
use crate::detailed_ledger_entries::DetailedEntryType as Kind;
use crate::errors::Category;
use crate::journal_lines::{JournalAccountType as Account, JournalDocumentType as Document};
use crate::party_ledger_entries::{PartyLedgerEntry, PartyType};
use crate::posting::application::Change;
use crate::posting::{PartyAccounts, Poster, PostingLine, ToleranceSetup, accepted_tolerance};
use crate::trade_setup::ApplicationBetweenCurrencies;

/// The invoice of A4, entry 2: 1000.00, 2 % until 2026-03-18; and a payment on a day of March.
fn discounted(books: &mut Books, currency: &str) {
    let mut invoice = books::invoice("103001", "1000");
    invoice.line.payment_discount_date = date(2026, 3, 18);
    invoice.line.payment_discount_percent = amount("2");
    if currency == "EUR" {
        invoice = foreign(invoice, "110", "1100");
    }
    books.post(&[invoice]).unwrap();
}

fn paid(value: &str, day: i8) -> PostingLine {
    let mut posting = payment(value, "103001");
    (posting.line.posting_date, posting.line.document_date) = (date(2026, 3, day), date(2026, 3, day));
    posting
}

fn between_currencies(books: &mut Books) {
    books.facts.rules.application_between_customer_currencies = ApplicationBetweenCurrencies::All;
    currency(books, "EUR").application_rounding_precision = amount("0.05");
    books.facts.rules.application_rounding_precision = amount("0.05");
}

fn currency<'b>(books: &'b mut Books, code: &str) -> &'b mut Currency {
    books.facts.currencies.iter_mut().find(|currency| currency.code == code).unwrap()
}

/// FINANCE.md 3.2 steps 1 to 5.
#[test]
fn what_a_payment_must_be_to_be_granted_a_discount() {
    type Change = fn(&mut PartyLedgerEntry);
    const NOTHING: Change = |_| {};
    let accepted: Change = |entry| {
        entry.accepted_payment_discount_tolerance = true;
        entry.payment_discount_tolerance_date = date(2026, 3, 19);
    };
    let closed = "1000 remaining 0, 0";
    let cases: &[(&str, i8, Change, &str)] = &[
        ("-980", 18, NOTHING, closed),
        ("-980", 19, NOTHING, "1000 remaining 20, 0"),
        ("-979.99", 18, NOTHING, "1000 remaining 20.01, 0"),
        ("-980", 18, |entry| entry.amount_to_apply = amount("980"), closed),
        ("-980", 18, |entry| entry.amount_to_apply = amount("979.99"), "1000 remaining 20.01, -0.01"),
        ("-980", 18, |entry| entry.amount_to_apply = amount("-980"), closed),
        ("-900", 18, |entry| entry.amount_to_apply = amount("990"), "1000 remaining 100, 0"),
        ("-980", 18, |entry| entry.document_type = Document::Reminder, "1000 remaining 20, 0"),
        ("-980", 19, accepted, closed),
        ("-980", 20, accepted, "1000 remaining 20, 0"),
        ("-979.99", 19, accepted, "1000 remaining 20.01, 0"),
        ("-980", 18, accepted, closed),
        ("-995", 19, |entry| entry.accepted_payment_tolerance = amount("5"), closed),
        ("-1000", 19, |entry| entry.accepted_payment_tolerance = amount("5"), "1000 remaining 0, -5"),
    ];
    for (value, day, change, expected) in cases {
        let mut books = Books::new();
        discounted(&mut books, "");
        books.change(2, change);
        let mut posting = paid(value, *day);
        posting.line.applies_to_document_type = books.entry(2).document_type;
        books.post(&[posting]).unwrap();
        assert_eq!(remaining(&books), *expected, "{value} on day {day}");
    }
    // Only payments and refunds are granted a discount.
    let mut books = Books::new();
    discounted(&mut books, "");
    let mut posting = paid("-980", 18);
    posting.line.document_type = Document::Blank;
    books.post(&[posting]).unwrap();
    assert_eq!(remaining(&books), "1000 remaining 20, 0");
}

/// The invoice and what remains of it and of the payment.
fn remaining(books: &Books) -> String {
    let (invoice, payment) = (books.entry(2), books.entry(4));
    format!(
        "{} remaining {}, {}",
        invoice.original_amount, invoice.remaining_amount, payment.remaining_amount
    )
}

/// FINANCE.md 3.2 steps 2 and 4: a small difference counts only between currencies. 980 EUR are 1078.00.
#[test]
fn a_discount_between_currencies() {
    let cases = [
        ("EUR", "-980", "1000 remaining 0, 0"),
        ("EUR", "-979.99", "1000 remaining 20.01, 0"),
        ("", "-1078", "1000 remaining 0, 0"),
        ("", "-1077.95", "1000 remaining 0, 0"),
        ("", "-1077.94", "1000 remaining 20.05, 0"),
    ];
    for (code, value, expected) in cases {
        let mut books = Books::new();
        between_currencies(&mut books);
        discounted(&mut books, "EUR");
        let posting = match code {
            "EUR" => foreign(paid(value, 18), "110", if value == "-980" { "-1078" } else { "-1077.99" }),
            _ => paid(value, 18),
        };
        books.post(&[posting]).unwrap();
        assert_eq!(remaining(&books), expected, "{value} {code}");
    }
}

/// FINANCE.md 3.2 step 4: the rounding of the payment's currency, which need not be its smallest coin, and that of
/// setup for a payment in local currency.
#[test]
fn application_rounding_of_the_payment() {
    let (in_euros, in_local) = (("1100", ""), ("1000", "EUR"));
    for ((invoice, code), of_euro, of_setup, value, expected) in [
        (in_euros, "0.05", "0", "-999.95", "1100 remaining 0, 0"),
        (in_euros, "0.05", "0", "-999.94", "1100 remaining 0.07, 0"),
        (("1099.96", ""), "0.05", "0", "-999.92", "1099.96 remaining 0, 0"),
        (in_euros, "0", "0.05", "-999.99", "1100 remaining 0.01, 0"),
        (in_local, "0", "0.05", "-1099.95", "1000 remaining 0, 0"),
        (in_local, "0", "0.05", "-1099.94", "1000 remaining 0.05, 0"),
        (in_local, "0.05", "0", "-1099.99", "1000 remaining 0.01, 0"),
    ] {
        let mut books = Books::new();
        between_currencies(&mut books);
        currency(&mut books, "EUR").application_rounding_precision = amount(of_euro);
        books.facts.rules.application_rounding_precision = amount(of_setup);
        match code {
            "EUR" => books.post(&[foreign(books::invoice("103001", invoice), "110", "1100")]).unwrap(),
            _ => books.post(&[books::invoice("103001", invoice)]).unwrap(),
        };
        let posting = payment(value, "103001");
        let posting = match (code, value) {
            ("EUR", _) => posting,
            (_, "-999.95") => foreign(posting, "110", "-1099.95"),
            (_, "-999.94") => foreign(posting, "110", "-1099.93"),
            (_, "-999.92") => foreign(posting, "110", "-1099.91"),
            _ => foreign(posting, "110", "-1099.99"),
        };
        books.post(&[posting]).unwrap();
        assert_eq!(remaining(&books), expected, "{value} for {invoice} {code}");
        let rounding = books.posted.detailed_ledger_entries.iter();
        let rounding = rounding.filter(|entry| entry.entry_type == Kind::ApplicationRounding);
        let rounding: Vec<_> = rounding.map(|entry| (entry.amount, entry.amount_local)).collect();
        // 0.04 EUR are 0.04 by themselves, though 999.96 EUR are worth 0.05 more than 999.92.
        let expected = match value {
            "-999.92" => vec![(amount("-0.04"), amount("-0.04"))],
            "-999.95" | "-1099.95" => vec![(amount("-0.05"), amount("-0.05"))],
            _ => vec![],
        };
        assert_eq!(rounding, expected, "{value} for {invoice} {code}");
    }
}

/// FINANCE.md 3.2 step 5: 999.97 EUR of 1000 leave out 0.03, less than the rounding; 999.95 leave out as much
/// as it is.
#[test]
fn what_is_left_out_between_currencies() {
    for (to_apply, expected) in
        [("999.97", "1000 remaining 0, -100"), ("999.95", "1000 remaining 0.05, -100.05")]
    {
        let mut books = Books::new();
        between_currencies(&mut books);
        books.post(&[foreign(books::invoice("103001", "1000"), "110", "1100")]).unwrap();
        books.change(2, |entry| entry.amount_to_apply = amount(to_apply));
        books.post(&[payment("-1200", "103001")]).unwrap();
        assert_eq!(remaining(&books), expected, "{to_apply}");
    }
}

/// FINANCE.md 3.2 step 2: in local currency a discount is what it changes the worth of the payment by. At 107,
/// 93.20 EUR are 99.72 (99.724), and 94.40 EUR 101.01 (101.008): the discount of 1.20 is 1.29, though 1.28 (1.284)
/// by itself.
#[test]
fn a_discount_in_local_currency() {
    for (value, worth, percent, payment_of, local, expected) in [
        ("94.4", "103.84", "1.27119", "-93.2", "-99.72", "-1.29"),
        ("94.6", "104.06", "0.84567", "-93.8", "-100.37", "-0.85"),
    ] {
        let mut books = Books::new();
        let mut invoice = foreign(books::invoice("103001", value), "110", worth);
        invoice.line.payment_discount_date = date(2026, 3, 18);
        invoice.line.payment_discount_percent = amount(percent);
        books.post(&[invoice]).unwrap();
        books.post(&[foreign(paid(payment_of, 18), "107", local)]).unwrap();
        let granted = books.posted.detailed_ledger_entries.iter();
        let granted: Vec<_> = granted.filter(|entry| entry.entry_type == Kind::PaymentDiscount).collect();
        assert_eq!((granted.len(), granted[0].amount_local), (1, amount(expected)), "{value}");
    }
}

/// FINANCE.md 3.2 `old2`, 3.7: 1.11 EUR are 1.29 USD (1.2853); by way of 1.22 in local currency they would be 1.28.
#[test]
fn one_currency_is_rounded_into_another_once() {
    let mut books = Books::new();
    between_currencies(&mut books);
    books.post(&[foreign(books::invoice("103001", "1.11"), "110", "1.22")]).unwrap();
    let mut dollars = foreign(payment("-1.29", "103001"), "95", "-1.23");
    dollars.line.currency_code = "USD".to_owned();
    currency(&mut books, "USD").application_rounding_precision = amount("0");
    books.post(&[dollars]).unwrap();
    assert_eq!(remaining(&books), "1.11 remaining 0, 0");
    assert_eq!(
        books.details(),
        "4 Initial Entry -1.29, 4 Realized Gain 0, 2 Application -1.11, 4 Application 1.29"
    );
}

/// FINANCE.md 3.2 `old2`: a payment of March that is applied in April, when a euro is 1.15, still pays what it did.
#[test]
fn currencies_meet_at_the_date_of_the_payment() {
    let mut books = Books::new();
    between_currencies(&mut books);
    books.post(&[foreign(books::invoice("103001", "1000"), "110", "1100")]).unwrap();
    books.post(&[payment("-1100", "")]).unwrap();
    let (party, mut posting) = (books.party(PartyType::Customer, "C-100"), payment("-1", ""));
    posting.line.posting_date = date(2026, 4, 2);
    books.run(|poster| poster.apply_posted(&party, 4, &[2], &posting)).unwrap();
    assert_eq!(remaining(&books), "1000 remaining 0, 0");
}

/// Rules 29 and 30 of FINANCE.md 2.2.
#[test]
fn entries_that_do_not_match() {
    let same_sign = |document_type| {
        let mut books = Books::new();
        books.post(&[payment("-5", "")]).unwrap();
        let mut posting = payment("-600", "G02001");
        posting.line.document_number = "G02002".to_owned();
        posting.line.document_type = document_type;
        posting.line.applies_to_document_type = Document::Payment;
        books.post(&[posting]).unwrap_err()
    };
    let error = same_sign(Document::Payment);
    assert_eq!(error.category, Category::Field);
    assert!(
        error.message.starts_with("The Payment G02002 cannot be applied to the Payment G02001"),
        "{error}"
    );
    let error = same_sign(Document::Blank);
    assert!(error.message.starts_with("The entry G02002 cannot be applied"), "{error}");

    use ApplicationBetweenCurrencies::{All, Emu, None};
    let cases = [
        (None, "EUR", "EUR", true),
        (None, "EUR", "", false),
        (Emu, "EUR", "", true),
        (Emu, "USD", "", false),
        (Emu, "EUR", "USD", false),
        (Emu, "USD", "EUR", false),
        (All, "EUR", "USD", true),
    ];
    for (allowed, of_invoice, of_payment, fits) in cases {
        let mut books = Books::new();
        books.facts.rules.application_between_customer_currencies = allowed;
        currency(&mut books, "EUR").emu_currency = true;
        let in_currency = |mut posting: PostingLine, code: &str| {
            if !code.is_empty() {
                let value = posting.line.amount.to_string();
                posting = foreign(posting, "100", &value);
                posting.line.currency_code = code.to_owned();
            }
            posting
        };
        books.post(&[in_currency(books::invoice("103001", "1000"), of_invoice)]).unwrap();
        let result = books.post(&[in_currency(payment("-5", "103001"), of_payment)]);
        assert_eq!(result.is_ok(), fits, "{allowed:?} {of_invoice} {of_payment}");
        if let Err(error) = result {
            let expected = "The Invoice 103001 is in another currency than the Payment G02001";
            assert!(error.category == Category::Dialog && error.message.starts_with(expected), "{error}");
        }
    }
    // Vendors have a setup of their own.
    let mut books = Books::new();
    books.facts.rules.application_between_customer_currencies = All;
    assert_eq!(books.facts.rules.application_between_currencies(PartyType::Customer), All);
    assert_eq!(books.facts.rules.application_between_currencies(PartyType::Vendor), None);
}

/// FINANCE.md 3.2 step 1 and 3.6: a party that is blocked for tolerance accepts none.
#[test]
fn no_tolerance_for_a_blocked_party() {
    let mut books = Books::new();
    let key = (PartyType::Customer, "C-100".to_owned());
    books.facts.parties.get_mut(&key).unwrap().payment_tolerance_blocked = true;
    discounted(&mut books, "");
    books.change(2, |entry| entry.accepted_payment_tolerance = amount("5"));
    books.post(&[paid("-995", 19)]).unwrap();
    assert_eq!(remaining(&books), "1000 remaining 5, 0");
    assert_eq!(books.entry(2).accepted_payment_tolerance, amount("5"));
}

/// FINANCE.md 3.1: the application carries the later date; 3.2 step 9: a mark both entries carry is taken off.
#[test]
fn dates_and_marks_of_an_application() {
    let mut books = Books::new();
    books.post(&[books::invoice("103001", "1000")]).unwrap();
    books.post(&[paid("-400", 5)]).unwrap();
    let dates: Vec<_> = books.posted.detailed_ledger_entries.iter().map(|d| d.posting_date.day()).collect();
    assert_eq!((dates, books.entry(4).closed_at_date), (vec![5, 10, 10], date(2026, 3, 10)));

    for (held, expected) in [("ASK", ""), ("WAIT", "ASK")] {
        let mut books = Books::new();
        books.post(&[books::invoice("103001", "1000"), payment("-400", "")]).unwrap();
        books.change(2, |entry| entry.on_hold = "ASK".to_owned());
        books.change(4, |entry| entry.on_hold = held.to_owned());
        books.apply(4, 2).unwrap();
        assert_eq!(books.entry(2).on_hold, expected);
    }
}

/// FINANCE.md 3.1: without an applies-to, the oldest of what is open on the other side, none younger than the payment.
#[test]
fn payments_that_go_to_the_oldest() {
    let mut books = Books::new();
    let key = (PartyType::Customer, "C-100".to_owned());
    let invoice = |number: &str, value: &str, day: i8, due: i8| {
        let mut posting = books::invoice(number, value);
        posting.line.posting_date = date(2026, 3, day);
        posting.line.due_date = date(2026, 4, due);
        posting
    };
    let invoices = [
        invoice("103001", "300", 9, 9),
        invoice("103002", "500", 10, 5),
        invoice("103003", "200", 11, 1),
        payment("-5", ""),
    ];
    books.post(&invoices).unwrap();
    books.facts.parties.get_mut(&key).unwrap().applies_to_oldest = true;
    books.post(&[payment("-600", "")]).unwrap();
    assert_eq!(
        books.customer_entries(),
        "2 Invoice 300 remaining 200 open, 4 Invoice 500 remaining 0 closed by 10, 6 Invoice 200 remaining 200 \
         open, 8 Payment -5 remaining -5 open, 10 Payment -600 remaining 0 closed by 2"
    );
    // A refund looks on the other side.
    let mut refund = payment("5", "");
    refund.line.document_type = Document::Refund;
    books.post(&[refund]).unwrap();
    assert_eq!(books.open_entries(), [2, 6]);
}

/// FINANCE.md 3.5: the discount of an invoice that comes late, has no last day, or is no invoice.
#[test]
fn the_discount_of_a_new_entry() {
    let none = crate::BLANK_DATE;
    let cases = [
        (Document::Invoice, date(2026, 3, 10), "", "20"),
        (Document::Invoice, date(2026, 3, 9), "", "0"),
        (Document::Invoice, date(2026, 3, 9), "1D", "20"),
        (Document::Invoice, date(2026, 3, 8), "1D", "0"),
        (Document::Invoice, none, "", "20"),
        (Document::CreditMemo, date(2026, 3, 10), "", "20"),
        (Document::Refund, date(2026, 3, 10), "", "0"),
    ];
    for (kind, until, grace, expected) in cases {
        let mut books = Books::new();
        books.facts.rules.payment_tolerance.grace_period = DateFormula::parse("x", grace).unwrap();
        let mut posting = books::invoice("103001", "1000");
        posting.line.document_type = kind;
        (posting.line.payment_discount_date, posting.line.payment_discount_percent) = (until, amount("2"));
        books.run(|poster| poster.post(&posting)).unwrap();
        let entry = books.entry(2);
        assert_eq!(entry.original_payment_discount_possible, amount(expected), "{kind:?} {until} {grace}");
    }
}

/// FINANCE.md 3.6: percent, greatest amount, the smaller of both, never more than the entry.
#[test]
fn the_tolerance_of_a_new_entry() {
    let cases = [
        ("0", "0", Document::Invoice, "1000", "0"),
        ("0", "10", Document::Invoice, "1000", "10"),
        ("2", "0", Document::Invoice, "1000", "20"),
        ("2", "10", Document::Invoice, "1000", "10"),
        ("2", "30", Document::Invoice, "1000", "20"),
        ("0", "10", Document::Invoice, "7", "7"),
        ("2", "10", Document::CreditMemo, "-1000", "-10"),
        ("2", "10", Document::Payment, "-1000", "0"),
    ];
    for (percent, max_amount, kind, value, expected) in cases {
        for of_currency in [false, true] {
            let mut books = Books::new();
            let mut posting = books::invoice("103001", value);
            if of_currency {
                posting = foreign(posting, "100", value);
                let euro = currency(&mut books, "EUR");
                euro.payment_tolerance_percent = amount(percent);
                euro.max_payment_tolerance_amount = amount(max_amount);
                books.facts.rules.payment_tolerance.max_amount = amount("77");
            } else {
                books.facts.rules.payment_tolerance = ToleranceSetup {
                    percent: amount(percent),
                    max_amount: amount(max_amount),
                    ..ToleranceSetup::default()
                };
            }
            posting.line.document_type = kind;
            books.post(&[posting]).unwrap();
            let tolerance = books.entry(2).max_payment_tolerance;
            assert_eq!(tolerance, amount(expected), "{percent} {max_amount} {kind:?} {value} {of_currency}");
        }
    }
}

/// FINANCE.md 3.6: what a payment of an invoice of 1000.00 with 20.00 discount until the 18th may miss, at most 10.00.
#[test]
fn tolerance_that_a_payment_accepts() {
    let entry = PartyLedgerEntry {
        remaining_amount: amount("1000"),
        remaining_payment_discount_possible: amount("20"),
        payment_discount_date: date(2026, 3, 18),
        max_payment_tolerance: amount("10"),
        ..PartyLedgerEntry::default()
    };
    let cases = [
        ("-970", 18, "10"),
        ("-969.99", 18, "0"),
        ("-985", 18, "-5"),
        ("-990.01", 18, "0"),
        ("-970", 19, "0"),
        ("-990", 19, "10"),
        ("-1010", 19, "-10"),
        ("-1010.01", 19, "0"),
    ];
    for (value, day, expected) in cases {
        let accepted = accepted_tolerance(&entry, amount(value), date(2026, 3, day)).unwrap();
        assert_eq!(accepted, amount(expected), "{value} on day {day}");
    }
}

/// The table of FINANCE.md 3.3: where each kind of change goes, by the sign of its G/L amount, which is the opposite.
#[test]
fn accounts_of_adjustments() {
    let mut books = Books::new();
    let euro = currency(&mut books, "EUR");
    let id = euro.id;
    (euro.realized_gains_account, euro.realized_losses_account) = ("RG".to_owned(), "RL".to_owned());
    (euro.unrealized_gains_account, euro.unrealized_losses_account) = ("UG".to_owned(), "UL".to_owned());
    let accounts = PartyAccounts {
        payment_discount_debit: "DD".to_owned(),
        payment_discount_credit: "DC".to_owned(),
        application_rounding_debit: "AD".to_owned(),
        application_rounding_credit: "AC".to_owned(),
        rounding_debit: "RD".to_owned(),
        rounding_credit: "RC".to_owned(),
        payment_tolerance_debit: "TD".to_owned(),
        payment_tolerance_credit: "TC".to_owned(),
        ..PartyAccounts::default()
    };
    books.facts.party_groups.insert((PartyType::Customer, "HOME".to_owned()), accounts);
    let cases = [
        (Kind::UnrealizedLoss, "UL", "UL"),
        (Kind::UnrealizedGain, "UG", "UG"),
        (Kind::RealizedLoss, "RL", "RL"),
        (Kind::RealizedGain, "RG", "RG"),
        (Kind::ApplicationRounding, "AD", "AC"),
        (Kind::CorrectionOfRemainingAmount, "RD", "RC"),
        (Kind::PaymentTolerance, "TD", "TC"),
        (Kind::PaymentDiscountTolerance, "TD", "TC"),
        (Kind::PaymentDiscount, "DD", "DC"),
    ];
    for (kind, debit, credit) in cases {
        // Taking back (the last two) goes where the opposite sign had gone.
        for (value, taken_back, account) in
            [("-7", 0, debit), ("7", 0, credit), ("7", 3, debit), ("-7", 3, credit)]
        {
            let entry = PartyLedgerEntry {
                posting_group: "HOME".to_owned(),
                currency_id: id,
                ..PartyLedgerEntry::default()
            };
            let change = Change {
                unapplied_entry_number: taken_back,
                ..Change::of(&entry, kind, amount("0"), amount(value), date(2026, 3, 10))
            };
            let poster = Poster::new(&books.facts, books.open(), Default::default(), uuid::Uuid::nil());
            let lines = poster.adjustments(PartyType::Customer, &[change]).unwrap();
            let opposite = amount(value).checked_neg().unwrap();
            let lines: Vec<_> = lines.into_iter().map(|line| (line.account, line.amount)).collect();
            assert_eq!(lines, [(account.to_owned(), opposite)], "{} {value} {taken_back}", kind.label());
        }
    }
    let no_account = PartyAccounts::default();
    books.facts.party_groups.insert((PartyType::Customer, "HOME".to_owned()), no_account);
    let entry = PartyLedgerEntry { posting_group: "HOME".to_owned(), ..PartyLedgerEntry::default() };
    let poster = Poster::new(&books.facts, books.open(), Default::default(), uuid::Uuid::nil());
    for kind in [Kind::PaymentDiscount, Kind::RealizedGain] {
        let change = |value: &str| Change::of(&entry, kind, amount("0"), amount(value), date(2026, 3, 10));
        let error = poster.adjustments(PartyType::Customer, &[change("5")]).unwrap_err();
        let expected = format!("There is no account for {} in the posting group HOME", kind.label());
        assert!(error.category == Category::Dialog && error.message.starts_with(&expected), "{error}");
        // What is nothing in local currency needs no account.
        assert!(poster.adjustments(PartyType::Customer, &[change("0")]).unwrap().is_empty());
    }
}

/// FINANCE.md 3.2 step 5: payments of a vendor and other entries applied after they were posted.
#[test]
fn applying_what_is_posted() {
    let mut books = Books::new();
    let mut bill = payment("-50", "");
    (bill.line.account_type, bill.line.account_number) = (Account::Vendor, "V-10".to_owned());
    (bill.line.document_type, bill.line.external_document_number) = (Document::Invoice, "X-1".to_owned());
    let lines = [
        books::invoice("103001", "300"),
        books::invoice("103002", "500"),
        payment("-400", ""),
        bill,
        payment("-300", ""),
    ];
    books.post(&lines).unwrap();
    let customer = books.party(PartyType::Customer, "C-100");
    let mut apply = |applying: i64, targets: &[i64]| {
        books.run(|poster| poster.apply_posted(&customer, applying, targets, &payment("-1", "")))
    };
    let not_open =
        |number: i64| format!("The ledger entry {number} is not open, or belongs to another account.");
    assert_eq!(apply(8, &[2]).map_err(|error| error.message), Err(not_open(8)));
    assert_eq!(apply(6, &[8]).map_err(|error| error.message), Err(not_open(8)));
    assert_eq!(apply(99, &[2]).map_err(|error| error.message), Err(not_open(99)));
    let used_up = apply(10, &[2, 4]).unwrap_err();
    assert_eq!(used_up.message, "The ledger entry 10 is used up before entry 4 is reached.");
    assert_eq!(used_up.category, Category::Dialog);
    apply(6, &[2, 4]).unwrap();
    assert_eq!(apply(6, &[4]).map_err(|error| error.message), Err(not_open(6)));
    assert_eq!(
        books.customer_entries(),
        "2 Invoice 300 remaining 0 closed by 6, 4 Invoice 500 remaining 400 open, 6 Payment -400 remaining 0 closed \
         by 4, 10 Payment -300 remaining -300 open"
    );
}
