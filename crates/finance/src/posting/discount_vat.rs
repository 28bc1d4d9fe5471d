//! VAT taken out of payment discounts and tolerances: how they are split, and the entries that correct VAT
//! (FINANCE.md 3.5).

use money::{Amount, Precision};
use uuid::Uuid;

use super::{
    Party, Poster, PostingFacts, PostingLine,
    application::{negated, subtract},
    party::source_type,
    poster::range_error,
    vat::{is_reverse_charge, required_account, vat_account},
};
use crate::{
    detailed_ledger_entries::DetailedEntryType,
    errors::RuleError,
    general_ledger_entries::GeneralLedgerEntry,
    party_ledger_entries::PartyLedgerEntry,
    posting_setup::{GeneralPostingType, VatCalculationType},
    vat_entries::VatEntry,
};

/// Base and VAT that a discount takes back, with the signs of the ledger: opposite to those of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VatCorrection {
    pub vat_posting_setup_id: Uuid,
    pub posting_type: GeneralPostingType,
    pub calculation_type: VatCalculationType,
    pub percent: Amount,
    pub base: Amount,
    pub amount: Amount,
}

/// A part of a discount or tolerance.
#[derive(Debug, Clone, Copy)]
pub(super) struct Share {
    pub kind: DetailedEntryType,
    pub amount: Amount,
    pub local: Amount,
    pub vat: Option<VatCorrection>,
}

/// The parts of an adjustment of the entry that is applied to `old`: for each VAT entry of the document of `old` whose
/// setup takes part, one without VAT and one of VAT, in proportion to what the document came to; then what is left of
/// `whole`. They add up to `whole`. Too large: `Field`.
pub(super) fn shares(
    whole: Share,
    old: &PartyLedgerEntry,
    vat: &[VatEntry],
    facts: &PostingFacts,
    precision: Precision,
) -> Result<Vec<Share>, RuleError> {
    let Some((without_vat, of_vat)) = whole.kind.without_vat_and_vat() else { return Ok(vec![whole]) };
    let document = old.original_amount_local;
    if !facts.rules.adjust_for_payment_discount || document.is_zero() || whole.local.is_zero() {
        return Ok(vec![whole]);
    }
    let (running, local, amount) = (Amount::ZERO, Amount::ZERO, Amount::ZERO);
    let mut split = Split { whole, document, facts, precision, running, local, amount };
    let takes_part = |entry: &&VatEntry| {
        is_of_document(entry, old)
            && facts
                .vat_setup_by_id(entry.vat_posting_setup_id)
                .is_some_and(|setup| setup.adjust_for_payment_discount)
    };
    let mut shares = Vec::new();
    for entry in vat.iter().filter(takes_part) {
        let base = split.next(entry.base)?;
        // Under reverse charge the VAT was never part of what is paid.
        let reverse = entry.calculation_type == VatCalculationType::ReverseChargeVat;
        let tax = if reverse { split.beside(entry.amount)? } else { split.next(entry.amount)? };
        let correction = VatCorrection {
            vat_posting_setup_id: entry.vat_posting_setup_id,
            posting_type: entry.posting_type,
            calculation_type: entry.calculation_type,
            percent: entry.vat_percent,
            base: base.correction,
            amount: tax.correction,
        };
        let mut correction = Some(correction);
        for (kind, part, is_paid) in [(without_vat, base, true), (of_vat, tax, !reverse)] {
            if is_paid && !part.local.is_zero() {
                shares.push(Share { kind, amount: part.amount, local: part.local, vat: correction.take() });
            }
        }
    }
    let (amount, local) = (subtract(whole.amount, split.amount)?, subtract(whole.local, split.local)?);
    if !amount.is_zero() || !local.is_zero() {
        shares.push(Share { amount, local, ..whole });
    }
    Ok(shares)
}

/// Whether a VAT entry was made with the document of a ledger entry.
fn is_of_document(entry: &VatEntry, old: &PartyLedgerEntry) -> bool {
    entry.transaction_number == old.transaction_number
        && entry.document_type == old.document_type
        && entry.document_number == old.document_number
}

/// A whole that is spread over parts of a document: each part is the difference of two rounded running totals.
struct Split<'f> {
    whole: Share,
    /// What the document came to, in local currency.
    document: Amount,
    facts: &'f PostingFacts,
    /// Of the amounts in the currency of the adjusted entry.
    precision: Precision,
    /// Of the document so far.
    running: Amount,
    /// Of the whole so far.
    local: Amount,
    amount: Amount,
}

/// One part: what it is on the ledger entry, and what it corrects.
#[derive(Clone, Copy)]
struct Part {
    amount: Amount,
    local: Amount,
    correction: Amount,
}

impl Split<'_> {
    /// The share of the next part of the document, which VAT entries show with the opposite sign of the ledger entry.
    fn next(&mut self, of_document: Amount) -> Result<Part, RuleError> {
        self.running = subtract(self.running, of_document)?;
        let local = self.share(self.running)?;
        let amount = self.whole.amount.ratio(local, self.whole.local, self.precision).map_err(range_error)?;
        let part = Part {
            amount: subtract(amount, self.amount)?,
            local: subtract(local, self.local)?,
            correction: negated(subtract(local, self.local)?)?,
        };
        (self.local, self.amount) = (local, amount);
        Ok(part)
    }

    /// The share of something that is no part of what the document came to.
    fn beside(&self, of_document: Amount) -> Result<Part, RuleError> {
        let local = self.share(negated(of_document)?)?;
        Ok(Part { amount: Amount::ZERO, local, correction: negated(local)? })
    }

    fn share(&self, of_document: Amount) -> Result<Amount, RuleError> {
        of_document.ratio(self.whole.local, self.document, self.facts.setup.precision()).map_err(range_error)
    }
}

impl Poster<'_> {
    /// The VAT entries of the documents of open entries that may bring a discount or tolerance with them; none when
    /// setup takes no VAT out of those.
    pub(super) fn vat_of_document(&self, old: &PartyLedgerEntry) -> Vec<VatEntry> {
        if !self.facts.rules.adjust_for_payment_discount {
            return Vec::new();
        }
        let of_this_run = self.posted.vat_entries.iter();
        let known = self.open.vat_entries(old.transaction_number);
        known.chain(of_this_run).filter(|entry| is_of_document(entry, old)).cloned().collect()
    }

    /// The lines behind the one of a base: VAT to its account and, under reverse charge, back from the other. Missing
    /// setup or account: `Dialog`.
    pub(super) fn vat_lines(&self, vat: &VatCorrection) -> Result<Vec<(String, Amount)>, RuleError> {
        if vat.amount.is_zero() {
            return Ok(Vec::new());
        }
        let setup = self.facts.vat_setup_by_id(vat.vat_posting_setup_id).ok_or_else(|| {
            RuleError::of_record(
                crate::Category::Dialog,
                "The VAT posting setup of a document does not exist.",
            )
        })?;
        let mut lines = vec![(vat_account(setup, vat.posting_type, vat.percent)?, vat.amount)];
        if is_reverse_charge(vat.calculation_type, vat.posting_type) {
            let account = required_account(&setup.reverse_charge_vat_account, setup, "reverse charge")?;
            lines.push((account, negated(vat.amount)?));
        }
        Ok(lines)
    }

    /// The VAT entry of a correction, whose base has the general ledger entry `base_number`. It belongs to no document,
    /// so that those stay what they were.
    pub(super) fn push_vat_correction(
        &mut self,
        posting: &PostingLine,
        party: &Party,
        vat: &VatCorrection,
        base_number: i64,
    ) {
        let entry = VatEntry {
            posting_type: vat.posting_type,
            vat_posting_setup_id: vat.vat_posting_setup_id,
            calculation_type: vat.calculation_type,
            vat_percent: vat.percent,
            base: vat.base,
            amount: vat.amount,
            party_id: party.id,
            ..self.new_vat_entry(&posting.line, base_number)
        };
        self.posted.vat_entries.push(entry);
    }

    /// Takes corrections of VAT back: each VAT entry of the application gets its opposite, and so do the general ledger
    /// entries that were posted with it, on the accounts they were posted to. `posted` are the general ledger entries
    /// of the application.
    pub(super) fn take_back_vat(
        &mut self,
        posting: &PostingLine,
        party: &Party,
        corrections: &[VatEntry],
        posted: &[GeneralLedgerEntry],
    ) -> Result<(), RuleError> {
        for correction in corrections {
            let first = correction.general_ledger_entry_number;
            let reverse = is_reverse_charge(correction.calculation_type, correction.posting_type);
            let behind = match (correction.amount.is_zero(), reverse) {
                (true, _) => 0,
                (false, false) => 1,
                (false, true) => 2,
            };
            let taken_back = VatCorrection {
                vat_posting_setup_id: correction.vat_posting_setup_id,
                posting_type: correction.posting_type,
                calculation_type: correction.calculation_type,
                percent: correction.vat_percent,
                base: negated(correction.base)?,
                amount: negated(correction.amount)?,
            };
            let mut base_number = 0;
            let group = first..=first + behind;
            for old in posted.iter().filter(|entry| group.contains(&entry.entry_number)) {
                let number = self.next_entry_number();
                if old.entry_number == first {
                    base_number = number;
                }
                let account = self.account_by_id(old.account_id)?;
                let mut entry = self.entry(posting, account, negated(old.amount)?, number)?;
                (entry.source_type, entry.source_id) = (source_type(party.party_type), party.id);
                (entry.system_created, entry.vat_amount) = (true, negated(old.vat_amount)?);
                self.posted.general_ledger_entries.push(entry);
            }
            self.push_vat_correction(posting, party, &taken_back, base_number);
        }
        Ok(())
    }
}
