//! Tax areas: VAT business groups in a VAT company (FINANCE.md 7.3).

use finance::tax_areas::TaxType;
use odata_sql::mapping::Storage;

use crate::entity::{ChoiceType, Entity, ID, LAST_MODIFIED, choice, members_of, text};

static TAX_TYPE: ChoiceType = ChoiceType { name: "taxBufferType", members: members_of::<TaxType> };

pub static ENTITY: Entity = Entity {
    name: "taxArea",
    set: "taxAreas",
    table: "tax_areas",
    conditions: &[],
    joins: &[],
    properties: &[
        ID,
        text("code", "code", 20),
        text("displayName", "description", 100),
        choice("taxType", "tax_type", &TAX_TYPE).read_only(),
        LAST_MODIFIED,
    ],
    navigations: &[],
    default_order: &[("code", Storage::Text)],
    needs_filter_on: &[],
    writer: None,
};
