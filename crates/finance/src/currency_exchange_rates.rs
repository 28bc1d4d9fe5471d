//! Exchange rates and the currency factor made from them.

use std::collections::BTreeSet;

use jiff::civil::Date;
use money::{Amount, Precision, Rate};
use uuid::Uuid;

use crate::{
    companies::GeneralLedgerSetup,
    currencies::Currency,
    errors::{Category, RuleError},
    fields::{BLANK_DATE, code, required_code},
};

/// The rate of a currency from a date on (FINANCE.md 3.7): `exchange_rate_amount` of the currency are worth
/// `relational_exchange_rate_amount` of the relational currency, or of local currency when that is blank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurrencyExchangeRate {
    pub id: Uuid,
    pub currency_code: String,
    pub starting_date: Date,
    pub exchange_rate_amount: Rate,
    pub relational_currency_code: String,
    pub relational_exchange_rate_amount: Rate,
    pub adjustment_exchange_rate_amount: Rate,
    pub relational_adjustment_exchange_rate_amount: Rate,
}

/// Relational rates are followed this far; a longer chain is a circle.
const RELATIONS_MAX: usize = 8;

/// The currency factor on a date: foreign currency per one unit of local currency (FINANCE.md 3.7), from the
/// latest rate not after `date`. `rates` may hold any currencies, at least this one and those it is quoted
/// in. No rate is `NotFound`; a rate that gives no factor is a `Field` error.
pub fn factor_at(rates: &[CurrencyExchangeRate], currency_code: &str, date: Date) -> Result<Rate, RuleError> {
    factor_by(rates, currency_code, date, |rate| {
        (rate.exchange_rate_amount, rate.relational_exchange_rate_amount)
    })
}

/// As [`factor_at`], by the amounts for revaluation.
pub fn adjustment_factor_at(
    rates: &[CurrencyExchangeRate],
    currency_code: &str,
    date: Date,
) -> Result<Rate, RuleError> {
    factor_by(rates, currency_code, date, |rate| {
        (rate.adjustment_exchange_rate_amount, rate.relational_adjustment_exchange_rate_amount)
    })
}

/// An amount in one currency in another on a date, each by its code, blank for local currency; rounded once. By the
/// amounts of the rates, not by factors with twelve decimals, so that half a cent is half a cent (FINANCE.md 3.7).
/// Errors: as [`factor_at`], and `Field` for what is out of range.
pub fn exchange(
    rates: &[CurrencyExchangeRate],
    amount: Amount,
    from: &str,
    to: &str,
    date: Date,
    precision: Precision,
) -> Result<Amount, RuleError> {
    let (mut by, mut over) = (Vec::new(), Vec::new());
    for (code, is_from) in [(from, true), (to, false)] {
        if code.is_empty() {
            continue;
        }
        for rate in chain(rates, code, date)? {
            let (foreign, local) = (rate.exchange_rate_amount, rate.relational_exchange_rate_amount);
            by.push(if is_from { local } else { foreign });
            over.push(if is_from { foreign } else { local });
        }
    }
    let message = "An amount is too large to be changed into another currency.";
    amount.exchange(&by, &over, precision).map_err(|_| RuleError::of_record(Category::Field, message))
}

fn factor_by(
    rates: &[CurrencyExchangeRate],
    currency_code: &str,
    date: Date,
    amounts: fn(&CurrencyExchangeRate) -> (Rate, Rate),
) -> Result<Rate, RuleError> {
    let mut factor = Rate::ONE;
    for rate in chain(rates, currency_code, date)? {
        let (amount, relational) = amounts(rate);
        let step = Rate::factor(amount, relational);
        factor =
            step.and_then(|step| step.through(factor)).map_err(|_| unusable(&rate.currency_code, rate))?;
    }
    Ok(factor)
}

/// The rate of a currency on a date, and behind it those of the currencies it is quoted in.
fn chain<'a>(
    rates: &'a [CurrencyExchangeRate],
    currency_code: &str,
    date: Date,
) -> Result<Vec<&'a CurrencyExchangeRate>, RuleError> {
    let mut chain: Vec<&CurrencyExchangeRate> = Vec::new();
    let mut code = currency_code;
    while chain.len() < RELATIONS_MAX {
        let rate = rate_at(rates, code, date).ok_or_else(|| {
            let message = format!("There is no exchange rate of the currency {code} on {date}.");
            RuleError::of_record(Category::NotFound, message)
        })?;
        chain.push(rate);
        code = &rate.relational_currency_code;
        if code.is_empty() {
            return Ok(chain);
        }
    }
    let message =
        format!("The exchange rates of the currency {currency_code} refer to each other in a circle.");
    Err(RuleError::of_record(Category::Field, message))
}

fn rate_at<'a>(
    rates: &'a [CurrencyExchangeRate],
    currency_code: &str,
    date: Date,
) -> Option<&'a CurrencyExchangeRate> {
    rates
        .iter()
        .filter(|rate| rate.currency_code == currency_code && rate.starting_date <= date)
        .max_by_key(|rate| rate.starting_date)
}

fn unusable(currency_code: &str, rate: &CurrencyExchangeRate) -> RuleError {
    let message = format!(
        "The exchange rate of the currency {currency_code} from {} cannot be used: {} to {}.",
        rate.starting_date, rate.exchange_rate_amount, rate.relational_exchange_rate_amount
    );
    RuleError::of_record(Category::Field, message)
}

/// Longest code of a currency, in characters.
const CODE_LENGTH_MAX: usize = 10;

/// The properties of a POST or PATCH; `None` means not in the body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExchangeRateProperties {
    pub currency_code: Option<String>,
    pub starting_date: Option<Date>,
    pub exchange_rate_amount: Option<Amount>,
    pub relational_currency_code: Option<String>,
    pub relational_exchange_rate_amount: Option<Amount>,
    pub adjustment_exchange_rate_amount: Option<Amount>,
    pub relational_adjustment_exchange_rate_amount: Option<Amount>,
}

/// What is known when a rate is written.
#[derive(Debug, Clone, Copy)]
pub struct ExchangeRateFacts<'a> {
    pub setup: &'a GeneralLedgerSetup,
    /// At least those that the request names, as far as they exist.
    pub currencies: &'a [Currency],
    /// All rates of the company.
    pub rates: &'a [CurrencyExchangeRate],
}

/// A new rate (FINANCE.md 3.7). The amounts for revaluation are those of the rate unless they are given.
///
/// Currency or date blank, an amount that is not positive, a currency that is its own measure, rates that lead in a
/// circle or give no factor: `Field`; an unknown currency: `Relation`; a second rate of one currency and date:
/// `Duplicate`.
pub fn create(
    id: Uuid,
    given: &ExchangeRateProperties,
    facts: &ExchangeRateFacts<'_>,
) -> Result<CurrencyExchangeRate, RuleError> {
    let blank = CurrencyExchangeRate {
        id,
        currency_code: String::new(),
        starting_date: BLANK_DATE,
        exchange_rate_amount: Rate::ZERO,
        relational_currency_code: String::new(),
        relational_exchange_rate_amount: Rate::ZERO,
        adjustment_exchange_rate_amount: Rate::ZERO,
        relational_adjustment_exchange_rate_amount: Rate::ZERO,
    };
    change(&blank, given, facts)
}

/// A changed rate. Amounts for revaluation that were those of the rate follow it. What has been posted, and lines that
/// have taken their factor, keep it. Errors as for [`create`].
pub fn change(
    stored: &CurrencyExchangeRate,
    given: &ExchangeRateProperties,
    facts: &ExchangeRateFacts<'_>,
) -> Result<CurrencyExchangeRate, RuleError> {
    let mut rate = stored.clone();
    if let Some(code) = &given.currency_code {
        rate.currency_code = foreign_currency("currencyCode", code, facts)?;
    }
    required_code("currencyCode", &rate.currency_code, CODE_LENGTH_MAX)?;
    if let Some(date) = given.starting_date {
        rate.starting_date = date;
    }
    if rate.starting_date == BLANK_DATE {
        return Err(RuleError::field("startingDate", "startingDate must have a value."));
    }
    if let Some(code) = &given.relational_currency_code {
        rate.relational_currency_code = relational_currency(code, facts)?;
    }
    take_amounts(&mut rate, stored, given)?;
    check_place(&rate, facts)?;
    Ok(rate)
}

fn take_amounts(
    rate: &mut CurrencyExchangeRate,
    stored: &CurrencyExchangeRate,
    given: &ExchangeRateProperties,
) -> Result<(), RuleError> {
    rate.exchange_rate_amount =
        amount("exchangeRateAmount", given.exchange_rate_amount, stored.exchange_rate_amount)?;
    rate.relational_exchange_rate_amount = amount(
        "relationalExchangeRateAmount",
        given.relational_exchange_rate_amount,
        stored.relational_exchange_rate_amount,
    )?;
    let followed = |own: Rate, of_rate: Rate, rate: Rate| if own == of_rate { rate } else { own };
    rate.adjustment_exchange_rate_amount = amount(
        "adjustmentExchangeRateAmount",
        given.adjustment_exchange_rate_amount,
        followed(
            stored.adjustment_exchange_rate_amount,
            stored.exchange_rate_amount,
            rate.exchange_rate_amount,
        ),
    )?;
    rate.relational_adjustment_exchange_rate_amount = amount(
        "relationalAdjustmentExchangeRateAmount",
        given.relational_adjustment_exchange_rate_amount,
        followed(
            stored.relational_adjustment_exchange_rate_amount,
            stored.relational_exchange_rate_amount,
            rate.relational_exchange_rate_amount,
        ),
    )?;
    Ok(())
}

/// The amount given, or else the one there is; it must be positive.
fn amount(property: &'static str, given: Option<Amount>, stored: Rate) -> Result<Rate, RuleError> {
    let rate = match given {
        None => stored,
        Some(amount) => Rate::parse(&amount.to_string()).map_err(|_| {
            let message = format!("{property}: {amount} is too large; quote fewer units of the currency.");
            RuleError::field(property, message)
        })?,
    };
    if !rate.is_positive() {
        return Err(RuleError::field(property, format!("{property} must be greater than 0.")));
    }
    Ok(rate)
}

/// The code of a currency that exists and is not the company's own.
fn foreign_currency(
    property: &'static str,
    value: &str,
    facts: &ExchangeRateFacts<'_>,
) -> Result<String, RuleError> {
    let code = required_code(property, value, CODE_LENGTH_MAX)?;
    if facts.setup.is_local_currency(&code) {
        let message = format!(
            "{property}: {code} is the company's own currency. Say what another currency is worth in it."
        );
        return Err(RuleError::field(property, message));
    }
    if facts.currencies.iter().any(|currency| currency.code == code) {
        return Ok(code);
    }
    Err(RuleError::relation(property, "currency", code))
}

/// The currency that a rate is quoted in; blank, or the company's own, is local currency.
fn relational_currency(value: &str, facts: &ExchangeRateFacts<'_>) -> Result<String, RuleError> {
    let property = "relationalCurrencyCode";
    if facts.setup.is_local_currency(&code(property, value, CODE_LENGTH_MAX)?) {
        return Ok(String::new());
    }
    foreign_currency(property, value, facts)
}

/// The one rate of its currency and date, which with all others gives a factor, or none yet, on every date from its own
/// on.
fn check_place(rate: &CurrencyExchangeRate, facts: &ExchangeRateFacts<'_>) -> Result<(), RuleError> {
    let (currency, date) = (&rate.currency_code, rate.starting_date);
    if rate.relational_currency_code == *currency {
        let message = format!("relationalCurrencyCode: {currency} cannot be quoted in itself.");
        return Err(RuleError::field("relationalCurrencyCode", message));
    }
    let mut rates: Vec<CurrencyExchangeRate> =
        facts.rates.iter().filter(|other| other.id != rate.id).cloned().collect();
    if rates.iter().any(|other| other.currency_code == *currency && other.starting_date == date) {
        let message = format!("startingDate: {currency} has an exchange rate from {date} already.");
        return Err(RuleError::new(Category::Duplicate, "startingDate", message));
    }
    rates.push(rate.clone());
    let dates: BTreeSet<Date> = rates.iter().map(|rate| rate.starting_date).collect();
    for later in dates.range(date..) {
        for factor in [factor_at, adjustment_factor_at] {
            match factor(&rates, currency, *later) {
                Err(error) if error.category == Category::Field => {
                    return Err(RuleError::field("relationalExchangeRateAmount", error.message));
                }
                // A currency that this one is quoted in may get its rate later.
                Ok(_) | Err(_) => {}
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
