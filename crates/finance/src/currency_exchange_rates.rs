//! Exchange rates and the currency factor made from them.

use jiff::civil::Date;
use money::Rate;
use uuid::Uuid;

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
