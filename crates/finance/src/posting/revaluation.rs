//! Revaluation at the end of a period: open entries and bank balances in a currency are worth what the rate of a date
//! says (FINANCE.md 3.7).

use std::collections::BTreeMap;

use jiff::civil::Date;
use money::{Amount, Rate};

use super::{
    Party, Poster, PostingFacts, PostingLine,
    application::{Change, add, book, negated, subtract},
    poster::range_error,
};
use crate::{
    bank_accounts::BankAccount,
    currencies::Currency,
    currency_exchange_rates::adjustment_factor_at,
    detailed_ledger_entries::{DetailedEntryType, DetailedLedgerEntry},
    errors::{Category, RuleError},
    fields::required_code,
    journal_lines::{JournalAccountType, JournalLine},
    party_ledger_entries::PartyLedgerEntry,
};

/// Longest document number and description, in characters.
const NUMBER_LENGTH_MAX: usize = 20;
const DESCRIPTION_LENGTH_MAX: usize = 100;

/// The detailed entries of later dates than that of a revaluation, by ledger entry.
pub type LaterDetails = BTreeMap<i64, Vec<DetailedLedgerEntry>>;

/// The revaluation of one currency.
#[derive(Debug, Clone)]
pub struct Revaluation<'f> {
    pub currency: &'f Currency,
    /// That of the date.
    pub factor: Rate,
    /// Date, document number, description and source code of what is booked.
    pub posting: PostingLine,
}

/// What a bank account in the currency holds on the date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BankBalance {
    pub amount: Amount,
    pub amount_local: Amount,
}

impl<'f> Revaluation<'f> {
    /// The revaluation of a currency on a date. A blank date or document number, one that is too long: `Field` or
    /// `Length`; no rate: `NotFound`.
    pub fn new(
        facts: &PostingFacts,
        currency: &'f Currency,
        line: JournalLine,
    ) -> Result<Revaluation<'f>, RuleError> {
        let date = line.posting_date;
        super::check_posting_date(&line, facts)?;
        let document_number = required_code("documentNumber", &line.document_number, NUMBER_LENGTH_MAX)?;
        let description = crate::fields::text("description", &line.description, DESCRIPTION_LENGTH_MAX)?;
        let line = JournalLine { document_number, description, system_created: true, ..line };
        Ok(Revaluation {
            currency,
            factor: adjustment_factor_at(&facts.exchange_rates, &currency.code, date)?,
            posting: PostingLine::of_journal(line, uuid::Uuid::nil()),
        })
    }
}

impl Poster<'_> {
    /// Books what the entries of a party were worth more or less on the date, at its factor, as unrealised gains and
    /// losses; the entries keep the factor. `later` are the detailed entries they got on later dates: what is left of
    /// an entry then is worth that factor too, so a revaluation on a later date is taken back on that date. One
    /// transaction for each date. Accounts missing on the currency: `Dialog`; a later date outside the allowed range:
    /// `Field`.
    pub fn revalue(
        &mut self,
        revaluation: &Revaluation<'_>,
        party: &Party,
        entries: Vec<PartyLedgerEntry>,
        later: &LaterDetails,
    ) -> Result<(), RuleError> {
        let group = entries.first().map(|entry| entry.posting_group.clone()).unwrap_or_default();
        let mut by_date: BTreeMap<Date, Vec<Change>> = BTreeMap::new();
        for mut entry in entries {
            let of_entry = later.get(&entry.entry_number).into_iter().flatten();
            let changes = self.revalued(revaluation, &mut entry, of_entry.collect())?;
            if changes.is_empty() && entry.adjusted_currency_factor == revaluation.factor {
                continue;
            }
            entry.adjusted_currency_factor = revaluation.factor;
            for change in changes {
                by_date.entry(change.posting_date).or_default().push(change);
            }
            self.open.replace(entry);
        }
        for (date, changes) in by_date {
            let posting = revaluation.posting_on(date);
            super::check_posting_date(&posting.line, self.facts)?;
            self.next_transaction();
            self.post_adjustments_only(&posting, party, &group, &changes)?;
            self.push_details(&changes, party, &posting.line);
        }
        Ok(())
    }

    /// The changes of one entry: on the date of the revaluation, and on each later date that something was booked on.
    fn revalued(
        &self,
        revaluation: &Revaluation<'_>,
        entry: &mut PartyLedgerEntry,
        mut later: Vec<&DetailedLedgerEntry>,
    ) -> Result<Vec<Change>, RuleError> {
        later.sort_by_key(|detail| detail.posting_date);
        let mut state = WorthAtDate::of(entry);
        for detail in &later {
            state.add(detail.entry_type, negated(detail.amount)?, negated(detail.amount_local)?)?;
        }
        let mut changes = Vec::new();
        let mut date = revaluation.posting.line.posting_date;
        let mut waiting = later.into_iter().peekable();
        loop {
            let worth = state.remaining.to_local(revaluation.factor, self.facts.setup.precision());
            let difference = subtract(worth.map_err(range_error)?, state.remaining_local)?;
            for (kind, amount) in unrealized(&state, difference)? {
                book(entry, kind, Amount::ZERO, amount)?;
                state.add(kind, Amount::ZERO, amount)?;
                changes.push(Change::of(entry, kind, Amount::ZERO, amount, date));
            }
            let Some(next) = waiting.peek() else { return Ok(changes) };
            date = next.posting_date;
            while let Some(detail) = waiting.next_if(|detail| detail.posting_date == date) {
                state.add(detail.entry_type, detail.amount, detail.amount_local)?;
            }
        }
    }
}

/// What is left of an entry on a date, and what of its worth is unrealised.
#[derive(Debug, Clone, Copy)]
struct WorthAtDate {
    remaining: Amount,
    remaining_local: Amount,
    gain_local: Amount,
    loss_local: Amount,
}

impl WorthAtDate {
    fn of(entry: &PartyLedgerEntry) -> Self {
        WorthAtDate {
            remaining: entry.remaining_amount,
            remaining_local: entry.remaining_amount_local,
            gain_local: entry.unrealized_gain_local,
            loss_local: entry.unrealized_loss_local,
        }
    }

    fn add(&mut self, kind: DetailedEntryType, amount: Amount, local: Amount) -> Result<(), RuleError> {
        self.remaining = add(self.remaining, amount)?;
        self.remaining_local = add(self.remaining_local, local)?;
        match kind {
            DetailedEntryType::UnrealizedGain => self.gain_local = add(self.gain_local, local)?,
            DetailedEntryType::UnrealizedLoss => self.loss_local = add(self.loss_local, local)?,
            _ => {}
        }
        Ok(())
    }
}

/// The changes that move an entry's value in local currency by a difference.
pub(super) fn unrealized_changes(
    entry: &mut PartyLedgerEntry,
    difference: Amount,
    date: Date,
) -> Result<Vec<Change>, RuleError> {
    let mut changes = Vec::new();
    for (kind, amount) in unrealized(&WorthAtDate::of(entry), difference)? {
        book(entry, kind, Amount::ZERO, amount)?;
        changes.push(Change::of(entry, kind, Amount::ZERO, amount, date));
    }
    Ok(changes)
}

/// A difference as gains and losses: what was booked the other way before is taken back first, so that an entry never
/// has both.
fn unrealized(
    state: &WorthAtDate,
    difference: Amount,
) -> Result<Vec<(DetailedEntryType, Amount)>, RuleError> {
    use DetailedEntryType::{UnrealizedGain, UnrealizedLoss};
    let unrealized = add(add(state.gain_local, state.loss_local)?, difference)?;
    let gain = (UnrealizedGain, subtract(unrealized.max(Amount::ZERO), state.gain_local)?);
    let loss = (UnrealizedLoss, subtract(unrealized.min(Amount::ZERO), state.loss_local)?);
    let mut parts = if difference.is_negative() { vec![gain, loss] } else { vec![loss, gain] };
    parts.retain(|(_, amount)| !amount.is_zero());
    Ok(parts)
}

/// The line that brings a bank account to what its balance is worth: against the realised gains or losses of the
/// currency, because money in a bank is not paid any more. `None` when it is worth that already. No account: `Dialog`.
pub fn bank_line(
    facts: &PostingFacts,
    revaluation: &Revaluation<'_>,
    bank: &BankAccount,
    balance: BankBalance,
) -> Result<Option<PostingLine>, RuleError> {
    let worth = balance.amount.to_local(revaluation.factor, facts.setup.precision()).map_err(range_error)?;
    let difference = subtract(worth, balance.amount_local)?;
    if difference.is_zero() {
        return Ok(None);
    }
    let date = revaluation.posting.line.posting_date;
    revaluation.bank_posting(bank, date, difference, difference.is_positive()).map(Some)
}

/// The line that takes back what was booked on a bank account by a revaluation on a later date, from the side it was
/// booked to. `None` when nothing is left of it. No account: `Dialog`; a date outside the allowed range: `Field`.
pub fn bank_line_back(
    facts: &PostingFacts,
    revaluation: &Revaluation<'_>,
    bank: &BankAccount,
    date: Date,
    booked: Amount,
) -> Result<Option<PostingLine>, RuleError> {
    if booked.is_zero() {
        return Ok(None);
    }
    let posting = revaluation.bank_posting(bank, date, negated(booked)?, booked.is_positive())?;
    super::check_posting_date(&posting.line, facts)?;
    Ok(Some(posting))
}

impl Revaluation<'_> {
    /// The line of the revaluation on a date.
    fn posting_on(&self, date: Date) -> PostingLine {
        let mut posting = self.posting.clone();
        (posting.line.posting_date, posting.line.document_date) = (date, date);
        posting
    }

    fn bank_posting(
        &self,
        bank: &BankAccount,
        date: Date,
        difference: Amount,
        is_gain: bool,
    ) -> Result<PostingLine, RuleError> {
        let currency = self.currency;
        let (account, noun) = match is_gain {
            true => (&currency.realized_gains_account, "gains"),
            false => (&currency.realized_losses_account, "losses"),
        };
        if account.is_empty() {
            let message = format!("The currency {} has no account for realised {noun}.", currency.code);
            return Err(RuleError::of_record(Category::Dialog, message));
        }
        let mut posting = self.posting_on(date);
        posting.line = JournalLine {
            account_type: JournalAccountType::BankAccount,
            account_number: bank.number.clone(),
            balancing_account_type: JournalAccountType::Account,
            balancing_account_number: account.clone(),
            currency_code: currency.code.clone(),
            currency_factor: self.factor,
            amount: Amount::ZERO,
            amount_local: difference,
            ..posting.line
        };
        posting.extras.system_line = true;
        Ok(posting)
    }
}
