//! The poster: takes lines one by one and makes their entries (FINANCE.md 2.3).

use std::collections::BTreeSet;

use jiff::civil::Date;
use money::Amount;
use uuid::Uuid;

use super::{EntryIds, Finished, LineCurrency, OpenEntries, Posted, PostingFacts, PostingLine};
use crate::{
    accounts::{Account, AccountType},
    bank_ledger_entries::BankLedgerEntry,
    errors::{Category, RuleError},
    general_ledger_entries::{GeneralLedgerEntry, LedgerSourceType},
    general_ledger_registers::GeneralLedgerRegister,
    journal_lines::{JournalAccountType, JournalDocumentType, JournalLine},
    posting_setup::GeneralPostingType,
};

/// A posting run: one journal or one document, one register.
#[derive(Debug)]
pub struct Poster<'f> {
    pub(super) facts: &'f PostingFacts,
    pub(super) open: OpenEntries,
    pub(super) ids: EntryIds,
    pub(super) counters: super::Counters,
    pub(super) posted: Posted,
    register: GeneralLedgerRegister,
    /// What the running transaction is about.
    document: (JournalDocumentType, String, Date),
    /// Balance of the lines posted so far that name one side only.
    balance: Amount,
    started: bool,
    has_entries: bool,
    /// Balancing accounts bring their VAT setup along.
    pub(super) copies_vat_setup: bool,
    /// Numbers taken in this run, beside those of the facts (rules 26 and 27).
    pub(super) used_numbers: BTreeSet<(JournalDocumentType, String)>,
    pub(super) used_external: BTreeSet<(Uuid, JournalDocumentType, String)>,
}

/// One side of a line on its way into the ledger.
#[derive(Debug, Clone, Copy)]
pub(super) struct Side<'l> {
    pub account_type: JournalAccountType,
    pub account_number: &'l str,
    /// In the currency of the line.
    pub amount: Amount,
    pub amount_local: Amount,
    pub other_type: JournalAccountType,
    pub other_number: &'l str,
    /// The line's own account rather than its balancing account.
    pub is_account: bool,
}

pub(super) fn range_error(_: money::RangeError) -> RuleError {
    RuleError::of_record(Category::Field, "An amount is too large to be posted.")
}

impl<'f> Poster<'f> {
    /// Begins a run. `register` carries source code, template and journal; its number and ranges are filled in.
    /// `seed` is a fresh id of this run.
    pub fn new(
        facts: &'f PostingFacts,
        open: OpenEntries,
        register: GeneralLedgerRegister,
        seed: Uuid,
    ) -> Self {
        let mut ids = EntryIds::new(seed);
        let counters = facts.counters;
        let register = GeneralLedgerRegister {
            id: ids.next_id(),
            number: counters.register + 1,
            from_entry_number: counters.general_ledger_entry + 1,
            from_vat_entry_number: counters.vat_entry + 1,
            ..register
        };
        Poster {
            facts,
            open,
            ids,
            counters,
            posted: Posted::default(),
            register,
            document: (JournalDocumentType::Blank, String::new(), crate::BLANK_DATE),
            balance: Amount::ZERO,
            started: false,
            has_entries: false,
            copies_vat_setup: false,
            used_numbers: BTreeSet::new(),
            used_external: BTreeSet::new(),
        }
    }

    /// Whether the journal copies VAT setup to its lines: then VAT is taken out of what a balancing account gets, too.
    #[must_use]
    pub fn copying_vat_setup(self, copies_vat_setup: bool) -> Self {
        Poster { copies_vat_setup, ..self }
    }

    /// Posts one line (FINANCE.md 2.3, rules 22 to 32 of 2.2). An empty line is passed over. After an error
    /// nothing of the run may be kept.
    pub fn post(&mut self, posting: &PostingLine) -> Result<(), RuleError> {
        let line = &posting.line;
        if line.is_empty() {
            return Ok(());
        }
        self.begin_transaction(line);
        self.check_rounding(line)?;
        for side in sides(line)?.into_iter().flatten() {
            match side.account_type {
                JournalAccountType::Account => self.post_account(&side, posting)?,
                JournalAccountType::BankAccount => self.post_bank(&side, posting)?,
                JournalAccountType::Customer | JournalAccountType::Vendor => {
                    self.post_party(&side, posting)?;
                }
                other => return Err(not_offered(other)),
            }
        }
        let balance = line.balance().map_err(range_error)?;
        self.balance = self.balance.checked_add(balance).map_err(range_error)?;
        Ok(())
    }

    /// The entries made since the last call, to be stored before those that follow.
    pub fn drain(&mut self) -> Posted {
        self.note_entries();
        std::mem::take(&mut self.posted)
    }

    /// Entries of earlier drains or runs whose state has changed since the last call.
    pub fn drain_changed(&mut self) -> Vec<crate::party_ledger_entries::PartyLedgerEntry> {
        self.open.take_changed()
    }

    /// Takes the open entries that the lines to come can be applied to, in place of those of the lines before. What
    /// the run made and changed must have been drained and stored, for `open` is read from the store again.
    pub fn reopen(&mut self, open: OpenEntries) {
        debug_assert!(self.posted.party_ledger_entries.is_empty(), "drain before reopening");
        self.open = open;
    }

    fn note_entries(&mut self) {
        self.has_entries |=
            !self.posted.general_ledger_entries.is_empty() || !self.posted.detailed_ledger_entries.is_empty();
    }

    /// Ends the run. Debits must equal credits (rule 32): else `Dialog`.
    pub fn finish(mut self) -> Result<Finished, RuleError> {
        if !self.balance.is_zero() {
            let message = format!(
                "The posting is out of balance by {}. Correct the lines so that debits equal credits.",
                self.balance
            );
            return Err(RuleError::of_record(Category::Dialog, message));
        }
        self.note_entries();
        let register = self.has_entries.then(|| GeneralLedgerRegister {
            to_entry_number: self.counters.general_ledger_entry,
            to_vat_entry_number: self.counters.vat_entry,
            ..self.register.clone()
        });
        if register.is_some() {
            self.counters.register += 1;
        }
        let changed_party_entries = self.open.take_changed();
        Ok(Finished { entries: self.posted, changed_party_entries, register, counters: self.counters })
    }

    /// A new transaction begins where the lines so far are in balance and another document, another date or a line
    /// that stands on its own follows (2.3): so every transaction is in balance.
    fn begin_transaction(&mut self, line: &JournalLine) {
        let same = self.document.0 == line.document_type
            && self.document.1 == line.document_number
            && self.document.2 == line.posting_date;
        if !self.started || (self.balance.is_zero() && !(same && line.system_created)) {
            self.next_transaction();
            self.started = true;
        }
        if !same {
            self.document = (line.document_type, line.document_number.clone(), line.posting_date);
        }
    }

    pub(super) fn next_transaction(&mut self) {
        self.counters.transaction += 1;
    }

    pub(super) fn register_number(&self) -> i64 {
        self.register.number
    }

    /// Takes the next number of the general ledger.
    pub(super) fn next_entry_number(&mut self) -> i64 {
        self.counters.general_ledger_entry += 1;
        self.counters.general_ledger_entry
    }

    /// The currency of a line. Unknown: `Relation`.
    pub(super) fn line_currency(&self, line: &JournalLine) -> Result<LineCurrency<'f>, RuleError> {
        let currency = self.facts.currency(&line.currency_code)?;
        let precision =
            currency.map_or_else(|| self.facts.setup.precision(), |currency| currency.precision());
        Ok(LineCurrency { currency, precision, factor: line.currency_factor })
    }

    /// Rule 22: amounts are multiples of the rounding step, and a foreign amount has a factor.
    fn check_rounding(&self, line: &JournalLine) -> Result<(), RuleError> {
        let currency = self.line_currency(line)?;
        if !line.amount.is_rounded(currency.precision) {
            let step = currency.precision.amount();
            let message = format!("amount: {} is not rounded to {step}.", line.amount);
            return Err(RuleError::field("amount", message));
        }
        if !line.amount_local.is_rounded(self.facts.setup.precision()) {
            let message = format!("amount: {} in local currency is not rounded.", line.amount_local);
            return Err(RuleError::field("amount", message));
        }
        if currency.currency.is_some() && !currency.factor.is_positive() {
            let message = format!("The line in {} has no exchange rate.", line.currency_code);
            return Err(RuleError::field("currencyCode", message));
        }
        Ok(())
    }

    /// The account with a number. Rule 23: of type Posting, not blocked (`Field`); unknown is `Relation`.
    pub(super) fn posting_account(&self, number: &str) -> Result<&'f Account, RuleError> {
        let found = self.facts.accounts.get(number);
        let account = found.ok_or_else(|| RuleError::relation("accountNumber", "G/L account", number))?;
        if account.account_type != AccountType::Posting {
            let message = format!("The G/L account {number} is a heading or total and cannot be posted to.");
            return Err(RuleError::field("accountNumber", message));
        }
        if account.blocked {
            return Err(RuleError::field("accountNumber", format!("The G/L account {number} is blocked.")));
        }
        Ok(account)
    }

    /// As [`Poster::posting_account`], by id.
    pub(super) fn account_by_id(&self, id: Uuid) -> Result<&'f Account, RuleError> {
        let found = self.facts.accounts.values().find(|account| account.id == id);
        let account = found.ok_or_else(|| RuleError::relation("accountNumber", "G/L account", id))?;
        self.posting_account(&account.number)
    }

    fn post_account(&mut self, side: &Side<'_>, posting: &PostingLine) -> Result<(), RuleError> {
        let account = self.posting_account(side.account_number)?;
        let entered = !posting.extras.system_line && !posting.line.system_created;
        if entered && !account.direct_posting && !posting.extras.closing_date {
            let message = format!(
                "The G/L account {} takes no direct posting: it belongs to a subledger or is posted by the \
                 program.",
                account.number
            );
            return Err(RuleError::field("accountNumber", message));
        }
        if side.is_account && posting.line.general_posting_type != GeneralPostingType::Blank {
            return self.post_with_vat(side, account, posting);
        }
        if let Some(posting) = self.with_balancing_vat(side, account, posting)? {
            return self.post_with_vat(side, account, &posting);
        }
        let entry = self.entry_of_side(side, posting, account, side.amount_local)?;
        self.posted.general_ledger_entries.push(entry);
        Ok(())
    }

    /// Bank side: the bank's entry and its general ledger entry share a number (rule 31).
    fn post_bank(&mut self, side: &Side<'_>, posting: &PostingLine) -> Result<(), RuleError> {
        let number = side.account_number;
        let Some(bank) = self.facts.bank_accounts.get(number) else {
            return Err(RuleError::relation("accountNumber", "bank account", number));
        };
        let refuse = |message: String| Err(RuleError::field("accountNumber", message));
        if bank.blocked {
            return refuse(format!("The bank account {number} is blocked."));
        }
        let Some(group) = self.facts.bank_groups.get(&bank.posting_group) else {
            return refuse(format!("The bank account {number} has no usable posting group."));
        };
        let line = &posting.line;
        let bank_currency = self.facts.currency(&bank.currency_code)?;
        if bank_currency.is_some() && bank.currency_code != line.currency_code {
            let shown = self.facts.shown_currency(&line.currency_code);
            return refuse(format!(
                "The bank account {number} is kept in {}, the line is in {shown}.",
                bank.currency_code
            ));
        }
        let account = self.posting_account(&group.account_number)?;
        let mut entry = self.entry_of_side(side, posting, account, side.amount_local)?;
        (entry.source_type, entry.source_id) = (LedgerSourceType::BankAccount, bank.id);
        let amount = if bank_currency.is_some() { side.amount } else { side.amount_local };
        let bank_entry = BankLedgerEntry {
            id: self.ids.next_id(),
            entry_number: entry.entry_number,
            transaction_number: entry.transaction_number,
            register_number: entry.register_number,
            bank_account_id: bank.id,
            posting_date: entry.posting_date,
            document_date: entry.document_date,
            document_type: entry.document_type,
            document_number: entry.document_number.clone(),
            external_document_number: entry.external_document_number.clone(),
            description: entry.description.clone(),
            currency_id: bank_currency.map_or(Uuid::nil(), |currency| currency.id),
            amount,
            amount_local: side.amount_local,
            balancing_account_type: entry.balancing_account_type,
            balancing_account_id: entry.balancing_account_id,
            source_code: entry.source_code.clone(),
            reason_code: entry.reason_code.clone(),
            dimension_set_id: entry.dimension_set_id,
            reversed_entry_number: 0,
        };
        self.posted.general_ledger_entries.push(entry);
        self.posted.bank_ledger_entries.push(bank_entry);
        Ok(())
    }

    /// An entry on an account with the next number; `amount` in local currency, debit positive.
    pub(super) fn entry_of_side(
        &mut self,
        side: &Side<'_>,
        posting: &PostingLine,
        account: &Account,
        amount: Amount,
    ) -> Result<GeneralLedgerEntry, RuleError> {
        let number = self.next_entry_number();
        let mut entry = self.entry(posting, account, amount, number)?;
        entry.balancing_account_type = side.other_type;
        entry.balancing_account_id = self.facts.account_id(side.other_type, side.other_number);
        Ok(entry)
    }

    /// An entry with a number taken before.
    pub(super) fn entry(
        &mut self,
        posting: &PostingLine,
        account: &Account,
        amount: Amount,
        entry_number: i64,
    ) -> Result<GeneralLedgerEntry, RuleError> {
        let line = &posting.line;
        let (debit_amount, credit_amount) = debit_and_credit(amount, posting.extras.correction)?;
        Ok(GeneralLedgerEntry {
            id: self.ids.next_id(),
            entry_number,
            transaction_number: self.counters.transaction,
            register_number: self.register.number,
            account_id: account.id,
            posting_date: line.posting_date,
            closing_date: posting.extras.closing_date,
            document_date: line.document_date,
            vat_date: line.posting_date,
            document_type: line.document_type,
            document_number: line.document_number.clone(),
            external_document_number: line.external_document_number.clone(),
            description: line.description.clone(),
            comment: line.comment.clone(),
            amount,
            debit_amount,
            credit_amount,
            quantity: posting.extras.quantity,
            source_code: line.source_code.clone(),
            reason_code: line.reason_code.clone(),
            dimension_set_id: posting.dimension_set_id,
            prior_year: line.posting_date < self.facts.first_open_date,
            system_created: line.system_created,
            document_id: posting.extras.document_id,
            ..GeneralLedgerEntry::default()
        })
    }
}

/// Debit and credit of an amount; a correction stands on the other side with a negative sign (2.3).
pub(super) fn debit_and_credit(amount: Amount, correction: bool) -> Result<(Amount, Amount), RuleError> {
    let opposite = amount.checked_neg().map_err(range_error)?;
    Ok(if amount.is_positive() != correction { (amount, Amount::ZERO) } else { (Amount::ZERO, opposite) })
}

/// The sides of a line in the order they are posted: the balancing side first when the account is a customer or
/// vendor (2.3 step 1).
fn sides(line: &JournalLine) -> Result<[Option<Side<'_>>; 2], RuleError> {
    let account = Side {
        account_type: line.account_type,
        account_number: &line.account_number,
        amount: line.amount,
        amount_local: line.amount_local,
        other_type: line.balancing_account_type,
        other_number: &line.balancing_account_number,
        is_account: true,
    };
    let balancing = Side {
        account_type: line.balancing_account_type,
        account_number: &line.balancing_account_number,
        amount: line.amount.checked_neg().map_err(range_error)?,
        amount_local: line.amount_local.checked_neg().map_err(range_error)?,
        other_type: line.account_type,
        other_number: &line.account_number,
        is_account: false,
    };
    let account = (!line.account_number.is_empty()).then_some(account);
    let balancing = (!line.balancing_account_number.is_empty()).then_some(balancing);
    let party = matches!(line.account_type, JournalAccountType::Customer | JournalAccountType::Vendor);
    Ok(if party { [balancing, account] } else { [account, balancing] })
}

fn not_offered(account_type: JournalAccountType) -> RuleError {
    let message = format!(
        "Lines of account type {} cannot be posted: this server keeps no ledger for them.",
        crate::Choice::label(account_type)
    );
    RuleError::dialog("accountType", message)
}
