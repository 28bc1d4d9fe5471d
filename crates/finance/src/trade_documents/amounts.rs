//! The amounts of a document: invoice discount over its lines, VAT by group, totals (FINANCE.md 4.3, 4.4).
//!
//! Whatever is spread over lines is the difference of two rounded running totals, so that the parts always add up to
//! the whole and each line carries the remainder of those before it.

use std::collections::HashMap;

use money::{Amount, Precision, RangeError};

use super::{
    DiscountMode, TradeDocument, TradeDocumentType,
    sales_tax::{RunningTax, base_quantity, is_charged},
};
use crate::{
    Category, currencies::VatRounding, errors::RuleError, posting_setup::VatCalculationType,
    trade_document_lines::TradeDocumentLine,
};

/// How the amounts of a document are rounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rounding {
    /// The amount precision of the document's currency.
    pub precision: Precision,
    pub vat: VatRounding,
}

/// Quantity times price, rounded; less the line discount it is the line amount. Too large: `Dialog`.
pub fn gross(line: &TradeDocumentLine, precision: Precision) -> Result<Amount, RuleError> {
    line.quantity.ratio(line.unit_price, Amount::ONE, precision).map_err(too_large)
}

/// Recomputes what depends on all lines together: the shares of the invoice discount, VAT, the totals of the
/// document, and whether an order is shipped as a whole. Line amounts, VAT percentages and rates of sales tax are
/// taken as they stand. Too large: `Dialog`.
pub fn distribute(
    document: &mut TradeDocument,
    lines: &mut [TradeDocumentLine],
    rounding: Rounding,
) -> Result<(), RuleError> {
    let groups = groups(lines);
    share_discount(document, lines, &groups, rounding.precision)
        .and_then(|()| take_tax(document, lines, &groups, rounding))
        .and_then(|()| total(document, lines))
        .map_err(too_large)
}

pub(crate) fn too_large(_: RangeError) -> RuleError {
    let message = "The amounts of the document are too large; use smaller quantities or prices.";
    RuleError::of_record(Category::Dialog, message)
}

/// The lines of each VAT group, by position: those that share identifier, calculation type, rate, tax group and sign
/// (FINANCE.md 4.4); of sales tax, tax group and rates. Groups stand in the order of their first lines.
pub(super) fn groups(lines: &[TradeDocumentLine]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut known = HashMap::new();
    for (index, line) in lines.iter().enumerate().filter(|(_, line)| line.has_amounts()) {
        // The percentage of sales tax follows from the amounts.
        let is_sales_tax = line.vat_calculation_type == VatCalculationType::SalesTax;
        let key = (
            line.vat_identifier.as_str(),
            line.vat_calculation_type,
            if is_sales_tax { Amount::ZERO } else { line.vat_percent },
            line.tax_group_code.as_str(),
            is_sales_tax.then_some((line.vat_product_posting_group.as_str(), &line.sales_tax)),
            line.line_amount.is_negative(),
        );
        let group = *known.entry(key).or_insert(groups.len());
        match groups.get_mut(group) {
            Some(group) => group.push(index),
            None => groups.push(vec![index]),
        }
    }
    groups
}

/// Spreads the invoice discount over the lines that allow one, in proportion to their amounts, group by group. Never
/// more than those amounts together.
fn share_discount(
    document: &TradeDocument,
    lines: &mut [TradeDocumentLine],
    groups: &[Vec<usize>],
    precision: Precision,
) -> Result<(), RangeError> {
    let base = discount_base(lines)?;
    let discount = match document.discount_mode {
        DiscountMode::Amount if base.is_positive() => document.discount_value.min(base),
        _ => Amount::ZERO,
    };
    lines.iter_mut().for_each(|line| line.invoice_discount_amount = Amount::ZERO);
    if discount.is_zero() {
        return Ok(());
    }
    let (mut running, mut given) = (Amount::ZERO, Amount::ZERO);
    for index in groups.iter().flatten() {
        let line = &mut lines[*index];
        if !line.allow_invoice_discount {
            continue;
        }
        running = running.checked_add(line.line_amount)?;
        let so_far = discount.ratio(running, base, precision)?;
        line.invoice_discount_amount = so_far.checked_sub(given)?;
        given = so_far;
    }
    Ok(())
}

/// What an invoice discount is taken from: the amounts of the lines that allow one.
pub fn discount_base(lines: &[TradeDocumentLine]) -> Result<Amount, RangeError> {
    let allowing = lines.iter().filter(|line| line.has_amounts() && line.allow_invoice_discount);
    Amount::sum(allowing.map(|line| line.line_amount))
}

/// Net amount and tax of each line, before and after its share of the invoice discount.
fn take_tax(
    document: &TradeDocument,
    lines: &mut [TradeDocumentLine],
    groups: &[Vec<usize>],
    rounding: Rounding,
) -> Result<(), RangeError> {
    for group in groups {
        if group.first().is_some_and(|index| is_charged(&lines[*index])) {
            take_sales_tax(document, lines, group, rounding)?;
            continue;
        }
        let (mut before, mut after) = (Running::default(), Running::default());
        for index in group {
            let line = &mut lines[*index];
            let discounted = line.line_amount.checked_sub(line.invoice_discount_amount)?;
            let percent = line.vat_percent;
            let rule = match line.vat_calculation_type {
                VatCalculationType::FullVat => TaxRule::Everything,
                _ if document.prices_including_vat => TaxRule::Within(percent),
                _ => TaxRule::OnTop(percent),
            };
            (line.amount_excluding_tax, line.tax_amount) = before.next(line.line_amount, rule, rounding)?;
            line.amount_including_tax = line.amount_excluding_tax.checked_add(line.tax_amount)?;
            (line.net_amount, line.net_tax_amount) = after.next(discounted, rule, rounding)?;
            line.net_amount_including_tax = line.net_amount.checked_add(line.net_tax_amount)?;
        }
    }
    Ok(())
}

/// As [`take_tax`], for a group of lines that jurisdictions tax; their percentage follows from what they take.
fn take_sales_tax(
    document: &TradeDocument,
    lines: &mut [TradeDocumentLine],
    group: &[usize],
    rounding: Rounding,
) -> Result<(), RangeError> {
    let (mut before, mut after) = (RunningTax::new(document), RunningTax::new(document));
    for index in group {
        let line = &mut lines[*index];
        let quantity = base_quantity(line)?;
        let discounted = line.line_amount.checked_sub(line.invoice_discount_amount)?;
        let taxed = before.next(line.line_amount, quantity, &line.sales_tax, rounding)?;
        (line.amount_excluding_tax, line.tax_amount) = (taxed.net, taxed.tax);
        line.amount_including_tax = taxed.net.checked_add(taxed.tax)?;
        line.vat_percent = taxed.percent;
        let taxed = after.next(discounted, quantity, &line.sales_tax, rounding)?;
        (line.net_amount, line.net_tax_amount) = (taxed.net, taxed.tax);
        line.net_amount_including_tax = taxed.net.checked_add(taxed.tax)?;
    }
    Ok(())
}

fn total(document: &mut TradeDocument, lines: &[TradeDocumentLine]) -> Result<(), RangeError> {
    let sum = |field: fn(&TradeDocumentLine) -> Amount| Amount::sum(lines.iter().map(field));
    document.invoice_discount_amount = sum(|line| line.invoice_discount_amount)?;
    document.total_excluding_tax = sum(|line| line.net_amount)?;
    document.total_tax = sum(|line| line.net_tax_amount)?;
    document.total_including_tax = sum(|line| line.net_amount_including_tax)?;
    if document.document_type == TradeDocumentType::Order {
        document.fully_shipped = is_fully_shipped(lines);
    }
    Ok(())
}

/// Whether an order has goods or services, and all of them are shipped or received.
fn is_fully_shipped(lines: &[TradeDocumentLine]) -> bool {
    let mut traded = lines.iter().filter(|line| line.has_amounts()).peekable();
    traded.peek().is_some() && traded.all(is_shipped)
}

fn is_shipped(line: &TradeDocumentLine) -> bool {
    !line.quantity.is_zero() && line.quantity_shipped == line.quantity
}

/// How the tax of a line follows from its amount.
#[derive(Clone, Copy)]
enum TaxRule {
    OnTop(Amount),
    Within(Amount),
    /// Full VAT: the whole amount is tax.
    Everything,
}

/// The lines of a group so far.
#[derive(Default)]
struct Running {
    amount: Amount,
    /// Tax when it comes on top, net amount when prices hold it.
    rounded: Amount,
}

impl Running {
    /// Net amount and tax of the next line.
    fn next(
        &mut self,
        amount: Amount,
        rule: TaxRule,
        rounding: Rounding,
    ) -> Result<(Amount, Amount), RangeError> {
        self.amount = self.amount.checked_add(amount)?;
        match rule {
            TaxRule::Everything => Ok((Amount::ZERO, amount)),
            TaxRule::OnTop(percent) => {
                let so_far = tax_on(self.amount, percent, rounding)?;
                let tax = so_far.checked_sub(self.rounded)?;
                self.rounded = so_far;
                Ok((amount, tax))
            }
            TaxRule::Within(percent) => {
                let whole = Amount::HUNDRED.checked_add(percent)?;
                let so_far = self.amount.ratio(Amount::HUNDRED, whole, rounding.precision)?;
                let net = so_far.checked_sub(self.rounded)?;
                self.rounded = so_far;
                Ok((net, amount.checked_sub(net)?))
            }
        }
    }
}

/// The tax of a net amount, `base × percent ÷ 100`, rounded in the direction of setup: up is away from zero, down
/// towards it (FINANCE.md 5.2).
pub fn tax_on(base: Amount, percent: Amount, rounding: Rounding) -> Result<Amount, RangeError> {
    let nearest = base.ratio(percent, Amount::HUNDRED, rounding.precision)?;
    let exact = i128::from(base.scaled()) * i128::from(percent.scaled());
    let of_nearest = i128::from(nearest.scaled()) * i128::from(Amount::HUNDRED.scaled());
    let step = rounding.precision.amount();
    let step = if exact < 0 { step.checked_neg()? } else { step };
    match rounding.vat {
        VatRounding::Up if of_nearest.abs() < exact.abs() => nearest.checked_add(step),
        VatRounding::Down if of_nearest.abs() > exact.abs() => nearest.checked_sub(step),
        _ => Ok(nearest),
    }
}

#[cfg(test)]
mod tests;
