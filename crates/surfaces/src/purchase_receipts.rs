//! Posted purchase receipts (FINANCE.md 4.9).

use crate::dimension_set_lines::TO_DIMENSION_SET_LINES;
use crate::entity::{Entity, G, LAST_MODIFIED, NONE, date, text, to_many};
use crate::trade_documents::{
    BUY_FROM, CURRENCY_CODE, DOCUMENT, IDENTITY, ORDER, PAY_TO_READ_ONLY, SHIP_TO, SHIP_TO_NAME, VENDOR,
    document_date, table,
};

pub static ENTITY: Entity = Entity {
    name: "purchaseReceipt",
    set: "purchaseReceipts",
    methods: [NONE, NONE, G, G],
    conditions: &[("side", 1), ("document_type", 5)],
    properties: table![
        IDENTITY,
        &[
            document_date("invoiceDate"),
            date("postingDate", "posting_date"),
            date("dueDate", "due_date"),
            VENDOR[1],
            VENDOR[2],
            text("payToName", "bill_to_name", 100).read_only(),
            text("payToContact", "bill_to_contact", 100).read_only(),
            text("payToVendorNumber", "bill_to_number", 20),
        ],
        SHIP_TO_NAME,
        BUY_FROM,
        SHIP_TO,
        PAY_TO_READ_ONLY,
        &[CURRENCY_CODE, ORDER[1], LAST_MODIFIED],
    ],
    navigations: &[
        TO_DIMENSION_SET_LINES,
        to_many("purchaseReceiptLines", "purchaseReceiptLine", "document_id"),
    ],
    ..DOCUMENT
};
