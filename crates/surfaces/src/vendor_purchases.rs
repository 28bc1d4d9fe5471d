//! Purchases by vendor without VAT (FINANCE.md 8.4).

use odata_sql::mapping::Storage;
use store::reports::party_trade::VENDOR_PURCHASES;

use crate::entity::{Entity, G, NONE, date, decimal, guid, text};

pub static ENTITY: Entity = Entity {
    name: "vendorPurchase",
    set: "vendorPurchases",
    methods: [NONE, G, G, NONE],
    report: Some(&VENDOR_PURCHASES),
    properties: &[
        guid("vendorId", "id").key(),
        text("vendorNumber", "number", 20).read_only(),
        text("name", "name", 100).read_only(),
        decimal("totalPurchaseAmount", "amount").read_only(),
        date("dateFilter_FilterOnly", "date_filter").read_only(),
    ],
    default_order: &[("number", Storage::Text)],
    ..Entity::BLANK
};
