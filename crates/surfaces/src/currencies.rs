//! Currencies.

use finance::companies::GeneralLedgerSetup;
use finance::currencies::{self, Currency, CurrencyProperties};
use finance::errors::RuleError;
use finance::relations::Noun;
use odata_sql::mapping::Storage;
use store::{Session, Work};
use uuid::Uuid;

use crate::entity::{Entity, G, GPMD, ID, LAST_MODIFIED, decimal, text};
use crate::errors::ApiError;
use crate::write::coded::{self, Coded};
use crate::write::{Body, Write};

pub static ENTITY: Entity = Entity {
    name: "currency",
    set: "currencies",
    methods: [GPMD, GPMD, GPMD, G],
    table: "currencies",
    properties: &[
        ID,
        text("code", "code", 10),
        text("displayName", "description", 30),
        text("symbol", "symbol", 10),
        text("amountDecimalPlaces", "amount_decimal_places", 5),
        decimal("amountRoundingPrecision", "amount_rounding_precision"),
        LAST_MODIFIED,
    ],
    default_order: &[("code", Storage::Text)],
    writer: Some(coded::writer::<Currency>()),
    ..Entity::BLANK
};

impl Coded for Currency {
    const NOUN: Noun = Noun::Currency;
    type Properties = CurrencyProperties;

    fn properties(body: &Body) -> Result<Self::Properties, RuleError> {
        Ok(CurrencyProperties {
            code: body.text("code"),
            display_name: body.text("displayName"),
            symbol: body.text("symbol"),
            amount_decimal_places: body.text("amountDecimalPlaces"),
            amount_rounding_precision: body.amount("amountRoundingPrecision")?,
        })
    }

    fn create(
        id: Uuid,
        given: &Self::Properties,
        code_taken: bool,
        _setup: &GeneralLedgerSetup,
    ) -> Result<Self, RuleError> {
        currencies::create(id, given, code_taken)
    }

    fn change(&self, given: &Self::Properties, code_taken: bool) -> Result<Self, RuleError> {
        currencies::change(self, given, code_taken)
    }

    fn code(&self) -> &str {
        &self.code
    }

    fn delete<'s>(self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let company = write.company;
            currencies::check_delete(&self, store::usage::of_currency(session, company, self.id).await?)?;
            Ok(store::currencies::delete(session, company, &self).await?)
        })
    }
}
