//! Exchange rates and the currency factor made from them.

use jiff::civil::Date;
use money::Rate;
use uuid::Uuid;

use crate::errors::{Category, RuleError};

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
    let mut factor = Rate::ONE;
    let mut code = currency_code;
    for _ in 0..RELATIONS_MAX {
        let rate = rate_at(rates, code, date).ok_or_else(|| {
            let message = format!("There is no exchange rate of the currency {code} on {date}.");
            RuleError::of_record(Category::NotFound, message)
        })?;
        let step = Rate::factor(rate.exchange_rate_amount, rate.relational_exchange_rate_amount);
        factor = step.and_then(|step| step.through(factor)).map_err(|_| unusable(code, rate))?;
        code = &rate.relational_currency_code;
        if code.is_empty() {
            return Ok(factor);
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

#[cfg(test)]
mod tests;
