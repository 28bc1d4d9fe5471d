//! Companies: read on every face; everything else stands below one.

use odata_sql::mapping::Storage;

use crate::entity::{Entity, G, ID, guid, instant, int64, text};
use crate::face::Face;

pub static ENTITY: Entity = Entity {
    name: "company",
    set: "companies",
    methods: [G; Face::COUNT],
    table: "companies",
    properties: &[
        ID,
        text("systemVersion", "system_version", 50).read_only(),
        int64("timestamp", "row_version").read_only().only_v2(),
        text("name", "name", 30).read_only(),
        text("displayName", "display_name", 250).read_only(),
        text("businessProfileId", "business_profile_id", 250).read_only(),
        instant("systemCreatedAt", "created_at").read_only().not_graph(),
        guid("systemCreatedBy", "created_by").read_only().not_graph(),
        instant("systemModifiedAt", "modified_at").read_only().not_graph(),
        guid("systemModifiedBy", "modified_by").read_only().not_graph(),
    ],
    default_order: &[("name", Storage::Text), ("id", Storage::Uuid)],
    ..Entity::BLANK
};
