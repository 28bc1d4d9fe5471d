//! Lines of tax areas, the jurisdictions of each in the order of calculation: on our own face (FINANCE.md 5.4).

use finance::errors::RuleError;
use finance::tax_area_lines::{TaxAreaLine, TaxAreaLineFacts, TaxAreaLineProperties, change, create};
use finance::tax_areas::TaxArea;
use finance::tax_jurisdictions::TaxJurisdiction;
use odata_sql::mapping::Storage;
use store::{Session, Work, record};
use uuid::Uuid;

use crate::entity::{Entity, GPMD, ID, LAST_MODIFIED, NONE, int32, text};
use crate::errors::ApiError;
use crate::write::setup::{self, Setup};
use crate::write::{Body, Write, related};

pub static ENTITY: Entity = Entity {
    name: "taxAreaLine",
    set: "taxAreaLines",
    methods: [NONE, NONE, NONE, GPMD],
    table: "tax_area_lines",
    properties: &[
        ID,
        text("taxAreaCode", "tax_area_code", 20),
        text("taxJurisdictionCode", "tax_jurisdiction_code", 10),
        int32("calculationOrder", "calculation_order"),
        LAST_MODIFIED,
    ],
    default_order: &[("tax_area_code", Storage::Text), ("tax_jurisdiction_code", Storage::Text)],
    writer: Some(setup::writer::<TaxAreaLine>()),
    ..Entity::BLANK
};

/// Lines of documents keep the rates they were made with, so a jurisdiction may leave an area at any time.
impl Setup for TaxAreaLine {
    type Properties = TaxAreaLineProperties;
    type Known = Known;

    fn properties(body: &Body) -> Result<TaxAreaLineProperties, RuleError> {
        Ok(TaxAreaLineProperties {
            tax_area_code: body.text("taxAreaCode"),
            tax_jurisdiction_code: body.text("taxJurisdictionCode"),
            calculation_order: body.int32("calculationOrder")?,
        })
    }

    fn load<'s>(
        session: &'s mut Session,
        write: &'s Write,
        given: &'s TaxAreaLineProperties,
        _stored: Option<&'s Self>,
    ) -> Work<'s, Result<Known, ApiError>> {
        Box::pin(async move {
            let company = write.company;
            Ok(Known {
                areas: related::by_code(session, company, given.tax_area_code.as_deref()).await?,
                jurisdictions: related::by_code(session, company, given.tax_jurisdiction_code.as_deref())
                    .await?,
                lines: record::list(session, company, "", &[]).await?,
            })
        })
    }

    fn create(id: Uuid, given: &TaxAreaLineProperties, known: &Known) -> Result<Self, RuleError> {
        create(id, given, &known.facts())
    }

    fn change(&self, given: &TaxAreaLineProperties, known: &Known) -> Result<Self, RuleError> {
        change(self, given, &known.facts())
    }
}

pub struct Known {
    areas: Vec<TaxArea>,
    jurisdictions: Vec<TaxJurisdiction>,
    lines: Vec<TaxAreaLine>,
}

impl Known {
    fn facts(&self) -> TaxAreaLineFacts<'_> {
        TaxAreaLineFacts { areas: &self.areas, jurisdictions: &self.jurisdictions, lines: &self.lines }
    }
}
