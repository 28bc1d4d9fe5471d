//! When an item may be deleted.

use super::Item;
use crate::errors::{Category, RuleError};

/// How often an item is used (FINANCE.md 7.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ItemDeleteFacts {
    pub journal_lines: u64,
    /// Lines of documents that are not posted.
    pub document_lines: u64,
    /// Item ledger entries dated in a fiscal year that is not closed; without accounting periods, all entries.
    pub entries_in_open_years: u64,
    /// Entries that are still open, or not completely invoiced.
    pub unsettled_entries: u64,
}

/// Refuses (`Dialog`) while the item is in use, or its cost waits for an adjustment.
pub fn check_delete(item: &Item, facts: &ItemDeleteFacts) -> Result<(), RuleError> {
    let uses = [
        (facts.journal_lines, "journal lines name it"),
        (facts.document_lines, "document lines that are not posted name it"),
        (facts.entries_in_open_years, "item ledger entries lie in a fiscal year that is not closed"),
        (facts.unsettled_entries, "item ledger entries are open or not invoiced"),
    ];
    if let Some((count, reason)) = uses.into_iter().find(|(count, _)| *count > 0) {
        let message = format!("The item {} cannot be deleted: {count} {reason}.", item.number);
        return Err(RuleError::of_record(Category::Dialog, message));
    }
    if !item.cost_is_adjusted {
        let message = format!("The item {} cannot be deleted: its cost is not adjusted yet.", item.number);
        return Err(RuleError::of_record(Category::Dialog, message));
    }
    Ok(())
}
