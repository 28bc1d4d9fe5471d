//! Sales tax of a posting line by jurisdiction: what goes to which accounts (FINANCE.md 5.4).

use super::{
    Amount, PostFacts, RuleError, SalesTax, TaxPart, TradeDocument, TradeSide, VatAmounts, too_large,
};
use crate::{
    errors::Category,
    sales_tax::{TaxRate, split},
    tax_details::SalesTaxType,
    tax_jurisdictions::TaxJurisdiction,
};

/// A part for each rate, with the signs of the ledger; `weights` are what the rates come to, `vat` base and tax of the
/// line. A jurisdiction that is gone or has no account: `Dialog`.
pub(super) fn tax_parts(
    document: &TradeDocument,
    sales_tax: &SalesTax,
    weights: &[Amount],
    vat: VatAmounts,
    facts: &PostFacts<'_>,
) -> Result<Vec<TaxPart>, RuleError> {
    let amounts = split(vat.amount, weights, facts.setup.precision()).map_err(too_large)?;
    let mut tax_so_far = Amount::ZERO;
    let mut parts = Vec::with_capacity(amounts.len());
    for (rate, amount) in sales_tax.rates.iter().zip(amounts) {
        let jurisdiction = jurisdiction_of(rate, facts)?;
        let before = if rate.on_tax { tax_so_far } else { Amount::ZERO };
        tax_so_far = tax_so_far.checked_add(amount).map_err(too_large)?;
        let is_owed = !amount.is_zero();
        let (account, noun) = match document.side {
            TradeSide::Sales => (&jurisdiction.sales_tax_account, "sales tax"),
            TradeSide::Purchases => (&jurisdiction.purchase_tax_account, "purchase tax"),
        };
        let reverse = &jurisdiction.reverse_charge_account;
        parts.push(TaxPart {
            jurisdiction_id: jurisdiction.id,
            tax_type: rate.tax_type,
            use_tax: sales_tax.use_tax,
            percent: match rate.tax_type {
                SalesTaxType::SalesTax => rate.below,
                SalesTaxType::ExciseTax => Amount::ZERO,
            },
            base: vat.base.checked_add(before).map_err(too_large)?,
            amount,
            account_number: if is_owed { named(account, jurisdiction, noun)? } else { String::new() },
            reverse_account_number: match is_owed && sales_tax.use_tax {
                true => named(reverse, jurisdiction, "reverse charge")?,
                false => String::new(),
            },
        });
    }
    Ok(parts)
}

fn jurisdiction_of<'a>(rate: &TaxRate, facts: &PostFacts<'a>) -> Result<&'a TaxJurisdiction, RuleError> {
    let found = facts.tax_jurisdictions.iter().find(|known| known.id == rate.jurisdiction_id);
    found.ok_or_else(|| {
        let message = "A line has tax of a jurisdiction that does not exist any more. Make the line anew.";
        RuleError::of_record(Category::Dialog, message)
    })
}

fn named(number: &str, jurisdiction: &TaxJurisdiction, noun: &str) -> Result<String, RuleError> {
    if number.is_empty() {
        let message = format!("The tax jurisdiction {} has no {noun} account.", jurisdiction.code);
        return Err(RuleError::of_record(Category::Dialog, message));
    }
    Ok(number.to_owned())
}
