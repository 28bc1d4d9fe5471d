//! Purchase orders (FINANCE.md 4.9).

use finance::trade_documents::{TradeDocumentType, TradeSide};

use crate::dimension_set_lines::TO_DIMENSION_SET_LINES;
use crate::entity::{Entity, G, GPMD, LAST_MODIFIED, NONE, boolean, date, guid, text, to_many};
use crate::trade_documents::{
    BUY_FROM, CURRENCY_CODE, CURRENCY_ID, DISCOUNT, DISCOUNT_BEFORE_TAX, DOCUMENT, Documents, IDENTITY,
    PAY_TO_READ_ONLY, PAYMENT_TERMS, POSTING_DATE, PRICES_INCLUDE_TAX, PURCHASER, RECEIVE_AND_INVOICE,
    SHIP_TO, SHIP_TO_NAME, SHIPMENT_METHOD, SHORTCUT_DIMENSIONS, STATUS_OF_PURCHASE_ORDER, TO_CURRENCY,
    TO_DIMENSION_VALUE, TO_PAYMENT_TERMS, TO_SHIPMENT_METHOD, TO_VENDOR, TOTALS, VENDOR, document_date,
    table,
};

pub static ENTITY: Entity = Entity {
    name: "purchaseOrder",
    set: "purchaseOrders",
    methods: [NONE, NONE, GPMD, G],
    conditions: &[("side", 1), ("document_type", 1)],
    properties: table![
        IDENTITY,
        &[document_date("orderDate"), POSTING_DATE],
        VENDOR,
        &[
            text("payToName", "bill_to_name", 100).read_only(),
            guid("payToVendorId", "bill_to_id"),
            text("payToVendorNumber", "bill_to_number", 20),
        ],
        SHIP_TO_NAME,
        BUY_FROM,
        PAY_TO_READ_ONLY,
        SHIP_TO,
        SHORTCUT_DIMENSIONS,
        &[
            CURRENCY_ID,
            CURRENCY_CODE,
            PRICES_INCLUDE_TAX,
            PAYMENT_TERMS,
            SHIPMENT_METHOD,
            PURCHASER,
            date("requestedReceiptDate", "requested_delivery_date"),
            DISCOUNT,
            DISCOUNT_BEFORE_TAX,
        ],
        TOTALS,
        &[boolean("fullyReceived", "fully_shipped").read_only(), STATUS_OF_PURCHASE_ORDER, LAST_MODIFIED],
    ],
    navigations: &[
        TO_DIMENSION_SET_LINES,
        to_many("purchaseOrderLines", "purchaseOrderLine", "document_id"),
        TO_VENDOR,
        TO_CURRENCY,
        TO_DIMENSION_VALUE,
        TO_PAYMENT_TERMS,
        TO_SHIPMENT_METHOD,
    ],
    writer: Some(&Documents { side: TradeSide::Purchases, document_type: TradeDocumentType::Order }),
    actions: &[RECEIVE_AND_INVOICE],
    ..DOCUMENT
};
