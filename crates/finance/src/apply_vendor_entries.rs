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

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::Category;

    const VENDOR: Uuid = Uuid::from_u128(1);

    fn payment(id: u128) -> JournalLine {
        JournalLine {
            id: Uuid::from_u128(id),
            account_id: VENDOR,
            description: "Lumen".into(),
            ..JournalLine::default()
        }
    }

    fn entry() -> PartyLedgerEntry {
        PartyLedgerEntry {
            party_id: VENDOR,
            entry_number: 7,
            document_number: "108001".into(),
            remaining_amount: Amount::from_integer(-120),
            open: true,
            ..PartyLedgerEntry::default()
        }
    }

    fn refused<T: std::fmt::Debug>(result: Result<T, RuleError>, sentence: &str) {
        let error = result.unwrap_err();
        assert_eq!((error.category, error.property), (Category::Dialog, Some("applied")));
        assert!(error.message.contains(sentence), "{error}");
    }

    #[test]
    fn a_choice_marks_payment_and_entry_and_can_be_taken_back() {
        let (paid, mark) = chosen(&payment(9), &entry(), true).unwrap();
        let text = Uuid::from_u128(9).to_string();
        assert_eq!(paid, JournalLine { applies_to_id: text.clone(), ..payment(9) });
        let amount_to_apply = Amount::from_integer(-120);
        assert_eq!(mark, PartyLedgerEntry { applies_to_id: text, amount_to_apply, ..entry() });
        assert_eq!(chosen(&paid, &mark, true), Ok((paid.clone(), mark.clone())), "once more");

        assert_eq!(taken_back(&paid, &mark, false), Ok((payment(9), entry())));
        assert_eq!(taken_back(&paid, &mark, true), Ok((paid, entry())), "others are still chosen");
        assert_eq!(taken_back(&payment(8), &mark, false), Ok((payment(8), mark)), "not its own choice");
    }

    #[test]
    fn only_open_entries_of_the_vendor_that_no_other_payment_has_are_chosen() {
        let foreign = PartyLedgerEntry { party_id: Uuid::from_u128(2), ..entry() };
        let closed = PartyLedgerEntry { open: false, ..entry() };
        for (unfit, sentence) in [(foreign, "another vendor"), (closed, "is closed")] {
            refused(chosen(&payment(9), &unfit, false), sentence);
            refused(taken_back(&payment(9), &unfit, false), sentence);
        }
        let single = JournalLine { applies_to_document_number: "108002".into(), ..payment(9) };
        refused(chosen(&single, &entry(), false), "applies to 108002 already");
        let (_, taken) = chosen(&payment(8), &entry(), false).unwrap();
        refused(chosen(&payment(9), &taken, true), "chosen for another payment");
        let (_, mark) = chosen(&payment(9), &taken, false).unwrap();
        assert_eq!(mark.applies_to_id, mark_of(&payment(9)), "the other payment is gone");
    }
}
