//! Small books for tests: facts of the demo company, lines in few words, ledgers as text.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};
use money::{Amount, Rate};
use uuid::Uuid;

use crate::bank_accounts::BankAccount;
use crate::bank_ledger_entries::BankLedgerEntry;
use crate::choices::Choice;
use crate::currency_exchange_rates::CurrencyExchangeRate;
use crate::demo_setup;
use crate::detailed_ledger_entries::{DetailedEntryType, DetailedLedgerEntry};
use crate::general_ledger_entries::GeneralLedgerEntry;
use crate::general_ledger_registers::GeneralLedgerRegister;
use crate::journal_lines::{JournalAccountType as Account, JournalDocumentType as Document, JournalLine};
use crate::party_ledger_entries::{PartyLedgerEntry, PartyType};
use crate::posting::{
    LaterDetails, OpenEntries, Party, Posted, Poster, PostingFacts, PostingLine, PostingRules, Revaluation,
    ReversalFacts, RuleError, UnapplyFacts, check_line, reverse, unapply,
};
use crate::posting_setup::{GeneralPostingType, VatCalculationType};
use crate::vat_entries::VatEntry;

/// The ledgers of a company, and what the last run added.
#[derive(Debug, Clone)]
pub struct Books {
    pub facts: PostingFacts,
    pub entries: BTreeMap<i64, PartyLedgerEntry>,
    pub all_details: Vec<DetailedLedgerEntry>,
    pub all_general: Vec<GeneralLedgerEntry>,
    pub all_vat: Vec<VatEntry>,
    pub all_banks: Vec<BankLedgerEntry>,
    pub posted: Posted,
    /// Entries of earlier runs that the last run changed.
    pub changed: Vec<PartyLedgerEntry>,
    pub register: Option<GeneralLedgerRegister>,
    /// Of all entries and registers.
    ids: BTreeSet<Uuid>,
    runs: u128,
}

pub fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

/// A line of 2026-03-10 without accounts.
pub fn blank(document_number: &str) -> JournalLine {
    JournalLine {
        id: Uuid::from_u128(7),
        line_number: 10_000,
        posting_date: date(2026, 3, 10),
        document_date: date(2026, 3, 10),
        document_number: document_number.to_owned(),
        ..JournalLine::default()
    }
}

pub fn of_journal(line: JournalLine) -> PostingLine {
    PostingLine::of_journal(line, Uuid::nil())
}

/// A payment of customer C-100 through 1110, applied to an invoice unless its number is blank.
pub fn payment(value: &str, invoice: &str) -> PostingLine {
    of_journal(JournalLine {
        account_type: Account::Customer,
        account_number: "C-100".to_owned(),
        document_type: Document::Payment,
        amount: amount(value),
        amount_local: amount(value),
        balancing_account_number: "1110".to_owned(),
        applies_to_document_type: Document::Invoice,
        applies_to_document_number: invoice.to_owned(),
        ..blank("G02001")
    })
}

/// An invoice of customer C-100, entered in a journal.
pub fn invoice(number: &str, value: &str) -> PostingLine {
    of_journal(JournalLine {
        account_type: Account::Customer,
        account_number: "C-100".to_owned(),
        document_type: Document::Invoice,
        due_date: date(2026, 4, 9),
        amount: amount(value),
        amount_local: amount(value),
        balancing_account_number: "4110".to_owned(),
        ..blank(number)
    })
}

/// The lines of an invoice of customer C-100 with VAT in it: what it comes to, and a part of that for each tax group.
pub fn taxed_invoice(number: &str, parts: &[(&str, &str)]) -> Vec<PostingLine> {
    let whole = Amount::sum(parts.iter().map(|(_, value)| amount(value))).unwrap();
    let mut party = invoice(number, &whole.to_string());
    party.line.balancing_account_number.clear();
    let account = |&(group, value): &(&str, &str)| {
        of_journal(JournalLine {
            document_type: Document::Invoice,
            account_number: "4110".to_owned(),
            amount: amount(value).checked_neg().unwrap(),
            amount_local: amount(value).checked_neg().unwrap(),
            general_posting_type: GeneralPostingType::Sale,
            vat_business_posting_group: "HOME".to_owned(),
            vat_product_posting_group: group.to_owned(),
            ..blank(number)
        })
    };
    std::iter::once(party).chain(parts.iter().map(account)).collect()
}

/// The same line in EUR: 100 EUR are worth `rate`, the whole line `local`.
pub fn foreign(mut posting: PostingLine, rate: &str, local: &str) -> PostingLine {
    posting.line.currency_code = "EUR".to_owned();
    posting.line.currency_factor =
        Rate::factor(Rate::parse("100").unwrap(), Rate::parse(rate).unwrap()).unwrap();
    posting.line.amount_local = amount(local);
    posting
}

impl Books {
    pub fn new() -> Books {
        let mut count = 0_u128;
        let setup = demo_setup::build(date(2026, 3, 10), &mut || {
            count += 1;
            Uuid::from_u128(count << 64)
        })
        .unwrap();
        let party = |party_type, number: &str, id| Party {
            party_type,
            id: Uuid::from_u128(id),
            number: number.to_owned(),
            posting_group: "HOME".to_owned(),
            ..Party::default()
        };
        let parties = [party(PartyType::Customer, "C-100", 100), party(PartyType::Vendor, "V-10", 200)];
        let mut groups = BTreeMap::new();
        for group in setup.customer_posting_groups.clone() {
            groups.insert((PartyType::Customer, group.code.clone()), group.into());
        }
        for group in setup.vendor_posting_groups.clone() {
            groups.insert((PartyType::Vendor, group.code.clone()), group.into());
        }
        let bank = |number: &str, currency: &str, id| BankAccount {
            id: Uuid::from_u128(id),
            number: number.to_owned(),
            posting_group: "MAIN".to_owned(),
            currency_code: currency.to_owned(),
            ..BankAccount::default()
        };
        let banks = [bank("MAIN", "", 300), bank("EURO", "EUR", 301)];
        let local_euro = setup.general_ledger_setup.local_currency_code == "EUR";
        let mut general_ledger_setup = setup.general_ledger_setup;
        let mut currencies = setup.currencies;
        if local_euro {
            // The examples have a local currency of their own and treat EUR as foreign.
            general_ledger_setup.local_currency_code = "LCY".to_owned();
        }
        if !currencies.iter().any(|currency| currency.code == "EUR") {
            let mut euro = currencies[0].clone();
            (euro.id, euro.code) = (Uuid::from_u128(400), "EUR".to_owned());
            currencies.push(euro);
        }
        let facts = PostingFacts {
            setup: general_ledger_setup,
            rules: PostingRules::default(),
            accounts: setup.accounts.into_iter().map(|account| (account.number.clone(), account)).collect(),
            parties: parties
                .into_iter()
                .map(|party| ((party.party_type, party.number.clone()), party))
                .collect(),
            bank_accounts: banks.into_iter().map(|bank| (bank.number.clone(), bank)).collect(),
            party_groups: groups,
            bank_groups: setup
                .bank_posting_groups
                .into_iter()
                .map(|group| (group.code.clone(), group))
                .collect(),
            vat_setup: setup.vat_posting_setup,
            general_setup: setup.general_posting_setup,
            currencies,
            exchange_rates: setup.currency_exchange_rates,
            used_document_numbers: BTreeSet::new(),
            used_external_numbers: BTreeSet::new(),
            dimensions: Default::default(),
            first_open_date: date(1, 1, 1),
            counters: Default::default(),
        };
        Books {
            facts,
            entries: BTreeMap::new(),
            all_details: Vec::new(),
            all_general: Vec::new(),
            all_vat: Vec::new(),
            all_banks: Vec::new(),
            posted: Posted::default(),
            changed: Vec::new(),
            register: None,
            ids: BTreeSet::from([Uuid::nil()]),
            runs: 0,
        }
    }

    pub fn post(&mut self, lines: &[PostingLine]) -> Result<(), RuleError> {
        for posting in lines {
            check_line(&posting.line, &self.facts)?;
        }
        self.run(|poster| lines.iter().try_for_each(|posting| poster.post(posting)))
    }

    /// One run: what `work` does, the entries kept, and everything that must hold checked.
    pub fn run(
        &mut self,
        work: impl FnOnce(&mut Poster<'_>) -> Result<(), RuleError>,
    ) -> Result<(), RuleError> {
        self.runs += 1;
        let seed = Uuid::from_u128((self.runs << 64) | (0x7 << 76));
        let register = GeneralLedgerRegister {
            source_code: "GENJNL".to_owned(),
            journal_code: "DEFAULT".to_owned(),
            ..GeneralLedgerRegister::default()
        };
        let mut poster = Poster::new(&self.facts, self.open(), register, seed);
        work(&mut poster)?;
        let finished = poster.finish()?;
        self.posted = finished.entries;
        self.changed = finished.changed_party_entries;
        self.register = finished.register;
        self.facts.counters = finished.counters;
        for entry in self.posted.party_ledger_entries.iter().chain(&self.changed) {
            self.entries.insert(entry.entry_number, entry.clone());
            if entry.document_type == Document::Invoice && entry.party_type == PartyType::Customer {
                self.facts.used_document_numbers.insert((Document::Invoice, entry.document_number.clone()));
            }
        }
        self.all_details.extend(self.posted.detailed_ledger_entries.iter().cloned());
        self.all_general.extend(self.posted.general_ledger_entries.iter().cloned());
        self.all_vat.extend(self.posted.vat_entries.iter().cloned());
        self.all_banks.extend(self.posted.bank_ledger_entries.iter().cloned());
        self.check_ids();
        self.check();
        Ok(())
    }

    /// Every entry has an id of its own.
    fn check_ids(&mut self) {
        let posted = &self.posted;
        let ids = posted.general_ledger_entries.iter().map(|entry| entry.id);
        let ids = ids.chain(posted.party_ledger_entries.iter().map(|entry| entry.id));
        let ids = ids.chain(posted.detailed_ledger_entries.iter().map(|entry| entry.id));
        let ids = ids.chain(posted.vat_entries.iter().map(|entry| entry.id));
        let ids = ids.chain(posted.bank_ledger_entries.iter().map(|entry| entry.id));
        for id in ids.chain(self.register.iter().map(|register| register.id)) {
            assert!(self.ids.insert(id), "the id {id} is blank or was given before");
        }
    }

    /// The entries a run can apply to.
    pub fn open(&self) -> OpenEntries {
        OpenEntries::new(self.entries.values().cloned().collect()).with_vat(self.all_vat.clone())
    }

    pub fn party(&self, party_type: PartyType, number: &str) -> Party {
        self.facts.parties[&(party_type, number.to_owned())].clone()
    }

    /// What must hold after every run (FINANCE.md section 10).
    fn check(&self) {
        let mut transactions: BTreeMap<(i64, Date), Amount> = BTreeMap::new();
        for (entry, number) in self.all_general_sorted().into_iter().zip(1..) {
            assert_eq!(entry.entry_number, number, "entry numbers are gapless");
            assert_eq!(entry.amount, entry.debit_amount.checked_sub(entry.credit_amount).unwrap());
            let sum = transactions.entry((entry.transaction_number, entry.posting_date)).or_default();
            *sum = sum.checked_add(entry.amount).unwrap();
        }
        assert!(transactions.values().all(|sum| sum.is_zero()), "{transactions:?}");
        for entry in self.entries.values() {
            let own =
                self.all_details.iter().filter(|detail| detail.ledger_entry_number == entry.entry_number);
            let sum = Amount::sum(own.clone().map(|detail| detail.amount)).unwrap();
            let local = Amount::sum(own.clone().map(|detail| detail.amount_local)).unwrap();
            assert_eq!((entry.remaining_amount, entry.remaining_amount_local), (sum, local), "{entry:?}");
            assert_eq!(entry.open, !sum.is_zero(), "{entry:?}");
            let unrealized = [
                (DetailedEntryType::UnrealizedLoss, entry.unrealized_loss_local),
                (DetailedEntryType::UnrealizedGain, entry.unrealized_gain_local),
            ];
            for (kind, shown) in unrealized {
                let details = own.clone().filter(|detail| detail.entry_type == kind);
                let booked = Amount::sum(details.map(|detail| detail.amount_local)).unwrap();
                assert_eq!(shown, booked, "{entry:?}");
                assert!(entry.open || booked.is_zero(), "{entry:?}");
            }
            if !entry.currency_id.is_nil() {
                let worth = sum.to_local(entry.adjusted_currency_factor, self.facts.setup.precision());
                assert_eq!(worth, Ok(local), "{entry:?}");
            }
            assert!(entry.open || local.is_zero(), "{entry:?}");
        }
        self.check_vat();
        let dates: BTreeSet<Date> = self.all_general.iter().map(|entry| entry.posting_date).collect();
        for party_type in [PartyType::Customer, PartyType::Vendor] {
            let groups = self.facts.party_groups.iter().filter(|((kind, _), _)| *kind == party_type);
            let controls: BTreeSet<Uuid> =
                groups.map(|(_, accounts)| self.facts.accounts[&accounts.control].id).collect();
            for day in &dates {
                let general = self.all_general.iter().filter(|entry| controls.contains(&entry.account_id));
                let general = general.filter(|entry| entry.posting_date == *day).map(|entry| entry.amount);
                let own = |detail: &&DetailedLedgerEntry| {
                    detail.party_type == party_type && detail.posting_date == *day
                };
                let details = self.all_details.iter().filter(own).map(|detail| detail.amount_local);
                assert_eq!(Amount::sum(general), Amount::sum(details), "{party_type:?} on {day}");
            }
        }
    }

    /// Each VAT entry belongs to the entry of its base, with that of its VAT behind it, and nothing else is on the
    /// account of VAT on sales.
    fn check_vat(&self) {
        let by_number: BTreeMap<i64, &GeneralLedgerEntry> =
            self.all_general.iter().map(|entry| (entry.entry_number, entry)).collect();
        for (vat, number) in self.all_vat.iter().zip(1..) {
            assert_eq!(vat.entry_number, number, "VAT entry numbers are gapless");
            let base = by_number[&vat.general_ledger_entry_number];
            if vat.calculation_type == VatCalculationType::SalesTax {
                let tax = by_number.get(&vat.tax_entry_number).map_or(Amount::ZERO, |entry| entry.amount);
                assert_eq!(tax, vat.amount, "{vat:?}");
                continue;
            }
            assert_eq!((base.amount, base.transaction_number), (vat.base, vat.transaction_number), "{vat:?}");
            if !vat.amount.is_zero() {
                assert_eq!(by_number[&(base.entry_number + 1)].amount, vat.amount, "{vat:?}");
            }
        }
        let id = self.facts.accounts["2200"].id;
        let general = self.all_general.iter().filter(|entry| entry.account_id == id);
        let sales = self.all_vat.iter().filter(|vat| vat.posting_type == GeneralPostingType::Sale);
        assert_eq!(
            Amount::sum(general.map(|entry| entry.amount)),
            Amount::sum(sales.map(|vat| vat.amount)),
            "VAT on sales"
        );
    }

    /// VAT of the standard rate is taken out of discounts and tolerances.
    pub fn adjust_for_payment_discount(&mut self) {
        self.facts.rules.adjust_for_payment_discount = true;
        for setup in &mut self.facts.vat_setup {
            setup.adjust_for_payment_discount = setup.vat_product_posting_group == "STD";
        }
    }

    fn all_general_sorted(&self) -> Vec<&GeneralLedgerEntry> {
        let mut all: Vec<_> = self.all_general.iter().collect();
        all.sort_by_key(|entry| entry.entry_number);
        all
    }

    /// The facts of taking back the latest application of an entry, as the database gives them.
    pub fn unapply_facts(&self, entry: i64) -> UnapplyFacts {
        let application = self.all_details.iter().rfind(|detail| {
            detail.ledger_entry_number == entry && detail.entry_type == DetailedEntryType::Application
        });
        let transaction = application.map_or(0, |detail| detail.transaction_number);
        let details: Vec<_> = self
            .all_details
            .iter()
            .filter(|detail| detail.transaction_number == transaction)
            .cloned()
            .collect();
        let entries = details
            .iter()
            .filter_map(|detail| self.entries.get(&detail.ledger_entry_number).cloned())
            .collect();
        let general = self.all_general.iter().filter(|entry| entry.transaction_number == transaction);
        let corrections = self.all_vat.iter().filter(|vat| {
            vat.transaction_number == transaction && !vat.party_id.is_nil() && vat.document_id.is_nil()
        });
        UnapplyFacts {
            details,
            entries,
            general_ledger_entries: general.cloned().collect(),
            vat_corrections: corrections.cloned().collect(),
            ..UnapplyFacts::default()
        }
    }

    pub fn unapply(&mut self, entry: i64, on: Date) -> Result<(), RuleError> {
        let facts = self.unapply_facts(entry);
        self.unapply_with(facts, on)
    }

    pub fn unapply_with(&mut self, facts: UnapplyFacts, on: Date) -> Result<(), RuleError> {
        let ids: BTreeSet<Uuid> = facts.entries.iter().map(|entry| entry.party_id).collect();
        let party = self.facts.parties.values().find(|party| ids.contains(&party.id));
        let party = party.cloned().unwrap_or_default();
        let posting =
            of_journal(JournalLine { posting_date: on, document_date: on, ..payment("-1", "").line });
        self.run(|poster| unapply(poster, &party, facts, &posting))
    }

    /// Applies a posted entry of the customer to another one.
    pub fn apply(&mut self, entry: i64, to: i64) -> Result<(), RuleError> {
        let party = self.party(PartyType::Customer, "C-100");
        let mut posting = payment("-1", "");
        let line = &mut posting.line;
        for entry in [entry, to] {
            line.posting_date = line.posting_date.max(self.entry(entry).posting_date);
        }
        self.apply_with(&party, entry, &[to], &posting)
    }

    pub fn apply_with(
        &mut self,
        party: &Party,
        entry: i64,
        to: &[i64],
        posting: &PostingLine,
    ) -> Result<(), RuleError> {
        self.run(|poster| poster.apply_posted(party, entry, to, posting))
    }

    /// Revalues what is open in EUR.
    pub fn revalue(&mut self, on: Date) -> Result<(), RuleError> {
        let line = JournalLine {
            posting_date: on,
            document_date: on,
            document_number: "REVALUED".to_owned(),
            ..JournalLine::default()
        };
        let books = self.clone();
        self.run(|poster| {
            let currency = books.facts.currencies.iter().find(|known| known.code == "EUR").unwrap();
            let revaluation = Revaluation::new(&books.facts, currency, line)?;
            let party = &books.facts.parties[&(PartyType::Customer, "C-100".to_owned())];
            let mut later = LaterDetails::new();
            for detail in books.all_details.iter().filter(|detail| detail.posting_date > on) {
                later.entry(detail.ledger_entry_number).or_default().push(detail.clone());
            }
            let in_euro = |entry: &&PartyLedgerEntry| {
                let concerned = entry.open || later.contains_key(&entry.entry_number);
                concerned && entry.currency_id == currency.id && entry.posting_date <= on
            };
            let entries = books.entries.values().filter(in_euro).cloned().collect();
            poster.revalue(&revaluation, party, entries, &later)
        })
    }

    /// What 100 EUR are worth from a date on.
    pub fn euro_rate(&mut self, from: Date, worth: &str) {
        let known = self.facts.exchange_rates.iter().find(|rate| rate.currency_code == "EUR").unwrap();
        let worth = Rate::parse(worth).unwrap();
        let rate = CurrencyExchangeRate {
            starting_date: from,
            relational_exchange_rate_amount: worth,
            relational_adjustment_exchange_rate_amount: worth,
            ..known.clone()
        };
        self.facts.exchange_rates.push(rate);
    }

    /// The sum on an account, by its number.
    pub fn balance(&self, number: &str) -> Amount {
        let id = self.facts.accounts[number].id;
        let own = self.all_general.iter().filter(|entry| entry.account_id == id);
        Amount::sum(own.map(|entry| entry.amount)).unwrap()
    }

    /// The facts of a reversal as the database gives them.
    pub fn reversal_facts(&self, transaction: i64) -> ReversalFacts {
        let general_of = |wanted: &BTreeSet<i64>| -> Vec<_> {
            let all = self.all_general_sorted().into_iter();
            all.filter(|entry| wanted.contains(&entry.transaction_number)).cloned().collect()
        };
        let details_of = |wanted: &dyn Fn(&DetailedLedgerEntry) -> bool| -> Vec<_> {
            self.all_details.iter().filter(|detail| wanted(detail)).cloned().collect()
        };
        let general = general_of(&[transaction].into());
        let numbers: BTreeSet<i64> = general.iter().map(|entry| entry.entry_number).collect();
        let parties: Vec<_> =
            self.entries.values().filter(|entry| numbers.contains(&entry.entry_number)).cloned().collect();
        let own: BTreeSet<i64> = details_of(&|detail| detail.transaction_number == transaction)
            .iter()
            .map(|detail| detail.entry_number)
            .collect();
        let corrected: BTreeSet<i64> = details_of(&|detail| own.contains(&detail.unapplied_entry_number))
            .iter()
            .map(|detail| detail.transaction_number)
            .collect();
        ReversalFacts {
            is_of_journal: true,
            corrections: general_of(&corrected),
            general_ledger_entries: general,
            party_ledger_entries: parties,
            parties: self.facts.parties.values().cloned().collect(),
            detailed_ledger_entries: details_of(&|detail| {
                numbers.contains(&detail.ledger_entry_number)
                    || detail.transaction_number == transaction
                    || corrected.contains(&detail.transaction_number)
            }),
            vat_entries: self
                .all_vat
                .iter()
                .filter(|vat| {
                    vat.transaction_number == transaction || corrected.contains(&vat.transaction_number)
                })
                .cloned()
                .collect(),
            reversed: self.all_general.iter().map(|entry| entry.reversed_entry_number).collect(),
            bank_ledger_entries: self
                .all_banks
                .iter()
                .filter(|entry| entry.transaction_number == transaction)
                .cloned()
                .collect(),
            source_code: "REVERSAL".to_owned(),
        }
    }

    pub fn reverse(&mut self, transaction: i64) -> Result<(), RuleError> {
        let facts = self.reversal_facts(transaction);
        self.run(|poster| reverse(poster, facts))
    }

    /// Marks entries for an applies-to id, with everything that remains.
    pub fn mark(&mut self, numbers: &[i64], id: &str) {
        for number in numbers {
            self.change(*number, |entry| {
                entry.applies_to_id = id.to_owned();
                entry.amount_to_apply = entry.remaining_amount;
            });
        }
    }

    pub fn change(&mut self, number: i64, change: impl FnOnce(&mut PartyLedgerEntry)) {
        change(self.entries.get_mut(&number).unwrap());
    }

    pub fn entry(&self, number: i64) -> &PartyLedgerEntry {
        &self.entries[&number]
    }

    pub fn entry_of(&self, document: &str) -> &PartyLedgerEntry {
        self.entries.values().find(|entry| entry.document_number == document).unwrap()
    }

    pub fn open_entries(&self) -> Vec<i64> {
        self.entries.values().filter(|entry| entry.open).map(|entry| entry.entry_number).collect()
    }

    /// What the last run added: number, account, amount.
    pub fn general_ledger(&self) -> String {
        let mut entries = self.posted.general_ledger_entries.clone();
        entries.sort_by_key(|entry| entry.entry_number);
        let number_of = |id| {
            let found = self.facts.accounts.values().find(|account| account.id == id);
            found.map_or("?", |account| account.number.as_str())
        };
        let shown = entries
            .iter()
            .map(|entry| format!("{} {} {}", entry.entry_number, number_of(entry.account_id), entry.amount));
        shown.collect::<Vec<_>>().join(", ")
    }

    pub fn customer_entries(&self) -> String {
        let customers = self.entries.values().filter(|entry| entry.party_type == PartyType::Customer);
        let shown = customers.map(|entry| {
            let state = match entry.open {
                true => "open".to_owned(),
                false => format!("closed by {}", entry.closed_by_entry_number),
            };
            format!(
                "{} {} {} remaining {} {state}",
                entry.entry_number,
                entry.document_type.label(),
                entry.original_amount,
                entry.remaining_amount
            )
        });
        shown.collect::<Vec<_>>().join(", ")
    }

    /// Detailed entries of the last run.
    pub fn details(&self) -> String {
        let shown = self.posted.detailed_ledger_entries.iter().map(|detail| {
            format!("{} {} {}", detail.ledger_entry_number, detail.entry_type.label(), detail.amount)
        });
        shown.collect::<Vec<_>>().join(", ")
    }
}
