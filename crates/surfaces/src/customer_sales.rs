//! Sales by customer without VAT: invoices less credit memos (FINANCE.md 8.4).

use odata_sql::mapping::Storage;
use store::reports::party_trade::CUSTOMER_SALES;

use crate::entity::{Entity, G, NONE, date, decimal, guid, text};

pub static ENTITY: Entity = Entity {
    name: "customerSale",
    set: "customerSales",
    methods: [NONE, G, G, NONE],
    report: Some(&CUSTOMER_SALES),
    properties: &[
        guid("customerId", "id").key(),
        text("customerNumber", "number", 20).read_only(),
        text("name", "name", 100).read_only(),
        decimal("totalSalesAmount", "amount").read_only(),
        date("dateFilter_FilterOnly", "date_filter").read_only(),
    ],
    default_order: &[("number", Storage::Text)],
    ..Entity::BLANK
};
