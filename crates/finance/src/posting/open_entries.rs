//! The open ledger entries a run can apply to, found by document, by mark and by age.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::{
    journal_lines::JournalDocumentType, party_ledger_entries::PartyLedgerEntry, vat_entries::VatEntry,
};

/// Document number, type and party: how an applies-to names an entry (rule 28).
type DocumentKey = (String, JournalDocumentType, Uuid);

/// Ledger entries as the run has left them so far.
#[derive(Debug, Clone, Default)]
pub struct OpenEntries {
    entries: BTreeMap<i64, PartyLedgerEntry>,
    by_document: BTreeMap<DocumentKey, BTreeSet<i64>>,
    by_party: BTreeMap<Uuid, BTreeSet<i64>>,
    changed: BTreeSet<i64>,
    /// By transaction.
    vat_entries: BTreeMap<i64, Vec<VatEntry>>,
}

impl OpenEntries {
    pub fn new(entries: Vec<PartyLedgerEntry>) -> Self {
        let mut open = OpenEntries::default();
        for entry in entries {
            open.add(entry);
        }
        open
    }

    /// Adds the VAT entries of the entries' documents, which discounts may take VAT out of (FINANCE.md 3.5).
    #[must_use]
    pub fn with_vat(mut self, vat_entries: Vec<VatEntry>) -> Self {
        for entry in vat_entries {
            self.vat_entries.entry(entry.transaction_number).or_default().push(entry);
        }
        self
    }

    /// The VAT entries of a transaction, as far as they were given.
    pub(super) fn vat_entries(&self, transaction: i64) -> impl Iterator<Item = &VatEntry> {
        self.vat_entries.get(&transaction).into_iter().flatten()
    }

    /// Adds an entry; only open ones can be found later.
    pub(super) fn add(&mut self, entry: PartyLedgerEntry) {
        if !entry.open {
            return;
        }
        let number = entry.entry_number;
        let key = (entry.document_number.clone(), entry.document_type, entry.party_id);
        self.by_document.entry(key).or_default().insert(number);
        self.by_party.entry(entry.party_id).or_default().insert(number);
        self.entries.insert(number, entry);
    }

    /// The open entry of a document; the oldest when several carry the number.
    pub(super) fn of_document(
        &self,
        number: &str,
        document_type: JournalDocumentType,
        party: Uuid,
    ) -> Option<&PartyLedgerEntry> {
        let numbers = self.by_document.get(&(number.to_owned(), document_type, party))?;
        numbers.iter().filter_map(|number| self.entries.get(number)).find(|entry| entry.open)
    }

    /// Open entries of a party marked with an applies-to id and an amount to apply, in order of due date (3.1).
    pub(super) fn marked(&self, party: Uuid, applies_to_id: &str) -> Vec<i64> {
        self.by_due_date(party, |entry| {
            entry.applies_to_id == applies_to_id && !entry.amount_to_apply.is_zero()
        })
    }

    /// Open entries of a party that meet a condition, in order of due date, then of number.
    pub(super) fn by_due_date(&self, party: Uuid, condition: impl Fn(&PartyLedgerEntry) -> bool) -> Vec<i64> {
        let numbers = self.by_party.get(&party).into_iter().flatten();
        let entries = numbers.filter_map(|number| self.entries.get(number));
        let mut found: Vec<_> = entries
            .filter(|entry| entry.open && condition(entry))
            .map(|entry| (entry.due_date, entry.entry_number))
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(_, number)| number).collect()
    }

    pub(super) fn get(&self, number: i64) -> Option<&PartyLedgerEntry> {
        self.entries.get(&number)
    }

    /// Puts back an entry whose state has changed.
    pub(super) fn replace(&mut self, entry: PartyLedgerEntry) {
        let number = entry.entry_number;
        self.changed.insert(number);
        if !entry.open {
            let key = (entry.document_number.clone(), entry.document_type, entry.party_id);
            let lists = [self.by_document.get_mut(&key), self.by_party.get_mut(&entry.party_id)];
            for numbers in lists.into_iter().flatten() {
                numbers.remove(&number);
            }
        }
        self.entries.insert(number, entry);
    }

    /// The entries whose state has changed since they were added or last taken; closed ones are forgotten.
    pub(super) fn take_changed(&mut self) -> Vec<PartyLedgerEntry> {
        let numbers = std::mem::take(&mut self.changed);
        let mut taken = Vec::with_capacity(numbers.len());
        for number in numbers {
            match self.entries.get(&number) {
                Some(entry) if entry.open => taken.push(entry.clone()),
                _ => taken.extend(self.entries.remove(&number)),
            }
        }
        taken
    }
}
