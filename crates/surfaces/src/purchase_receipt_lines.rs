//! Lines of posted purchase receipts.

use crate::dimension_set_lines::TO_DIMENSION_SET_LINES;
use crate::entity::{Entity, G, ID, NONE, date, decimal, guid, int32, text, to_one};
use crate::trade_document_lines::{LINE, PURCHASE_TYPE};

pub static ENTITY: Entity = Entity {
    name: "purchaseReceiptLine",
    set: "purchaseReceiptLines",
    methods: [NONE, NONE, G, G],
    conditions: &[("side", 1), ("document_type", 5)],
    properties: &[
        ID,
        guid("documentId", "document_id"),
        int32("sequence", "sequence"),
        PURCHASE_TYPE,
        text("lineObjectNumber", "number", 20),
        text("description", "description", 100),
        text("description2", "description_2", 50),
        text("unitOfMeasureCode", "unit_of_measure_code", 10),
        decimal("unitCost", "unit_price"),
        decimal("quantity", "quantity"),
        decimal("discountPercent", "discount_percent"),
        decimal("taxPercent", "vat_percent").read_only(),
        date("expectedReceiptDate", "shipment_date"),
    ],
    navigations: &[
        TO_DIMENSION_SET_LINES,
        to_one("purchaseReceipt", "purchaseReceipt", "document_id", "documentId")
            .partner("purchaseReceiptLines"),
    ],
    needs_filter_on: &[],
    ..LINE
};
