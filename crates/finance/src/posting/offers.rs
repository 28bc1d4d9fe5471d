//! Payments applied to several invoices: the open entries are marked just before the payment is posted, and the marks
//! that it did not use up are taken away behind it (FINANCE.md 3.1, "applies-to id").

use money::Amount;

use super::{Poster, application::negated};
use crate::{
    errors::{Category, RuleError},
    journal_lines::JournalLine,
    party_ledger_entries::PartyLedgerEntry,
    payment_applications::PaymentApplication,
};

impl Poster<'_> {
    /// Marks the open entries of the invoices that `line` is applied to with its applies-to id, each with the amount
    /// to apply. An invoice that is not open any more: `NotFound`; more than remains of it: `Field`.
    pub fn offer(
        &mut self,
        line: &JournalLine,
        applications: &[PaymentApplication],
    ) -> Result<(), RuleError> {
        let party = self.facts.account_id(line.account_type, &line.account_number);
        for application in applications {
            let of_invoice = |entry: &PartyLedgerEntry| entry.document_id == application.invoice_id;
            let found = self.open.by_due_date(party, of_invoice);
            let found = found.first().and_then(|number| self.open.get(*number)).cloned();
            let Some(mut entry) = found else {
                let message = "applications: one of the invoices is not open any more.";
                return Err(RuleError::new(Category::NotFound, "applications", message));
            };
            entry.applies_to_id.clone_from(&line.applies_to_id);
            entry.amount_to_apply = amount_to_apply(&entry, application.amount)?;
            self.open.replace(entry);
        }
        Ok(())
    }

    /// Takes away what [`Poster::offer`] marked and the payment did not reach.
    pub fn withdraw(&mut self, line: &JournalLine) {
        let party = self.facts.account_id(line.account_type, &line.account_number);
        let marked = |entry: &PartyLedgerEntry| entry.applies_to_id == line.applies_to_id;
        for number in self.open.by_due_date(party, marked) {
            if let Some(entry) = self.open.get(number).cloned() {
                self.open.replace(PartyLedgerEntry {
                    applies_to_id: String::new(),
                    amount_to_apply: Amount::ZERO,
                    accepted_payment_tolerance: Amount::ZERO,
                    accepted_payment_discount_tolerance: false,
                    ..entry
                });
            }
        }
    }
}

/// The amount with the sign of the entry; all that remains when none is given.
fn amount_to_apply(entry: &PartyLedgerEntry, amount: Amount) -> Result<Amount, RuleError> {
    if amount.is_zero() {
        return Ok(entry.remaining_amount);
    }
    let remaining = entry.remaining_amount;
    let (signed, size) = match remaining.is_negative() {
        true => (negated(amount)?, negated(remaining)?),
        false => (amount, remaining),
    };
    if amount > size {
        let message = format!(
            "applications: {amount} was to be applied to {}, of which {size} remains.",
            entry.document_number
        );
        return Err(RuleError::field("applications", message));
    }
    Ok(signed)
}
