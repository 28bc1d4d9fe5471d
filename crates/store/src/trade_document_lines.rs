//! Rows of the lines of trade documents.

use std::collections::HashMap;

use finance::dimensions::DimensionSet;
use finance::trade_document_lines::TradeDocumentLine;
use uuid::Uuid;

use crate::record::{self, record};
use crate::row::RowExtension;
use crate::{Session, SqlValue, Stamp, StoreError, dimension_sets};

record! {
    TradeDocumentLine in "trade_document_lines" {
        id: value = "id",
        document_id: value = "document_id",
        side: choice = "side",
        document_type: choice = "document_type",
        posted: value = "posted",
        sequence: value = "sequence",
        line_type: choice = "line_type",
        number: value = "number",
        item_id: value = "item_id",
        account_id: value = "account_id",
        description: value = "description",
        description_2: value = "description_2",
        unit_of_measure_id: value = "unit_of_measure_id",
        unit_of_measure_code: value = "unit_of_measure_code",
        quantity_per_unit: value = "quantity_per_unit",
        quantity: value = "quantity",
        unit_price: value = "unit_price",
        discount_percent: value = "discount_percent",
        discount_amount: value = "discount_amount",
        allow_invoice_discount: value = "allow_invoice_discount",
        line_amount: value = "line_amount",
        invoice_discount_amount: value = "invoice_discount_amount",
        amount_excluding_tax: value = "amount_excluding_tax",
        tax_amount: value = "tax_amount",
        amount_including_tax: value = "amount_including_tax",
        net_amount: value = "net_amount",
        net_tax_amount: value = "net_tax_amount",
        net_amount_including_tax: value = "net_amount_including_tax",
        general_business_posting_group: value = "general_business_posting_group",
        general_product_posting_group: value = "general_product_posting_group",
        inventory_posting_group: value = "inventory_posting_group",
        vat_business_posting_group: value = "vat_business_posting_group",
        vat_product_posting_group: value = "vat_product_posting_group",
        tax_group_code: value = "tax_group_code",
        vat_calculation_type: choice = "vat_calculation_type",
        vat_percent: value = "vat_percent",
        vat_identifier: value = "vat_identifier",
        shipment_date: value = "shipment_date",
        item_variant_id: value = "item_variant_id",
        location_id: value = "location_id",
        location_code: value = "location_code",
        quantity_to_ship: value = "quantity_to_ship",
        quantity_to_invoice: value = "quantity_to_invoice",
        quantity_shipped: value = "quantity_shipped",
        quantity_invoiced: value = "quantity_invoiced",
        order_line_id: value = "order_line_id",
        shipment_line_id: value = "shipment_line_id",
        item_entry_number: value = "item_entry_number",
        applies_to_item_entry: value = "applies_to_item_entry",
        sales_tax: value = "sales_tax",
        dimensions: dimension_set = "dimension_set_id",
    }
}

/// The lines of a document in order, with their dimensions.
pub async fn of_document(
    session: &mut Session,
    company: Uuid,
    document: Uuid,
) -> Result<Vec<TradeDocumentLine>, StoreError> {
    let condition = "AND document_id = ?2 ORDER BY sequence";
    let mut lines: Vec<TradeDocumentLine> =
        record::list(session, company, condition, &[SqlValue::Uuid(document)]).await?;
    load_dimensions(session, company, document, &mut lines).await?;
    Ok(lines)
}

/// The columns of a record do not hold the pairs of its set; without this a later write would lose them.
async fn load_dimensions(
    session: &mut Session,
    company: Uuid,
    document: Uuid,
    lines: &mut [TradeDocumentLine],
) -> Result<(), StoreError> {
    let text =
        "SELECT id, dimension_set_id FROM trade_document_lines WHERE company_id = ?1 AND document_id = ?2";
    let mut sets: Vec<(Uuid, Uuid)> = Vec::new();
    session
        .query_all(text, &[SqlValue::Uuid(company), SqlValue::Uuid(document)], |row| {
            sets.push((row.required_uuid(0)?, row.required_uuid(1)?));
            Ok(())
        })
        .await?;
    let mut known: HashMap<Uuid, DimensionSet> = HashMap::new();
    for (line, set) in sets.into_iter().filter(|(_, set)| !set.is_nil()) {
        let loaded = match known.get(&set) {
            Some(loaded) => loaded.clone(),
            None => dimension_sets::load(session, company, set).await?,
        };
        if let Some(line) = lines.iter_mut().find(|known| known.id == line) {
            line.dimensions = loaded.clone();
        }
        known.insert(set, loaded);
    }
    Ok(())
}

pub async fn insert(
    session: &mut Session,
    company: Uuid,
    line: &TradeDocumentLine,
    stamp: Stamp,
) -> Result<(), StoreError> {
    dimension_sets::keep(session, company, &line.dimensions).await?;
    record::insert(session, company, line, stamp).await
}

/// Changes the line of a draft.
pub async fn update(
    session: &mut Session,
    company: Uuid,
    line: &TradeDocumentLine,
    stamp: Stamp,
) -> Result<(), StoreError> {
    dimension_sets::keep(session, company, &line.dimensions).await?;
    record::update(session, company, line, stamp).await
}

/// Writes those lines of `now` that differ from those of `before`.
pub async fn update_changed(
    session: &mut Session,
    company: Uuid,
    before: &[TradeDocumentLine],
    now: &[TradeDocumentLine],
    stamp: Stamp,
) -> Result<(), StoreError> {
    for line in now.iter().filter(|line| !before.contains(line)) {
        update(session, company, line, stamp).await?;
    }
    Ok(())
}
