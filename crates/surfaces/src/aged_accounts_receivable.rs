//! What customers owe, sorted by due date (FINANCE.md 8.1).

use odata_sql::mapping::Storage;
use store::reports::aged_accounts::RECEIVABLE;

use crate::entity::{Entity, G, ID, NONE, date, decimal, guid, guid_text, text, to_one};
use crate::face::Face;

pub static ENTITY: Entity = Entity {
    name: "agedAccountsReceivable",
    set: "agedAccountsReceivables",
    other_sets: &[(Face::GraphBeta, "agedAccountsReceivable"), (Face::V1, "agedAccountsReceivable")],
    methods: [G, G, G, NONE],
    report: Some(&RECEIVABLE),
    properties: &[
        ID.only_graph(),
        guid_text("customerId", "id").only_graph(),
        guid("customerId", "id").key().not_graph(),
        text("customerNumber", "number", 20).read_only(),
        text("name", "name", 100).read_only(),
        text("currencyCode", "currency_code", 10).read_only(),
        decimal("balanceDue", "balance").read_only(),
        decimal("currentAmount", "current_amount").read_only(),
        text("period1Label", "label_1", 30).read_only().only_v2(),
        decimal("period1Amount", "period_1_amount").read_only(),
        text("period2Label", "label_2", 30).read_only().only_v2(),
        decimal("period2Amount", "period_2_amount").read_only(),
        text("period3Label", "label_3", 30).read_only().only_v2(),
        decimal("period3Amount", "period_3_amount").read_only(),
        date("agedAsOfDate", "as_of_date").read_only(),
        text("periodLengthFilter", "period_length", 10).read_only(),
    ],
    navigations: &[to_one("customer", "customer", "id", "customerId").on(false, false, true)],
    // The total comes last.
    default_order: &[("place", Storage::Integer), ("number", Storage::Text)],
    ..Entity::BLANK
};
