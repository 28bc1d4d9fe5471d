//! General ledger setup: one record, read in v2.0.

use crate::entity::{Entity, G, ID, LAST_MODIFIED, NONE, boolean, constant, date, text};

pub static ENTITY: Entity = Entity {
    name: "generalLedgerSetup",
    set: "generalLedgerSetup",
    methods: [NONE, NONE, G, NONE],
    table: "general_ledger_setup",
    properties: &[
        ID,
        date("allowPostingFrom", "allow_posting_from").read_only(),
        date("allowPostingTo", "allow_posting_to").read_only(),
        text("additionalReportingCurrency", "additional_reporting_currency", 10).read_only(),
        text("localCurrencyCode", "local_currency_code", 10).read_only(),
        text("localCurrencySymbol", "local_currency_symbol", 10).read_only(),
        LAST_MODIFIED,
        boolean("allowQueryFromConsolidation", "allow_query_from_consolidation").read_only(),
        text("shortcutDimension1Code", "global_dimension_1_code", 20).read_only(),
        text("shortcutDimension2Code", "global_dimension_2_code", 20).read_only(),
        // Lines carry any number of dimensions here; only two have columns of their own.
        constant("shortcutDimension3Code", "").length(20),
        constant("shortcutDimension4Code", "").length(20),
        constant("shortcutDimension5Code", "").length(20),
        constant("shortcutDimension6Code", "").length(20),
        constant("shortcutDimension7Code", "").length(20),
        constant("shortcutDimension8Code", "").length(20),
    ],
    ..Entity::BLANK
};
