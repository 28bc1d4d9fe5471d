//! Applying one ledger entry to another: discount, tolerance, currency differences, what is closed (FINANCE.md 3.2).
//!
//! The same steps serve customers and vendors: signs decide, not sides. `new` is the entry that is applied, such as
//! a payment; `old` the one it is applied to, such as an invoice.

use jiff::civil::Date;
use money::{Amount, Rate};
use uuid::Uuid;

use super::{
    PostingFacts,
    discount_vat::{Share, VatCorrection, shares},
    poster::range_error,
};
use crate::{
    currencies::Currency,
    currency_exchange_rates::exchange,
    detailed_ledger_entries::DetailedEntryType,
    errors::{Category, RuleError},
    journal_lines::JournalDocumentType,
    party_ledger_entries::PartyLedgerEntry,
    trade_setup::ApplicationBetweenCurrencies,
    vat_entries::VatEntry,
};

/// A change of a ledger entry, before it has a number: what a detailed entry will say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub ledger_entry_number: i64,
    pub entry_type: DetailedEntryType,
    /// In the currency of the ledger entry.
    pub amount: Amount,
    pub amount_local: Amount,
    pub posting_date: Date,
    pub currency_id: Uuid,
    pub initial_entry_due_date: Date,
    pub initial_document_type: JournalDocumentType,
    /// The posting group of the ledger entry, whose accounts the change goes to.
    pub posting_group: String,
    pub applied_ledger_entry_number: i64,
    pub previous_payment_discount_possible: Amount,
    pub previous_max_payment_tolerance: Amount,
    /// The detailed entry this one takes back; 0 for none.
    pub unapplied_entry_number: i64,
    /// Base and VAT that are corrected along with it.
    pub vat: Option<VatCorrection>,
}

impl Change {
    pub(super) fn of(
        entry: &PartyLedgerEntry,
        entry_type: DetailedEntryType,
        amount: Amount,
        amount_local: Amount,
        posting_date: Date,
    ) -> Change {
        Change {
            ledger_entry_number: entry.entry_number,
            entry_type,
            amount,
            amount_local,
            posting_date,
            currency_id: entry.currency_id,
            initial_entry_due_date: entry.due_date,
            initial_document_type: entry.document_type,
            posting_group: entry.posting_group.clone(),
            applied_ledger_entry_number: 0,
            previous_payment_discount_possible: Amount::ZERO,
            previous_max_payment_tolerance: Amount::ZERO,
            unapplied_entry_number: 0,
            vat: None,
        }
    }
}

/// What an application is made with.
#[derive(Debug, Clone, Copy)]
pub struct Application<'f> {
    pub facts: &'f PostingFacts,
    /// Date of the line that is posted, or chosen for the application of posted entries.
    pub posting_date: Date,
    /// The party takes no part in payment tolerance.
    pub tolerance_blocked: bool,
    /// VAT entries of the documents that are applied to, as far as VAT may be taken out of discounts.
    pub vat: &'f [VatEntry],
}

/// What is open on `old`, in the currency of `new` at its date (3.2 `old2`).
#[derive(Debug, Clone, Copy)]
struct Converted {
    remaining: Amount,
    discount: Amount,
    /// Zero for everything.
    to_apply: Amount,
}

/// How the amounts of an application are known on either side.
struct Applied {
    /// In the currency of `new`, with its sign.
    new: Amount,
    /// In the currency of `old`, with the sign of `new`.
    old: Amount,
    local: Amount,
}

impl Application<'_> {
    /// Applies `new` to `old` as far as it goes and returns the changes in the order of 3.2, with both entries
    /// brought up to date. Same sign on both: `Field` (rule 29); currencies that may not meet: `Dialog` (rule 30).
    pub fn apply(
        &self,
        new: &mut PartyLedgerEntry,
        old: &mut PartyLedgerEntry,
    ) -> Result<Vec<Change>, RuleError> {
        self.check(new, old)?;
        let mut changes = Vec::new();
        let date = new.posting_date.max(old.posting_date).max(self.posting_date);
        let converted = self.converted(new, old)?;
        let whole = self.tolerances_and_discount(new, old, converted, &mut changes)?;
        let applied = self.amounts(new, old, converted, whole)?;
        for (entry, amount) in [(&mut *old, applied.old), (&mut *new, applied.new)] {
            self.take_back_unrealized(entry, amount, &mut changes)?;
        }
        self.currency_differences(new, old, &applied, &mut changes)?;
        self.application(new, old, &applied, date, &mut changes)?;
        self.close(new, old, &applied, date)?;
        for entry in [new, old] {
            self.correct_remaining(entry, &mut changes)?;
        }
        Ok(changes)
    }

    fn check(&self, new: &PartyLedgerEntry, old: &PartyLedgerEntry) -> Result<(), RuleError> {
        if new.remaining_amount.is_negative() == old.remaining_amount.is_negative() {
            let message = format!(
                "The {} {} cannot be applied to the {} {}: both have the same sign.",
                noun(new),
                new.document_number,
                noun(old),
                old.document_number
            );
            return Err(RuleError::field("amount", message));
        }
        if new.currency_id == old.currency_id {
            return Ok(());
        }
        let euro = |id: Uuid| {
            id.is_nil() || self.facts.currency_by_id(id).is_some_and(|currency| currency.emu_currency)
        };
        let allowed = match self.facts.rules.application_between_currencies(new.party_type) {
            ApplicationBetweenCurrencies::All => true,
            ApplicationBetweenCurrencies::Emu => euro(new.currency_id) && euro(old.currency_id),
            ApplicationBetweenCurrencies::None => false,
        };
        if allowed {
            return Ok(());
        }
        let message = format!(
            "The {} {} is in another currency than the {} {}, and setup does not allow to apply one to the other.",
            noun(old),
            old.document_number,
            noun(new),
            new.document_number
        );
        Err(RuleError::dialog("currencyCode", message))
    }

    fn converted(&self, new: &PartyLedgerEntry, old: &PartyLedgerEntry) -> Result<Converted, RuleError> {
        let convert = |amount: Amount| self.in_currency_of(new, old, amount, new.posting_date);
        Ok(Converted {
            remaining: convert(old.remaining_amount)?,
            discount: convert(old.remaining_payment_discount_possible)?,
            to_apply: convert(old.amount_to_apply)?,
        })
    }

    /// Steps 1 to 4: what `new` is raised by. Returns whether `old` is meant to be closed entirely.
    fn tolerances_and_discount(
        &self,
        new: &mut PartyLedgerEntry,
        old: &mut PartyLedgerEntry,
        converted: Converted,
        changes: &mut Vec<Change>,
    ) -> Result<bool, RuleError> {
        let mut whole = old.amount_to_apply.is_zero();
        if !old.accepted_payment_tolerance.is_zero() && !self.tolerance_blocked {
            let tolerance =
                self.in_currency_of(new, old, old.accepted_payment_tolerance, new.posting_date)?;
            let kind = DetailedEntryType::PaymentTolerance;
            self.raise(new, old, kind, negated(tolerance)?, changes)?;
            old.accepted_payment_tolerance = Amount::ZERO;
            whole = true;
        }
        if let Some(kind) = self.discount_kind(new, old, converted)? {
            let local = self.raise(new, old, kind, negated(converted.discount)?, changes)?;
            old.payment_discount_given_local = subtract(old.payment_discount_given_local, local)?;
            old.accepted_payment_discount_tolerance = false;
            whole = true;
        }
        if new.currency_id != old.currency_id {
            let rest = add(new.remaining_amount, converted.remaining)?;
            if !rest.is_zero() && absolute(rest)? <= self.rounding_limit(new) {
                self.raise(new, old, DetailedEntryType::ApplicationRounding, negated(rest)?, changes)?;
                whole = true;
            }
            // What is left out by so little was meant too.
            let left_out = absolute(subtract(converted.remaining, converted.to_apply)?)?;
            whole |= left_out < self.rounding_limit(new);
        }
        Ok(whole)
    }

    /// Steps 2 and 3: a discount is granted in time and for full payment, or later when it was accepted.
    fn discount_kind(
        &self,
        new: &PartyLedgerEntry,
        old: &PartyLedgerEntry,
        converted: Converted,
    ) -> Result<Option<DetailedEntryType>, RuleError> {
        use JournalDocumentType::{CreditMemo, Invoice, Payment, Refund};
        if old.remaining_payment_discount_possible.is_zero() {
            return Ok(None);
        }
        let documents = matches!(new.document_type, Payment | Refund)
            && matches!(old.document_type, Invoice | CreditMemo);
        let needed = absolute(subtract(converted.remaining, converted.discount)?)?;
        let rounding = match new.currency_id == old.currency_id {
            true => Amount::ZERO,
            false => self.rounding_limit(new),
        };
        let enough = add(absolute(new.remaining_amount)?, rounding)? >= needed
            && (converted.to_apply.is_zero() || absolute(converted.to_apply)? >= needed);
        Ok(match documents && enough {
            true if new.posting_date <= old.payment_discount_date => Some(DetailedEntryType::PaymentDiscount),
            true if old.accepted_payment_discount_tolerance
                && new.posting_date <= old.payment_discount_tolerance_date =>
            {
                Some(DetailedEntryType::PaymentDiscountTolerance)
            }
            _ => None,
        })
    }

    /// Adds a change to `new` and returns its amount in local currency: by how much it changes what the whole entry is
    /// worth at its own rate, application rounding what it is worth by itself. Where setup says so, the VAT of `old` is
    /// taken out of a discount or tolerance: it becomes several changes, of the same amount together.
    fn raise(
        &self,
        new: &mut PartyLedgerEntry,
        old: &PartyLedgerEntry,
        kind: DetailedEntryType,
        amount: Amount,
        changes: &mut Vec<Change>,
    ) -> Result<Amount, RuleError> {
        let local = match kind {
            DetailedEntryType::ApplicationRounding => {
                self.local(new.currency_id, new.adjusted_currency_factor, amount)?
            }
            _ => {
                let changed = add(new.original_amount, amount)?;
                let worth = self.local(new.currency_id, new.original_currency_factor, changed)?;
                subtract(worth, new.original_amount_local)?
            }
        };
        let whole = Share { kind, amount, local, vat: None };
        let precision = match self.facts.currency_by_id(new.currency_id) {
            Some(currency) => currency.precision(),
            None => self.facts.setup.precision(),
        };
        for share in shares(whole, old, self.vat, self.facts, precision)? {
            book(new, share.kind, share.amount, share.local)?;
            changes.push(Change {
                vat: share.vat,
                ..Change::of(new, share.kind, share.amount, share.local, self.posting_date)
            });
        }
        Ok(local)
    }

    /// Step 5: how much is applied.
    fn amounts(
        &self,
        new: &PartyLedgerEntry,
        old: &PartyLedgerEntry,
        converted: Converted,
        whole: bool,
    ) -> Result<Applied, RuleError> {
        let (wanted, limit) = match whole {
            true => (old.remaining_amount, converted.remaining),
            false => (
                smaller(old.amount_to_apply, old.remaining_amount)?,
                smaller(converted.to_apply, converted.remaining)?,
            ),
        };
        let limit = negated(limit)?;
        let applied = smaller(new.remaining_amount, limit)?;
        if new.currency_id == old.currency_id {
            let local = self.local(old.currency_id, old.original_currency_factor, applied)?;
            return Ok(Applied { new: applied, old: applied, local });
        }
        let of_old = match applied == limit {
            true => negated(wanted)?,
            false => {
                let converted_back = self.in_currency_of(old, new, applied, new.posting_date)?;
                smaller(converted_back, negated(old.remaining_amount)?)?
            }
        };
        let local = if new.currency_id.is_nil() {
            applied
        } else {
            self.local(old.currency_id, old.original_currency_factor, of_old)?
        };
        Ok(Applied { new: applied, old: of_old, local })
    }

    /// Step 6: what revaluation booked on an entry goes in proportion to what is applied of it.
    fn take_back_unrealized(
        &self,
        entry: &mut PartyLedgerEntry,
        applied: Amount,
        changes: &mut Vec<Change>,
    ) -> Result<(), RuleError> {
        if entry.remaining_amount.is_zero() {
            return Ok(());
        }
        let (applied, remaining) = (absolute(applied)?, absolute(entry.remaining_amount)?);
        let booked = [
            (DetailedEntryType::UnrealizedLoss, entry.unrealized_loss_local),
            (DetailedEntryType::UnrealizedGain, entry.unrealized_gain_local),
        ];
        for (kind, unrealized) in booked {
            let share = unrealized.ratio(applied, remaining, self.facts.setup.precision());
            let taken_back = negated(share.map_err(range_error)?)?;
            if !taken_back.is_zero() {
                book(entry, kind, Amount::ZERO, taken_back)?;
                changes.push(Change::of(entry, kind, Amount::ZERO, taken_back, self.posting_date));
            }
        }
        Ok(())
    }

    /// Step 7: what the exchange rates of both entries differ by, realised with the application.
    fn currency_differences(
        &self,
        new: &mut PartyLedgerEntry,
        old: &mut PartyLedgerEntry,
        applied: &Applied,
        changes: &mut Vec<Change>,
    ) -> Result<(), RuleError> {
        let sides =
            [(new, applied.new, applied.local), (old, negated(applied.old)?, negated(applied.local)?)];
        for (entry, amount, local) in sides {
            if entry.currency_id.is_nil() {
                continue;
            }
            let own = self.local(entry.currency_id, entry.original_currency_factor, amount)?;
            let difference = subtract(local, own)?;
            if difference.is_zero() {
                continue;
            }
            let kind = match difference.is_positive() {
                true => DetailedEntryType::RealizedGain,
                false => DetailedEntryType::RealizedLoss,
            };
            book(entry, kind, Amount::ZERO, difference)?;
            changes.push(Change::of(entry, kind, Amount::ZERO, difference, self.posting_date));
        }
        Ok(())
    }

    /// Step 8: the application itself, on both entries.
    fn application(
        &self,
        new: &mut PartyLedgerEntry,
        old: &mut PartyLedgerEntry,
        applied: &Applied,
        date: Date,
        changes: &mut Vec<Change>,
    ) -> Result<(), RuleError> {
        let kind = DetailedEntryType::Application;
        let (new_number, old_number) = (new.entry_number, old.entry_number);
        let sides = [
            (old, applied.old, applied.local, new_number),
            (new, negated(applied.new)?, negated(applied.local)?, old_number),
        ];
        for (entry, amount, local, other) in sides {
            let change = Change {
                applied_ledger_entry_number: other,
                previous_payment_discount_possible: entry.remaining_payment_discount_possible,
                previous_max_payment_tolerance: entry.max_payment_tolerance,
                ..Change::of(entry, kind, amount, local, date)
            };
            book(entry, kind, amount, local)?;
            changes.push(change);
        }
        Ok(())
    }

    /// Step 9: what is closed by what.
    fn close(
        &self,
        new: &mut PartyLedgerEntry,
        old: &mut PartyLedgerEntry,
        applied: &Applied,
        date: Date,
    ) -> Result<(), RuleError> {
        let (new_closed, old_closed) = (new.remaining_amount.is_zero(), old.remaining_amount.is_zero());
        if old_closed {
            close_entry(old, date);
            old.closed_by_entry_number = new.entry_number;
            old.closed_by_amount = negated(applied.old)?;
            old.closed_by_amount_local = negated(applied.local)?;
            (old.closed_by_currency_id, old.closed_by_currency_amount) =
                (new.currency_id, negated(applied.new)?);
        }
        if new_closed {
            close_entry(new, date);
            if !old_closed {
                new.closed_by_entry_number = old.entry_number;
                (new.closed_by_amount, new.closed_by_amount_local) = (applied.new, applied.local);
                (new.closed_by_currency_id, new.closed_by_currency_amount) = (old.currency_id, applied.old);
            }
        }
        if old.on_hold == new.on_hold {
            old.on_hold.clear();
        }
        for entry in [new, old] {
            entry.amount_to_apply = Amount::ZERO;
            entry.applies_to_id.clear();
        }
        Ok(())
    }

    /// Step 10: a foreign entry's remaining amount and its value in local currency stay in step.
    fn correct_remaining(
        &self,
        entry: &mut PartyLedgerEntry,
        changes: &mut Vec<Change>,
    ) -> Result<(), RuleError> {
        if entry.currency_id.is_nil() {
            return Ok(());
        }
        let expected =
            self.local(entry.currency_id, entry.adjusted_currency_factor, entry.remaining_amount)?;
        let difference = subtract(expected, entry.remaining_amount_local)?;
        if difference.is_zero() {
            return Ok(());
        }
        let kind = DetailedEntryType::CorrectionOfRemainingAmount;
        book(entry, kind, Amount::ZERO, difference)?;
        changes.push(Change::of(entry, kind, Amount::ZERO, difference, self.posting_date));
        Ok(())
    }

    /// An amount in the currency of `from` in the currency of `to`, at the rates of a date and rounded once; the amount
    /// itself within one currency.
    fn in_currency_of(
        &self,
        to: &PartyLedgerEntry,
        from: &PartyLedgerEntry,
        amount: Amount,
        date: Date,
    ) -> Result<Amount, RuleError> {
        if to.currency_id == from.currency_id {
            return Ok(amount);
        }
        let (to, from) =
            (self.facts.currency_by_id(to.currency_id), self.facts.currency_by_id(from.currency_id));
        let code = |currency: Option<&Currency>| currency.map_or("", |currency| &currency.code).to_owned();
        let precision = to.map_or_else(|| self.facts.setup.precision(), Currency::precision);
        exchange(&self.facts.exchange_rates, amount, &code(from), &code(to), date, precision)
    }

    /// An amount in local currency by a factor, rounded.
    fn local(&self, currency: Uuid, factor: Rate, amount: Amount) -> Result<Amount, RuleError> {
        match currency.is_nil() {
            true => Ok(amount),
            false => amount.to_local(factor, self.facts.setup.precision()).map_err(range_error),
        }
    }

    /// Application rounding precision of the currency of `new`, that of general ledger setup when it is in local
    /// currency (3.2 step 4).
    fn rounding_limit(&self, new: &PartyLedgerEntry) -> Amount {
        match self.facts.currency_by_id(new.currency_id) {
            Some(currency) => currency.application_rounding_precision,
            None => self.facts.rules.application_rounding_precision,
        }
    }
}

/// Adds a change to the running amounts of an entry.
pub(super) fn book(
    entry: &mut PartyLedgerEntry,
    kind: DetailedEntryType,
    amount: Amount,
    local: Amount,
) -> Result<(), RuleError> {
    entry.remaining_amount = add(entry.remaining_amount, amount)?;
    entry.remaining_amount_local = add(entry.remaining_amount_local, local)?;
    if !matches!(kind, DetailedEntryType::Application | DetailedEntryType::ApplicationRounding) {
        entry.amount = add(entry.amount, amount)?;
        entry.amount_local = add(entry.amount_local, local)?;
    }
    match kind {
        DetailedEntryType::UnrealizedLoss => {
            entry.unrealized_loss_local = add(entry.unrealized_loss_local, local)?;
        }
        DetailedEntryType::UnrealizedGain => {
            entry.unrealized_gain_local = add(entry.unrealized_gain_local, local)?;
        }
        _ => {}
    }
    Ok(())
}

pub(super) fn close_entry(entry: &mut PartyLedgerEntry, date: Date) {
    entry.open = false;
    entry.closed_at_date = date;
    entry.remaining_payment_discount_possible = Amount::ZERO;
    entry.max_payment_tolerance = Amount::ZERO;
}

fn noun(entry: &PartyLedgerEntry) -> &'static str {
    match entry.document_type {
        JournalDocumentType::Blank => "entry",
        other => crate::Choice::label(other),
    }
}

pub(super) fn add(left: Amount, right: Amount) -> Result<Amount, RuleError> {
    left.checked_add(right).map_err(range_error)
}

pub(super) fn subtract(left: Amount, right: Amount) -> Result<Amount, RuleError> {
    left.checked_sub(right).map_err(range_error)
}

pub(super) fn negated(amount: Amount) -> Result<Amount, RuleError> {
    amount.checked_neg().map_err(range_error)
}

pub(super) fn absolute(amount: Amount) -> Result<Amount, RuleError> {
    if amount.is_negative() { negated(amount) } else { Ok(amount) }
}

/// The one with the smaller absolute value.
fn smaller(left: Amount, right: Amount) -> Result<Amount, RuleError> {
    Ok(if absolute(left)? <= absolute(right)? { left } else { right })
}

/// The entry that an applies-to names must be open, with the party and the type (rule 28): `NotFound`.
pub(super) fn no_open_entry(document_type: JournalDocumentType, number: &str) -> RuleError {
    let kind = match document_type {
        JournalDocumentType::Blank => "document",
        other => crate::Choice::label(other),
    };
    let message = format!(
        "appliesToInvoiceNumber: the account of the line has no open {kind} \"{number}\" to apply to. It may be \
         closed already, belong to another account, or not be posted."
    );
    RuleError::new(Category::NotFound, "appliesToInvoiceNumber", message)
}
