//! When a customer may be deleted.

use super::Customer;
use crate::errors::{Category, RuleError};

/// How often a customer is used (FINANCE.md 7.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DeleteFacts {
    /// Projects that bill to it.
    pub projects: u64,
    /// Ledger entries dated in a fiscal year that is not closed; without accounting periods, all entries.
    pub entries_in_open_years: u64,
    pub open_entries: u64,
    /// Unposted sales lines, quotes and drafts too, with it as bill-to or sell-to.
    pub unposted_sales_lines: u64,
}

/// Refuses (`Dialog`) while the customer is in use. Lines of payment journals do not count.
pub fn check_delete(customer: &Customer, facts: &DeleteFacts) -> Result<(), RuleError> {
    let uses = [
        (facts.projects, "projects bill to it"),
        (facts.entries_in_open_years, "ledger entries lie in a fiscal year that is not closed"),
        (facts.open_entries, "ledger entries are still open"),
        (facts.unposted_sales_lines, "sales lines that are not posted name it"),
    ];
    match uses.into_iter().find(|(count, _)| *count > 0) {
        Some((count, reason)) => {
            let message = format!("The customer {} cannot be deleted: {count} {reason}.", customer.number);
            Err(RuleError::of_record(Category::Dialog, message))
        }
        None => Ok(()),
    }
}
