//! A run as a whole: its transactions, what is drained in between, open entries on offer, taking back and reversing.

use std::collections::BTreeSet;

use jiff::civil::date;
use uuid::Uuid;

use super::books::{self, Books, amount, foreign, of_journal, payment};
use crate::errors::Category;
use crate::journal_lines::{JournalDocumentType as Document, JournalLine};
use crate::party_ledger_entries::{PartyLedgerEntry, PartyType};
use crate::payment_applications::PaymentApplication;
use crate::posting::{OpenEntries, Poster, PostingLine, ReversalFacts, RuleError, UnapplyFacts};

#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, RuleError>, category: Category, message: &str) {
    let error = result.unwrap_err();
    assert_eq!((error.category, error.message.as_str()), (category, message));
}

fn poster<'f>(books: &'f Books) -> Poster<'f> {
    let seed = Uuid::from_u128((99 << 64) | (0x7 << 76));
    Poster::new(&books.facts, books.open(), Default::default(), seed)
}

/// FINANCE.md 2.3: a new transaction where the lines so far are in balance, unless the program goes on with a document.
#[test]
fn where_transactions_begin() {
    let line = |value: &str, number: &str, system_created| {
        of_journal(JournalLine {
            account_number: "6100".to_owned(),
            amount: amount(value),
            amount_local: amount(value),
            system_created,
            ..books::blank(number)
        })
    };
    let transactions = |lines: &[PostingLine]| {
        let mut books = Books::new();
        books.run(|poster| lines.iter().try_for_each(|posting| poster.post(posting))).unwrap();
        let entries = &books.posted.general_ledger_entries;
        let made_by = entries.iter().map(|entry| entry.system_created);
        assert!(made_by.eq(lines.iter().map(|posting| posting.line.system_created)));
        entries.iter().map(|entry| entry.transaction_number).collect::<Vec<_>>()
    };
    let (five, back) = (line("5", "A", false), line("-5", "A", false));
    let (system, system_back) = (line("5", "A", true), line("-5", "A", true));
    let other = |posting: &PostingLine, change: fn(&mut JournalLine)| {
        let mut posting = posting.clone();
        change(&mut posting.line);
        posting
    };
    assert_eq!(transactions(&[five.clone(), back.clone()]), [1, 1]);
    assert_eq!(transactions(&[five.clone(), back.clone(), five.clone(), back.clone()]), [1, 1, 2, 2]);
    let go_on = [five.clone(), back.clone(), system.clone(), system_back.clone()];
    assert_eq!(transactions(&go_on), [1, 1, 1, 1]);
    // The first line begins a transaction, whoever made it.
    assert_eq!(transactions(&[system.clone(), system_back.clone()]), [1, 1]);
    let changes: [fn(&mut JournalLine); 3] = [
        |line| line.document_number = "B".to_owned(),
        |line| line.document_type = Document::Invoice,
        |line| line.posting_date = date(2026, 3, 11),
    ];
    for change in changes {
        let (next, next_back) = (other(&system, change), other(&system_back, change));
        let lines = [five.clone(), back.clone(), next.clone(), next_back.clone()];
        assert_eq!(transactions(&lines), [1, 1, 2, 2]);
        // The document that is gone on with is the last one.
        let lines = [five.clone(), back.clone(), next.clone(), next_back.clone(), next, next_back];
        assert_eq!(transactions(&lines), [1, 1, 2, 2, 2, 2]);
    }
    // Out of balance nothing begins.
    let dated = other(&back, |line| line.document_number = "B".to_owned());
    assert_eq!(transactions(&[five, dated]), [1, 1]);
}

/// A long journal: entries leave as they come, and the register speaks of all of them.
#[test]
fn a_run_in_pieces() {
    let mut books = Books::new();
    books.post(&[books::invoice("103001", "1000")]).unwrap();
    let mut poster = poster(&books);
    poster.post(&payment("-400", "103001")).unwrap();
    let first = poster.drain();
    assert_eq!(first.general_ledger_entries.len(), 2);
    let changed = poster.drain_changed();
    assert_eq!(changed.iter().map(|entry| entry.remaining_amount).collect::<Vec<_>>(), [amount("600")]);
    // What was drained can still be applied to, and its later changes come with the next piece.
    poster.post(&payment("-100", "103001")).unwrap();
    assert_eq!(poster.drain().general_ledger_entries.len(), 2);
    assert_eq!(poster.drain_changed()[0].remaining_amount, amount("500"));
    let (drained, changed) = (poster.drain(), poster.drain_changed());
    assert!(drained.general_ledger_entries.is_empty() && changed.is_empty());
    // Open entries read again take the place of those known so far.
    let again = PartyLedgerEntry { document_number: "103002".to_owned(), ..books.entry(2).clone() };
    poster.reopen(OpenEntries::new(vec![again]));
    poster.post(&payment("-1000", "103002")).unwrap();
    poster.drain();
    assert!(!poster.drain_changed()[0].open);
    let finished = poster.finish().unwrap();
    let register = finished.register.unwrap();
    assert_eq!((register.number, register.from_entry_number, register.to_entry_number), (2, 3, 8));
    assert_eq!((finished.counters.register, finished.counters.transaction), (2, 4));
    assert!(finished.entries.general_ledger_entries.is_empty());
}

/// FINANCE.md 2.3, rule 32: no register for nothing, none out of balance.
#[test]
fn runs_that_come_to_nothing() {
    let books = Books::new();
    let mut run = poster(&books);
    run.post(&of_journal(JournalLine::default())).unwrap();
    let finished = run.finish().unwrap();
    assert!(finished.register.is_none() && finished.counters == books.facts.counters);
    let mut run = poster(&books);
    let alone = JournalLine { balancing_account_number: String::new(), ..payment("-5", "").line };
    run.post(&of_journal(alone)).unwrap();
    let message = "The posting is out of balance by -5. Correct the lines so that debits equal credits.";
    refused(run.finish().map(drop), Category::Dialog, message);
}

/// A run of applications without a general ledger line has a register all the same.
#[test]
fn a_run_of_applications_only() {
    let mut books = Books::new();
    books.post(&[books::invoice("103001", "1000"), payment("-400", "")]).unwrap();
    books.apply(4, 2).unwrap();
    assert!(books.posted.general_ledger_entries.is_empty());
    let register = books.register.as_ref().unwrap();
    assert_eq!((register.number, register.from_entry_number, register.to_entry_number), (2, 5, 4));
}

/// FINANCE.md 3.1: a payment of several invoices marks them, and takes the marks it did not reach away.
#[test]
fn several_invoices_on_offer() {
    let mut books = Books::new();
    let document = |id: u128, number: &str, value: &str| {
        let mut posting = books::invoice(number, value);
        posting.extras.document_id = Uuid::from_u128(id);
        posting
    };
    books
        .post(&[document(1, "103001", "300"), document(2, "103002", "500"), document(3, "103003", "200")])
        .unwrap();
    let application = |id: u128, value: &str| PaymentApplication {
        invoice_id: Uuid::from_u128(id),
        amount: amount(value),
        ..PaymentApplication::default()
    };
    let mut line = payment("-350", "");
    line.line.applies_to_id = "MARK".to_owned();
    let mut run = poster(&books);
    run.offer(&line.line, &[application(1, "100"), application(2, "0"), application(3, "200")]).unwrap();
    let offered: Vec<_> = run
        .drain_changed()
        .iter()
        .map(|entry| (entry.entry_number, entry.applies_to_id.clone(), entry.amount_to_apply.to_string()))
        .collect();
    let mark = |number, value: &str| (number, "MARK".to_owned(), value.to_owned());
    assert_eq!(offered, [mark(2, "100"), mark(4, "500"), mark(6, "200")]);
    run.post(&line).unwrap();
    run.drain();
    run.withdraw(&line.line);
    let left: Vec<_> = run
        .drain_changed()
        .iter()
        .map(|entry| (entry.remaining_amount.to_string(), entry.applies_to_id.clone(), entry.amount_to_apply))
        .collect();
    let unmarked = |value: &str| (value.to_owned(), String::new(), amount("0"));
    assert_eq!(left, [unmarked("200"), unmarked("250"), unmarked("200")]);

    let mut run = poster(&books);
    let message = "applications: one of the invoices is not open any more.";
    refused(run.offer(&line.line, &[application(4, "5")]), Category::NotFound, message);
    let message = "applications: 300.01 was to be applied to 103001, of which 300 remains.";
    refused(run.offer(&line.line, &[application(1, "300.01")]), Category::Field, message);
    run.offer(&line.line, &[application(1, "300")]).unwrap();
    // Marks of others stay.
    run.drain_changed();
    run.withdraw(&JournalLine { applies_to_id: "OTHER".to_owned(), ..line.line.clone() });
    assert!(run.drain_changed().is_empty());
    // Nothing is let go any more of what is not paid.
    let entry = run.open.get(2).cloned().unwrap();
    run.open.replace(PartyLedgerEntry {
        accepted_payment_tolerance: amount("5"),
        accepted_payment_discount_tolerance: true,
        ..entry
    });
    run.withdraw(&line.line);
    let entry = run.open.get(2).unwrap();
    assert_eq!(
        (entry.accepted_payment_tolerance, entry.accepted_payment_discount_tolerance),
        (amount("0"), false)
    );
}

/// Amounts of applications are positive; entries of the other side take them with their own sign.
#[test]
fn an_offer_with_the_sign_of_the_entry() {
    let mut books = Books::new();
    let mut credit = books::invoice("203001", "-300");
    credit.line.document_type = Document::CreditMemo;
    credit.extras.document_id = Uuid::from_u128(1);
    books.post(&[credit]).unwrap();
    let mut run = poster(&books);
    let application = PaymentApplication {
        invoice_id: Uuid::from_u128(1),
        amount: amount("120"),
        ..PaymentApplication::default()
    };
    run.offer(&payment("120", "").line, std::slice::from_ref(&application)).unwrap();
    assert_eq!(run.drain_changed()[0].amount_to_apply, amount("-120"));
    let more = PaymentApplication { amount: amount("300.01"), ..application };
    let message = "applications: 300.01 was to be applied to 203001, of which 300 remains.";
    refused(run.offer(&payment("120", "").line, &[more]), Category::Field, message);
}

/// What can be found is open; what is closed is forgotten once it was taken.
#[test]
fn open_entries() {
    let (party, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let entry = |entry_number, number: &str, due: i8, party_id| PartyLedgerEntry {
        entry_number,
        document_number: number.to_owned(),
        document_type: Document::Invoice,
        due_date: date(2026, 4, due),
        party_id,
        open: true,
        applies_to_id: "MARK".to_owned(),
        amount_to_apply: amount("5"),
        ..PartyLedgerEntry::default()
    };
    let closed = PartyLedgerEntry { open: false, ..entry(5, "E", 1, party) };
    let unmarked = PartyLedgerEntry { applies_to_id: String::new(), ..entry(6, "F", 1, party) };
    let nothing = PartyLedgerEntry { amount_to_apply: amount("0"), ..entry(7, "G", 1, party) };
    let mut open = OpenEntries::new(vec![
        entry(1, "A", 9, party),
        entry(2, "A", 3, party),
        entry(3, "C", 3, party),
        entry(4, "A", 1, other),
        closed,
        unmarked,
        nothing,
    ]);
    let oldest =
        |open: &OpenEntries| open.of_document("A", Document::Invoice, party).map(|entry| entry.entry_number);
    assert_eq!(oldest(&open), Some(1));
    assert!(open.of_document("A", Document::Payment, party).is_none());
    assert!(open.get(5).is_none());
    assert_eq!(open.marked(party, "MARK"), [2, 3, 1]);
    assert_eq!(open.by_due_date(party, |_| true), [6, 7, 2, 3, 1]);
    let mut first = open.get(1).unwrap().clone();
    open.replace(first.clone());
    assert_eq!(open.take_changed(), [first.clone()]);
    assert_eq!(oldest(&open), Some(1));
    first.open = false;
    open.replace(first.clone());
    assert_eq!((oldest(&open), open.marked(party, "MARK")), (Some(2), vec![2, 3]));
    assert_eq!(open.take_changed(), [first]);
    assert!(open.get(1).is_none());
    assert!(open.take_changed().is_empty());
}

/// An invoice of 1000.00 paid with 2 % discount: transactions 1 and 2, entries 2 and 4.
fn discounted() -> Books {
    let mut books = Books::new();
    let mut invoice = books::invoice("103001", "1000");
    invoice.line.payment_discount_date = date(2026, 3, 18);
    invoice.line.payment_discount_percent = amount("2");
    books.post(&[invoice]).unwrap();
    books.post(&[payment("-980", "103001")]).unwrap();
    books
}

/// FINANCE.md 3.8: what cannot be taken back, or not yet.
#[test]
fn applications_that_stay() {
    let on = date(2026, 3, 10);
    let unapply = |change: fn(&mut UnapplyFacts), day| {
        let mut books = discounted();
        let mut facts = books.unapply_facts(4);
        change(&mut facts);
        books.unapply_with(facts, day)
    };
    unapply(|_| {}, on).unwrap();
    let message = "postingDate: 2026-03-09 is before the application, which is dated 2026-03-10.";
    refused(unapply(|_| {}, date(2026, 3, 9)), Category::Dialog, message);
    let nothing = "There is no application to take back in this transaction.";
    refused(unapply(|facts| facts.details.clear(), on), Category::Dialog, nothing);
    refused(unapply(|facts| facts.details.truncate(2), on), Category::Dialog, nothing);
    let taken_back = |facts: &mut UnapplyFacts| {
        facts.taken_back = facts.details.iter().map(|detail| detail.entry_number).collect();
    };
    refused(unapply(taken_back, on), Category::Dialog, nothing);
    let message = "The ledger entry 2 was applied again later. Take back its latest application first.";
    refused(unapply(|facts| facts.applied_later = BTreeSet::from([2]), on), Category::Dialog, message);
    let missing = |facts: &mut UnapplyFacts| facts.entries.retain(|entry| entry.entry_number != 2);
    refused(unapply(missing, on), Category::Dialog, "The ledger entry 2 is missing.");
    let reversed = |facts: &mut UnapplyFacts| {
        let invoices = facts.entries.iter_mut().filter(|entry| entry.entry_number == 2);
        invoices.for_each(|entry| entry.reversed_by_entry_number = 9);
    };
    refused(unapply(reversed, on), Category::Dialog, "The ledger entry 2 has been reversed.");
    // What takes an application back is none itself.
    let mut books = discounted();
    books.unapply(4, on).unwrap();
    refused(books.unapply(4, on), Category::Dialog, nothing);
    // What was taken back before, here the discount, is not taken back again.
    let books = discounted();
    let facts = UnapplyFacts { taken_back: BTreeSet::from([3]), ..books.unapply_facts(4) };
    let party = books.party(PartyType::Customer, "C-100");
    let mut run = poster(&books);
    crate::posting::unapply(&mut run, &party, facts, &payment("-1", "")).unwrap();
    let numbers: Vec<_> =
        run.drain().detailed_ledger_entries.iter().map(|detail| detail.unapplied_entry_number).collect();
    assert_eq!(numbers, [4, 5]);
}

/// FINANCE.md 3.8: an entry of which something was paid before opens again with what was given before.
#[test]
fn taking_back_the_second_of_two_payments() {
    let mut books = Books::new();
    books.post(&[books::invoice("103001", "1000")]).unwrap();
    books.change(2, |entry| entry.payment_discount_given_local = amount("7"));
    books.post(&[payment("-400", "103001")]).unwrap();
    books.post(&[payment("-600", "103001")]).unwrap();
    assert_eq!(books.entry(2).closed_by_entry_number, 6);
    books.unapply(6, date(2026, 3, 20)).unwrap();
    let invoice = books.entry(2);
    assert_eq!(
        (invoice.remaining_amount, invoice.payment_discount_given_local),
        (amount("600"), amount("7"))
    );
    assert_eq!((invoice.closed_by_entry_number, invoice.closed_at_date), (0, crate::BLANK_DATE));
    assert_eq!((invoice.closed_by_amount, invoice.closed_by_amount_local), (amount("0"), amount("0")));
    assert_eq!(books.open_entries(), [2, 6]);
}

/// FINANCE.md 3.8: what cannot be reversed.
#[test]
fn transactions_that_stay() {
    let reverse = |change: fn(&mut ReversalFacts, &mut Books)| {
        let mut books = Books::new();
        books.post(&[payment("-600", "")]).unwrap();
        let mut facts = books.reversal_facts(1);
        change(&mut facts, &mut books);
        books.run(|poster| crate::posting::reverse(poster, facts))
    };
    reverse(|_, _| {}).unwrap();
    let empty = |facts: &mut ReversalFacts, _: &mut Books| *facts = ReversalFacts::default();
    refused(reverse(empty), Category::Dialog, "There is no transaction to reverse.");
    let reversed = |facts: &mut ReversalFacts, _: &mut Books| facts.reversed = BTreeSet::from([2]);
    refused(reverse(reversed), Category::Dialog, "The transaction has been reversed already.");
    let of_document = |facts: &mut ReversalFacts, _: &mut Books| {
        facts.general_ledger_entries[1].document_id = Uuid::from_u128(1);
    };
    let message =
        "Only what was posted from a journal can be reversed. Cancel the document, or post a credit memo.";
    refused(reverse(of_document), Category::Dialog, message);
    let undated = |facts: &mut ReversalFacts, _: &mut Books| {
        facts.general_ledger_entries[1].posting_date = crate::BLANK_DATE;
    };
    refused(reverse(undated), Category::Dialog, "The transaction has no date.");
    let closed = |_: &mut ReversalFacts, books: &mut Books| {
        books.facts.setup.allow_posting_from = date(2026, 3, 11);
    };
    let message = "postingDate: 2026-03-10 is not within the range of allowed posting dates.";
    refused(reverse(closed), Category::Dialog, message);

    let applied = "The transaction has entries that are applied. Take back the application first.";
    let application = "The transaction is an application, takes one back, or revalues a currency. Take an application back instead; revalue again with another rate.";
    let mut books = discounted();
    refused(books.reverse(2), Category::Dialog, applied);
    refused(books.reverse(1), Category::Dialog, applied);
    // Applied later, in a transaction of its own.
    let mut books = Books::new();
    books.post(&[books::invoice("103001", "1000"), payment("-400", "")]).unwrap();
    books.apply(4, 2).unwrap();
    for transaction in [1, 2] {
        refused(books.reverse(transaction), Category::Dialog, applied);
    }
    books.unapply(4, date(2026, 3, 20)).unwrap();
    books.reverse(2).unwrap();
    assert_eq!(books.open_entries(), [2]);
    // An application that left lines in the general ledger.
    let mut books = Books::new();
    books.post(&[foreign(books::invoice("103001", "1000"), "110", "1100")]).unwrap();
    books.post(&[foreign(payment("-1000", ""), "115", "-1150")]).unwrap();
    books.apply(4, 2).unwrap();
    refused(books.reverse(3), Category::Dialog, application);
}

/// FINANCE.md 3.2 step 9: a closed entry offers no discount any more, and no payment is waiting for it.
#[test]
fn a_reversal_leaves_no_marks() {
    let mut books = Books::new();
    let mut invoice = books::invoice("103001", "1000");
    invoice.line.payment_discount_date = date(2026, 3, 18);
    invoice.line.payment_discount_percent = amount("2");
    books.facts.rules.payment_tolerance.max_amount = amount("5");
    books.post(&[invoice]).unwrap();
    books.mark(&[2], "MARK");
    books.reverse(1).unwrap();
    for number in [2, 4] {
        let entry = books.entry(number);
        assert_eq!((entry.open, entry.closed_at_date), (false, date(2026, 3, 10)));
        assert_eq!((entry.amount_to_apply, entry.applies_to_id.as_str()), (amount("0"), ""), "{number}");
        let offered = (entry.remaining_payment_discount_possible, entry.max_payment_tolerance);
        assert_eq!(offered, (amount("0"), amount("0")), "{number}");
        let original = entry.original_payment_discount_possible;
        assert_eq!(original, amount(if number == 2 { "20" } else { "0" }));
    }
}

/// A discount worth nothing in local currency leaves no line of the general ledger, neither when it is granted nor when
/// it is taken back; its detailed entries are mirrored all the same.
#[test]
fn reversing_what_only_the_details_know() {
    let mut books = Books::new();
    let yen = |mut posting: PostingLine, local: &str| {
        posting = foreign(posting, "0.4", local);
        posting.line.currency_code = "JPY".to_owned();
        posting
    };
    let mut invoice = yen(books::invoice("103001", "100"), "0.4");
    invoice.line.payment_discount_date = date(2026, 3, 18);
    invoice.line.payment_discount_percent = amount("1");
    books.post(&[books::invoice("1", "1"), books::invoice("2", "1"), invoice]).unwrap();
    books.post(&[yen(payment("-99", "103001"), "-0.4")]).unwrap();
    assert_eq!(books.general_ledger(), "7 1110 0.4, 8 1200 -0.4");
    assert_eq!(
        books.details(),
        "8 Initial Entry -99, 8 Payment Discount -1, 6 Application -100, 8 Application 100"
    );
    books.unapply(8, date(2026, 3, 20)).unwrap();
    assert_eq!(books.general_ledger(), "");
    books.reverse(4).unwrap();
    assert_eq!(
        books.details(),
        "10 Payment Discount 1, 10 Payment Discount -1, 10 Initial Entry 99, 8 Application 99, 10 Application -99"
    );
    assert_eq!(books.open_entries(), [2, 4, 6]);
}
