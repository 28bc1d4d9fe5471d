//! Sales tax of a line on a general ledger account: the base, then for each jurisdiction its VAT entry and its entries
//! of tax (FINANCE.md 5.4).

use super::{Poster, PostingLine, TaxPart, VatAmounts, poster::Side, poster::range_error};
use crate::{
    accounts::Account,
    errors::{Category, RuleError},
    posting_setup::VatPostingSetup,
};

impl Poster<'_> {
    /// Posts base and taxes of a document's line. One VAT entry without jurisdiction says that no tax was owed. A line
    /// of a journal: `Dialog`.
    pub(super) fn post_with_sales_tax(
        &mut self,
        side: &Side<'_>,
        account: &Account,
        posting: &PostingLine,
        setup: &VatPostingSetup,
    ) -> Result<(), RuleError> {
        let Some(amounts) = posting.extras.vat else {
            let message = format!(
                "The tax area \"{}\" and the tax group \"{}\" have sales tax, which is calculated on documents, not on \
                 journal lines. Use an invoice or credit memo.",
                setup.vat_business_posting_group, setup.vat_product_posting_group
            );
            return Err(RuleError::of_record(Category::Dialog, message));
        };
        let mut base = self.entry_of_side(side, posting, account, amounts.base)?;
        base.vat_amount = amounts.amount;
        let base = self.with_party(base, posting);
        let base_number = base.entry_number;
        self.posted.general_ledger_entries.push(base);
        if posting.extras.taxes.is_empty() {
            self.push_vat_entry(posting, setup, amounts, base_number);
            return Ok(());
        }
        for tax in &posting.extras.taxes {
            let tax_entry_number = self.post_tax(side, posting, tax)?;
            let amounts = VatAmounts { base: tax.base, amount: tax.amount, percent: tax.percent };
            let entry = self.push_vat_entry(posting, setup, amounts, base_number);
            entry.tax_jurisdiction_id = tax.jurisdiction_id;
            entry.tax_type = tax.tax_type;
            entry.use_tax = tax.use_tax;
            entry.tax_entry_number = tax_entry_number;
        }
        Ok(())
    }

    /// The entry of a tax, and the one that takes use tax back; returns the number of the first, zero for no tax.
    fn post_tax(&mut self, side: &Side<'_>, posting: &PostingLine, tax: &TaxPart) -> Result<i64, RuleError> {
        if tax.amount.is_zero() {
            return Ok(0);
        }
        let mut entries = vec![(&tax.account_number, tax.amount)];
        if tax.use_tax {
            let opposite = tax.amount.checked_neg().map_err(range_error)?;
            entries.push((&tax.reverse_account_number, opposite));
        }
        let mut first = 0;
        for (number, amount) in entries {
            let entry_number = self.post_vat_amount(side, posting, number, amount)?;
            first = if first == 0 { entry_number } else { first };
        }
        Ok(first)
    }
}
