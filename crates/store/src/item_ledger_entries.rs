//! Rows of item ledger entries, value entries and item applications.

use finance::item_ledger_entries::{ItemApplicationEntry, ItemLedgerEntry, ValueEntry};

use uuid::Uuid;

use crate::record::record;
use crate::{Session, SqlValue, Stamp, StoreError};

record! {
    ItemLedgerEntry in "item_ledger_entries" {
        id: value = "id",
        entry_number: value = "entry_number",
        register_number: value = "register_number",
        item_id: value = "item_id",
        posting_date: value = "posting_date",
        document_date: value = "document_date",
        entry_type: choice = "entry_type",
        document_type: choice = "document_type",
        document_number: value = "document_number",
        document_line_number: value = "document_line_number",
        document_id: value = "document_id",
        external_document_number: value = "external_document_number",
        description: value = "description",
        quantity: value = "quantity",
        invoiced_quantity: value = "invoiced_quantity",
        positive: value = "positive",
        unit_of_measure_code: value = "unit_of_measure_code",
        location_code: value = "location_code",
        source_type: choice = "source_type",
        source_id: value = "source_id",
        applies_from_entry_number: value = "applies_from_entry_number",
        dimension_set_id: value = "dimension_set_id",
        remaining_quantity: value = "remaining_quantity",
        open: value = "open",
    }
}

record! {
    ValueEntry in "value_entries" {
        id: value = "id",
        entry_number: value = "entry_number",
        register_number: value = "register_number",
        item_ledger_entry_number: value = "item_ledger_entry_number",
        item_id: value = "item_id",
        entry_type: choice = "entry_type",
        posting_date: value = "posting_date",
        valuation_date: value = "valuation_date",
        document_type: choice = "document_type",
        document_number: value = "document_number",
        document_id: value = "document_id",
        description: value = "description",
        valued_quantity: value = "valued_quantity",
        invoiced_quantity: value = "invoiced_quantity",
        cost_per_unit: value = "cost_per_unit",
        cost_amount_actual: value = "cost_amount_actual",
        cost_amount_non_inventoriable: value = "cost_amount_non_inventoriable",
        sales_amount_actual: value = "sales_amount_actual",
        purchase_amount_actual: value = "purchase_amount_actual",
        cost_posted_to_general_ledger: value = "cost_posted_to_general_ledger",
        adjustment: value = "adjustment",
        general_business_posting_group: value = "general_business_posting_group",
        general_product_posting_group: value = "general_product_posting_group",
        inventory_posting_group: value = "inventory_posting_group",
        source_code: value = "source_code",
        dimension_set_id: value = "dimension_set_id",
        cost_amount_expected: value = "cost_amount_expected",
    }
}

record! {
    ItemApplicationEntry in "item_application_entries" {
        id: value = "id",
        entry_number: value = "entry_number",
        register_number: value = "register_number",
        item_id: value = "item_id",
        item_ledger_entry_number: value = "item_ledger_entry_number",
        inbound_entry_number: value = "inbound_entry_number",
        outbound_entry_number: value = "outbound_entry_number",
        quantity: value = "quantity",
        posting_date: value = "posting_date",
    }
}

/// Writes what remains of an entry after others were applied to it, and how much of it is invoiced.
pub async fn update_state(
    session: &mut Session,
    company: Uuid,
    entry: &ItemLedgerEntry,
    stamp: Stamp,
) -> Result<(), StoreError> {
    let text = "UPDATE item_ledger_entries SET row_version = ?2, \
                modified_at = CASE WHEN modified_at > ?3 THEN modified_at ELSE ?3 END, remaining_quantity = ?5, \
                open = ?6, invoiced_quantity = ?7 WHERE company_id = ?1 AND id = ?4";
    let parameters = vec![
        SqlValue::Uuid(company),
        SqlValue::Integer(stamp.row_version),
        SqlValue::Integer(stamp.now_milliseconds),
        SqlValue::Uuid(entry.id),
        SqlValue::Integer(entry.remaining_quantity.scaled()),
        SqlValue::Boolean(entry.open),
        SqlValue::Integer(entry.invoiced_quantity.scaled()),
    ];
    session.execute_later(text, parameters, Some(1)).await
}
