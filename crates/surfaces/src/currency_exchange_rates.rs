//! Currency exchange rates: read in v2.0, written on our own face (FINANCE.md 3.7).

use finance::companies::GeneralLedgerSetup;
use finance::currencies::Currency;
use finance::currency_exchange_rates::{
    CurrencyExchangeRate, ExchangeRateFacts, ExchangeRateProperties, change, create,
};
use finance::errors::RuleError;
use odata_sql::mapping::Storage;
use store::{Session, Work, record};

use crate::entity::Access::Writable;
use crate::entity::{Entity, G, GPMD, ID, LAST_MODIFIED, NONE, computed, date, text};
use crate::errors::ApiError;
use crate::write::coded::{general_ledger_setup, stored};
use crate::write::{Body, Write, Writer, related};

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
    writer: Some(&ExchangeRates),
    ..Entity::BLANK
};

struct ExchangeRates;

impl Writer for ExchangeRates {
    fn create<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let known = Known::load(session, write).await?;
            let rate = create(write.id, &properties(&write.body)?, &known.facts())?;
            Ok(record::insert(session, write.company, &rate, write.stamp).await?)
        })
    }

    fn change<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let stored: CurrencyExchangeRate = stored(session, write).await?;
            let known = Known::load(session, write).await?;
            let rate = change(&stored, &properties(&write.body)?, &known.facts())?;
            Ok(record::update(session, write.company, &rate, write.stamp).await?)
        })
    }

    /// What was posted keeps its factor, so a rate may go whenever nobody needs it any more.
    fn delete<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            Ok(record::delete::<CurrencyExchangeRate>(session, write.company, write.id).await?)
        })
    }
}

fn properties(body: &Body) -> Result<ExchangeRateProperties, RuleError> {
    Ok(ExchangeRateProperties {
        currency_code: body.text("currencyCode"),
        starting_date: body.date("startingDate"),
        exchange_rate_amount: body.amount("exchangeRateAmount")?,
        relational_currency_code: body.text("relationalCurrencyCode"),
        relational_exchange_rate_amount: body.amount("relationalExchangeRateAmount")?,
        adjustment_exchange_rate_amount: body.amount("adjustmentExchangeRateAmount")?,
        relational_adjustment_exchange_rate_amount: body.amount("relationalAdjustmentExchangeRateAmount")?,
    })
}

struct Known {
    setup: GeneralLedgerSetup,
    currencies: Vec<Currency>,
    rates: Vec<CurrencyExchangeRate>,
}

impl Known {
    async fn load(session: &mut Session, write: &Write) -> Result<Known, ApiError> {
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
    }

    fn facts(&self) -> ExchangeRateFacts<'_> {
        ExchangeRateFacts { setup: &self.setup, currencies: &self.currencies, rates: &self.rates }
    }
}
