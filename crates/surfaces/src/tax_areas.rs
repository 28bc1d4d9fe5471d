//! Tax areas: VAT business groups in a VAT company (FINANCE.md 7.3).

use finance::companies::GeneralLedgerSetup;
use finance::errors::RuleError;
use finance::relations::Noun;
use finance::tax_areas::{self, DeleteFacts, TaxArea, TaxAreaProperties, TaxType};
use odata_sql::mapping::Storage;
use store::{Session, Work};
use uuid::Uuid;

use crate::entity::{ChoiceType, Entity, ID, LAST_MODIFIED, choice, members_of, text};
use crate::errors::ApiError;
use crate::write::coded::{self, Coded};
use crate::write::{Body, Write};

static TAX_TYPE: ChoiceType = ChoiceType { name: "taxBufferType", members: members_of::<TaxType> };

pub static ENTITY: Entity = Entity {
    name: "taxArea",
    set: "taxAreas",
    table: "tax_areas",
    properties: &[
        ID,
        text("code", "code", 20),
        text("displayName", "description", 100),
        choice("taxType", "tax_type", &TAX_TYPE).read_only(),
        LAST_MODIFIED,
    ],
    default_order: &[("code", Storage::Text)],
    writer: Some(coded::writer::<TaxArea>()),
    ..Entity::BLANK
};

impl Coded for TaxArea {
    const NOUN: Noun = Noun::TaxArea;
    type Properties = TaxAreaProperties;

    fn properties(body: &Body) -> Result<Self::Properties, RuleError> {
        Ok(TaxAreaProperties { code: body.text("code"), display_name: body.text("displayName") })
    }

    fn create(
        id: Uuid,
        given: &Self::Properties,
        code_taken: bool,
        setup: &GeneralLedgerSetup,
    ) -> Result<Self, RuleError> {
        tax_areas::create(id, given, code_taken, TaxType::of_company(setup))
    }

    fn change(&self, given: &Self::Properties, code_taken: bool) -> Result<Self, RuleError> {
        tax_areas::change(self, given, code_taken)
    }

    fn code(&self) -> &str {
        &self.code
    }

    fn delete<'s>(self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let company = write.company;
            let customers = store::customers::count_of_tax_area(session, company, &self.code).await?;
            tax_areas::check_delete(&self, &DeleteFacts { customers, ..DeleteFacts::default() })?;
            Ok(store::record::delete::<Self>(session, company, self.id).await?)
        })
    }
}
