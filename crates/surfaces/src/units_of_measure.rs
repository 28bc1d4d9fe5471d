//! Units of measure (FINANCE.md 7.3).

use finance::companies::GeneralLedgerSetup;
use finance::errors::RuleError;
use finance::relations::Noun;
use finance::units_of_measure::{self, UnitOfMeasure, UnitOfMeasureProperties};
use odata_sql::mapping::Storage;
use store::{Session, Work};
use uuid::Uuid;

use crate::entity::{Entity, ID, LAST_MODIFIED, text};
use crate::errors::ApiError;
use crate::write::coded::{self, Coded};
use crate::write::{Body, Write};

pub static ENTITY: Entity = Entity {
    name: "unitOfMeasure",
    set: "unitsOfMeasure",
    table: "units_of_measure",
    properties: &[
        ID,
        text("code", "code", 10),
        text("displayName", "description", 50),
        text("internationalStandardCode", "international_standard_code", 10),
        text("symbol", "symbol", 10).only_v2(),
        LAST_MODIFIED,
    ],
    default_order: &[("code", Storage::Text)],
    writer: Some(coded::writer::<UnitOfMeasure>()),
    ..Entity::BLANK
};

impl Coded for UnitOfMeasure {
    const NOUN: Noun = Noun::UnitOfMeasure;
    type Properties = UnitOfMeasureProperties;

    fn properties(body: &Body) -> Result<Self::Properties, RuleError> {
        Ok(UnitOfMeasureProperties {
            code: body.text("code"),
            display_name: body.text("displayName"),
            international_standard_code: body.text("internationalStandardCode"),
            symbol: body.text("symbol"),
        })
    }

    fn create(
        id: Uuid,
        given: &Self::Properties,
        code_taken: bool,
        _setup: &GeneralLedgerSetup,
    ) -> Result<Self, RuleError> {
        units_of_measure::create(id, given, code_taken)
    }

    fn change(&self, given: &Self::Properties, code_taken: bool) -> Result<Self, RuleError> {
        units_of_measure::change(self, given, code_taken)
    }

    fn code(&self) -> &str {
        &self.code
    }

    fn delete<'s>(self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let items = store::items::count_of_base_unit(session, write.company, self.id).await?;
            units_of_measure::check_delete(&self, items)?;
            Ok(store::record::delete::<Self>(session, write.company, self.id).await?)
        })
    }
}
