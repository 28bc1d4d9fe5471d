//! Shipment methods.

use odata_sql::mapping::Storage;

use crate::entity::{Entity, ID, LAST_MODIFIED, text};

pub static ENTITY: Entity = Entity {
    name: "shipmentMethod",
    set: "shipmentMethods",
    table: "shipment_methods",
    conditions: &[],
    joins: &[],
    properties: &[ID, text("code", "code", 10), text("displayName", "description", 100), LAST_MODIFIED],
    navigations: &[],
    default_order: &[("code", Storage::Text)],
    needs_filter_on: &[],
    writer: None,
};
