//! Dimensions: read on every face.

use odata_sql::mapping::Storage;

use crate::entity::{Entity, ID, LAST_MODIFIED, text, to_many};

pub static ENTITY: Entity = Entity {
    name: "dimension",
    set: "dimensions",
    table: "dimensions",
    properties: &[
        ID,
        text("code", "code", 20).read_only(),
        text("displayName", "name", 30).read_only(),
        text("consolidationCode", "consolidation_code", 20).read_only().only_v2(),
        LAST_MODIFIED,
    ],
    navigations: &[to_many("dimensionValues", "dimensionValue", "dimension_id").partner("dimension")],
    default_order: &[("code", Storage::Text)],
    ..Entity::BLANK
};
