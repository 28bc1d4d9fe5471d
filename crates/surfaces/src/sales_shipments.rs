//! Posted sales shipments (FINANCE.md 4.6).

use crate::dimension_set_lines::TO_DIMENSION_SET_LINES;
use crate::entity::{Entity, G, LAST_MODIFIED, NONE, date, text, to_many};
use crate::trade_documents::{
    BILL_TO, CONTACT, CURRENCY_CODE, CUSTOMER, DOCUMENT, EXTERNAL_NUMBER, IDENTITY, ORDER,
    PRICES_INCLUDE_TAX, SALESPERSON, SELL_TO, SHIP_TO, SHIP_TO_NAME, TO_CUSTOMER, as_read_only,
    document_date, table,
};

pub static ENTITY: Entity = Entity {
    name: "salesShipment",
    set: "salesShipments",
    methods: [NONE, NONE, G, G],
    conditions: &[("side", 0), ("document_type", 4)],
    properties: &as_read_only(*table![
        IDENTITY,
        EXTERNAL_NUMBER,
        &[
            document_date("invoiceDate"),
            date("postingDate", "posting_date"),
            date("dueDate", "due_date"),
            text("customerPurchaseOrderReference", "your_reference", 35),
            CUSTOMER[0],
            CUSTOMER[2],
            CUSTOMER[3],
            CUSTOMER[5],
            CUSTOMER[4],
            CUSTOMER[6],
        ],
        SHIP_TO_NAME,
        SELL_TO,
        BILL_TO,
        SHIP_TO,
        &[
            CURRENCY_CODE,
            ORDER[1],
            text("paymentTermsCode", "payment_terms_code", 10),
            text("shipmentMethodCode", "shipment_method_code", 10),
            SALESPERSON,
            PRICES_INCLUDE_TAX,
            LAST_MODIFIED,
        ],
        CONTACT,
    ]),
    navigations: &[
        TO_DIMENSION_SET_LINES,
        to_many("salesShipmentLines", "salesShipmentLine", "document_id"),
        TO_CUSTOMER,
    ],
    ..DOCUMENT
};
