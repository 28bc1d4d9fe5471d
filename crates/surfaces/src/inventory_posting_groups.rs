//! Inventory posting groups (FINANCE.md 5.6): read in v2.0.

use odata_sql::mapping::Storage;

use crate::entity::{Entity, G, ID, LAST_MODIFIED, NONE, text};

pub static ENTITY: Entity = Entity {
    name: "inventoryPostingGroup",
    set: "inventoryPostingGroups",
    methods: [NONE, NONE, G, NONE],
    table: "inventory_posting_groups",
    properties: &[ID, text("code", "code", 20), text("description", "description", 100), LAST_MODIFIED],
    default_order: &[("code", Storage::Text)],
    ..Entity::BLANK
};
