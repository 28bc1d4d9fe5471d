//! What is owed to vendors, sorted by due date (FINANCE.md 8.1).

use odata_sql::mapping::Storage;
use store::reports::aged_accounts::PAYABLE;

use crate::entity::{Entity, G, ID, NONE, date, decimal, guid, guid_text, text, to_one};
use crate::face::Face;

/// Debts are positive; a vendor in local currency shows no code.
pub static ENTITY: Entity = Entity {
    name: "agedAccountsPayable",
    set: "agedAccountsPayables",
    other_sets: &[(Face::GraphBeta, "agedAccountsPayable"), (Face::V1, "agedAccountsPayable")],
    methods: [G, G, G, NONE],
    report: Some(&PAYABLE),
    properties: &[
        ID.only_graph(),
        guid_text("vendorId", "id").only_graph(),
        guid("vendorId", "id").key().not_graph(),
        text("vendorNumber", "number", 20).read_only(),
        text("name", "name", 100).read_only(),
        text("currencyCode", "currency_code", 10).read_only(),
        decimal("balanceDue", "balance").read_only(),
        decimal("currentAmount", "current_amount").read_only(),
        decimal("period1Amount", "period_1_amount").read_only(),
        decimal("period2Amount", "period_2_amount").read_only(),
        decimal("period3Amount", "period_3_amount").read_only(),
        date("agedAsOfDate", "as_of_date").read_only(),
        text("periodLengthFilter", "period_length", 10).read_only(),
    ],
    navigations: &[to_one("vendor", "vendor", "id", "vendorId").on(false, false, true)],
    // The total comes last.
    default_order: &[("place", Storage::Integer), ("number", Storage::Text)],
    ..Entity::BLANK
};
