//! Lines of tax areas, the jurisdictions of each in the order of calculation: on our own face (FINANCE.md 5.4).

use finance::errors::RuleError;
use finance::tax_area_lines::{TaxAreaLine, TaxAreaLineFacts, TaxAreaLineProperties, change, create};
use finance::tax_areas::TaxArea;
use finance::tax_jurisdictions::TaxJurisdiction;
use odata_sql::mapping::Storage;
use store::{Session, Work, record};

use crate::entity::{Entity, GPMD, ID, LAST_MODIFIED, NONE, int32, text};
use crate::errors::ApiError;
use crate::write::coded::stored;
use crate::write::{Body, Write, Writer, related};

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
    writer: Some(&TaxAreaLines),
    ..Entity::BLANK
};

struct TaxAreaLines;

impl Writer for TaxAreaLines {
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
            let stored: TaxAreaLine = stored(session, write).await?;
            let given = properties(&write.body)?;
            let known = Known::load(session, write, &given).await?;
            let changed = change(&stored, &given, &known.facts())?;
            Ok(record::update(session, write.company, &changed, write.stamp).await?)
        })
    }

    /// Lines of documents keep the rates they were made with, so a jurisdiction may leave an area at any time.
    fn delete<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move { Ok(record::delete::<TaxAreaLine>(session, write.company, write.id).await?) })
    }
}

fn properties(body: &Body) -> Result<TaxAreaLineProperties, RuleError> {
    Ok(TaxAreaLineProperties {
        tax_area_code: body.text("taxAreaCode"),
        tax_jurisdiction_code: body.text("taxJurisdictionCode"),
        calculation_order: body.int32("calculationOrder")?,
    })
}

struct Known {
    areas: Vec<TaxArea>,
    jurisdictions: Vec<TaxJurisdiction>,
    lines: Vec<TaxAreaLine>,
}

impl Known {
    async fn load(
        session: &mut Session,
        write: &Write,
        given: &TaxAreaLineProperties,
    ) -> Result<Known, ApiError> {
        let company = write.company;
        Ok(Known {
            areas: related::by_code(session, company, given.tax_area_code.as_deref()).await?,
            jurisdictions: related::by_code(session, company, given.tax_jurisdiction_code.as_deref()).await?,
            lines: record::list(session, company, "", &[]).await?,
        })
    }

    fn facts(&self) -> TaxAreaLineFacts<'_> {
        TaxAreaLineFacts { areas: &self.areas, jurisdictions: &self.jurisdictions, lines: &self.lines }
    }
}
