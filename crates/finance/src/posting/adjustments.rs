//! The general ledger lines of discounts, tolerances, roundings and exchange differences (FINANCE.md 3.3).

use money::Amount;
use uuid::Uuid;

use super::{
    Party, PartyAccounts, Poster, PostingLine,
    application::{Change, negated},
    debit_or_credit,
    discount_vat::VatCorrection,
    party::source_type,
};
use crate::{
    detailed_ledger_entries::DetailedEntryType,
    errors::{Category, RuleError},
    journal_lines::JournalAccountType,
    party_ledger_entries::PartyType,
};

impl Poster<'_> {
    /// The general ledger entry of a line, and the VAT entry of one that is the base of a correction.
    pub(super) fn push_adjustment(
        &mut self,
        posting: &PostingLine,
        party: &Party,
        line: &AdjustmentLine,
        number: i64,
        (balancing_type, balancing_id): (JournalAccountType, Uuid),
    ) -> Result<(), RuleError> {
        let account = self.posting_account(&line.account)?;
        let mut entry = self.entry(posting, account, line.amount, number)?;
        (entry.balancing_account_type, entry.balancing_account_id) = (balancing_type, balancing_id);
        (entry.source_type, entry.source_id) = (source_type(party.party_type), party.id);
        entry.vat_amount = line.vat.map_or(Amount::ZERO, |vat| vat.amount);
        self.posted.general_ledger_entries.push(entry);
        if let Some(vat) = &line.vat {
            self.push_vat_correction(posting, party, vat, number);
        }
        Ok(())
    }

    /// One line for each change that has an account of its own, of minus its local amount. Where VAT is corrected, the
    /// line of the base has those of VAT behind it.
    pub(super) fn adjustments(
        &self,
        party_type: PartyType,
        changes: &[Change],
    ) -> Result<Vec<AdjustmentLine>, RuleError> {
        let mut lines = Vec::new();
        for change in changes {
            let own_account = !change.entry_type.is_split_by_vat()
                && !matches!(
                    change.entry_type,
                    DetailedEntryType::InitialEntry | DetailedEntryType::Application
                );
            if own_account && !change.amount_local.is_zero() {
                let amount = negated(change.amount_local)?;
                lines.push(AdjustmentLine::of(self.adjustment_account(party_type, change, amount)?, amount));
            }
            if let Some(vat) = change.vat {
                let account = self.adjustment_account(party_type, change, vat.base)?;
                lines.push(AdjustmentLine { vat: Some(vat), ..AdjustmentLine::of(account, vat.base) });
                let of_vat = self.vat_lines(&vat)?.into_iter();
                lines.extend(of_vat.map(|(account, amount)| AdjustmentLine::of(account, amount)));
            }
        }
        Ok(lines)
    }

    /// The account of an adjustment, its side chosen by the sign of the general ledger amount (3.3).
    fn adjustment_account(
        &self,
        party_type: PartyType,
        change: &Change,
        amount: Amount,
    ) -> Result<String, RuleError> {
        use DetailedEntryType as Kind;
        let accounts = self.party_accounts(party_type, &change.posting_group)?;
        let currency = self.facts.currency_by_id(change.currency_id);
        let by_currency = |pick: fn(&crate::currencies::Currency) -> &String| currency.map(pick).cloned();
        let rules = &self.facts.rules;
        // A correction (unapplying) takes back what the opposite sign had posted.
        let amount = if change.unapplied_entry_number != 0 { negated(amount)? } else { amount };
        let account = match change.entry_type {
            Kind::UnrealizedLoss => by_currency(|currency| &currency.unrealized_losses_account),
            Kind::UnrealizedGain => by_currency(|currency| &currency.unrealized_gains_account),
            Kind::RealizedLoss => by_currency(|currency| &currency.realized_losses_account),
            Kind::RealizedGain => by_currency(|currency| &currency.realized_gains_account),
            Kind::ApplicationRounding => Some(debit_or_credit(
                amount,
                &accounts.application_rounding_debit,
                &accounts.application_rounding_credit,
            )),
            Kind::CorrectionOfRemainingAmount => {
                Some(debit_or_credit(amount, &accounts.rounding_debit, &accounts.rounding_credit))
            }
            Kind::PaymentTolerance
            | Kind::PaymentToleranceVatExcluded
            | Kind::PaymentToleranceVatAdjustment
                if !rules.tolerance_on_discount_accounts =>
            {
                Some(accounts.tolerance(amount))
            }
            Kind::PaymentDiscountTolerance
            | Kind::PaymentDiscountToleranceVatExcluded
            | Kind::PaymentDiscountToleranceVatAdjustment
                if !rules.discount_tolerance_on_discount_accounts =>
            {
                Some(accounts.tolerance(amount))
            }
            _ => Some(debit_or_credit(
                amount,
                &accounts.payment_discount_debit,
                &accounts.payment_discount_credit,
            )),
        };
        account.filter(|account| !account.is_empty()).ok_or_else(|| {
            let message = format!(
                "There is no account for {} in the posting group {} or its currency.",
                crate::Choice::label(change.entry_type),
                change.posting_group
            );
            RuleError::of_record(Category::Dialog, message)
        })
    }
}

/// A general ledger line of an adjustment.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct AdjustmentLine {
    pub(super) account: String,
    pub(super) amount: Amount,
    /// On the line of the base that a correction of VAT takes back.
    vat: Option<VatCorrection>,
}

impl AdjustmentLine {
    pub(super) fn of(account: String, amount: Amount) -> Self {
        AdjustmentLine { account, amount, vat: None }
    }

    /// Full VAT has a base of nothing, which its VAT entry belongs to all the same.
    pub(super) fn is_posted(&self) -> bool {
        self.vat.is_some() || !self.amount.is_zero()
    }
}

impl PartyAccounts {
    fn tolerance(&self, amount: Amount) -> String {
        debit_or_credit(amount, &self.payment_tolerance_debit, &self.payment_tolerance_credit)
    }
}
