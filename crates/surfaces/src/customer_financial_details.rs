//! What a customer owes, is late with and has bought: one row per customer (FINANCE.md 8.4).

use odata_sql::mapping::Storage;
use store::balances;

use crate::entity::{Entity, G, ID, LAST_MODIFIED, NONE, computed, text, to_one};

pub static ENTITY: Entity = Entity {
    name: "customerFinancialDetail",
    set: "customerFinancialDetails",
    methods: [NONE, G, G, NONE],
    table: "customers",
    properties: &[
        ID,
        text("number", "number", 20).read_only(),
        computed("balance", Storage::Decimal, balances::CUSTOMER_LOCAL),
        computed("totalSalesExcludingTax", Storage::Decimal, balances::CUSTOMER_SALES),
        // Payments that are not applied lie on their own date, and make it less.
        computed("overdueAmount", Storage::Decimal, balances::CUSTOMER_OVERDUE),
        LAST_MODIFIED.only_v2(),
    ],
    navigations: &[to_one("customer", "customer", "id", "id").on(false, false, true)],
    default_order: &[("number", Storage::Text)],
    ..Entity::BLANK
};
