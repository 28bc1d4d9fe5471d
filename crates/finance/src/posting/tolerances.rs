//! Small differences and late discounts that are let go (FINANCE.md 3.6): for a payment of one document, and for one
//! that is applied to several.

use jiff::civil::Date;
use money::{Amount, Precision};

use super::{
    Party, Poster,
    application::{absolute, add, negated, subtract},
    poster::range_error,
};
use crate::{
    errors::RuleError,
    journal_lines::{JournalAccountType, JournalDocumentType, JournalLine},
    party_ledger_entries::PartyLedgerEntry,
};

/// How far a payment may miss the open amount of an entry and still close it (3.6): the tolerance it accepts, with
/// the sign of the entry; zero when the difference is larger. `payment` has the opposite sign; a discount that is
/// still possible on `payment_date`, or was accepted late, counts as paid.
pub fn accepted_tolerance(
    entry: &PartyLedgerEntry,
    payment: Amount,
    payment_date: Date,
) -> Result<Amount, RuleError> {
    let discounted = payment_date <= entry.payment_discount_date || entry.accepted_payment_discount_tolerance;
    let discount = match discounted {
        true => entry.remaining_payment_discount_possible,
        false => Amount::ZERO,
    };
    let open = subtract(entry.remaining_amount, discount)?;
    let rest = add(open, payment)?;
    let within = absolute(rest)? <= absolute(entry.max_payment_tolerance)?;
    Ok(if within { rest } else { Amount::ZERO })
}

/// Whether a payment behind the discount date, but within the grace period, is enough for the discount to be granted
/// after all (3.6), a tolerated difference counted in.
pub fn accepts_discount(
    entry: &PartyLedgerEntry,
    payment: Amount,
    payment_date: Date,
) -> Result<bool, RuleError> {
    let discount = entry.remaining_payment_discount_possible;
    let late =
        payment_date > entry.payment_discount_date && payment_date <= entry.payment_discount_tolerance_date;
    if discount.is_zero() || !late {
        return Ok(false);
    }
    let needed = absolute(subtract(entry.remaining_amount, discount)?)?;
    Ok(add(absolute(payment)?, absolute(entry.max_payment_tolerance)?)? >= needed)
}

/// What is about to be applied to entries of its party.
#[derive(Debug, Clone, Copy)]
pub(super) struct Offer {
    pub document_type: JournalDocumentType,
    /// With its sign, opposite to that of what it pays.
    pub amount: Amount,
    pub date: Date,
    pub precision: Precision,
    /// The amounts to apply are all that is meant to be applied of the entries, so that a payment of just as much
    /// leaves no difference.
    pub exact: bool,
}

impl Poster<'_> {
    /// Accepts what may be let go when a line is applied to the entries marked for it.
    pub fn accept_of_line(&mut self, line: &JournalLine) -> Result<(), RuleError> {
        if !matches!(line.account_type, JournalAccountType::Customer | JournalAccountType::Vendor) {
            return Ok(());
        }
        let party_type = super::party::party_type(line.account_type);
        let party = self.facts.party(party_type, &line.account_number)?;
        let offer = Offer {
            document_type: line.document_type,
            amount: line.amount,
            date: line.posting_date,
            precision: self.line_currency(line)?.precision,
            exact: false,
        };
        let currency = self.line_currency(line)?.currency.map_or(uuid::Uuid::nil(), |currency| currency.id);
        let numbers = self.open.marked(party.id, &line.applies_to_id);
        self.accept(party, offer, currency, &numbers)
    }

    /// Accepts what may be let go of the entries with these numbers, as far as all are in one currency and the party
    /// takes part in tolerance.
    pub(super) fn accept(
        &mut self,
        party: &Party,
        offer: Offer,
        currency: uuid::Uuid,
        numbers: &[i64],
    ) -> Result<(), RuleError> {
        let mut entries: Vec<PartyLedgerEntry> =
            numbers.iter().filter_map(|number| self.open.get(*number)).cloned().collect();
        let one_currency = entries.iter().all(|entry| entry.currency_id == currency);
        if entries.is_empty() || party.payment_tolerance_blocked || !one_currency {
            return Ok(());
        }
        accept_differences(offer, &mut entries)?;
        for entry in entries {
            self.open.replace(entry);
        }
        Ok(())
    }
}

/// Decides for all entries of an application together, in the order they are applied: late discounts first, then the
/// difference that is left between what is offered and what is open, shared among the entries that tolerate one.
fn accept_differences(offer: Offer, entries: &mut [PartyLedgerEntry]) -> Result<(), RuleError> {
    let mut most = Amount::ZERO;
    for entry in entries.iter_mut() {
        entry.accepted_payment_tolerance = Amount::ZERO;
        entry.accepted_payment_discount_tolerance = false;
        if offer.tolerates(entry) {
            most = add(most, entry.max_payment_tolerance)?;
        }
    }
    let (mut left, mut open, mut discounts, mut meant) =
        (offer.amount, Amount::ZERO, Amount::ZERO, Amount::ZERO);
    for entry in entries.iter_mut() {
        let (remaining, discount) = (entry.remaining_amount, entry.remaining_payment_discount_possible);
        let to_apply = if entry.amount_to_apply.is_zero() { remaining } else { entry.amount_to_apply };
        let discounted = subtract(remaining, discount)?;
        let available = if to_apply == remaining { left } else { negated(to_apply)? };
        let late = offer.is_late_for(entry) && {
            let more = subtract(absolute(available)?, absolute(discounted)?)?;
            !more.is_negative() || absolute(more)? <= absolute(most)?
        };
        entry.accepted_payment_discount_tolerance = late;
        open = add(open, remaining)?;
        if late || offer.is_in_time_for(entry) {
            discounts = add(discounts, discount)?;
            let nearly = subtract(absolute(discounted)?, absolute(most)?)? < absolute(to_apply)?;
            meant = add(meant, if nearly { discounted } else { to_apply })?;
            left = add(left, discounted)?;
        } else {
            meant = add(meant, to_apply)?;
            left = add(left, remaining)?;
        }
    }
    let due = subtract(open, discounts)?;
    if absolute(meant)? < absolute(subtract(due, most)?)? {
        return Ok(());
    }
    let limited = offer.exact && absolute(due)? > absolute(meant)?;
    let difference = add(if limited { meant } else { due }, offer.amount)?;
    if difference.is_zero() || absolute(difference)? > absolute(most)? {
        return Ok(());
    }
    share(offer, difference, entries)
}

impl Offer {
    /// A payment of invoices, or the payment back of credit memos, may miss their amount a little.
    fn tolerates(self, entry: &PartyLedgerEntry) -> bool {
        use JournalDocumentType::{CreditMemo, Invoice, Payment, Refund};
        matches!((self.document_type, entry.document_type), (Payment, Invoice) | (Refund, CreditMemo))
    }

    fn is_in_time_for(self, entry: &PartyLedgerEntry) -> bool {
        use JournalDocumentType::{CreditMemo, Invoice, Payment, Refund};
        matches!(self.document_type, Payment | Refund)
            && matches!(entry.document_type, Invoice | CreditMemo)
            && self.date <= entry.payment_discount_date
            && !entry.remaining_payment_discount_possible.is_zero()
    }

    fn is_late_for(self, entry: &PartyLedgerEntry) -> bool {
        use JournalDocumentType::{CreditMemo, Invoice, Payment, Refund};
        matches!(
            (self.document_type, entry.document_type),
            (Payment, Invoice | CreditMemo) | (Refund, CreditMemo)
        ) && self.date > entry.payment_discount_date
            && self.date <= entry.payment_discount_tolerance_date
            && !entry.remaining_payment_discount_possible.is_zero()
    }
}

/// Shares a difference among the entries that tolerate one, in proportion to their amounts and up to what each
/// tolerates; those that tolerate most come first.
fn share(offer: Offer, difference: Amount, entries: &mut [PartyLedgerEntry]) -> Result<(), RuleError> {
    let pays = |entry: &&mut PartyLedgerEntry| {
        !entry.max_payment_tolerance.is_zero() && entry.positive == offer.amount.is_negative()
    };
    let mut sharing: Vec<&mut PartyLedgerEntry> = entries.iter_mut().filter(pays).collect();
    let mut sizes = Vec::with_capacity(sharing.len());
    let mut total = Amount::ZERO;
    for entry in &sharing {
        sizes.push(absolute(entry.max_payment_tolerance)?);
        total = add(total, entry.amount)?;
    }
    let mut order: Vec<usize> = (0..sharing.len()).collect();
    order.sort_by_key(|index| std::cmp::Reverse(sizes[*index]));
    let mut rest = difference;
    for (place, index) in order.iter().enumerate() {
        let entry = &mut sharing[*index];
        let part = match place + 1 == order.len() || total.is_zero() {
            true => rest,
            false => rest.ratio(entry.amount, total, offer.precision).map_err(range_error)?,
        };
        entry.accepted_payment_tolerance = at_most(part, sizes[*index])?;
        total = subtract(total, entry.amount)?;
        rest = subtract(rest, entry.accepted_payment_tolerance)?;
    }
    for index in order {
        let entry = &mut sharing[index];
        let room = subtract(sizes[index], absolute(entry.accepted_payment_tolerance)?)?;
        let part = at_most(rest, room)?;
        entry.accepted_payment_tolerance = add(entry.accepted_payment_tolerance, part)?;
        rest = subtract(rest, part)?;
    }
    Ok(())
}

/// An amount, or as much of it as a size allows.
fn at_most(amount: Amount, size: Amount) -> Result<Amount, RuleError> {
    match absolute(amount)? <= size {
        true => Ok(amount),
        false if amount.is_negative() => negated(size),
        false => Ok(size),
    }
}

#[cfg(test)]
mod tests;
