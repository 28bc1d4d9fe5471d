//! Currencies. On our own face with their accounts and tolerances.

use finance::accounts::{Account, SetupUse, check_difference_account};
use finance::companies::GeneralLedgerSetup;
use finance::currencies::{self, Currency, CurrencyProperties};
use finance::errors::RuleError;
use finance::fields::{BLANK_DATE, normalize_code};
use finance::journal_lines::JournalLine;
use finance::relations::Noun;
use odata_sql::mapping::Storage;
use store::posting::{self, Undo};
use store::{Session, Work, record};
use uuid::Uuid;

use crate::actions::{BoundAction, Parameter, action};
use crate::entity::{Entity, GPMD, ID, LAST_MODIFIED, decimal, text};
use crate::errors::ApiError;
use crate::write::coded::{self, Coded};
use crate::write::{Action, Body, Done, Write, related};

/// Properties that name an account.
const ACCOUNTS: [&str; 4] = [
    "realizedGainsAccountNumber",
    "realizedLossesAccountNumber",
    "unrealizedGainsAccountNumber",
    "unrealizedLossesAccountNumber",
];

/// Revalues what is open in the currency at the rate of a date.
const ADJUST_EXCHANGE_RATES: BoundAction =
    action("adjustExchangeRates", &AdjustExchangeRates).on(false, false, false, true).taking(&[
        Parameter::date("postingDate").required(),
        Parameter::text("documentNumber", 20).required(),
        Parameter::text("description", 100),
    ]);

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
        text("unrealizedGainsAccountNumber", "unrealized_gains_account", 20).only_own(),
        text("unrealizedLossesAccountNumber", "unrealized_losses_account", 20).only_own(),
        LAST_MODIFIED,
    ],
    default_order: &[("code", Storage::Text)],
    writer: Some(coded::writer::<Currency>()),
    actions: &[ADJUST_EXCHANGE_RATES],
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
            unrealized_gains_account: body.text("unrealizedGainsAccountNumber"),
            unrealized_losses_account: body.text("unrealizedLossesAccountNumber"),
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
            let company = write.company;
            currencies::check_code(self, &coded::general_ledger_setup(session, company).await?)?;
            let stored =
                record::by_id::<Currency>(session, company, self.id).await?.map(|found| found.record);
            let precision = self.amount_rounding_precision;
            if let Some(stored) = stored.filter(|stored| stored.amount_rounding_precision != precision) {
                let unposted = store::usage::unposted_in_currency(session, company, &stored).await?;
                currencies::check_new_precision(&stored, unposted)?;
            }
            for property in ACCOUNTS {
                let Some(number) = write.body.text(property).map(|number| normalize_code(&number)) else {
                    continue;
                };
                let found: Vec<Account> = related::by_text(session, company, "number", Some(&number)).await?;
                let known = match found.first() {
                    Some(account) => store::usage::of_account(session, company, account).await?,
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

struct AdjustExchangeRates;

impl Action for AdjustExchangeRates {
    fn run<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<Done, ApiError>> {
        Box::pin(async move {
            let body = &write.body;
            let undo = Undo {
                company: write.company,
                stamp: write.stamp,
                seed: write.seed,
                posting_date: body.date("postingDate").unwrap_or(BLANK_DATE),
            };
            let description = body.text("description").filter(|text| !text.is_empty());
            let line = JournalLine {
                posting_date: undo.posting_date,
                document_number: body.text("documentNumber").unwrap_or_default(),
                description: description.unwrap_or_else(|| "Exchange rates adjusted".to_owned()),
                ..JournalLine::default()
            };
            posting::adjust_exchange_rates(session, undo, write.id, line).await?;
            Ok(Done::nothing())
        })
    }
}
