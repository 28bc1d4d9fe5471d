//! Currency exchange rates: read in v2.0.

use odata_sql::mapping::Storage;

use crate::entity::{Entity, G, ID, LAST_MODIFIED, NONE, computed, date, text};

pub static ENTITY: Entity = Entity {
    name: "currencyExchangeRate",
    set: "currencyExchangeRates",
    methods: [NONE, NONE, G, NONE],
    table: "currency_exchange_rates",
    properties: &[
        ID,
        text("currencyCode", "currency_code", 10).read_only(),
        date("startingDate", "starting_date").read_only(),
        // Rates are kept with twelve decimals, and shown with the five of amounts.
        computed("exchangeRateAmount", Storage::Decimal, "{row}.exchange_rate_amount / 10000000"),
        text("relationalCurrencyCode", "relational_currency_code", 10).read_only(),
        computed(
            "relationalExchangeRateAmount",
            Storage::Decimal,
            "{row}.relational_exchange_rate_amount / 10000000",
        ),
        LAST_MODIFIED,
    ],
    default_order: &[("currency_code", Storage::Text), ("starting_date", Storage::Date)],
    ..Entity::BLANK
};
