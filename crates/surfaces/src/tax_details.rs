//! Tax details, the rates of jurisdictions by tax group and date: on our own face (FINANCE.md 5.4).

use finance::errors::RuleError;
use finance::tax_details::{SalesTaxType, TaxDetail, TaxDetailFacts, TaxDetailProperties, change, create};
use finance::tax_groups::TaxGroup;
use finance::tax_jurisdictions::TaxJurisdiction;
use odata_sql::mapping::Storage;
use store::{Session, Work, record};
use uuid::Uuid;

use crate::entity::{
    ChoiceType, Entity, GPMD, ID, LAST_MODIFIED, NONE, choice, computed, date, decimal, members_of, text,
};
use crate::errors::ApiError;
use crate::write::setup::{self, Setup};
use crate::write::{Body, Write, related};

pub(crate) static TAX_TYPE: ChoiceType =
    ChoiceType { name: "salesTaxType", members: members_of::<SalesTaxType> };

pub static ENTITY: Entity = Entity {
    name: "taxDetail",
    set: "taxDetails",
    methods: [NONE, NONE, NONE, GPMD],
    table: "tax_details",
    properties: &[
        ID,
        text("taxJurisdictionCode", "tax_jurisdiction_code", 10),
        // Blank: for every group that has no detail of its own.
        text("taxGroupCode", "tax_group_code", 20),
        choice("taxType", "tax_type", &TAX_TYPE),
        date("effectiveDate", "effective_date"),
        decimal("maximumAmountOrQuantity", "maximum_amount_or_quantity"),
        decimal("taxBelowMaximum", "tax_below_maximum"),
        decimal("taxAboveMaximum", "tax_above_maximum"),
        // Said once, of the jurisdiction.
        computed(
            "calculateTaxOnTax",
            Storage::Boolean,
            "(SELECT j.calculate_tax_on_tax FROM tax_jurisdictions j WHERE j.company_id = {company} \
             AND j.code = {row}.tax_jurisdiction_code)",
        ),
        LAST_MODIFIED,
    ],
    default_order: &[
        ("tax_jurisdiction_code", Storage::Text),
        ("tax_group_code", Storage::Text),
        ("tax_type", Storage::Integer),
        ("effective_date", Storage::Date),
    ],
    writer: Some(setup::writer::<TaxDetail>()),
    ..Entity::BLANK
};

/// Lines of documents keep the rates they were made with, so a detail may go whenever nobody needs it any more.
impl Setup for TaxDetail {
    type Properties = TaxDetailProperties;
    type Known = Known;

    fn properties(body: &Body) -> Result<TaxDetailProperties, RuleError> {
        Ok(TaxDetailProperties {
            tax_jurisdiction_code: body.text("taxJurisdictionCode"),
            tax_group_code: body.text("taxGroupCode"),
            tax_type: body.choice("taxType")?,
            effective_date: body.date("effectiveDate"),
            maximum_amount_or_quantity: body.amount("maximumAmountOrQuantity")?,
            tax_below_maximum: body.amount("taxBelowMaximum")?,
            tax_above_maximum: body.amount("taxAboveMaximum")?,
        })
    }

    fn load<'s>(
        session: &'s mut Session,
        write: &'s Write,
        given: &'s TaxDetailProperties,
        _stored: Option<&'s Self>,
    ) -> Work<'s, Result<Known, ApiError>> {
        Box::pin(async move {
            let company = write.company;
            Ok(Known {
                jurisdictions: related::by_code(session, company, given.tax_jurisdiction_code.as_deref())
                    .await?,
                groups: related::by_code(session, company, given.tax_group_code.as_deref()).await?,
                details: record::list(session, company, "", &[]).await?,
            })
        })
    }

    fn create(id: Uuid, given: &TaxDetailProperties, known: &Known) -> Result<Self, RuleError> {
        create(id, given, &known.facts())
    }

    fn change(&self, given: &TaxDetailProperties, known: &Known) -> Result<Self, RuleError> {
        change(self, given, &known.facts())
    }
}

pub struct Known {
    jurisdictions: Vec<TaxJurisdiction>,
    groups: Vec<TaxGroup>,
    details: Vec<TaxDetail>,
}

impl Known {
    fn facts(&self) -> TaxDetailFacts<'_> {
        TaxDetailFacts { jurisdictions: &self.jurisdictions, groups: &self.groups, details: &self.details }
    }
}
