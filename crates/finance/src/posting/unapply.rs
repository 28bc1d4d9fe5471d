//! Taking back an application: opposite detailed entries, correction lines, entries open again (FINANCE.md 3.8).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{
    Party, Poster, PostingFacts, PostingLine,
    application::{Change, book, negated, subtract},
    poster::range_error,
    revaluation::unrealized_changes,
};
use crate::{
    detailed_ledger_entries::{DetailedEntryType, DetailedLedgerEntry},
    errors::{Category, RuleError},
    fields::BLANK_DATE,
    general_ledger_entries::GeneralLedgerEntry,
    journal_lines::JournalDocumentType,
    party_ledger_entries::PartyLedgerEntry,
    vat_entries::VatEntry,
};

/// What unapplying one transaction looks up.
#[derive(Debug, Clone, Default)]
pub struct UnapplyFacts {
    /// All detailed entries of the transaction that belong to the party.
    pub details: Vec<DetailedLedgerEntry>,
    /// Numbers of those that were taken back already.
    pub taken_back: BTreeSet<i64>,
    /// The ledger entries these belong to, open or closed.
    pub entries: Vec<PartyLedgerEntry>,
    /// Numbers of those entries that were applied again in a later transaction which still stands.
    pub applied_later: BTreeSet<i64>,
    /// The VAT entries of the transaction that correct VAT for the party, and its general ledger entries: needed where
    /// discounts were split by VAT.
    pub vat_corrections: Vec<VatEntry>,
    pub general_ledger_entries: Vec<GeneralLedgerEntry>,
}

impl UnapplyFacts {
    /// What the transaction applied and booked that was not taken back yet.
    fn standing(&self) -> impl Iterator<Item = &DetailedLedgerEntry> {
        self.details.iter().filter(|detail| {
            detail.entry_type != DetailedEntryType::InitialEntry
                && detail.unapplied_entry_number == 0
                && !self.taken_back.contains(&detail.entry_number)
        })
    }
}

/// Takes back the application of one transaction of a party. `posting.line` carries posting date, document type and
/// number, description and source code of the correction. Nothing to take back, not the latest application of an
/// entry, an entry that was reversed, a date before the application, a party blocked for payments: `Dialog`.
pub fn unapply(
    poster: &mut Poster<'_>,
    party: &Party,
    facts: UnapplyFacts,
    posting: &PostingLine,
) -> Result<(), RuleError> {
    let date = posting.line.posting_date;
    party.check_not_blocked(JournalDocumentType::Payment)?;
    let details: Vec<&DetailedLedgerEntry> = facts.standing().collect();
    if !details.iter().any(|detail| detail.entry_type == DetailedEntryType::Application) {
        return refuse("There is no application to take back in this transaction.".to_owned());
    }
    if let Some(later) = details.iter().map(|detail| detail.posting_date).max().filter(|last| *last > date) {
        return refuse(format!("postingDate: {date} is before the application, which is dated {later}."));
    }
    let mut entries: BTreeMap<i64, PartyLedgerEntry> =
        facts.entries.iter().map(|entry| (entry.entry_number, entry.clone())).collect();
    let mut changes = Vec::with_capacity(details.len());
    for detail in details {
        let number = detail.ledger_entry_number;
        if facts.applied_later.contains(&number) {
            return refuse(format!(
                "The ledger entry {number} was applied again later. Take back its latest application first."
            ));
        }
        let Some(entry) = entries.get_mut(&number) else {
            return refuse(format!("The ledger entry {number} is missing."));
        };
        if entry.reversed_by_entry_number != 0 {
            return refuse(format!("The ledger entry {number} has been reversed."));
        }
        let (amount, local) = (negated(detail.amount)?, negated(detail.amount_local)?);
        changes.push(Change {
            applied_ledger_entry_number: detail.applied_ledger_entry_number,
            unapplied_entry_number: detail.entry_number,
            ..Change::of(entry, detail.entry_type, amount, local, date)
        });
        book(entry, detail.entry_type, amount, local)?;
        reopen(entry, detail);
    }
    let mut revalued = Vec::new();
    for entry in entries.values_mut() {
        revalued.extend(revalued_since(entry, date, poster.facts)?);
    }
    poster.next_transaction();
    let group = entries.values().next().map(|entry| entry.posting_group.clone()).unwrap_or_default();
    let mut correction = posting.clone();
    correction.extras.correction = true;
    poster.post_adjustments_only(&correction, party, &group, &changes)?;
    correction.line.system_created = true;
    poster.take_back_vat(&correction, party, &facts.vat_corrections, &facts.general_ledger_entries)?;
    poster.push_details(&changes, party, &posting.line);
    if !revalued.is_empty() {
        // It belongs to no application, so it stands apart: a reversal mirrors corrections, and must not mirror this.
        poster.next_transaction();
        poster.post_adjustments_only(posting, party, &group, &revalued)?;
        poster.push_details(&revalued, party, &posting.line);
    }
    for entry in entries.into_values() {
        poster.open.replace(entry);
    }
    Ok(())
}

/// What is open again of an entry that was revalued since the application is worth what its factor says now.
fn revalued_since(
    entry: &mut PartyLedgerEntry,
    date: Date,
    facts: &PostingFacts,
) -> Result<Vec<Change>, RuleError> {
    if entry.currency_id.is_nil() {
        return Ok(Vec::new());
    }
    let worth = entry.remaining_amount.to_local(entry.adjusted_currency_factor, facts.setup.precision());
    let difference = subtract(worth.map_err(range_error)?, entry.remaining_amount_local)?;
    unrealized_changes(entry, difference, date)
}

/// The state before the application: open, with the discount and tolerance that were possible then.
fn reopen(entry: &mut PartyLedgerEntry, detail: &DetailedLedgerEntry) {
    entry.open = !entry.remaining_amount.is_zero();
    if entry.open {
        entry.closed_by_entry_number = 0;
        entry.closed_at_date = BLANK_DATE;
        entry.closed_by_amount = money::Amount::ZERO;
        entry.closed_by_amount_local = money::Amount::ZERO;
        entry.closed_by_currency_id = uuid::Uuid::nil();
        entry.closed_by_currency_amount = money::Amount::ZERO;
    }
    if detail.entry_type == DetailedEntryType::Application {
        entry.remaining_payment_discount_possible = detail.previous_payment_discount_possible;
        entry.max_payment_tolerance = detail.previous_max_payment_tolerance;
        if !detail.previous_payment_discount_possible.is_zero() {
            entry.payment_discount_given_local = money::Amount::ZERO;
        }
    }
}

fn refuse<T>(message: String) -> Result<T, RuleError> {
    Err(RuleError::of_record(Category::Dialog, message))
}
