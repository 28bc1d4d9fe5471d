//! VAT of a line on a general ledger account: base entry, VAT entry, VAT account (FINANCE.md 5.1, 5.2).

use money::{Amount, Precision};

use super::{Poster, PostingLine, VatAmounts, poster::Side, poster::range_error};
use crate::{
    accounts::Account,
    errors::{Category, RuleError},
    general_ledger_entries::{GeneralLedgerEntry, LedgerSourceType},
    journal_lines::{JournalAccountType, JournalLine},
    posting_setup::{GeneralPostingType, VatCalculationType, VatPostingSetup},
    vat_entries::VatEntry,
};

impl<'f> Poster<'f> {
    /// The line as its balancing account sees it, when that brings VAT along. Purchase VAT against a customer, sales
    /// VAT against a vendor: `Dialog` (rule 13).
    pub(super) fn with_balancing_vat(
        &self,
        side: &Side<'_>,
        account: &Account,
        posting: &PostingLine,
    ) -> Result<Option<PostingLine>, RuleError> {
        let posting_type = account.general_posting_type;
        let party = match posting_type {
            GeneralPostingType::Sale => JournalAccountType::Customer,
            GeneralPostingType::Purchase => JournalAccountType::Vendor,
            _ => return Ok(None),
        };
        if side.is_account || !self.copies_vat_setup || posting.extras.system_line {
            return Ok(None);
        }
        let has_party = matches!(side.other_type, JournalAccountType::Customer | JournalAccountType::Vendor)
            && !side.other_number.is_empty();
        if has_party && side.other_type != party {
            return Err(super::checks::mixed_trade());
        }
        let mut posting = posting.clone();
        if has_party {
            posting.extras.vat_party_id = self.facts.account_id(side.other_type, side.other_number);
        }
        posting.line = JournalLine {
            general_posting_type: posting_type,
            general_business_posting_group: account.general_business_posting_group.clone(),
            general_product_posting_group: account.general_product_posting_group.clone(),
            vat_business_posting_group: account.vat_business_posting_group.clone(),
            vat_product_posting_group: account.vat_product_posting_group.clone(),
            tax_area_code: account.tax_area_code.clone(),
            tax_liable: account.tax_liable,
            tax_group_code: account.tax_group_code.clone(),
            ..posting.line
        };
        Ok(Some(posting))
    }

    /// Posts base and VAT of a line with a posting type. Missing setup: `NotFound`; blocked: `Field`; a VAT account
    /// that is missing: `Dialog`.
    pub(super) fn post_with_vat(
        &mut self,
        side: &Side<'_>,
        account: &Account,
        posting: &PostingLine,
    ) -> Result<(), RuleError> {
        let line = &posting.line;
        let setup = self.usable_setup(&line.vat_business_posting_group, &line.vat_product_posting_group)?;
        if setup.calculation_type == VatCalculationType::SalesTax {
            return self.post_with_sales_tax(side, account, posting, setup);
        }
        let amounts = match posting.extras.vat {
            Some(amounts) => amounts,
            None => {
                vat_of(side.amount_local, setup, line.general_posting_type, self.facts.setup.precision())?
            }
        };
        let vat_account = vat_account(setup, line.general_posting_type, amounts.percent)?;
        if setup.calculation_type == VatCalculationType::FullVat && account.number != vat_account {
            let message = format!(
                "The G/L account of a line with full VAT must be the VAT account {vat_account}, not {}.",
                account.number
            );
            return Err(RuleError::field("accountNumber", message));
        }
        let mut base = self.entry_of_side(side, posting, account, amounts.base)?;
        base.vat_amount = amounts.amount;
        let base = self.with_party(base, posting);
        let base_number = base.entry_number;
        self.posted.general_ledger_entries.push(base);
        self.push_vat_entry(posting, setup, amounts, base_number);
        if amounts.amount.is_zero() {
            return Ok(());
        }
        let mut parts = vec![(vat_account, amounts.amount)];
        if is_reverse_charge(setup.calculation_type, line.general_posting_type) {
            let reverse = required_account(&setup.reverse_charge_vat_account, setup, "reverse charge")?;
            parts.push((reverse, amounts.amount.checked_neg().map_err(range_error)?));
        }
        for (number, amount) in parts {
            self.post_vat_amount(side, posting, &number, amount)?;
        }
        Ok(())
    }

    /// An entry of VAT or tax behind that of its base; returns its number.
    pub(super) fn post_vat_amount(
        &mut self,
        side: &Side<'_>,
        posting: &PostingLine,
        number: &str,
        amount: Amount,
    ) -> Result<i64, RuleError> {
        let account = self.posting_account(number)?;
        let mut entry = self.entry_of_side(side, posting, account, amount)?;
        (entry.system_created, entry.quantity) = (true, Amount::ZERO);
        let entry = self.with_party(entry, posting);
        let entry_number = entry.entry_number;
        self.posted.general_ledger_entries.push(entry);
        Ok(entry_number)
    }

    fn usable_setup(&self, business: &str, product: &str) -> Result<&'f VatPostingSetup, RuleError> {
        let facts = self.facts;
        let Some(setup) = facts.vat_setup_of(business, product) else {
            let message = format!(
                "There is no VAT posting setup for the business group \"{business}\" and the product group \
                 \"{product}\"."
            );
            return Err(RuleError::of_record(Category::NotFound, message));
        };
        if setup.blocked {
            let message = format!("The VAT posting setup of \"{business}\" and \"{product}\" is blocked.");
            return Err(RuleError::of_record(Category::Field, message));
        }
        Ok(setup)
    }

    pub(super) fn with_party(
        &self,
        mut entry: GeneralLedgerEntry,
        posting: &PostingLine,
    ) -> GeneralLedgerEntry {
        if !posting.extras.vat_party_id.is_nil() {
            entry.source_id = posting.extras.vat_party_id;
            entry.source_type = match posting.line.general_posting_type {
                GeneralPostingType::Purchase => LedgerSourceType::Vendor,
                _ => LedgerSourceType::Customer,
            };
        }
        entry
    }

    /// A VAT entry with the next number and what its line says of dates and documents. `base_number` is that of the
    /// general ledger entry of its base.
    pub(super) fn new_vat_entry(&mut self, line: &JournalLine, base_number: i64) -> VatEntry {
        self.counters.vat_entry += 1;
        VatEntry {
            id: self.ids.next_id(),
            entry_number: self.counters.vat_entry,
            transaction_number: self.counters.transaction,
            register_number: self.register_number(),
            general_ledger_entry_number: base_number,
            posting_date: line.posting_date,
            document_date: line.document_date,
            vat_date: line.posting_date,
            document_type: line.document_type,
            document_number: line.document_number.clone(),
            external_document_number: line.external_document_number.clone(),
            source_code: line.source_code.clone(),
            ..VatEntry::default()
        }
    }

    /// Returns the entry, for what is not the same in all.
    pub(super) fn push_vat_entry(
        &mut self,
        posting: &PostingLine,
        setup: &VatPostingSetup,
        amounts: VatAmounts,
        base_number: i64,
    ) -> &mut VatEntry {
        let line = &posting.line;
        let entry = VatEntry {
            posting_type: line.general_posting_type,
            vat_posting_setup_id: setup.id,
            calculation_type: setup.calculation_type,
            vat_percent: amounts.percent,
            base: amounts.base,
            amount: amounts.amount,
            party_id: posting.extras.vat_party_id,
            document_id: posting.extras.document_id,
            ..self.new_vat_entry(line, base_number)
        };
        let at = self.posted.vat_entries.len();
        self.posted.vat_entries.push(entry);
        &mut self.posted.vat_entries[at]
    }
}

/// Base and VAT of an amount that includes VAT (5.2): VAT = amount × % ÷ (100 + %), the base is the rest. With
/// reverse charge the amount is the base; full VAT is all VAT.
pub fn vat_of(
    amount: Amount,
    setup: &VatPostingSetup,
    posting_type: GeneralPostingType,
    precision: Precision,
) -> Result<VatAmounts, RuleError> {
    let percent = setup.vat_percent;
    let vat = match setup.calculation_type {
        VatCalculationType::FullVat => return Ok(VatAmounts { base: Amount::ZERO, amount, percent }),
        VatCalculationType::NormalVat => {
            let whole = Amount::HUNDRED.checked_add(percent).map_err(range_error)?;
            amount.ratio(percent, whole, precision).map_err(range_error)?
        }
        VatCalculationType::ReverseChargeVat => {
            let vat = match posting_type {
                GeneralPostingType::Purchase => amount.ratio(percent, Amount::HUNDRED, precision),
                _ => Ok(Amount::ZERO),
            };
            return Ok(VatAmounts { base: amount, amount: vat.map_err(range_error)?, percent });
        }
        VatCalculationType::SalesTax | VatCalculationType::NoTaxableVat => Amount::ZERO,
    };
    Ok(VatAmounts { base: amount.checked_sub(vat).map_err(range_error)?, amount: vat, percent })
}

/// Purchases under reverse charge: the VAT is due and deducted at once (5.1).
pub(super) fn is_reverse_charge(
    calculation_type: VatCalculationType,
    posting_type: GeneralPostingType,
) -> bool {
    calculation_type == VatCalculationType::ReverseChargeVat && posting_type == GeneralPostingType::Purchase
}

/// The account of sales or purchase VAT; not needed where the rate is zero.
pub(super) fn vat_account(
    setup: &VatPostingSetup,
    posting_type: GeneralPostingType,
    percent: Amount,
) -> Result<String, RuleError> {
    let (account, what) = match posting_type {
        GeneralPostingType::Purchase => (&setup.purchase_vat_account, "purchase"),
        _ => (&setup.sales_vat_account, "sales"),
    };
    if account.is_empty() && percent.is_zero() {
        return Ok(String::new());
    }
    required_account(account, setup, what)
}

pub(super) fn required_account(
    account: &str,
    setup: &VatPostingSetup,
    what: &str,
) -> Result<String, RuleError> {
    if account.is_empty() {
        let message = format!(
            "The VAT posting setup of \"{}\" and \"{}\" has no {what} VAT account.",
            setup.vat_business_posting_group, setup.vat_product_posting_group
        );
        return Err(RuleError::of_record(Category::Dialog, message));
    }
    Ok(account.to_owned())
}
