//! Sales tax: what the jurisdictions of a tax area take of an amount (FINANCE.md 5.4).
//!
//! A line of a document keeps the rates it is calculated with, as it keeps its VAT percentage: so a document is what it
//! was when setup changes, and is taken back to the cent.

use std::fmt;

use jiff::civil::Date;
use money::{Amount, Precision, RangeError, Rate};
use uuid::Uuid;

use crate::{
    Choice,
    currencies::VatRounding,
    errors::{Category, RuleError},
    tax_area_lines::TaxAreaLine,
    tax_details::{SalesTaxType, TaxDetail},
    tax_jurisdictions::TaxJurisdiction,
    trade_documents::Rounding,
};

/// The rate of one jurisdiction.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TaxRate {
    pub jurisdiction_id: Uuid,
    pub tax_type: SalesTaxType,
    /// In local currency, or in base units; zero: none.
    pub maximum: Amount,
    /// Percentages of sales tax, amounts in local currency per base unit of excise tax.
    pub below: Amount,
    pub above: Amount,
    /// It is taken of the taxes before it too.
    pub on_tax: bool,
}

/// How a line is taxed: its rates in the order in which they are calculated.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct SalesTax {
    /// Of a purchase whose vendor charges no tax: the company owes it itself, beside what it pays (5.1).
    pub use_tax: bool,
    /// None where no tax is owed.
    pub rates: Vec<TaxRate>,
}

/// Setup of sales tax. Lists hold at least what concerns the tax areas in question.
#[derive(Debug, Clone, Copy, Default)]
pub struct SalesTaxFacts<'a> {
    pub area_lines: &'a [TaxAreaLine],
    pub jurisdictions: &'a [TaxJurisdiction],
    pub details: &'a [TaxDetail],
}

/// The rates of a tax group in a tax area on a date, from the highest calculation order down: of each jurisdiction the
/// detail with the latest effective date not after `date`, of the group or else of the blank one. None unless the party
/// is liable and both codes are given. Tax on tax among jurisdictions that share a calculation order: `Dialog`.
pub fn rates(
    area: &str,
    group: &str,
    liable: bool,
    date: Date,
    facts: SalesTaxFacts<'_>,
) -> Result<Vec<TaxRate>, RuleError> {
    if !liable || area.is_empty() || group.is_empty() {
        return Ok(Vec::new());
    }
    let mut lines: Vec<&TaxAreaLine> =
        facts.area_lines.iter().filter(|line| line.tax_area_code == area).collect();
    let place = |line: &TaxAreaLine| (line.calculation_order, line.tax_jurisdiction_code.clone());
    lines.sort_by_key(|line| std::cmp::Reverse(place(line)));
    let mut rates = Vec::new();
    for line in &lines {
        let code = &line.tax_jurisdiction_code;
        let Some(jurisdiction) = facts.jurisdictions.iter().find(|known| known.code == *code) else {
            continue;
        };
        for tax_type in [SalesTaxType::SalesTax, SalesTaxType::ExciseTax] {
            let detail = detail_at(facts.details, code, group, tax_type, date);
            let Some(detail) = detail.filter(|detail| has_rate(detail)) else { continue };
            rates.push(TaxRate {
                jurisdiction_id: jurisdiction.id,
                tax_type,
                maximum: detail.maximum_amount_or_quantity,
                below: detail.tax_below_maximum,
                above: detail.tax_above_maximum,
                on_tax: jurisdiction.calculate_tax_on_tax && tax_type == SalesTaxType::SalesTax,
            });
        }
    }
    let unordered = lines.windows(2).any(|pair| pair[0].calculation_order == pair[1].calculation_order);
    if unordered && rates.iter().any(|rate| rate.on_tax) {
        let message = format!(
            "The tax area {area} has jurisdictions with one calculation order, but one of them takes tax on tax. Give \
             each its own calculationOrder."
        );
        return Err(RuleError::of_record(Category::Dialog, message));
    }
    Ok(rates)
}

fn has_rate(detail: &TaxDetail) -> bool {
    !detail.tax_below_maximum.is_zero() || !detail.tax_above_maximum.is_zero()
}

/// A detail of the group goes before one of the blank group, whatever their dates.
fn detail_at<'a>(
    details: &'a [TaxDetail],
    jurisdiction: &str,
    group: &str,
    tax_type: SalesTaxType,
    date: Date,
) -> Option<&'a TaxDetail> {
    details
        .iter()
        .filter(|detail| {
            detail.tax_jurisdiction_code == jurisdiction
                && detail.tax_type == tax_type
                && (detail.tax_group_code.is_empty() || detail.tax_group_code == group)
                && detail.effective_date <= date
        })
        .max_by_key(|detail| (!detail.tax_group_code.is_empty(), detail.effective_date))
}

/// Taxes are calculated in units this much finer than those of amounts and rounded once, at the end.
const FINE: i128 = 10_000_000;
/// The scale of amounts, and that of rates.
const AMOUNT_UNIT: i128 = 100_000;
const RATE_UNIT: i128 = 1_000_000_000_000;

/// What is taxed: an amount without tax and a number of base units, of one tax group of a document together, and the
/// currency factor of the document (zero in local currency), in which maximums and excise taxes are converted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Taxed {
    pub amount: Amount,
    pub quantity: Amount,
    pub factor: Rate,
}

impl SalesTax {
    /// The tax of each rate, not rounded, in fine units. Too large: a [`RangeError`].
    fn exact_parts(&self, taxed: Taxed) -> Result<Vec<i128>, RangeError> {
        let base = i128::from(taxed.amount.scaled()) * FINE;
        let mut parts = Vec::with_capacity(self.rates.len());
        let mut tax = 0_i128;
        for rate in &self.rates {
            let part = match rate.tax_type {
                SalesTaxType::SalesTax => {
                    let base = if rate.on_tax { add(base, tax)? } else { base };
                    let (low, high) = tiers(base, fine_in_currency(rate.maximum, taxed.factor)?);
                    let percent = |base, percent: Amount| times(base, percent.scaled().into(), FINE);
                    add(percent(low, rate.below)?, percent(high, rate.above)?)?
                }
                SalesTaxType::ExciseTax => {
                    let quantity = i128::from(taxed.quantity.scaled());
                    let (low, high) = tiers(quantity, rate.maximum.scaled().into());
                    let each =
                        |quantity, each| times(quantity, fine_in_currency(each, taxed.factor)?, AMOUNT_UNIT);
                    add(each(low, rate.below)?, each(high, rate.above)?)?
                }
            };
            tax = add(tax, part)?;
            parts.push(part);
        }
        Ok(parts)
    }

    /// The tax of each rate, in the order of rates, with all decimals that amounts have. Too large: a [`RangeError`].
    pub fn parts(&self, taxed: Taxed) -> Result<Vec<Amount>, RangeError> {
        let nearest = Rounding { precision: Precision::FINEST, vat: VatRounding::Nearest };
        self.exact_parts(taxed)?.into_iter().map(|part| rounded(part, nearest)).collect()
    }

    /// The whole tax, rounded once. Too large: a [`RangeError`].
    pub fn tax(&self, taxed: Taxed, rounding: Rounding) -> Result<Amount, RangeError> {
        rounded(self.exact_parts(taxed)?.into_iter().sum(), rounding)
    }

    /// What of `taxed.amount`, which includes the tax, is left without it, rounded to the nearest step; nothing where
    /// taxes of the quantity alone come to more. Too large: a [`RangeError`].
    pub fn net_of(&self, taxed: Taxed, precision: Precision) -> Result<Amount, RangeError> {
        let magnitude = |amount: Amount| if amount.is_negative() { amount.checked_neg() } else { Ok(amount) };
        let total = magnitude(taxed.amount)?;
        let positive = Taxed { quantity: magnitude(taxed.quantity)?, ..taxed };
        let wanted = i128::from(total.scaled()) * FINE;
        // The tax grows with the amount, so the largest amount that with its tax is not more than the total is found by
        // halving; the step of amounts is fine enough to tell where the nearest step of the currency is.
        let (mut low, mut high) = (0_i64, total.scaled());
        while low < high {
            let middle = high - (high - low) / 2;
            let taxed = Taxed { amount: Amount::from_scaled(middle), ..positive };
            let tax: i128 = self.exact_parts(taxed)?.into_iter().sum();
            if add(i128::from(middle) * FINE, tax)? <= wanted { low = middle } else { high = middle - 1 }
        }
        let net = Amount::from_scaled(low).round(precision)?.min(total);
        if taxed.amount.is_negative() { net.checked_neg() } else { Ok(net) }
    }

    /// The tax of the difference between two running totals in percent of the amount between them, with five decimals;
    /// without an amount what the rates come to below their maximums.
    pub fn percent_between(&self, before: Taxed, after: Taxed) -> Result<Amount, RangeError> {
        let amount = after.amount.checked_sub(before.amount)?;
        if amount.is_zero() {
            return self.nominal_percent();
        }
        let sum = |taxed| Ok(self.exact_parts(taxed)?.into_iter().sum::<i128>());
        let tax = sum(after)?.checked_sub(sum(before)?).ok_or(RangeError)?;
        let percent = times(tax, 100 * AMOUNT_UNIT, i128::from(amount.scaled()) * FINE)?;
        i64::try_from(percent).map(Amount::from_scaled).map_err(|_| RangeError)
    }

    /// What the rates on amounts come to below their maximums, in percent.
    pub fn nominal_percent(&self) -> Result<Amount, RangeError> {
        let rates = self.rates.iter().map(|rate| TaxRate { maximum: Amount::ZERO, ..rate.clone() });
        let unlimited = SalesTax { use_tax: false, rates: rates.collect() };
        let hundred = Taxed { amount: Amount::HUNDRED, ..Taxed::default() };
        Amount::sum(unlimited.parts(hundred)?)
    }

    /// Reads what [`fmt::Display`] wrote; nothing for another text.
    pub fn parse(text: &str) -> Option<SalesTax> {
        let (use_tax, rates) = match text.strip_prefix(USE_TAX) {
            Some(rates) => (true, rates),
            None => (false, text),
        };
        let rates = rates.split(';').filter(|rate| !rate.is_empty()).map(parse_rate);
        Some(SalesTax { use_tax, rates: rates.collect::<Option<_>>()? })
    }
}

const USE_TAX: &str = "use;";

/// The form in which a line keeps its rates: for each the id of the jurisdiction, tax type, maximum, both rates and
/// whether it is tax on tax, all as stored numbers.
impl fmt::Display for SalesTax {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.use_tax {
            formatter.write_str(USE_TAX)?;
        }
        for rate in &self.rates {
            write!(
                formatter,
                "{} {} {} {} {} {};",
                rate.jurisdiction_id.simple(),
                rate.tax_type.value(),
                rate.maximum.scaled(),
                rate.below.scaled(),
                rate.above.scaled(),
                i64::from(rate.on_tax)
            )?;
        }
        Ok(())
    }
}

fn parse_rate(text: &str) -> Option<TaxRate> {
    let mut words = text.split(' ');
    let jurisdiction_id = Uuid::try_parse(words.next()?).ok()?;
    let mut number = || words.next()?.parse::<i64>().ok();
    let rate = TaxRate {
        jurisdiction_id,
        tax_type: SalesTaxType::from_value(number()?)?,
        maximum: Amount::from_scaled(number()?),
        below: Amount::from_scaled(number()?),
        above: Amount::from_scaled(number()?),
        on_tax: number()? != 0,
    };
    words.next().is_none().then_some(rate)
}

/// Spreads a rounded tax over the rates in proportion to what each comes to, so that the parts add up to it and none
/// has the other sign: each is the difference of two rounded running totals.
pub fn split(tax: Amount, weights: &[Amount], precision: Precision) -> Result<Vec<Amount>, RangeError> {
    let whole = Amount::sum(weights.iter().copied())?;
    let (mut running, mut given) = (Amount::ZERO, Amount::ZERO);
    let mut parts = Vec::with_capacity(weights.len());
    for (index, weight) in weights.iter().enumerate() {
        running = running.checked_add(*weight)?;
        let so_far = if whole.is_zero() || index + 1 == weights.len() {
            tax
        } else {
            tax.ratio(running, whole, precision)?
        };
        parts.push(so_far.checked_sub(given)?);
        given = so_far;
    }
    Ok(parts)
}

fn add(one: i128, other: i128) -> Result<i128, RangeError> {
    one.checked_add(other).ok_or(RangeError)
}

/// `value × by ÷ per`, rounded to the nearest whole, halves away from zero.
fn times(value: i128, by: i128, per: i128) -> Result<i128, RangeError> {
    let product = value.checked_mul(by).ok_or(RangeError)?;
    if per == 0 {
        return Err(RangeError);
    }
    let (quotient, remainder) = (product / per, (product % per).unsigned_abs());
    let up = remainder != 0 && remainder >= per.unsigned_abs() - remainder;
    let step = if (product < 0) == (per < 0) { 1 } else { -1 };
    Ok(if up { quotient + step } else { quotient })
}

/// What lies below a maximum, and what above it, with the sign of the value; no maximum: all below.
fn tiers(value: i128, maximum: i128) -> (i128, i128) {
    if maximum == 0 || value.abs() <= maximum {
        return (value, 0);
    }
    let low = value.signum() * maximum;
    (low, value - low)
}

/// An amount in local currency as fine units of the document's currency.
fn fine_in_currency(amount: Amount, factor: Rate) -> Result<i128, RangeError> {
    let scaled = i128::from(amount.scaled());
    match factor.is_zero() {
        true => Ok(scaled * FINE),
        false => times(scaled, factor.scaled().into(), RATE_UNIT / FINE),
    }
}

/// Fine units as an amount, rounded in the direction of setup: up is away from zero, down towards it (5.2).
fn rounded(exact: i128, rounding: Rounding) -> Result<Amount, RangeError> {
    let step = i128::from(rounding.precision.amount().scaled());
    let fine_step = step * FINE;
    let nearest = times(exact, 1, fine_step)?;
    let of_nearest = (nearest * fine_step).unsigned_abs();
    let steps = match rounding.vat {
        VatRounding::Up if of_nearest < exact.unsigned_abs() => nearest + exact.signum(),
        VatRounding::Down if of_nearest > exact.unsigned_abs() => nearest - exact.signum(),
        _ => nearest,
    };
    i64::try_from(steps.checked_mul(step).ok_or(RangeError)?).map(Amount::from_scaled).map_err(|_| RangeError)
}

#[cfg(test)]
pub(crate) mod tests;
