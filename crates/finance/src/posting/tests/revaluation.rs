//! Revaluation of open entries, and what applications, taking them back and reversals make of it (FINANCE.md 3.2
//! step 6, 3.7).

use jiff::ToSpan;
use jiff::civil::{Date, date};
use money::{Amount, Precision, Rate};

use super::books::{self, Books, amount, foreign, payment};
use super::random::Random;
use crate::bank_accounts::BankAccount;
use crate::detailed_ledger_entries::DetailedEntryType;
use crate::posting::{BankBalance, DocumentExtras, PostingLine, Revaluation, bank_line, bank_line_back};
use crate::{
    Category,
    journal_lines::{JournalAccountType, JournalLine},
};

/// Unrealised differences go to accounts of their own: 4200 for gains, 6300 for losses.
fn euro_books() -> Books {
    let mut books = Books::new();
    let euro = books.facts.currencies.iter_mut().find(|currency| currency.code == "EUR").unwrap();
    euro.unrealized_gains_account = "4200".to_owned();
    euro.unrealized_losses_account = "6300".to_owned();
    books
}

/// An invoice of EUR 1000.00 at 110, revalued at 115 at the end of April: 50.00 more.
fn revalued() -> Books {
    let mut books = euro_books();
    books.post(&[foreign(books::invoice("103001", "1000"), "110", "1100")]).unwrap();
    books.revalue(date(2026, 4, 30)).unwrap();
    books
}

fn on(mut posting: PostingLine, day: Date) -> PostingLine {
    (posting.line.posting_date, posting.line.document_date) = (day, day);
    posting
}

/// Type and local amount of the detailed entries of the last run that are no initial entry or application.
fn differences(books: &Books) -> Vec<(DetailedEntryType, Amount)> {
    use DetailedEntryType::{Application, InitialEntry};
    let details = books.posted.detailed_ledger_entries.iter();
    let own = details.filter(|detail| !matches!(detail.entry_type, InitialEntry | Application));
    own.map(|detail| (detail.entry_type, detail.amount_local)).collect()
}

#[test]
fn open_entries_are_worth_what_the_rate_says() {
    use DetailedEntryType::{UnrealizedGain, UnrealizedLoss};
    let mut books = revalued();
    assert_eq!(books.general_ledger(), "3 4200 -50, 4 1200 50");
    assert_eq!(differences(&books), [(UnrealizedGain, amount("50"))]);
    assert_eq!(books.entry(2).remaining_amount_local, amount("1150"));
    // Again on the same date: nothing.
    books.revalue(date(2026, 4, 30)).unwrap();
    assert_eq!(books.general_ledger(), "");
    // The gain is taken back before there is a loss.
    books.euro_rate(date(2026, 5, 1), "105");
    books.revalue(date(2026, 5, 31)).unwrap();
    assert_eq!(books.general_ledger(), "5 4200 50, 6 6300 50, 7 1200 -100");
    assert_eq!(differences(&books), [(UnrealizedGain, amount("-50")), (UnrealizedLoss, amount("-50"))]);
}

#[test]
fn an_entry_takes_the_new_factor_though_its_worth_stays() {
    let mut books = euro_books();
    books.post(&[foreign(books::invoice("103001", "0.02"), "110", "0.02")]).unwrap();
    books.revalue(date(2026, 4, 30)).unwrap();
    assert_eq!(books.general_ledger(), "");
    assert_eq!(books.entry(2).adjusted_currency_factor, Rate::parse("0.869565217391").unwrap());
}

#[test]
fn a_payment_takes_back_what_was_unrealised_and_realises_it() {
    use DetailedEntryType::{RealizedGain, UnrealizedGain};
    let mut books = revalued();
    let paid = foreign(payment("-1000", "103001"), "120", "-1200");
    books.post(&[on(paid, date(2026, 5, 4))]).unwrap();
    assert_eq!(differences(&books), [(UnrealizedGain, amount("-50")), (RealizedGain, amount("100"))]);
    assert!(books.open_entries().is_empty());
    assert_eq!([books.balance("4200"), books.balance("4300")], [amount("0"), amount("-100")]);
    assert_eq!(books.balance("1200"), amount("0"));
}

#[test]
fn a_part_takes_its_part() {
    use DetailedEntryType::UnrealizedGain;
    let mut books = revalued();
    books.post(&[on(foreign(payment("-400", "103001"), "110", "-440"), date(2026, 5, 4))]).unwrap();
    assert_eq!(differences(&books), [(UnrealizedGain, amount("-20"))]);
    let entry = books.entry(2);
    assert_eq!([entry.remaining_amount_local, entry.unrealized_gain_local], [amount("690"), amount("30")]);
}

#[test]
fn taking_back_restores_and_follows_a_later_revaluation() {
    use DetailedEntryType::{UnrealizedGain, UnrealizedLoss};
    let mut books = revalued();
    books.post(&[on(foreign(payment("-400", "103001"), "110", "-440"), date(2026, 5, 4))]).unwrap();
    let mut restored = books.clone();
    restored.unapply(6, date(2026, 5, 5)).unwrap();
    assert_eq!(differences(&restored), [(UnrealizedGain, amount("20"))]);
    assert_eq!(restored.entry(2).remaining_amount_local, amount("1150"));
    // What is open again after a revaluation is worth what that said: 1000 at 120.
    books.euro_rate(date(2026, 5, 10), "120");
    books.revalue(date(2026, 5, 31)).unwrap();
    books.unapply(6, date(2026, 6, 1)).unwrap();
    assert_eq!(books.entry(2).remaining_amount_local, amount("1200"));
    assert_eq!(books.entry(2).unrealized_gain_local, amount("100"));
    assert!(!differences(&books).iter().any(|(kind, _)| *kind == UnrealizedLoss));
    // The payment can still be reversed, which leaves the invoice as it is.
    books.reverse(3).unwrap();
    assert_eq!(books.entry(2).remaining_amount_local, amount("1200"));
}

#[test]
fn a_revaluation_on_a_later_date_is_taken_back_on_that_date() {
    use DetailedEntryType::UnrealizedGain;
    let mut books = euro_books();
    books.post(&[foreign(books::invoice("103001", "1000"), "110", "1100")]).unwrap();
    books.euro_rate(date(2026, 5, 1), "120");
    let typo = date(9999, 12, 31);
    books.revalue(typo).unwrap();
    assert_eq!(books.general_ledger(), "3 4200 -100, 4 1200 100");
    books.revalue(date(2026, 4, 30)).unwrap();
    assert_eq!(books.general_ledger(), "5 4200 -50, 6 1200 50, 7 4200 100, 8 1200 -100");
    assert_eq!(differences(&books), [(UnrealizedGain, amount("50")), (UnrealizedGain, amount("-100"))]);
    let dates: Vec<_> = books.posted.general_ledger_entries.iter().map(|entry| entry.posting_date).collect();
    assert_eq!(dates, [date(2026, 4, 30), date(2026, 4, 30), typo, typo]);
    let entry = books.entry(2);
    assert_eq!([entry.remaining_amount_local, entry.unrealized_gain_local], [amount("1150"), amount("50")]);
    assert_eq!(entry.adjusted_currency_factor, Rate::parse("0.869565217391").unwrap());
    // A later date that is not allowed any more refuses all of it.
    books.revalue(typo).unwrap();
    books.facts.setup.allow_posting_to = date(2026, 12, 31);
    let refused = books.revalue(date(2026, 4, 30)).unwrap_err();
    assert_eq!(refused.category, Category::Field);
    assert!(refused.message.contains("9999-12-31"), "{refused}");
}

#[test]
fn what_was_open_on_the_date_is_revalued_though_it_was_paid_since() {
    use DetailedEntryType::{UnrealizedGain, UnrealizedLoss};
    let mut books = euro_books();
    books.post(&[foreign(books::invoice("103001", "1000"), "110", "1100")]).unwrap();
    books.post(&[on(foreign(payment("-400", "103001"), "110", "-440"), date(2026, 5, 4))]).unwrap();
    books.post(&[on(foreign(payment("-600", "103001"), "110", "-660"), date(2026, 5, 8))]).unwrap();
    assert!(books.open_entries().is_empty());
    books.revalue(date(2026, 4, 30)).unwrap();
    let gains = [amount("50"), amount("-20"), amount("-30")].map(|gain| (UnrealizedGain, gain));
    assert_eq!(differences(&books), gains);
    let dates: Vec<_> =
        books.posted.detailed_ledger_entries.iter().map(|detail| detail.posting_date).collect();
    assert_eq!(dates, [date(2026, 4, 30), date(2026, 5, 4), date(2026, 5, 8)]);
    assert!(books.open_entries().is_empty());
    assert_eq!([books.balance("4200"), books.balance("1200")], [amount("0"), amount("0")]);
    // At a lower rate it is the other way round, on each of the dates.
    books.euro_rate(date(2026, 4, 1), "105");
    books.revalue(date(2026, 4, 30)).unwrap();
    let kinds: Vec<_> = differences(&books);
    let expected = [
        (UnrealizedGain, "-50"),
        (UnrealizedLoss, "-50"),
        (UnrealizedLoss, "20"),
        (UnrealizedGain, "20"),
        (UnrealizedLoss, "30"),
        (UnrealizedGain, "30"),
    ];
    assert_eq!(kinds, expected.map(|(kind, value)| (kind, amount(value))));
    assert_eq!([books.balance("4200"), books.balance("6300")], [amount("0"), amount("0")]);
}

#[test]
fn what_was_revalued_is_not_reversed() {
    let mut books = euro_books();
    books.post(&[foreign(payment("-1000", ""), "110", "-1100")]).unwrap();
    books.revalue(date(2026, 4, 30)).unwrap();
    let payment = books.reverse(1).unwrap_err();
    assert!(payment.message.contains("revalued since"), "{payment}");
    let revaluation = books.reverse(2).unwrap_err();
    assert!(revaluation.message.contains("revalues a currency"), "{revaluation}");
}

#[test]
fn revaluations_that_cannot_be_are_refused() {
    let books = euro_books();
    let euro = books.facts.currencies.iter().find(|currency| currency.code == "EUR").unwrap();
    let line = |day: Date, number: &str| JournalLine {
        posting_date: day,
        document_number: number.to_owned(),
        ..JournalLine::default()
    };
    let april = date(2026, 4, 30);
    let cases = [
        (line(crate::BLANK_DATE, "R1"), Category::Field),
        (line(april, " "), Category::Field),
        (line(april, &"R".repeat(21)), Category::Length),
        (line(date(2019, 12, 31), "R1"), Category::NotFound),
    ];
    for (line, category) in cases {
        let refused = Revaluation::new(&books.facts, euro, line.clone()).unwrap_err();
        assert_eq!(refused.category, category, "{line:?}");
    }
    assert!(Revaluation::new(&books.facts, euro, line(april, "r1")).is_ok());
    let mut without = revalued();
    let euro = without.facts.currencies.iter_mut().find(|currency| currency.code == "EUR").unwrap();
    euro.unrealized_losses_account.clear();
    without.euro_rate(date(2026, 5, 1), "100");
    assert_eq!(without.revalue(date(2026, 5, 31)).unwrap_err().category, Category::Dialog);
}

#[test]
fn a_bank_account_is_brought_to_what_its_balance_is_worth() {
    let books = euro_books();
    let mut euro = books.facts.currencies.iter().find(|currency| currency.code == "EUR").cloned().unwrap();
    euro.realized_gains_account = "4300".to_owned();
    euro.realized_losses_account = "6500".to_owned();
    let line = JournalLine {
        posting_date: date(2026, 4, 30),
        document_date: date(2026, 4, 30),
        document_number: "R1".to_owned(),
        description: "Revaluation".to_owned(),
        // Whatever else the line says of accounts and amounts, the bank's are its own.
        balancing_account_type: JournalAccountType::Customer,
        amount: amount("7"),
        ..JournalLine::default()
    };
    let bank = BankAccount { number: "EURO".to_owned(), ..BankAccount::default() };
    // 1000 euros are worth 1150 at the end of April.
    let made = |currency, local: &str| {
        let revaluation = Revaluation::new(&books.facts, currency, line.clone()).unwrap();
        let balance = BankBalance { amount: amount("1000"), amount_local: amount(local) };
        bank_line(&books.facts, &revaluation, &bank, balance)
    };
    let expected = |account: &str, local: &str| PostingLine {
        line: JournalLine {
            account_type: JournalAccountType::BankAccount,
            account_number: "EURO".to_owned(),
            balancing_account_type: JournalAccountType::Account,
            balancing_account_number: account.to_owned(),
            currency_code: "EUR".to_owned(),
            currency_factor: Rate::parse("0.869565217391").unwrap(),
            amount: Amount::ZERO,
            amount_local: amount(local),
            system_created: true,
            ..line.clone()
        },
        extras: DocumentExtras { system_line: true, ..DocumentExtras::default() },
        ..PostingLine::default()
    };
    assert_eq!(made(&euro, "1100"), Ok(Some(expected("4300", "50"))));
    assert_eq!(made(&euro, "1200"), Ok(Some(expected("6500", "-50"))));
    assert_eq!(made(&euro, "1150"), Ok(None));
    let without = crate::currencies::Currency { realized_gains_account: String::new(), ..euro.clone() };
    assert_eq!(made(&without, "1100").unwrap_err().category, Category::Dialog);
    assert!(made(&without, "1200").is_ok());
    // What a revaluation on a later date booked is taken back on that date, from the account it went to.
    let later = date(2026, 12, 31);
    let back = |currency, booked: &str| {
        let revaluation = Revaluation::new(&books.facts, currency, line.clone()).unwrap();
        bank_line_back(&books.facts, &revaluation, &bank, later, amount(booked))
    };
    let taken_back = |account: &str, local: &str| {
        let mut posting = expected(account, local);
        (posting.line.posting_date, posting.line.document_date) = (later, later);
        posting
    };
    assert_eq!(back(&euro, "50"), Ok(Some(taken_back("4300", "-50"))));
    assert_eq!(back(&euro, "-50"), Ok(Some(taken_back("6500", "50"))));
    assert_eq!(back(&euro, "0"), Ok(None));
    assert_eq!(back(&without, "50").unwrap_err().category, Category::Dialog);
}

/// Whatever is invoiced, paid in parts, revalued and taken back in between: when all is paid, nothing unrealised is
/// left, and what was realised is what the payments brought more or less than the invoices.
#[test]
fn in_the_end_only_realised_differences_are_left() {
    for seed in 0..40 {
        let mut random = Random(seed);
        let mut books = euro_books();
        let (mut day, mut invoiced, mut paid) = (date(2026, 4, 1), Amount::ZERO, Amount::ZERO);
        for number in 0..4 {
            let (value, rate) = (random.cents(90_000), rate(&mut random));
            let local = local(value, &rate);
            let invoice = books::invoice(&format!("I{number}"), &value.to_string());
            books.post(&[foreign(invoice, &rate, &local.to_string())]).unwrap();
            invoiced = invoiced.checked_add(local).unwrap();
        }
        for step in 0..60 {
            day = day.saturating_add(1.day());
            let open: Vec<_> = books.entries.values().filter(|entry| entry.open).cloned().collect();
            let Some(entry) = open.first() else { break };
            match random.below(6) {
                0 | 1 => {
                    // Now and then on a date long past, or one that is not there yet.
                    let days = i64::from([0, 0, -20, 30][random.below(4) as usize]);
                    let day = day.saturating_add(days.days());
                    books.euro_rate(day, &rate(&mut random));
                    books.revalue(day).unwrap();
                }
                2 if step < 40 => {
                    let last = books
                        .all_details
                        .iter()
                        .rfind(|detail| detail.entry_type == DetailedEntryType::Application);
                    let last = last.filter(|detail| detail.unapplied_entry_number == 0).cloned();
                    if let Some(detail) = last.filter(|detail| detail.amount.is_positive()) {
                        let payment = books.entry(detail.ledger_entry_number).clone();
                        books.unapply(payment.entry_number, day).unwrap();
                        books.apply(payment.entry_number, detail.applied_ledger_entry_number).unwrap();
                    }
                }
                _ => {
                    let part = random.cents(60_000).min(entry.remaining_amount);
                    let part = if step < 40 { part } else { entry.remaining_amount };
                    let rate = rate(&mut random);
                    let local = local(part, &rate);
                    let line = payment(&format!("-{part}"), &entry.document_number);
                    books.post(&[on(foreign(line, &rate, &format!("-{local}")), day)]).unwrap();
                    paid = paid.checked_add(local).unwrap();
                }
            }
        }
        assert!(books.open_entries().is_empty(), "seed {seed}");
        assert_eq!(books.balance("4200"), Amount::ZERO, "seed {seed}");
        assert_eq!(books.balance("6300"), Amount::ZERO, "seed {seed}");
        // Gains, losses and, for cents, rounding.
        let realised = [books.balance("4300"), books.balance("6500"), books.balance("6400")];
        let expected = invoiced.checked_sub(paid).unwrap();
        assert_eq!(Amount::sum(realised), Ok(expected), "seed {seed}");
    }
}

fn rate(random: &mut Random) -> String {
    format!("{}.{:02}", 90 + random.below(40), random.below(100))
}

fn local(value: Amount, rate: &str) -> Amount {
    let factor = Rate::factor(Rate::parse("100").unwrap(), Rate::parse(rate).unwrap()).unwrap();
    value.to_local(factor, Precision::CENT).unwrap()
}
