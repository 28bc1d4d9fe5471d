//! What a customer owes, is late with and has bought: one row per customer (FINANCE.md 8.4).

use odata_sql::mapping::Storage;

use crate::entity::{Entity, G, ID, LAST_MODIFIED, NONE, computed, text, to_one};

pub static ENTITY: Entity = Entity {
    name: "customerFinancialDetail",
    set: "customerFinancialDetails",
    methods: [NONE, G, G, NONE],
    table: "customers",
    properties: &[
        ID,
        text("number", "number", 20).read_only(),
        computed(
            "balance",
            Storage::Decimal,
            "SELECT CAST(coalesce(sum(d.amount_local), 0) AS BIGINT) FROM detailed_ledger_entries d \
             WHERE d.company_id = {row}.company_id AND d.party_type = 1 AND d.party_id = {row}.id",
        ),
        computed(
            "totalSalesExcludingTax",
            Storage::Decimal,
            "SELECT CAST(coalesce(sum(e.net_trade_local), 0) AS BIGINT) FROM party_ledger_entries e \
             WHERE e.company_id = {row}.company_id AND e.party_type = 1 AND e.party_id = {row}.id \
             AND e.posting_date < {today}",
        ),
        // Payments that are not applied lie on their own date, and make it less.
        computed(
            "overdueAmount",
            Storage::Decimal,
            "SELECT CAST(coalesce(sum(d.amount_local), 0) AS BIGINT) FROM detailed_ledger_entries d \
             WHERE d.company_id = {row}.company_id AND d.party_type = 1 AND d.party_id = {row}.id \
             AND d.initial_entry_due_date < {today}",
        ),
        LAST_MODIFIED.only_v2(),
    ],
    navigations: &[to_one("customer", "customer", "id", "id").on(false, false, true)],
    default_order: &[("number", Storage::Text)],
    ..Entity::BLANK
};
