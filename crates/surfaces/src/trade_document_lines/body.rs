//! A body in the words of `finance`: the properties of a line.

use finance::errors::RuleError;
use finance::trade_document_lines::LineProperties;
use finance::trade_documents::{TradeDocumentType, TradeSide, names};

use crate::write::Body;

/// Reads the properties of a line.
pub(super) fn properties(
    body: &Body,
    side: TradeSide,
    document_type: TradeDocumentType,
) -> Result<LineProperties, RuleError> {
    let names = names(side, document_type);
    let unit = body.complex_texts("unitOfMeasure").unwrap_or_default();
    let details = body.complex_texts("lineDetails").unwrap_or_default();
    Ok(LineProperties {
        document_id: body.guid("documentId"),
        sequence: body.int32("sequence")?,
        item_id: body.guid("itemId"),
        account_id: body.guid("accountId"),
        line_type: body.choice("lineType")?,
        object_number: body.text("lineObjectNumber").or_else(|| details.first().cloned().flatten()),
        description: body.text("description"),
        description_2: body.text("description2"),
        unit_of_measure_id: body.guid("unitOfMeasureId"),
        unit_of_measure_code: body.text("unitOfMeasureCode").or_else(|| unit.first().cloned().flatten()),
        quantity: body.amount("quantity")?,
        unit_price: body.amount(names.unit_price)?,
        discount_amount: body.amount("discountAmount")?,
        discount_percent: body.amount("discountPercent")?,
        tax_code: body.text("taxCode"),
        shipment_date: body.date(names.shipment_date),
        quantity_to_ship: body.amount(names.quantity_to_ship)?,
        quantity_to_invoice: body.amount("invoiceQuantity")?,
        item_variant_id: body.guid("itemVariantId"),
        location_id: body.guid("locationId"),
    })
}
