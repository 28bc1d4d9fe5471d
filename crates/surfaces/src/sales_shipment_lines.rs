//! Lines of posted sales shipments.

use crate::dimension_set_lines::TO_DIMENSION_SET_LINES;
use crate::entity::{Entity, G, ID, NONE, date, decimal, guid, int32, joined_text, text, to_one};
use crate::trade_document_lines::{LINE, SALES_TYPE};

const SHIPMENT: usize = 0;

pub static ENTITY: Entity = Entity {
    name: "salesShipmentLine",
    set: "salesShipmentLines",
    methods: [NONE, NONE, G, G],
    conditions: &[("side", 0), ("document_type", 4)],
    joins: &[("trade_documents", &[("document_id", "id")])],
    properties: &[
        ID,
        guid("documentId", "document_id").read_only(),
        joined_text("documentNo", SHIPMENT, "number", 20),
        int32("sequence", "sequence"),
        SALES_TYPE,
        text("lineObjectNumber", "number", 20),
        text("description", "description", 100),
        text("description2", "description_2", 50),
        text("unitOfMeasureCode", "unit_of_measure_code", 10),
        decimal("unitPrice", "unit_price"),
        decimal("quantity", "quantity"),
        decimal("discountPercent", "discount_percent"),
        decimal("taxPercent", "vat_percent").read_only(),
        date("shipmentDate", "shipment_date"),
    ],
    navigations: &[
        TO_DIMENSION_SET_LINES,
        to_one("salesShipment", "salesShipment", "document_id", "documentId").partner("salesShipmentLines"),
    ],
    needs_filter_on: &[],
    ..LINE
};
