//! Item ledger entries: read in v2.0.

use finance::item_ledger_entries::{ItemDocumentType, ItemEntryType};
use odata_sql::mapping::Storage;

use crate::entity::{
    ChoiceType, Entity, G, ID, LAST_MODIFIED, NONE, choice, computed, computed_choice, date, decimal, int32,
    joined_text, members_of, text,
};

static ENTRY_TYPE: ChoiceType =
    ChoiceType { name: "itemLedgerEntryType", members: members_of::<ItemEntryType> };
static DOCUMENT_TYPE: ChoiceType =
    ChoiceType { name: "itemLedgerDocumentType", members: members_of::<ItemDocumentType> };
static SOURCE_TYPE: ChoiceType = ChoiceType { name: "analysisSourceType", members: source_types };

/// The kinds of source that the page knows.
fn source_types() -> &'static [(i64, &'static str)] {
    &[(0, " "), (1, "Customer"), (2, "Vendor"), (3, "Item")]
}

const ITEM: usize = 0;

pub static ENTITY: Entity = Entity {
    name: "itemLedgerEntry",
    set: "itemLedgerEntries",
    methods: [NONE, NONE, G, NONE],
    table: "item_ledger_entries",
    joins: &[("items", &[("item_id", "id")])],
    properties: &[
        ID,
        int32("entryNumber", "entry_number").read_only(),
        joined_text("itemNumber", ITEM, "number", 20).read_only(),
        date("postingDate", "posting_date").read_only(),
        choice("entryType", "entry_type", &ENTRY_TYPE).read_only(),
        computed(
            "sourceNumber",
            Storage::Text,
            "coalesce(CASE {row}.source_type \
             WHEN 1 THEN (SELECT s.number FROM customers s WHERE s.company_id = {company} AND s.id = {row}.source_id) \
             WHEN 2 THEN (SELECT s.number FROM vendors s WHERE s.company_id = {company} AND s.id = {row}.source_id) \
             END, '')",
        )
        .length(20),
        computed_choice(
            "sourceType",
            &SOURCE_TYPE,
            "CASE WHEN {row}.source_type IN (1, 2) THEN {row}.source_type ELSE 0 END",
        ),
        text("documentNumber", "document_number", 20).read_only(),
        choice("documentType", "document_type", &DOCUMENT_TYPE).read_only(),
        text("description", "description", 100).read_only(),
        decimal("quantity", "quantity").read_only(),
        computed(
            "salesAmountActual",
            Storage::Decimal,
            "coalesce((SELECT CAST(sum(v.sales_amount_actual) AS BIGINT) FROM value_entries v \
             WHERE v.company_id = {company} AND v.item_ledger_entry_number = {row}.entry_number), 0)",
        ),
        computed(
            "costAmountActual",
            Storage::Decimal,
            "coalesce((SELECT CAST(sum(v.cost_amount_actual) AS BIGINT) FROM value_entries v \
             WHERE v.company_id = {company} AND v.item_ledger_entry_number = {row}.entry_number), 0)",
        ),
        LAST_MODIFIED,
    ],
    default_order: &[("entry_number", Storage::Integer)],
    ..Entity::BLANK
};
