//! General product posting groups (FINANCE.md 5.5): read in v2.0.

use odata_sql::mapping::Storage;

use crate::entity::{Entity, G, ID, LAST_MODIFIED, NONE, boolean, text};

pub static ENTITY: Entity = Entity {
    name: "generalProductPostingGroup",
    set: "generalProductPostingGroups",
    methods: [NONE, NONE, G, NONE],
    table: "general_product_posting_groups",
    properties: &[
        ID,
        text("code", "code", 20),
        text("description", "description", 100),
        text("defaultVATProductPostingGroup", "default_vat_product_posting_group", 20),
        boolean("autoInsertDefault", "auto_insert_default"),
        LAST_MODIFIED,
    ],
    default_order: &[("code", Storage::Text)],
    ..Entity::BLANK
};
