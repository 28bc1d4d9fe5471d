//! Sales by customer without VAT: invoices less credit memos (FINANCE.md 8.4).

use odata_sql::mapping::Storage;
use odata_sql::report::Report;

use crate::entity::{Entity, G, NONE, date, decimal, guid, text};
use crate::party_trade::party_trade;

static REPORT: Report = party_trade!("customers", "e.party_type = 1 AND e.document_type IN (2, 3)", "");

pub static ENTITY: Entity = Entity {
    name: "customerSale",
    set: "customerSales",
    methods: [NONE, G, G, NONE],
    report: Some(&REPORT),
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
