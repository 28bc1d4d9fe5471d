//! When a customer or vendor may be deleted.

use super::PartyCard;
use crate::errors::{Category, RuleError};

/// How often a party is used (FINANCE.md 7.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PartyDeleteFacts {
    /// Projects that bill to it; vendors have none.
    pub projects: u64,
    /// Ledger entries dated in a fiscal year that is not closed; without accounting periods, all entries.
    pub entries_in_open_years: u64,
    pub open_entries: u64,
    /// Unposted lines of sales or purchases, quotes and drafts too, with it as either party of the document.
    pub unposted_document_lines: u64,
}

/// Refuses (`Dialog`) while the party is in use. Lines of payment journals do not count.
pub fn check_delete<P: PartyCard>(number: &str, facts: &PartyDeleteFacts) -> Result<(), RuleError> {
    let uses = [
        (facts.projects, "projects bill to it"),
        (facts.entries_in_open_years, "ledger entries lie in a fiscal year that is not closed"),
        (facts.open_entries, "ledger entries are still open"),
        (facts.unposted_document_lines, "document lines that are not posted name it"),
    ];
    match uses.into_iter().find(|(count, _)| *count > 0) {
        Some((count, reason)) => {
            let message = format!("The {} {number} cannot be deleted: {count} {reason}.", P::NOUN);
            Err(RuleError::of_record(Category::Dialog, message))
        }
        None => Ok(()),
    }
}
