//! Values of dimensions: read on every face.

use odata_sql::mapping::Storage;

use crate::entity::{Entity, ID, LAST_MODIFIED, guid, text, to_one};

pub static ENTITY: Entity = Entity {
    name: "dimensionValue",
    set: "dimensionValues",
    table: "dimension_values",
    properties: &[
        ID,
        text("code", "code", 20).read_only(),
        guid("dimensionId", "dimension_id").read_only().only_v2(),
        text("displayName", "name", 50).read_only(),
        text("consolidationCode", "consolidation_code", 20).read_only().only_v2(),
        LAST_MODIFIED,
    ],
    navigations: &[to_one("dimension", "dimension", "dimension_id", "dimensionId")
        .on(false, false, true)
        .partner("dimensionValues")],
    default_order: &[("dimension_code", Storage::Text), ("code", Storage::Text)],
    ..Entity::BLANK
};
