//! What is let go of entries that are settled together, decided entry by entry.

use jiff::civil::{Date, date};
use money::{Amount, Precision};

use super::{Offer, accept_differences};
use crate::{
    journal_lines::JournalDocumentType::{self, CreditMemo, Invoice, Payment, Refund},
    party_ledger_entries::PartyLedgerEntry,
};

fn amount(text: &str) -> Amount {
    Amount::parse(text).unwrap()
}

fn offer(value: &str) -> Offer {
    Offer {
        document_type: Payment,
        amount: amount(value),
        date: date(2026, 3, 18),
        precision: Precision::CENT,
        exact: false,
    }
}

/// An invoice, of which so much may be missing.
fn invoice(value: &str, tolerance: &str) -> PartyLedgerEntry {
    PartyLedgerEntry {
        document_type: Invoice,
        positive: true,
        amount: amount(value),
        remaining_amount: amount(value),
        max_payment_tolerance: amount(tolerance),
        ..PartyLedgerEntry::default()
    }
}

/// An invoice of 1000 with a tolerance of 10 and a discount of 20 until the 18th, or with grace until the 23rd.
fn discounted() -> PartyLedgerEntry {
    PartyLedgerEntry {
        payment_discount_date: date(2026, 3, 18),
        payment_discount_tolerance_date: date(2026, 3, 23),
        remaining_payment_discount_possible: amount("20"),
        ..invoice("1000", "10")
    }
}

fn to_apply(value: &str, entry: PartyLedgerEntry) -> PartyLedgerEntry {
    PartyLedgerEntry { amount_to_apply: amount(value), ..entry }
}

/// The difference each entry lets go, with a star where it grants its discount late.
fn accepted(offer: Offer, mut entries: Vec<PartyLedgerEntry>) -> Vec<String> {
    accept_differences(offer, &mut entries).unwrap();
    let told = |entry: &PartyLedgerEntry| {
        let star = if entry.accepted_payment_discount_tolerance { "*" } else { "" };
        format!("{}{star}", entry.accepted_payment_tolerance)
    };
    entries.iter().map(told).collect()
}

#[test]
fn a_difference_is_shared_in_proportion_up_to_what_each_tolerates() {
    let (thousand, five_hundred) = (invoice("1000", "10"), invoice("500", "10"));
    for (value, entries, expected) in [
        ("-995", vec![thousand.clone()], vec!["5"]),
        ("-1005", vec![thousand.clone()], vec!["-5"]),
        ("-1000", vec![thousand.clone()], vec!["0"]),
        ("-989.99", vec![thousand.clone()], vec!["0"]),
        ("-1495", vec![thousand.clone(), five_hundred.clone()], vec!["3.33", "1.67"]),
        // What one does not tolerate the other takes, either way.
        ("-1489", vec![invoice("1000", "1"), five_hundred.clone()], vec!["1", "10"]),
        ("-1511", vec![invoice("1000", "1"), five_hundred], vec!["-1", "-10"]),
        // One that tolerates nothing has no share.
        (
            "-1992",
            vec![thousand.clone(), invoice("500", "0"), invoice("500", "5")],
            vec!["5.33", "0", "2.67"],
        ),
        // What was accepted before is decided anew.
        ("-900", vec![PartyLedgerEntry { accepted_payment_tolerance: amount("3"), ..thousand }], vec!["0"]),
    ] {
        assert_eq!(accepted(offer(value), entries), expected, "{value}");
    }
}

#[test]
fn an_amount_that_is_named_is_meant() {
    for (value, named, exact, expected) in [
        ("-995", "960", false, "0"),
        ("-995", "990", false, "5"),
        ("-995", "990", true, "-5"),
        ("-990", "990", true, "0"),
        ("-995", "1000", true, "5"),
    ] {
        let offer = Offer { exact, ..offer(value) };
        let entries = vec![to_apply(named, invoice("1000", "10"))];
        assert_eq!(accepted(offer, entries), [expected], "{value} for {named}, {exact}");
    }
    // In time for its discount the invoice asks for 980; nearly as much means the whole of it.
    for (value, named, expected) in
        [("-975", "975", "5"), ("-970", "970", "0"), ("-970.01", "970.01", "9.99")]
    {
        let offer = Offer { exact: true, ..offer(value) };
        assert_eq!(accepted(offer, vec![to_apply(named, discounted())]), [expected], "{value} for {named}");
    }
}

#[test]
fn a_discount_is_granted_late_within_its_grace_period() {
    let on = |day: i8| -> Date { date(2026, 3, day) };
    for (day, value, entry, expected) in [
        (18, "-980", discounted(), "0"),
        (18, "-975", discounted(), "5"),
        (19, "-980", discounted(), "0*"),
        (23, "-975", discounted(), "5*"),
        (23, "-969.99", discounted(), "0"),
        (23, "-900", discounted(), "0"),
        (23, "-1020", discounted(), "0*"),
        (24, "-980", discounted(), "0"),
        (24, "-995", discounted(), "5"),
        (20, "-980", to_apply("500", discounted()), "0"),
        (20, "-980", invoice("1000", "10"), "0"),
    ] {
        let offer = Offer { date: on(day), ..offer(value) };
        assert_eq!(accepted(offer, vec![entry]), [expected], "{value} on {day}");
    }
}

#[test]
fn payments_pay_invoices_and_refunds_credit_memos() {
    let of = |document_type: JournalDocumentType, sign: &str| PartyLedgerEntry {
        document_type,
        positive: sign.is_empty(),
        ..invoice(&format!("{sign}1000"), &format!("{sign}10"))
    };
    for (document_type, value, entry, expected) in [
        (Payment, "-995", of(Invoice, ""), "5"),
        (Refund, "995", of(CreditMemo, "-"), "-5"),
        (Payment, "995", of(CreditMemo, "-"), "0"),
        (Refund, "-995", of(Invoice, ""), "0"),
        (CreditMemo, "-995", of(Invoice, ""), "0"),
    ] {
        let offer = Offer { document_type, ..offer(value) };
        assert_eq!(accepted(offer, vec![entry]), [expected], "{document_type:?} {value}");
    }
}
