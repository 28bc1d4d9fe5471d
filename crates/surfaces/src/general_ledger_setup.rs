//! General ledger setup: one record, read in v2.0; on our own face what the books go by can be changed.

use finance::companies::{GeneralLedgerSetup, TolerancePosting};
use finance::errors::RuleError;
use finance::general_ledger_setup::{GeneralLedgerSetupProperties, change};
use finance::posting_setup::VatPostingSetup;
use store::{Session, Work, record};

use crate::entity::Access::Writable;
use crate::entity::{
    ChoiceType, Entity, G, GM, ID, LAST_MODIFIED, NONE, boolean, choice, constant, date, decimal, members_of,
    text,
};
use crate::errors::ApiError;
use crate::write::coded::stored;
use crate::write::{Body, Write, Writer};

static TOLERANCE_POSTING: ChoiceType =
    ChoiceType { name: "paymentTolerancePosting", members: members_of::<TolerancePosting> };

pub static ENTITY: Entity = Entity {
    name: "generalLedgerSetup",
    set: "generalLedgerSetup",
    methods: [NONE, NONE, G, GM],
    table: "general_ledger_setup",
    properties: &[
        ID,
        date("allowPostingFrom", "allow_posting_from").read_only().own(Writable),
        date("allowPostingTo", "allow_posting_to").read_only().own(Writable),
        text("additionalReportingCurrency", "additional_reporting_currency", 10).read_only(),
        text("localCurrencyCode", "local_currency_code", 10).read_only(),
        text("localCurrencySymbol", "local_currency_symbol", 10).read_only(),
        decimal("paymentTolerancePercent", "payment_tolerance_percent").only_own(),
        decimal("maxPaymentToleranceAmount", "max_payment_tolerance_amount").only_own(),
        choice("paymentTolerancePosting", "payment_tolerance_posting", &TOLERANCE_POSTING).only_own(),
        text("paymentDiscountGracePeriod", "payment_discount_grace_period", 32).only_own(),
        choice("paymentDiscountTolerancePosting", "payment_discount_tolerance_posting", &TOLERANCE_POSTING)
            .only_own(),
        boolean("adjustForPaymentDiscount", "adjust_for_payment_discount").only_own(),
        LAST_MODIFIED,
        boolean("allowQueryFromConsolidation", "allow_query_from_consolidation").read_only(),
        text("shortcutDimension1Code", "global_dimension_1_code", 20).read_only(),
        text("shortcutDimension2Code", "global_dimension_2_code", 20).read_only(),
        // Lines carry any number of dimensions here; only two have columns of their own.
        constant("shortcutDimension3Code", "").length(20),
        constant("shortcutDimension4Code", "").length(20),
        constant("shortcutDimension5Code", "").length(20),
        constant("shortcutDimension6Code", "").length(20),
        constant("shortcutDimension7Code", "").length(20),
        constant("shortcutDimension8Code", "").length(20),
    ],
    writer: Some(&Setup),
    ..Entity::BLANK
};

struct Setup;

impl Writer for Setup {
    /// Every company has its one record from the beginning; no face offers POST.
    fn create<'s>(&'s self, _session: &'s mut Session, _write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move { Err(ApiError::not_implemented("A company has one general ledger setup.")) })
    }

    fn change<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let stored: GeneralLedgerSetup = stored(session, write).await?;
            let vat_setup: Vec<VatPostingSetup> = record::list(session, write.company, "", &[]).await?;
            let setup = change(&stored, &properties(&write.body)?, &vat_setup)?;
            Ok(record::update(session, write.company, &setup, write.stamp).await?)
        })
    }

    fn delete<'s>(&'s self, _session: &'s mut Session, _write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move { Err(ApiError::not_implemented("A company keeps its general ledger setup.")) })
    }
}

fn properties(body: &Body) -> Result<GeneralLedgerSetupProperties, RuleError> {
    Ok(GeneralLedgerSetupProperties {
        allow_posting_from: body.date("allowPostingFrom"),
        allow_posting_to: body.date("allowPostingTo"),
        payment_tolerance_percent: body.amount("paymentTolerancePercent")?,
        max_payment_tolerance_amount: body.amount("maxPaymentToleranceAmount")?,
        payment_tolerance_posting: body.choice("paymentTolerancePosting")?,
        payment_discount_grace_period: body.text("paymentDiscountGracePeriod"),
        payment_discount_tolerance_posting: body.choice("paymentDiscountTolerancePosting")?,
        adjust_for_payment_discount: body.boolean("adjustForPaymentDiscount"),
    })
}
