//! Random invoices, payments, corrections and reversals against a list kept with pencil and paper (RELIABILITY B1). In
//! every other book invoices have VAT, which is taken out of discounts.
//!
//! `FUNCHAL_POSTING_OPERATIONS` says how many operations; the seed of a failing book is printed and kept in
//! `tests/seeds/`, from where it is tried first, and `FUNCHAL_POSTING_SEED` repeats one book.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use money::Amount;

use super::books::{self, Books, amount, payment, taxed_invoice};
use crate::party_ledger_entries::PartyType;

/// Operations of one book: after each of them everything is added up, which takes longer the more there is.
const OPERATIONS_PER_BOOK: usize = 60;
const OPERATIONS_USUAL: usize = 3_000;

/// SplitMix64.
pub(super) struct Random(pub u64);

impl Random {
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }

    pub fn cents(&mut self, most: u64) -> Amount {
        Amount::from_hundredths(i32::try_from(1 + self.below(most)).unwrap())
    }
}

/// What a person would note of one document: what is still open, debit positive, and the discount on offer.
#[derive(Clone, Debug)]
struct Note {
    open: Amount,
    discount: Amount,
    discount_until: Date,
    /// Of an invoice with VAT: net and whole; zero otherwise.
    net: Amount,
    whole: Amount,
}

impl Note {
    fn of(open: Amount) -> Note {
        let zero = Amount::ZERO;
        Note { open, discount: zero, discount_until: crate::BLANK_DATE, net: zero, whole: zero }
    }
}

/// The books and the notes beside them.
struct Pair {
    books: Books,
    notes: BTreeMap<i64, Note>,
    /// Payments posted with an application, and the invoices they went to: notes of both before it, and the VAT that
    /// went with a discount.
    applications: Vec<(i64, i64, Note, Amount, Amount)>,
    till: Amount,
    revenue: Amount,
    /// Invoices have VAT.
    taxed: bool,
    tax: Amount,
    today: Date,
    documents: u32,
}

fn plus(left: Amount, right: Amount) -> Amount {
    left.checked_add(right).unwrap()
}

fn minus(left: Amount, right: Amount) -> Amount {
    left.checked_sub(right).unwrap()
}

impl Pair {
    fn new(taxed: bool) -> Pair {
        let mut books = Books::new();
        if taxed {
            books.adjust_for_payment_discount();
        }
        Pair {
            books,
            taxed,
            tax: Amount::ZERO,
            notes: BTreeMap::new(),
            applications: Vec::new(),
            till: Amount::ZERO,
            revenue: Amount::ZERO,
            today: date(2026, 3, 10),
            documents: 0,
        }
    }

    fn invoice(&mut self, random: &mut Random) {
        self.documents += 1;
        let value = random.cents(500_000);
        let document = format!("I{}", self.documents);
        let mut lines = match self.taxed {
            true => taxed_invoice(&document, &[("STD", &value.to_string())]),
            false => vec![books::invoice(&document, &value.to_string())],
        };
        for line in &mut lines {
            (line.line.posting_date, line.line.document_date) = (self.today, self.today);
        }
        let mut note = Note::of(value);
        if random.below(2) == 0 {
            note.discount_until = self.today.saturating_add(8.days());
            lines[0].line.payment_discount_date = note.discount_until;
            lines[0].line.payment_discount_percent = amount("2");
            note.discount = self.part(value, "2", "100");
        }
        self.books.post(&lines).unwrap();
        let tax = if self.taxed { self.part(value, "20", "120") } else { Amount::ZERO };
        self.tax = minus(self.tax, tax);
        self.revenue = minus(self.revenue, minus(value, tax));
        if self.taxed {
            (note.net, note.whole) = (minus(value, tax), value);
        }
        self.notes.insert(self.books.entry_of(&document).entry_number, note);
    }

    /// So many parts of a whole, in cents.
    fn part(&self, value: Amount, parts: &str, of: &str) -> Amount {
        value.ratio(amount(parts), amount(of), self.books.facts.setup.precision()).unwrap()
    }

    /// A payment of some, all or more of an open invoice, or of nothing in particular.
    fn payment(&mut self, random: &mut Random) {
        let open: Vec<i64> = self
            .notes
            .iter()
            .filter(|(_, note)| note.open.is_positive())
            .map(|(number, _)| *number)
            .collect();
        let target = (!open.is_empty() && random.below(8) != 0)
            .then(|| open[usize::try_from(random.below(open.len() as u64)).unwrap()]);
        let paid = match target.map(|number| self.notes[&number].clone()) {
            None => random.cents(100_000),
            Some(note) => match random.below(4) {
                0 => random.cents(500_000),
                1 => plus(note.open, random.cents(10_000)),
                2 if note.discount < note.open => minus(note.open, note.discount),
                _ => note.open,
            },
        };
        let document = target.map(|number| self.books.entry(number).document_number.clone());
        let mut line = payment(&format!("-{paid}"), document.as_deref().unwrap_or_default());
        (line.line.posting_date, line.line.document_date) = (self.today, self.today);
        self.documents += 1;
        line.line.document_number = format!("P{}", self.documents);
        self.books.post(&[line]).unwrap();
        self.till = plus(self.till, paid);
        let number = self.books.entry_of(&format!("P{}", self.documents)).entry_number;
        self.note_payment(number, target, paid);
    }

    fn note_payment(&mut self, number: i64, target: Option<i64>, paid: Amount) {
        let mut left = paid;
        if let Some(invoice) = target {
            let before = self.notes[&invoice].clone();
            let note = self.notes.get_mut(&invoice).unwrap();
            let in_time = self.today <= note.discount_until && !note.discount.is_zero();
            let mut tax = Amount::ZERO;
            if in_time && paid >= minus(note.open, note.discount) {
                left = plus(left, note.discount);
                if self.taxed {
                    let precision = self.books.facts.setup.precision();
                    let net = note.net.ratio(note.discount, note.whole, precision).unwrap();
                    tax = minus(note.discount, net);
                }
            }
            self.tax = plus(self.tax, tax);
            let applied = left.min(note.open);
            note.open = minus(note.open, applied);
            left = minus(left, applied);
            if note.open.is_zero() {
                note.discount = Amount::ZERO;
            }
            self.applications.push((number, invoice, before, paid, tax));
        }
        self.notes.insert(number, Note::of(left.checked_neg().unwrap()));
    }

    /// Takes the latest application back, if any.
    fn unapply(&mut self) {
        let Some((number, invoice, before, paid, tax)) = self.applications.pop() else { return };
        self.books.unapply(number, self.today).unwrap();
        self.tax = minus(self.tax, tax);
        self.notes.insert(invoice, before);
        self.notes.get_mut(&number).unwrap().open = paid.checked_neg().unwrap();
    }

    fn compare(&self, what: &str) {
        for (number, note) in &self.notes {
            let entry = self.books.entry(*number);
            assert_eq!(entry.remaining_amount, note.open, "{what}: entry {number} {entry:?}");
            assert_eq!(entry.open, !note.open.is_zero(), "{what}: entry {number}");
        }
        let account = |number: &str| self.books.balance(number);
        let found = [account("1110"), account("4110"), account("2200")];
        assert_eq!(found, [self.till, self.revenue, self.tax], "{what}");
        let owed = Amount::sum(self.notes.values().map(|note| note.open)).unwrap();
        let party =
            |entry: &&crate::party_ledger_entries::PartyLedgerEntry| entry.party_type == PartyType::Customer;
        let shown = self.books.entries.values().filter(party).map(|entry| entry.remaining_amount_local);
        assert_eq!(Amount::sum(shown).unwrap(), owed, "{what}");
        // What is neither owed, nor in the till, nor revenue, nor VAT was given as discount.
        let discounts = account("4210");
        let all = [owed, self.till, self.revenue, self.tax, discounts];
        assert_eq!(Amount::sum(all).unwrap(), Amount::ZERO, "{what}: discounts {discounts}");
    }
}

#[test]
fn random_books_agree_with_a_list_kept_by_hand() {
    let wanted = std::env::var("FUNCHAL_POSTING_OPERATIONS").ok().and_then(|text| text.parse().ok());
    let operations: usize = wanted.unwrap_or(OPERATIONS_USUAL);
    let seeds = seeds::Seeds::of("finance-posting-random");
    match std::env::var("FUNCHAL_POSTING_SEED").ok().and_then(|text| text.parse().ok()) {
        Some(chosen) => seeds.run_one(chosen, keep_books),
        None => {
            let books = operations.div_ceil(OPERATIONS_PER_BOOK) as u64;
            seeds.run(0..books, keep_books);
        }
    }
}

/// One book, which the seed decides wholly.
fn keep_books(seed: u64) {
    let mut random = Random(seed);
    let mut pair = Pair::new(seed % 2 == 1);
    for step in 0..OPERATIONS_PER_BOOK {
        pair.today = pair.today.saturating_add(i64::try_from(random.below(3)).unwrap().days());
        match random.below(10) {
            0..=3 => pair.invoice(&mut random),
            4..=8 => pair.payment(&mut random),
            _ => pair.unapply(),
        }
        pair.compare(&format!("FUNCHAL_POSTING_SEED={seed}, step {step}"));
    }
}
