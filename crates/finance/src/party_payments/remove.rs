//! Deleting a payment that is not posted.

use super::Consequence;
use crate::journal_lines::JournalLine;

/// What deleting a line means for other records (FINANCE.md 1.7). Lines can be deleted at any time before
/// they are posted; a journal that is deleted deletes its lines this way too.
pub fn remove(line: &JournalLine) -> Vec<Consequence> {
    if line.applies_to_document_number.is_empty() {
        return Vec::new();
    }
    vec![Consequence::ResetAmountToApply {
        party_id: line.account_id,
        invoice_number: line.applies_to_document_number.clone(),
    }]
}
