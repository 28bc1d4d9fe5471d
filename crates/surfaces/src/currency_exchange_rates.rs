//! Currency exchange rates: read in v2.0, written on our own face (FINANCE.md 3.7).

use finance::companies::GeneralLedgerSetup;
use finance::currencies::Currency;
use finance::currency_exchange_rates::{
    CurrencyExchangeRate, ExchangeRateFacts, ExchangeRateProperties, change, create,
};
use finance::errors::RuleError;
use odata_sql::mapping::Storage;
use store::{Session, Work, record};
use uuid::Uuid;

use crate::entity::Access::Writable;
use crate::entity::{Entity, G, GPMD, ID, LAST_MODIFIED, NONE, computed, date, text};
use crate::errors::ApiError;
use crate::write::coded::general_ledger_setup;
use crate::write::setup::{self, Setup};
use crate::write::{Body, Write, related};

pub static ENTITY: Entity = Entity {
    name: "currencyExchangeRate",
    set: "currencyExchangeRates",
    methods: [NONE, NONE, G, GPMD],
    table: "currency_exchange_rates",
    properties: &[
        ID,
        text("currencyCode", "currency_code", 10).read_only().own(Writable),
        date("startingDate", "starting_date").read_only().own(Writable),
        // Rates are kept with twelve decimals, and shown with the five of amounts.
        computed("exchangeRateAmount", Storage::Decimal, "{row}.exchange_rate_amount / 10000000")
            .own(Writable),
        text("relationalCurrencyCode", "relational_currency_code", 10).read_only().own(Writable),
        computed(
            "relationalExchangeRateAmount",
            Storage::Decimal,
            "{row}.relational_exchange_rate_amount / 10000000",
        )
        .own(Writable),
        // For revaluation; those of the rate unless they are given.
        computed(
            "adjustmentExchangeRateAmount",
            Storage::Decimal,
            "{row}.adjustment_exchange_rate_amount / 10000000",
        )
        .only_own()
        .own(Writable),
        computed(
            "relationalAdjustmentExchangeRateAmount",
            Storage::Decimal,
            "{row}.relational_adjustment_exchange_rate_amount / 10000000",
        )
        .only_own()
        .own(Writable),
        LAST_MODIFIED,
    ],
    default_order: &[("currency_code", Storage::Text), ("starting_date", Storage::Date)],
    writer: Some(setup::writer::<CurrencyExchangeRate>()),
    ..Entity::BLANK
};

/// What was posted keeps its factor, so a rate may go whenever nobody needs it any more.
impl Setup for CurrencyExchangeRate {
    type Properties = ExchangeRateProperties;
    type Known = Known;

    fn properties(body: &Body) -> Result<ExchangeRateProperties, RuleError> {
        Ok(ExchangeRateProperties {
            currency_code: body.text("currencyCode"),
            starting_date: body.date("startingDate"),
            exchange_rate_amount: body.amount("exchangeRateAmount")?,
            relational_currency_code: body.text("relationalCurrencyCode"),
            relational_exchange_rate_amount: body.amount("relationalExchangeRateAmount")?,
            adjustment_exchange_rate_amount: body.amount("adjustmentExchangeRateAmount")?,
            relational_adjustment_exchange_rate_amount: body
                .amount("relationalAdjustmentExchangeRateAmount")?,
        })
    }

    fn load<'s>(
        session: &'s mut Session,
        write: &'s Write,
        _given: &'s ExchangeRateProperties,
        _stored: Option<&'s Self>,
    ) -> Work<'s, Result<Known, ApiError>> {
        Box::pin(async move {
            let company = write.company;
            let mut currencies = Vec::new();
            for name in ["currencyCode", "relationalCurrencyCode"] {
                let code = write.body.text(name);
                currencies.extend(related::by_code::<Currency>(session, company, code.as_deref()).await?);
            }
            Ok(Known {
                setup: general_ledger_setup(session, company).await?,
                currencies,
                rates: record::list(session, company, "", &[]).await?,
            })
        })
    }

    fn create(id: Uuid, given: &ExchangeRateProperties, known: &Known) -> Result<Self, RuleError> {
        create(id, given, &known.facts())
    }

    fn change(&self, given: &ExchangeRateProperties, known: &Known) -> Result<Self, RuleError> {
        change(self, given, &known.facts())
    }
}

pub struct Known {
    setup: GeneralLedgerSetup,
    currencies: Vec<Currency>,
    rates: Vec<CurrencyExchangeRate>,
}

impl Known {
    fn facts(&self) -> ExchangeRateFacts<'_> {
        ExchangeRateFacts { setup: &self.setup, currencies: &self.currencies, rates: &self.rates }
    }
}
