//! Reversing a posted transaction: every entry gets its mirror image (FINANCE.md 3.8).

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Party, Poster,
    application::{Change, book, close_entry, negated},
    is_blank,
};
use crate::{
    bank_ledger_entries::BankLedgerEntry,
    detailed_ledger_entries::{DetailedEntryType, DetailedLedgerEntry},
    errors::{Category, RuleError},
    general_ledger_entries::GeneralLedgerEntry,
    journal_lines::JournalLine,
    party_ledger_entries::PartyLedgerEntry,
    vat_entries::VatEntry,
};

/// All entries of the transaction, and what is known of them.
#[derive(Debug, Clone, Default)]
pub struct ReversalFacts {
    pub general_ledger_entries: Vec<GeneralLedgerEntry>,
    /// It was posted from a journal, closes the income statement, or is a reversal itself.
    pub is_of_journal: bool,
    /// Those of the transactions that took back what this one applied: discounts and differences that were corrected
    /// then are mirrored with their corrections, so that nothing is taken back twice.
    pub corrections: Vec<GeneralLedgerEntry>,
    pub party_ledger_entries: Vec<PartyLedgerEntry>,
    /// The parties of those entries.
    pub parties: Vec<Party>,
    /// All detailed entries of those ledger entries, of the transaction, and of the corrections.
    pub detailed_ledger_entries: Vec<DetailedLedgerEntry>,
    /// Of the transaction and of the corrections.
    pub vat_entries: Vec<VatEntry>,
    pub bank_ledger_entries: Vec<BankLedgerEntry>,
    /// Numbers of general ledger entries that were reversed before.
    pub reversed: BTreeSet<i64>,
    /// Source code of reversals.
    pub source_code: String,
}

/// Posts the mirror image of a transaction: same dates and numbers, opposite amounts on the same side. No entries,
/// already reversed, not posted from a journal, applied, an application or what takes one back, a date outside the
/// allowed range, a blocked party: `Dialog`; an account or bank that is blocked: `Field`.
pub fn reverse(poster: &mut Poster<'_>, facts: ReversalFacts) -> Result<(), RuleError> {
    check(poster, &facts)?;
    poster.next_transaction();
    let transaction = poster.counters.transaction;
    let mut mirrored = BTreeMap::new();
    for entry in facts.general_ledger_entries.iter().chain(&facts.corrections) {
        let number = poster.next_entry_number();
        mirrored.insert(entry.entry_number, number);
        let mirror = GeneralLedgerEntry {
            id: poster.ids.next_id(),
            entry_number: number,
            transaction_number: transaction,
            register_number: poster.register_number(),
            amount: negated(entry.amount)?,
            debit_amount: negated(entry.debit_amount)?,
            credit_amount: negated(entry.credit_amount)?,
            vat_amount: negated(entry.vat_amount)?,
            quantity: negated(entry.quantity)?,
            source_code: facts.source_code.clone(),
            reversed_entry_number: entry.entry_number,
            ..entry.clone()
        };
        poster.posted.general_ledger_entries.push(mirror);
    }
    reverse_vat(poster, &facts, &mirrored)?;
    reverse_banks(poster, &facts, &mirrored)?;
    reverse_adjustments(poster, &facts, &mirrored)?;
    for entry in facts.party_ledger_entries {
        let number = mirrored.get(&entry.entry_number).copied().unwrap_or_default();
        reverse_party(poster, entry, number, &facts.source_code)?;
    }
    Ok(())
}

impl ReversalFacts {
    /// The transaction and those that took back what it applied.
    fn transactions(&self) -> BTreeSet<i64> {
        let entries = self.general_ledger_entries.iter().chain(&self.corrections);
        let of_general = entries.map(|entry| entry.transaction_number);
        of_general.chain(self.corrected_in()).collect()
    }

    /// Where details of the transaction were taken back; such a transaction need not have general ledger entries.
    fn corrected_in(&self) -> impl Iterator<Item = i64> {
        let transaction = self.general_ledger_entries.first().map(|entry| entry.transaction_number);
        let details = &self.detailed_ledger_entries;
        let own: BTreeSet<i64> = details
            .iter()
            .filter(|detail| Some(detail.transaction_number) == transaction)
            .map(|detail| detail.entry_number)
            .collect();
        details
            .iter()
            .filter(move |detail| own.contains(&detail.unapplied_entry_number))
            .map(|detail| detail.transaction_number)
    }

    /// Applications that were neither taken back nor take one back.
    fn standing_applications(&self) -> impl Iterator<Item = &DetailedLedgerEntry> {
        let details = &self.detailed_ledger_entries;
        let taken_back: BTreeSet<i64> = details.iter().map(|detail| detail.unapplied_entry_number).collect();
        details.iter().filter(move |detail| {
            detail.entry_type == DetailedEntryType::Application
                && detail.unapplied_entry_number == 0
                && !taken_back.contains(&detail.entry_number)
        })
    }
}

fn check(poster: &Poster<'_>, facts: &ReversalFacts) -> Result<(), RuleError> {
    let Some(first) = facts.general_ledger_entries.first() else {
        return refuse("There is no transaction to reverse.");
    };
    if facts.general_ledger_entries.iter().any(|entry| facts.reversed.contains(&entry.entry_number)) {
        return refuse("The transaction has been reversed already.");
    }
    let of_document = facts.general_ledger_entries.iter().any(|entry| !entry.document_id.is_nil());
    if of_document {
        return refuse(
            "Only what was posted from a journal can be reversed. Cancel the document, or post a credit memo.",
        );
    }
    check_blocked(poster, facts)?;
    let own: BTreeMap<i64, i64> = facts
        .party_ledger_entries
        .iter()
        .map(|entry| (entry.entry_number, entry.reversed_entry_number))
        .collect();
    let of_transaction =
        |detail: &&DetailedLedgerEntry| detail.transaction_number == first.transaction_number;
    if own.is_empty() && facts.detailed_ledger_entries.iter().any(|detail| of_transaction(&detail)) {
        return refuse(
            "The transaction is an application, takes one back, or revalues a currency. Take an application back \
             instead; revalue again with another rate.",
        );
    }
    let revalued = facts
        .detailed_ledger_entries
        .iter()
        .any(|detail| own.contains_key(&detail.ledger_entry_number) && detail.entry_type.is_unrealized());
    if revalued {
        return refuse(
            "The transaction has entries that were revalued since, so it can no longer be reversed.",
        );
    }
    if !facts.is_of_journal {
        return refuse(
            "Only what was posted from a journal can be reversed. Count stock again, or revalue again with another \
             rate.",
        );
    }
    // A reversal is applied to what it reverses, which does not hold it.
    let mut applied = facts.standing_applications().filter(|detail| {
        match (own.get(&detail.ledger_entry_number), own.get(&detail.applied_ledger_entry_number)) {
            (Some(reverses), _) => *reverses != detail.applied_ledger_entry_number,
            (None, Some(reverses)) => *reverses != detail.ledger_entry_number,
            (None, None) => of_transaction(detail),
        }
    });
    if applied.next().is_some() {
        return refuse("The transaction has entries that are applied. Take back the application first.");
    }
    let dates: BTreeSet<_> = facts
        .general_ledger_entries
        .iter()
        .chain(&facts.corrections)
        .map(|entry| entry.posting_date)
        .collect();
    for posting_date in dates {
        if is_blank(posting_date) {
            return refuse("The transaction has no date.");
        }
        let line = JournalLine { posting_date, ..JournalLine::default() };
        super::checks::check_posting_date(&line, poster.facts)
            .map_err(|error| RuleError::of_record(Category::Dialog, error.message))?;
    }
    Ok(())
}

/// What is blocked is not moved by a reversal either.
fn check_blocked(poster: &Poster<'_>, facts: &ReversalFacts) -> Result<(), RuleError> {
    for entry in facts.general_ledger_entries.iter().chain(&facts.corrections) {
        poster.account_by_id(entry.account_id)?;
    }
    for entry in &facts.party_ledger_entries {
        for party in facts.parties.iter().filter(|party| party.id == entry.party_id) {
            party.check_not_blocked(entry.document_type)?;
        }
    }
    for entry in &facts.bank_ledger_entries {
        let mut banks = poster.facts.bank_accounts.values();
        if let Some(bank) = banks.find(|bank| bank.id == entry.bank_account_id && bank.blocked) {
            let message = format!("The bank account {} is blocked.", bank.number);
            return Err(RuleError::of_record(Category::Field, message));
        }
    }
    Ok(())
}

/// Discounts, tolerances and differences of the transaction and their corrections: each with its opposite, so that the
/// ledger of the party follows the general ledger at every date. In sum they are nothing.
fn reverse_adjustments(
    poster: &mut Poster<'_>,
    facts: &ReversalFacts,
    mirrored: &BTreeMap<i64, i64>,
) -> Result<(), RuleError> {
    let own: BTreeSet<i64> = facts.party_ledger_entries.iter().map(|entry| entry.entry_number).collect();
    let transactions = facts.transactions();
    let adjustments = facts.detailed_ledger_entries.iter().filter(|detail| {
        transactions.contains(&detail.transaction_number)
            && !matches!(detail.entry_type, DetailedEntryType::InitialEntry | DetailedEntryType::Application)
    });
    for detail in adjustments {
        let number = detail.ledger_entry_number;
        let number = if own.contains(&number) { mirrored.get(&number).copied() } else { Some(number) };
        poster.counters.detailed_entry += 1;
        poster.posted.detailed_ledger_entries.push(DetailedLedgerEntry {
            id: poster.ids.next_id(),
            entry_number: poster.counters.detailed_entry,
            ledger_entry_number: number.unwrap_or_default(),
            transaction_number: poster.counters.transaction,
            register_number: poster.register_number(),
            amount: negated(detail.amount)?,
            amount_local: negated(detail.amount_local)?,
            unapplied_entry_number: 0,
            source_code: facts.source_code.clone(),
            ..detail.clone()
        });
    }
    Ok(())
}

fn reverse_vat(
    poster: &mut Poster<'_>,
    facts: &ReversalFacts,
    mirrored: &BTreeMap<i64, i64>,
) -> Result<(), RuleError> {
    let mirror_of = |number: i64| mirrored.get(&number).copied().unwrap_or_default();
    for entry in &facts.vat_entries {
        poster.counters.vat_entry += 1;
        let mirror = VatEntry {
            id: poster.ids.next_id(),
            entry_number: poster.counters.vat_entry,
            transaction_number: poster.counters.transaction,
            register_number: poster.register_number(),
            general_ledger_entry_number: mirror_of(entry.general_ledger_entry_number),
            tax_entry_number: mirror_of(entry.tax_entry_number),
            base: negated(entry.base)?,
            amount: negated(entry.amount)?,
            source_code: facts.source_code.clone(),
            reversed_entry_number: entry.entry_number,
            ..entry.clone()
        };
        poster.posted.vat_entries.push(mirror);
    }
    Ok(())
}

fn reverse_banks(
    poster: &mut Poster<'_>,
    facts: &ReversalFacts,
    mirrored: &BTreeMap<i64, i64>,
) -> Result<(), RuleError> {
    for entry in &facts.bank_ledger_entries {
        let mirror = BankLedgerEntry {
            id: poster.ids.next_id(),
            entry_number: mirrored.get(&entry.entry_number).copied().unwrap_or_default(),
            transaction_number: poster.counters.transaction,
            register_number: poster.register_number(),
            amount: negated(entry.amount)?,
            amount_local: negated(entry.amount_local)?,
            source_code: facts.source_code.clone(),
            reversed_entry_number: entry.entry_number,
            ..entry.clone()
        };
        poster.posted.bank_ledger_entries.push(mirror);
    }
    Ok(())
}

/// The mirror of a ledger entry closes the entry it reverses, which nothing else has closed or reversed ([`check`]).
/// Where that one is a reversal itself and closed already, the mirror stays open: what was reversed counts again.
fn reverse_party(
    poster: &mut Poster<'_>,
    entry: PartyLedgerEntry,
    number: i64,
    source_code: &str,
) -> Result<(), RuleError> {
    let mut mirror = PartyLedgerEntry {
        id: poster.ids.next_id(),
        entry_number: number,
        transaction_number: poster.counters.transaction,
        register_number: poster.register_number(),
        original_amount: negated(entry.original_amount)?,
        original_amount_local: negated(entry.original_amount_local)?,
        net_trade_local: negated(entry.net_trade_local)?,
        profit_local: negated(entry.profit_local)?,
        invoice_discount_local: negated(entry.invoice_discount_local)?,
        positive: !entry.positive,
        source_code: source_code.to_owned(),
        reversed_entry_number: entry.entry_number,
        amount: money::Amount::ZERO,
        amount_local: money::Amount::ZERO,
        remaining_amount: money::Amount::ZERO,
        remaining_amount_local: money::Amount::ZERO,
        original_payment_discount_possible: money::Amount::ZERO,
        ..entry.clone()
    };
    let mut old = entry;
    let initial = DetailedEntryType::InitialEntry;
    let (amount, local) = (mirror.original_amount, mirror.original_amount_local);
    book(&mut mirror, initial, amount, local)?;
    let mut changes = vec![Change::of(&mirror, initial, amount, local, mirror.posting_date)];
    if !old.remaining_amount.is_zero() {
        let (rest, rest_local) = (old.remaining_amount, old.remaining_amount_local);
        let pairs = [(&mut old, negated(rest)?, negated(rest_local)?, number), {
            let other = mirror.reversed_entry_number;
            (&mut mirror, rest, rest_local, other)
        }];
        for (side, amount, local, other) in pairs {
            book(side, DetailedEntryType::Application, amount, local)?;
            changes.push(Change {
                applied_ledger_entry_number: other,
                ..Change::of(side, DetailedEntryType::Application, amount, local, side.posting_date)
            });
        }
        old.closed_by_entry_number = number;
        old.closed_by_amount = rest;
        old.closed_by_amount_local = rest_local;
    }
    for side in [&mut old, &mut mirror] {
        (side.open, side.closed_at_date) = (true, crate::BLANK_DATE);
        if side.remaining_amount.is_zero() {
            close_entry(side, side.posting_date);
        }
        side.amount_to_apply = money::Amount::ZERO;
        side.applies_to_id.clear();
    }
    old.reversed_by_entry_number = number;
    let line = JournalLine {
        document_type: mirror.document_type,
        document_number: mirror.document_number.clone(),
        source_code: source_code.to_owned(),
        ..JournalLine::default()
    };
    let party = Party { party_type: mirror.party_type, id: mirror.party_id, ..Default::default() };
    poster.push_details(&changes, &party, &line);
    poster.open.replace(old);
    poster.posted.party_ledger_entries.push(mirror);
    Ok(())
}

fn refuse<T>(message: &str) -> Result<T, RuleError> {
    Err(RuleError::of_record(Category::Dialog, message))
}
