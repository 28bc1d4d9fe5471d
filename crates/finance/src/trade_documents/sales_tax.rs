//! Sales tax of a document: its lines in each tax group, one after another (FINANCE.md 5.4).

use money::{Amount, Precision, RangeError};

use super::{Rounding, TradeDocument, amounts::groups};
use crate::{
    posting_setup::VatCalculationType,
    sales_tax::{SalesTax, Taxed},
    trade_document_lines::TradeDocumentLine,
};

/// The lines of a tax group so far.
pub(super) struct RunningTax {
    taxed: Taxed,
    including: bool,
    /// With the tax, when prices include it.
    total: Amount,
    /// Tax when it comes on top, net amount when prices include it.
    rounded: Amount,
}

/// The next line of a group.
pub(super) struct NextTax {
    pub net: Amount,
    pub tax: Amount,
    pub percent: Amount,
}

impl RunningTax {
    pub fn new(document: &TradeDocument) -> RunningTax {
        RunningTax {
            taxed: start(document),
            including: document.prices_including_vat,
            total: Amount::ZERO,
            rounded: Amount::ZERO,
        }
    }

    /// Net amount and tax of a line with this amount and number of base units.
    pub fn next(
        &mut self,
        amount: Amount,
        quantity: Amount,
        sales_tax: &SalesTax,
        rounding: Rounding,
    ) -> Result<NextTax, RangeError> {
        let before = self.taxed;
        self.taxed.quantity = self.taxed.quantity.checked_add(quantity)?;
        let (net, tax) = if self.including {
            self.total = self.total.checked_add(amount)?;
            let whole = Taxed { amount: self.total, ..self.taxed };
            let so_far = sales_tax.net_of(whole, rounding.precision)?;
            let net = so_far.checked_sub(self.rounded)?;
            self.rounded = so_far;
            (net, amount.checked_sub(net)?)
        } else {
            let whole = Taxed { amount: self.taxed.amount.checked_add(amount)?, ..self.taxed };
            let so_far = sales_tax.tax(whole, rounding)?;
            let tax = so_far.checked_sub(self.rounded)?;
            self.rounded = so_far;
            (amount, tax)
        };
        self.taxed.amount = self.taxed.amount.checked_add(net)?;
        Ok(NextTax { net, tax, percent: sales_tax.percent_between(before, self.taxed)? })
    }
}

fn start(document: &TradeDocument) -> Taxed {
    Taxed { factor: document.currency_factor, ..Taxed::default() }
}

/// The quantity of a line in base units.
pub(super) fn base_quantity(line: &TradeDocumentLine) -> Result<Amount, RangeError> {
    line.quantity.ratio(line.quantity_per_unit, Amount::ONE, Precision::FINEST)
}

/// Whether the tax of a line comes from jurisdictions. Use tax does not: it is none of the document's.
pub(super) fn is_charged(line: &TradeDocumentLine) -> bool {
    line.vat_calculation_type == VatCalculationType::SalesTax && !line.sales_tax.use_tax
}

/// What of a line's tax belongs to whom.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct TaxShares {
    /// What each rate comes to, not rounded; empty without sales tax.
    pub weights: Vec<Amount>,
    /// Use tax in the document's currency; zero where the tax is charged.
    pub use_tax: Amount,
}

impl TaxShares {
    /// Adds those of a line with the same rates.
    pub fn add(&mut self, other: &TaxShares) -> Result<(), RangeError> {
        for (weight, other) in self.weights.iter_mut().zip(&other.weights) {
            *weight = weight.checked_add(*other)?;
        }
        self.use_tax = self.use_tax.checked_add(other.use_tax)?;
        Ok(())
    }
}

/// The shares of every line of a document whose amounts are calculated, in their order.
pub(super) fn tax_shares(
    document: &TradeDocument,
    lines: &[TradeDocumentLine],
    rounding: Rounding,
) -> Result<Vec<TaxShares>, RangeError> {
    let mut shares = vec![TaxShares::default(); lines.len()];
    if lines.iter().all(|line| line.sales_tax.rates.is_empty()) {
        return Ok(shares);
    }
    for group in groups(lines) {
        let Some(sales_tax) = group.first().map(|index| &lines[*index].sales_tax) else { continue };
        let (mut taxed, mut rounded) = (start(document), Amount::ZERO);
        let mut parts = vec![Amount::ZERO; sales_tax.rates.len()];
        for index in group {
            let line = &lines[index];
            taxed.amount = taxed.amount.checked_add(line.net_amount)?;
            taxed.quantity = taxed.quantity.checked_add(base_quantity(line)?)?;
            let so_far = sales_tax.parts(taxed)?;
            let weights = so_far.iter().zip(&parts).map(|(now, before)| now.checked_sub(*before));
            shares[index].weights = weights.collect::<Result<_, _>>()?;
            parts = so_far;
            if sales_tax.use_tax {
                let tax = sales_tax.tax(taxed, rounding)?;
                shares[index].use_tax = tax.checked_sub(rounded)?;
                rounded = tax;
            }
        }
    }
    Ok(shares)
}

#[cfg(test)]
mod tests;
