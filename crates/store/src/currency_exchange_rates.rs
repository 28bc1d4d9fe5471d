//! Rows of currency exchange rates.

use finance::currency_exchange_rates::CurrencyExchangeRate;

use crate::record::record;

record! {
    CurrencyExchangeRate in "currency_exchange_rates" {
        id: value = "id",
        currency_code: value = "currency_code",
        starting_date: value = "starting_date",
        exchange_rate_amount: value = "exchange_rate_amount",
        relational_currency_code: value = "relational_currency_code",
        relational_exchange_rate_amount: value = "relational_exchange_rate_amount",
        adjustment_exchange_rate_amount: value = "adjustment_exchange_rate_amount",
        relational_adjustment_exchange_rate_amount: value = "relational_adjustment_exchange_rate_amount",
    }
}
