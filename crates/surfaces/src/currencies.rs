//! Currencies.

use odata_sql::mapping::Storage;

use crate::entity::{Entity, ID, LAST_MODIFIED, decimal, text};

pub static ENTITY: Entity = Entity {
    name: "currency",
    set: "currencies",
    table: "currencies",
    conditions: &[],
    joins: &[],
    properties: &[
        ID,
        text("code", "code", 10),
        text("displayName", "description", 30),
        text("symbol", "symbol", 10),
        text("amountDecimalPlaces", "amount_decimal_places", 5),
        decimal("amountRoundingPrecision", "amount_rounding_precision"),
        LAST_MODIFIED,
    ],
    navigations: &[],
    default_order: &[("code", Storage::Text)],
    needs_filter_on: &[],
    writer: None,
};
