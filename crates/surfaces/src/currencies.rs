//! Currencies. On our own face with their accounts and tolerances.

use finance::accounts::{Account, SetupUse, check_difference_account};
use finance::companies::GeneralLedgerSetup;
use finance::currencies::{self, Currency, CurrencyProperties};
use finance::errors::RuleError;
use finance::fields::normalize_code;
use finance::relations::Noun;
use odata_sql::mapping::Storage;
use store::{Session, Work};
use uuid::Uuid;

use crate::entity::{Entity, GPMD, ID, LAST_MODIFIED, decimal, text};
use crate::errors::ApiError;
use crate::write::coded::{self, Coded};
use crate::write::{Body, Write, related};

pub static ENTITY: Entity = Entity {
    name: "currency",
    set: "currencies",
    methods: [GPMD, GPMD, GPMD, GPMD],
    table: "currencies",
    properties: &[
        ID,
        text("code", "code", 10),
        text("displayName", "description", 30),
        text("symbol", "symbol", 10),
        text("amountDecimalPlaces", "amount_decimal_places", 5),
        decimal("amountRoundingPrecision", "amount_rounding_precision"),
        decimal("paymentTolerancePercent", "payment_tolerance_percent").only_own(),
        decimal("maxPaymentToleranceAmount", "max_payment_tolerance_amount").only_own(),
        text("realizedGainsAccountNumber", "realized_gains_account", 20).only_own(),
        text("realizedLossesAccountNumber", "realized_losses_account", 20).only_own(),
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
            payment_tolerance_percent: body.amount("paymentTolerancePercent")?,
            max_payment_tolerance_amount: body.amount("maxPaymentToleranceAmount")?,
            realized_gains_account: body.text("realizedGainsAccountNumber"),
            realized_losses_account: body.text("realizedLossesAccountNumber"),
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

    fn check<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            for property in ["realizedGainsAccountNumber", "realizedLossesAccountNumber"] {
                let Some(number) = write.body.text(property).map(|number| normalize_code(&number)) else {
                    continue;
                };
                let found: Vec<Account> =
                    related::by_text(session, write.company, "number", Some(&number)).await?;
                let known = match found.first() {
                    Some(account) => store::usage::of_account(session, write.company, account).await?,
                    None => SetupUse::default(),
                };
                check_difference_account(property, &number, found.first(), &known)?;
            }
            Ok(())
        })
    }

    fn delete<'s>(self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let company = write.company;
            currencies::check_delete(&self, store::usage::of_currency(session, company, self.id).await?)?;
            Ok(store::currencies::delete(session, company, &self).await?)
        })
    }
}
