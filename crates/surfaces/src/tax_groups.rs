//! Tax groups: VAT product groups in a VAT company (FINANCE.md 7.3).

use finance::companies::GeneralLedgerSetup;
use finance::errors::RuleError;
use finance::relations::Noun;
use finance::tax_areas::TaxType;
use finance::tax_groups::{self, TaxGroup, TaxGroupProperties};
use odata_sql::mapping::Storage;
use uuid::Uuid;

use crate::entity::{ChoiceType, Entity, ID, LAST_MODIFIED, choice, members_of, text};
use crate::write::Body;
use crate::write::coded::{self, Coded};

static TAX_TYPE: ChoiceType = ChoiceType { name: "taxBufferType", members: members_of::<TaxType> };

pub static ENTITY: Entity = Entity {
    name: "taxGroup",
    set: "taxGroups",
    table: "tax_groups",
    properties: &[
        ID,
        text("code", "code", 20),
        text("displayName", "description", 100),
        choice("taxType", "tax_type", &TAX_TYPE).read_only(),
        LAST_MODIFIED,
    ],
    default_order: &[("code", Storage::Text)],
    writer: Some(coded::writer::<TaxGroup>()),
    ..Entity::BLANK
};

impl Coded for TaxGroup {
    const NOUN: Noun = Noun::TaxGroup;
    type Properties = TaxGroupProperties;

    fn properties(body: &Body) -> Result<Self::Properties, RuleError> {
        Ok(TaxGroupProperties { code: body.text("code"), display_name: body.text("displayName") })
    }

    fn create(
        id: Uuid,
        given: &Self::Properties,
        code_taken: bool,
        setup: &GeneralLedgerSetup,
    ) -> Result<Self, RuleError> {
        tax_groups::create(id, given, code_taken, TaxType::of_company(setup))
    }

    fn change(&self, given: &Self::Properties, code_taken: bool) -> Result<Self, RuleError> {
        tax_groups::change(self, given, code_taken)
    }

    fn code(&self) -> &str {
        &self.code
    }
}
