//! Open vendor entries that a vendor payment is to be applied to, chosen one by one (FINANCE.md 1.8, end; 3.1): each is
//! marked with the payment's applies-to id.

use money::Amount;

use crate::{errors::RuleError, journal_lines::JournalLine, party_ledger_entries::PartyLedgerEntry};

/// The payment and the entry after the entry was chosen: the whole of what remains is to be applied. The entry is one
/// of another vendor, closed, or chosen for another payment; the payment names a document already: `Dialog`.
pub fn chosen(
    payment: &JournalLine,
    entry: &PartyLedgerEntry,
    is_mark_in_use: bool,
) -> Result<(JournalLine, PartyLedgerEntry), RuleError> {
    check(payment, entry)?;
    if !payment.applies_to_document_number.is_empty() {
        let message = format!(
            "applied: the payment applies to {} already; take that away to choose entries one by one.",
            payment.applies_to_document_number
        );
        return Err(RuleError::dialog("applied", message));
    }
    let mark = mark_of(payment);
    if is_mark_in_use && !entry.applies_to_id.is_empty() && entry.applies_to_id != mark {
        let message = format!("applied: the entry {} is chosen for another payment.", entry.document_number);
        return Err(RuleError::dialog("applied", message));
    }
    let payment = JournalLine { applies_to_id: mark.clone(), ..payment.clone() };
    let entry =
        PartyLedgerEntry { applies_to_id: mark, amount_to_apply: entry.remaining_amount, ..entry.clone() };
    Ok((payment, entry))
}

/// The payment and the entry after the choice was taken back; `others`: further entries are chosen for the payment.
pub fn taken_back(
    payment: &JournalLine,
    entry: &PartyLedgerEntry,
    others: bool,
) -> Result<(JournalLine, PartyLedgerEntry), RuleError> {
    check(payment, entry)?;
    if entry.applies_to_id != mark_of(payment) {
        return Ok((payment.clone(), entry.clone()));
    }
    let mut payment = payment.clone();
    if !others {
        payment.applies_to_id.clear();
    }
    Ok((payment, cleared(entry)))
}

/// The entry without a mark.
pub fn cleared(entry: &PartyLedgerEntry) -> PartyLedgerEntry {
    PartyLedgerEntry { applies_to_id: String::new(), amount_to_apply: Amount::ZERO, ..entry.clone() }
}

/// What entries are marked with: no two payments share it, although they may share a document number.
pub fn mark_of(payment: &JournalLine) -> String {
    payment.id.to_string()
}

fn check(payment: &JournalLine, entry: &PartyLedgerEntry) -> Result<(), RuleError> {
    if entry.party_id != payment.account_id {
        return Err(RuleError::dialog("applied", "applied: the entry is one of another vendor."));
    }
    if !entry.open {
        let message = format!("applied: the entry {} is closed.", entry.document_number);
        return Err(RuleError::dialog("applied", message));
    }
    Ok(())
}
