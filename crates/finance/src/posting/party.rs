//! The customer or vendor side of a line: ledger entry, application, control account (FINANCE.md 2.3, 3.1, 3.3).

use money::Amount;
use uuid::Uuid;

use super::{
    LineCurrency, Party, PartyAccounts, Poster, PostingLine,
    adjustments::AdjustmentLine,
    application::{Application, Change, absolute, add, book, negated, no_open_entry},
    is_blank,
    poster::{Side, range_error},
    tolerances::Offer,
};
use crate::{
    detailed_ledger_entries::{DetailedEntryType, DetailedLedgerEntry},
    errors::{Category, RuleError},
    general_ledger_entries::LedgerSourceType,
    journal_lines::{JournalAccountType, JournalDocumentType, JournalLine},
    party_ledger_entries::{PartyLedgerEntry, PartyType},
};

impl Poster<'_> {
    /// Posts a side on a customer or vendor (rules 24 to 30).
    pub(super) fn post_party(&mut self, side: &Side<'_>, posting: &PostingLine) -> Result<(), RuleError> {
        let facts = self.facts;
        let party = facts.party(party_type(side.account_type), side.account_number)?;
        let group = self.posting_group(party, side, &posting.line)?;
        self.take_document_number(party, &posting.line)?;
        let control_number = self.next_entry_number();
        let mut entry = self.new_entry(side, posting, party, &group, control_number)?;
        let mut changes = vec![self.initial(&mut entry)?];
        self.apply_line(&mut entry, posting, party, &mut changes)?;
        self.post_changes(posting, side, party, control_number, &group, &changes)?;
        self.push_details(&changes, party, &posting.line);
        self.posted.party_ledger_entries.push(entry.clone());
        self.open.add(entry);
        Ok(())
    }

    /// Rules 24 and 25: the line's group, which is the party's unless setup allows several.
    fn posting_group(&self, party: &Party, side: &Side<'_>, line: &JournalLine) -> Result<String, RuleError> {
        let named = side.is_account && !line.posting_group.is_empty();
        let group = if named { &line.posting_group } else { &party.posting_group };
        if group.is_empty() {
            let message = format!("{} {} has no posting group.", noun(party.party_type), party.number);
            return Err(RuleError::field("accountNumber", message));
        }
        if *group != party.posting_group && !self.facts.rules.several_posting_groups {
            let message = format!(
                "The line has the posting group {group}, but {} {} has {}. Name the account again to renew it.",
                noun(party.party_type).to_lowercase(),
                party.number,
                party.posting_group
            );
            return Err(RuleError::field("accountNumber", message));
        }
        Ok(group.clone())
    }

    pub(super) fn party_accounts(
        &self,
        party_type: PartyType,
        group: &str,
    ) -> Result<&PartyAccounts, RuleError> {
        self.facts.party_groups.get(&(party_type, group.to_owned())).ok_or_else(|| {
            let message =
                format!("There is no {} posting group \"{group}\".", noun(party_type).to_lowercase());
            RuleError::field("accountNumber", message)
        })
    }

    /// Rules 26 and 27: documents that may not be posted twice.
    fn take_document_number(&mut self, party: &Party, line: &JournalLine) -> Result<(), RuleError> {
        let kind = line.document_type;
        if party.party_type == PartyType::Customer {
            let counted = matches!(
                kind,
                JournalDocumentType::Invoice
                    | JournalDocumentType::CreditMemo
                    | JournalDocumentType::FinanceChargeMemo
                    | JournalDocumentType::Reminder
            );
            let key = (kind, line.document_number.clone());
            if counted && (self.facts.used_document_numbers.contains(&key) || !self.used_numbers.insert(key))
            {
                let message = format!(
                    "documentNumber: a {} with the number {} has been posted already.",
                    crate::Choice::label(kind),
                    line.document_number
                );
                return Err(RuleError::dialog("documentNumber", message));
            }
            return Ok(());
        }
        let external = &line.external_document_number;
        let counted = matches!(kind, JournalDocumentType::Invoice | JournalDocumentType::CreditMemo);
        if external.is_empty() {
            if counted && self.facts.rules.external_number_mandatory {
                let message =
                    "externalDocumentNumber must have a value on invoices and credit memos of vendors.";
                return Err(RuleError::field("externalDocumentNumber", message));
            }
            return Ok(());
        }
        let key = (party.id, kind, external.clone());
        if counted && (self.facts.used_external_numbers.contains(&key) || !self.used_external.insert(key)) {
            let message = format!(
                "externalDocumentNumber: the {} {external} of vendor {} has been posted already.",
                crate::Choice::label(kind),
                party.number
            );
            return Err(RuleError::dialog("externalDocumentNumber", message));
        }
        Ok(())
    }

    fn new_entry(
        &mut self,
        side: &Side<'_>,
        posting: &PostingLine,
        party: &Party,
        group: &str,
        number: i64,
    ) -> Result<PartyLedgerEntry, RuleError> {
        let line = &posting.line;
        let currency = self.line_currency(line)?;
        let due_date = if is_blank(line.due_date) { line.document_date } else { line.due_date };
        let discount = self.discount_possible(side, posting, &currency)?;
        let tolerance = self.max_tolerance(side, line.document_type, &currency)?;
        Ok(PartyLedgerEntry {
            id: self.ids.next_id(),
            party_type: party.party_type,
            entry_number: number,
            transaction_number: self.counters.transaction,
            register_number: self.register_number(),
            party_id: party.id,
            posting_date: line.posting_date,
            document_date: line.document_date,
            document_type: line.document_type,
            document_number: line.document_number.clone(),
            external_document_number: line.external_document_number.clone(),
            description: line.description.clone(),
            currency_id: currency.currency.map_or(Uuid::nil(), |currency| currency.id),
            original_currency_factor: currency.factor,
            adjusted_currency_factor: currency.factor,
            posting_group: group.to_owned(),
            original_amount: side.amount,
            original_amount_local: side.amount_local,
            net_trade_local: posting.extras.net_trade_local,
            profit_local: posting.extras.profit_local,
            invoice_discount_local: posting.extras.invoice_discount_local,
            original_payment_discount_possible: discount,
            remaining_payment_discount_possible: discount,
            positive: side.amount.is_positive(),
            balancing_account_type: side.other_type,
            balancing_account_id: self.facts.account_id(side.other_type, side.other_number),
            source_code: line.source_code.clone(),
            reason_code: line.reason_code.clone(),
            salesperson_code: line.salesperson_code.clone(),
            dimension_set_id: posting.dimension_set_id,
            document_id: posting.extras.document_id,
            journal_line_id: if posting.extras.document_id.is_nil() { line.id } else { Uuid::nil() },
            due_date,
            payment_discount_date: line.payment_discount_date,
            payment_discount_tolerance_date: self.tolerance_date(line),
            max_payment_tolerance: tolerance,
            ..PartyLedgerEntry::default()
        })
    }

    /// Discount possible of a new invoice or credit memo, with the sign of the entry (3.5): the document's own, or
    /// the line's percentage of its amount.
    fn discount_possible(
        &self,
        side: &Side<'_>,
        posting: &PostingLine,
        currency: &LineCurrency<'_>,
    ) -> Result<Amount, RuleError> {
        if let Some(discount) = posting.extras.payment_discount_possible {
            return Ok(discount);
        }
        let line = &posting.line;
        let percent = line.payment_discount_percent;
        let late = !is_blank(line.payment_discount_date)
            && self.tolerance_date(line).max(line.payment_discount_date) < line.posting_date;
        if percent.is_zero() || late || !is_discountable(line.document_type) {
            return Ok(Amount::ZERO);
        }
        side.amount.ratio(percent, Amount::HUNDRED, currency.precision).map_err(range_error)
    }

    /// The discount date with the grace period; blank without a discount date.
    fn tolerance_date(&self, line: &JournalLine) -> jiff::civil::Date {
        match is_blank(line.payment_discount_date) {
            true => line.payment_discount_date,
            false => {
                let period = &self.facts.rules.payment_tolerance.grace_period;
                period.apply(line.payment_discount_date).unwrap_or(line.payment_discount_date)
            }
        }
    }

    /// Max payment tolerance of a new invoice or credit memo, with its sign (3.6).
    fn max_tolerance(
        &self,
        side: &Side<'_>,
        document_type: JournalDocumentType,
        currency: &LineCurrency<'_>,
    ) -> Result<Amount, RuleError> {
        if !is_discountable(document_type) {
            return Ok(Amount::ZERO);
        }
        let own = currency.currency.map(|currency| super::ToleranceSetup {
            percent: currency.payment_tolerance_percent,
            max_amount: currency.max_payment_tolerance_amount,
            ..super::ToleranceSetup::default()
        });
        let setup = own.as_ref().unwrap_or(&self.facts.rules.payment_tolerance);
        let by_percent = || {
            let amount = absolute(side.amount)?;
            amount.ratio(setup.percent, Amount::HUNDRED, currency.precision).map_err(range_error)
        };
        let most = match (setup.percent.is_zero(), setup.max_amount.is_zero()) {
            (true, _) => setup.max_amount,
            (false, true) => by_percent()?,
            (false, false) => by_percent()?.min(setup.max_amount),
        };
        let most = most.min(absolute(side.amount)?);
        if side.amount.is_negative() { negated(most) } else { Ok(most) }
    }

    /// The detailed entry every ledger entry begins with.
    fn initial(&self, entry: &mut PartyLedgerEntry) -> Result<Change, RuleError> {
        let (amount, local) = (entry.original_amount, entry.original_amount_local);
        book(entry, DetailedEntryType::InitialEntry, amount, local)?;
        entry.open = !amount.is_zero();
        Ok(Change::of(entry, DetailedEntryType::InitialEntry, amount, local, entry.posting_date))
    }

    /// What the line says it is to be applied to (3.1).
    fn apply_line(
        &mut self,
        entry: &mut PartyLedgerEntry,
        posting: &PostingLine,
        party: &Party,
        changes: &mut Vec<Change>,
    ) -> Result<(), RuleError> {
        let line = &posting.line;
        if entry.original_amount.is_zero() {
            return Ok(());
        }
        let targets = if !line.applies_to_document_number.is_empty() {
            let (kind, number) = (line.applies_to_document_type, &line.applies_to_document_number);
            let old = self.open.of_document(number, kind, party.id);
            vec![old.ok_or_else(|| no_open_entry(kind, number))?.entry_number]
        } else if !line.applies_to_id.is_empty() {
            self.open.marked(party.id, &line.applies_to_id)
        } else if party.applies_to_oldest {
            let positive = entry.positive;
            self.open.by_due_date(party.id, |old| {
                old.posting_date <= entry.posting_date && old.remaining_amount.is_positive() != positive
            })
        } else {
            return Ok(());
        };
        for number in targets {
            if entry.remaining_amount.is_zero() {
                break;
            }
            let Some(mut old) = self.open.get(number).cloned() else { continue };
            let application = Application {
                facts: self.facts,
                posting_date: line.posting_date,
                tolerance_blocked: party.payment_tolerance_blocked,
                vat: &self.vat_of_document(&old),
            };
            changes.extend(application.apply(entry, &mut old)?);
            self.open.replace(old);
        }
        Ok(())
    }

    /// General ledger lines of the changes (3.3): the control account's total first, then discounts, tolerances,
    /// rounding, gains and losses.
    pub(super) fn post_changes(
        &mut self,
        posting: &PostingLine,
        side: &Side<'_>,
        party: &Party,
        control_number: i64,
        group: &str,
        changes: &[Change],
    ) -> Result<(), RuleError> {
        let adjustments = self.adjustments(party.party_type, changes)?;
        let mut adjusted = Amount::ZERO;
        for line in &adjustments {
            adjusted = add(adjusted, line.amount)?;
        }
        let totals = self.control_totals(party.party_type, group, changes)?;
        let total = totals.first().map_or(Amount::ZERO, |(_, amount)| *amount);
        // With a balancing account and both on one side, the line equal to the balancing amount stands alone.
        let split = !side.other_number.is_empty() && total.is_positive() == adjusted.is_positive();
        let (first, counter) = match split {
            true => (add(total, adjusted)?, negated(adjusted)?),
            false => (total, Amount::ZERO),
        };
        let control = totals.first().map(|(account, _)| account.clone()).unwrap_or_default();
        let mut lines = adjustments;
        lines.push(AdjustmentLine::of(control.clone(), counter));
        lines.extend(totals.into_iter().skip(1).map(|(account, amount)| AdjustmentLine::of(account, amount)));
        let balancing = (side.other_type, self.facts.account_id(side.other_type, side.other_number));
        let line = AdjustmentLine::of(control, first);
        self.push_adjustment(posting, party, &line, control_number, balancing)?;
        for line in lines.iter().filter(|line| line.is_posted()) {
            let number = self.next_entry_number();
            self.push_adjustment(posting, party, line, number, balancing)?;
        }
        Ok(())
    }

    /// What each control account is moved by; that of `group` first. Applications cancel out unless the entries
    /// have different posting groups.
    pub(super) fn control_totals(
        &self,
        party_type: PartyType,
        group: &str,
        changes: &[Change],
    ) -> Result<Vec<(String, Amount)>, RuleError> {
        let own = self.party_accounts(party_type, group)?.control.clone();
        let mut totals = vec![(own, Amount::ZERO)];
        for change in changes {
            let control = &self.party_accounts(party_type, &change.posting_group)?.control;
            match totals.iter_mut().find(|(account, _)| account == control) {
                Some((_, total)) => *total = add(*total, change.amount_local)?,
                None => totals.push((control.clone(), change.amount_local)),
            }
        }
        Ok(totals)
    }

    /// Numbers the changes and turns them into detailed entries.
    pub(super) fn push_details(&mut self, changes: &[Change], party: &Party, line: &JournalLine) {
        for change in changes {
            self.counters.detailed_entry += 1;
            self.posted.detailed_ledger_entries.push(DetailedLedgerEntry {
                id: self.ids.next_id(),
                party_type: party.party_type,
                entry_number: self.counters.detailed_entry,
                ledger_entry_number: change.ledger_entry_number,
                entry_type: change.entry_type,
                transaction_number: self.counters.transaction,
                register_number: self.register_number(),
                party_id: party.id,
                posting_date: change.posting_date,
                document_type: line.document_type,
                document_number: line.document_number.clone(),
                amount: change.amount,
                amount_local: change.amount_local,
                currency_id: change.currency_id,
                initial_entry_due_date: change.initial_entry_due_date,
                initial_document_type: change.initial_document_type,
                applied_ledger_entry_number: change.applied_ledger_entry_number,
                previous_payment_discount_possible: change.previous_payment_discount_possible,
                previous_max_payment_tolerance: change.previous_max_payment_tolerance,
                unapplied_entry_number: change.unapplied_entry_number,
                source_code: line.source_code.clone(),
            });
        }
    }

    /// Applies posted, open entries of one party to each other (`applyCustomerEntries`): `applying` to each of
    /// `targets` in turn, in a transaction of its own dated `line.posting_date`. `line` carries document number, source
    /// code and description. An entry that is not open or is later than that date, a blocked party: `Dialog`; otherwise
    /// as for a posted line.
    pub fn apply_posted(
        &mut self,
        party: &Party,
        applying: i64,
        targets: &[i64],
        posting: &PostingLine,
    ) -> Result<(), RuleError> {
        let not_open = |number: i64| {
            let message = format!("The ledger entry {number} is not open, or belongs to another account.");
            RuleError::of_record(Category::Dialog, message)
        };
        let of_party = |entry: &&PartyLedgerEntry| entry.open && entry.party_id == party.id;
        let mut entry =
            self.open.get(applying).filter(of_party).cloned().ok_or_else(|| not_open(applying))?;
        party.check_not_blocked(entry.document_type)?;
        self.check_application_date(applying, targets, posting.line.posting_date)?;
        let precision = match self.facts.currency_by_id(entry.currency_id) {
            Some(currency) => currency.precision(),
            None => self.facts.setup.precision(),
        };
        let offer = Offer {
            document_type: entry.document_type,
            amount: entry.remaining_amount,
            date: entry.posting_date,
            precision,
            exact: true,
        };
        self.accept(party, offer, entry.currency_id, targets)?;
        self.next_transaction();
        let mut changes = Vec::new();
        for number in targets {
            let mut old =
                self.open.get(*number).filter(of_party).cloned().ok_or_else(|| not_open(*number))?;
            if entry.remaining_amount.is_zero() {
                let message =
                    format!("The ledger entry {applying} is used up before entry {number} is reached.");
                return Err(RuleError::of_record(Category::Dialog, message));
            }
            let application = Application {
                facts: self.facts,
                posting_date: posting.line.posting_date,
                tolerance_blocked: party.payment_tolerance_blocked,
                vat: &self.vat_of_document(&old),
            };
            changes.extend(application.apply(&mut entry, &mut old)?);
            self.open.replace(old);
        }
        let group = entry.posting_group.clone();
        self.open.replace(entry);
        self.post_adjustments_only(posting, party, &group, &changes)?;
        self.push_details(&changes, party, &posting.line);
        Ok(())
    }

    /// An application is not dated before the entries that it brings together: `Dialog`.
    fn check_application_date(
        &self,
        applying: i64,
        targets: &[i64],
        date: jiff::civil::Date,
    ) -> Result<(), RuleError> {
        let entries = targets.iter().chain([&applying]).filter_map(|number| self.open.get(*number));
        let latest = entries.map(|entry| entry.posting_date).max();
        let Some(latest) = latest.filter(|latest| *latest > date) else { return Ok(()) };
        let message = format!(
            "postingDate: {date} is before {latest}, the posting date of an entry that is to be applied."
        );
        Err(RuleError::dialog("postingDate", message))
    }

    /// General ledger lines of changes that come without a ledger entry of their own: adjustments, then the control
    /// accounts.
    pub(super) fn post_adjustments_only(
        &mut self,
        posting: &PostingLine,
        party: &Party,
        group: &str,
        changes: &[Change],
    ) -> Result<(), RuleError> {
        let mut posting = posting.clone();
        posting.line.system_created = true;
        let mut lines = self.adjustments(party.party_type, changes)?;
        let totals = self.control_totals(party.party_type, group, changes)?;
        lines.extend(totals.into_iter().map(|(account, amount)| AdjustmentLine::of(account, amount)));
        for line in lines.iter().filter(|line| line.is_posted()) {
            let number = self.next_entry_number();
            self.push_adjustment(&posting, party, line, number, Default::default())?;
        }
        Ok(())
    }
}

/// Invoices and credit memos carry discounts and tolerances.
fn is_discountable(document_type: JournalDocumentType) -> bool {
    matches!(document_type, JournalDocumentType::Invoice | JournalDocumentType::CreditMemo)
}

pub(super) fn source_type(party_type: PartyType) -> LedgerSourceType {
    match party_type {
        PartyType::Customer => LedgerSourceType::Customer,
        PartyType::Vendor => LedgerSourceType::Vendor,
    }
}

/// Which ledger an account of this type belongs to.
pub(super) fn party_type(account_type: JournalAccountType) -> PartyType {
    match account_type {
        JournalAccountType::Vendor => PartyType::Vendor,
        _ => PartyType::Customer,
    }
}

pub(super) fn noun(party_type: PartyType) -> &'static str {
    match party_type {
        PartyType::Customer => "Customer",
        PartyType::Vendor => "Vendor",
    }
}
