//! Tax jurisdictions, who levies sales tax and where it is posted: on our own face (FINANCE.md 5.4).

use finance::accounts::{Account, SetupUse};
use finance::errors::RuleError;
use finance::relations::Noun;
use finance::tax_jurisdictions::{
    TaxJurisdiction, TaxJurisdictionFacts, TaxJurisdictionProperties, change, check_delete, create,
};
use odata_sql::mapping::Storage;
use store::{Session, Work, record, usage};

use crate::entity::{Entity, GPMD, ID, LAST_MODIFIED, NONE, boolean, text};
use crate::errors::ApiError;
use crate::write::coded::{rename, stored};
use crate::write::{Body, Write, Writer, related};

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
    writer: Some(&TaxJurisdictions),
    ..Entity::BLANK
};

struct TaxJurisdictions;

impl Writer for TaxJurisdictions {
    fn create<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let given = properties(&write.body)?;
            let known = Known::load(session, write, &given).await?;
            let made = create(write.id, &given, &known.facts())?;
            Ok(record::insert(session, write.company, &made, write.stamp).await?)
        })
    }

    fn change<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let stored: TaxJurisdiction = stored(session, write).await?;
            let given = properties(&write.body)?;
            let known = Known::load(session, write, &given).await?;
            let changed = change(&stored, &given, &known.facts())?;
            record::update(session, write.company, &changed, write.stamp).await?;
            rename(session, write, Noun::TaxJurisdiction, &stored.code, &changed.code).await
        })
    }

    fn delete<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let stored: TaxJurisdiction = stored(session, write).await?;
            let facts = usage::of_tax_jurisdiction(session, write.company, &stored).await?;
            check_delete(&stored, &facts)?;
            Ok(store::tax_jurisdictions::delete(session, write.company, &stored).await?)
        })
    }
}

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

struct Known {
    jurisdictions: Vec<TaxJurisdiction>,
    accounts: Vec<(Account, SetupUse)>,
}

impl Known {
    async fn load(
        session: &mut Session,
        write: &Write,
        given: &TaxJurisdictionProperties,
    ) -> Result<Known, ApiError> {
        let company = write.company;
        let mut accounts = Vec::new();
        for number in given.accounts() {
            for account in related::by_text::<Account>(session, company, "number", Some(&number)).await? {
                let known = usage::of_account(session, company, &account).await?;
                accounts.push((account, known));
            }
        }
        Ok(Known { jurisdictions: record::list(session, company, "", &[]).await?, accounts })
    }

    fn facts(&self) -> TaxJurisdictionFacts<'_> {
        TaxJurisdictionFacts { jurisdictions: &self.jurisdictions, accounts: &self.accounts }
    }
}
