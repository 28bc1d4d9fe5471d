//! Revaluation at the end of a period: open entries and bank balances in a currency are worth what the rate of a date
//! says (FINANCE.md 3.7).

use jiff::civil::Date;
use money::{Amount, Rate};

use super::{
    Party, Poster, PostingFacts, PostingLine,
    application::{Change, book, negated, subtract},
    poster::range_error,
};
use crate::{
    bank_accounts::BankAccount,
    currencies::Currency,
    currency_exchange_rates::adjustment_factor_at,
    detailed_ledger_entries::DetailedEntryType,
    errors::{Category, RuleError},
    fields::required_code,
    journal_lines::{JournalAccountType, JournalLine},
    party_ledger_entries::PartyLedgerEntry,
};

/// Longest document number and description, in characters.
const NUMBER_LENGTH_MAX: usize = 20;
const DESCRIPTION_LENGTH_MAX: usize = 100;

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
    /// The revaluation of a currency on a date. `last` is the date of the one before, if there was one.
    ///
    /// A blank date or document number, one that is too long: `Field` or `Length`; a date before the last revaluation,
    /// whose factor the entries have: `Dialog`; no rate: `NotFound`.
    pub fn new(
        facts: &PostingFacts,
        currency: &'f Currency,
        line: JournalLine,
        last: Option<Date>,
    ) -> Result<Revaluation<'f>, RuleError> {
        let date = line.posting_date;
        super::check_posting_date(&line, facts)?;
        let document_number = required_code("documentNumber", &line.document_number, NUMBER_LENGTH_MAX)?;
        let description = crate::fields::text("description", &line.description, DESCRIPTION_LENGTH_MAX)?;
        if let Some(last) = last.filter(|last| *last > date) {
            let message = format!(
                "postingDate: {} was revalued on {last}. Entries have the rate of that date; choose it or a later one.",
                currency.code
            );
            return Err(RuleError::dialog("postingDate", message));
        }
        let line = JournalLine { document_number, description, system_created: true, ..line };
        Ok(Revaluation {
            currency,
            factor: adjustment_factor_at(&facts.exchange_rates, &currency.code, date)?,
            posting: PostingLine::of_journal(line, uuid::Uuid::nil()),
        })
    }
}

impl Poster<'_> {
    /// Books what the open entries of a party are worth more or less at the factor of the date, as unrealised gains and
    /// losses, in a transaction of its own; the entries keep the factor. Accounts missing on the currency: `Dialog`.
    pub fn revalue(
        &mut self,
        revaluation: &Revaluation<'_>,
        party: &Party,
        entries: Vec<PartyLedgerEntry>,
    ) -> Result<(), RuleError> {
        let date = revaluation.posting.line.posting_date;
        let mut changes = Vec::new();
        let group = entries.first().map(|entry| entry.posting_group.clone()).unwrap_or_default();
        for mut entry in entries {
            let worth = entry.remaining_amount.to_local(revaluation.factor, self.facts.setup.precision());
            let difference = subtract(worth.map_err(range_error)?, entry.remaining_amount_local)?;
            if difference.is_zero() && entry.adjusted_currency_factor == revaluation.factor {
                continue;
            }
            entry.adjusted_currency_factor = revaluation.factor;
            changes.extend(unrealized_changes(&mut entry, difference, date)?);
            self.open.replace(entry);
        }
        if changes.is_empty() {
            return Ok(());
        }
        self.next_transaction();
        self.post_adjustments_only(&revaluation.posting, party, &group, &changes)?;
        self.push_details(&changes, party, &revaluation.posting.line);
        Ok(())
    }
}

/// The changes that move an entry's value in local currency by a difference: what was booked the other way before is
/// taken back first.
pub(super) fn unrealized_changes(
    entry: &mut PartyLedgerEntry,
    difference: Amount,
    date: Date,
) -> Result<Vec<Change>, RuleError> {
    use DetailedEntryType::{UnrealizedGain, UnrealizedLoss};
    let (back, booked, further) = match difference.is_negative() {
        true => (UnrealizedGain, entry.unrealized_gain_local, UnrealizedLoss),
        false => (UnrealizedLoss, entry.unrealized_loss_local, UnrealizedGain),
    };
    let all = negated(booked)?;
    let taken_back = if difference.is_negative() { difference.max(all) } else { difference.min(all) };
    let mut changes = Vec::new();
    for (kind, amount) in [(back, taken_back), (further, subtract(difference, taken_back)?)] {
        if !amount.is_zero() {
            book(entry, kind, Amount::ZERO, amount)?;
            changes.push(Change::of(entry, kind, Amount::ZERO, amount, date));
        }
    }
    Ok(changes)
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
    let currency = revaluation.currency;
    let (account, noun) = match difference.is_positive() {
        true => (&currency.realized_gains_account, "gains"),
        false => (&currency.realized_losses_account, "losses"),
    };
    if account.is_empty() {
        let message = format!("The currency {} has no account for realised {noun}.", currency.code);
        return Err(RuleError::of_record(Category::Dialog, message));
    }
    let mut posting = revaluation.posting.clone();
    posting.line = JournalLine {
        account_type: JournalAccountType::BankAccount,
        account_number: bank.number.clone(),
        balancing_account_type: JournalAccountType::Account,
        balancing_account_number: account.clone(),
        currency_code: currency.code.clone(),
        currency_factor: revaluation.factor,
        amount: Amount::ZERO,
        amount_local: difference,
        ..posting.line
    };
    posting.extras.system_line = true;
    Ok(Some(posting))
}
