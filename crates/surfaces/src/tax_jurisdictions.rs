//! Tax jurisdictions, who levies sales tax and where it is posted: on our own face (FINANCE.md 5.4).

use finance::accounts::{Account, SetupUse};
use finance::errors::RuleError;
use finance::relations::Noun;
use finance::tax_jurisdictions::{
    TaxJurisdiction, TaxJurisdictionFacts, TaxJurisdictionProperties, change, check_delete, create,
};
use odata_sql::mapping::Storage;
use store::{Session, Work, record, usage};
use uuid::Uuid;

use crate::entity::{Entity, GPMD, ID, LAST_MODIFIED, NONE, boolean, text};
use crate::errors::ApiError;
use crate::write::coded::rename;
use crate::write::setup::{self, Setup};
use crate::write::{Body, Write, related};

pub static ENTITY: Entity = Entity {
    name: "taxJurisdiction",
    set: "taxJurisdictions",
    methods: [NONE, NONE, NONE, GPMD],
    table: "tax_jurisdictions",
    properties: &[
        ID,
        text("code", "code", 10),
        text("displayName", "description", 100),
        text("salesTaxAccountNumber", "sales_tax_account", 20),
        text("purchaseTaxAccountNumber", "purchase_tax_account", 20),
        text("reverseChargeAccountNumber", "reverse_charge_account", 20),
        text("reportToJurisdictionCode", "report_to_jurisdiction", 10),
        boolean("calculateTaxOnTax", "calculate_tax_on_tax"),
        LAST_MODIFIED,
    ],
    default_order: &[("code", Storage::Text)],
    writer: Some(setup::writer::<TaxJurisdiction>()),
    ..Entity::BLANK
};

impl Setup for TaxJurisdiction {
    type Properties = TaxJurisdictionProperties;
    type Known = Known;

    fn properties(body: &Body) -> Result<TaxJurisdictionProperties, RuleError> {
        Ok(TaxJurisdictionProperties {
            code: body.text("code"),
            display_name: body.text("displayName"),
            sales_tax_account: body.text("salesTaxAccountNumber"),
            purchase_tax_account: body.text("purchaseTaxAccountNumber"),
            reverse_charge_account: body.text("reverseChargeAccountNumber"),
            report_to_jurisdiction: body.text("reportToJurisdictionCode"),
            calculate_tax_on_tax: body.boolean("calculateTaxOnTax"),
        })
    }

    fn load<'s>(
        session: &'s mut Session,
        write: &'s Write,
        given: &'s TaxJurisdictionProperties,
        _stored: Option<&'s Self>,
    ) -> Work<'s, Result<Known, ApiError>> {
        Box::pin(async move {
            let company = write.company;
            let accounts = related::accounts_for_setup(session, company, given.accounts()).await?;
            Ok(Known { jurisdictions: record::list(session, company, "", &[]).await?, accounts })
        })
    }

    fn create(id: Uuid, given: &TaxJurisdictionProperties, known: &Known) -> Result<Self, RuleError> {
        create(id, given, &known.facts())
    }

    fn change(&self, given: &TaxJurisdictionProperties, known: &Known) -> Result<Self, RuleError> {
        change(self, given, &known.facts())
    }

    fn follow<'s>(
        &'s self,
        changed: &'s Self,
        session: &'s mut Session,
        write: &'s Write,
    ) -> Work<'s, Result<(), ApiError>> {
        Box::pin(rename(session, write, Noun::TaxJurisdiction, &self.code, &changed.code))
    }

    fn delete<'s>(self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let facts = usage::of_tax_jurisdiction(session, write.company, &self).await?;
            check_delete(&self, &facts)?;
            Ok(store::tax_jurisdictions::delete(session, write.company, &self).await?)
        })
    }
}

pub struct Known {
    jurisdictions: Vec<TaxJurisdiction>,
    accounts: Vec<(Account, SetupUse)>,
}

impl Known {
    fn facts(&self) -> TaxJurisdictionFacts<'_> {
        TaxJurisdictionFacts { jurisdictions: &self.jurisdictions, accounts: &self.accounts }
    }
}
