//! Sales orders (FINANCE.md 4.1).

use finance::trade_documents::{TradeDocumentType, TradeSide};

use crate::dimension_set_lines::TO_DIMENSION_SET_LINES;
use crate::entity::Access::{ReadOnly, Writable};
use crate::entity::{Entity, G, GM, GPMD, LAST_MODIFIED, boolean, date, to_many};
use crate::trade_documents::{
    BILL_TO_READ_ONLY, BILLING_ADDRESS_READ_ONLY, CONTACT, CURRENCY_CODE, CURRENCY_ID, CUSTOMER, DISCOUNT,
    DISCOUNT_BEFORE_TAX, DOCUMENT, Documents, EXTERNAL_NUMBER, IDENTITY, PAYMENT_TERMS, POSTING_DATE,
    PRICES_INCLUDE_TAX, SALESPERSON, SELL_TO, SELLING_ADDRESS, SHIP_AND_INVOICE, SHIP_TO, SHIP_TO_NAME,
    SHIPMENT_METHOD, SHIPPING_ADDRESS, SHORTCUT_DIMENSIONS, STATUS_OF_SALES_ORDER, TO_CURRENCY, TO_CUSTOMER,
    TO_DIMENSION_VALUE, TO_PAYMENT_TERMS, TO_SHIPMENT_METHOD, TOTALS, document_date, table,
};

pub static ENTITY: Entity = Entity {
    name: "salesOrder",
    set: "salesOrders",
    methods: [GM, GPMD, GPMD, G],
    conditions: &[("side", 0), ("document_type", 1)],
    properties: table![
        IDENTITY,
        EXTERNAL_NUMBER,
        &[document_date("orderDate"), POSTING_DATE],
        CUSTOMER,
        SHIP_TO_NAME,
        &[SELLING_ADDRESS, BILLING_ADDRESS_READ_ONLY, SHIPPING_ADDRESS],
        SELL_TO,
        BILL_TO_READ_ONLY,
        SHIP_TO,
        SHORTCUT_DIMENSIONS,
        &[
            CURRENCY_ID,
            CURRENCY_CODE,
            PRICES_INCLUDE_TAX.on(ReadOnly, ReadOnly, Writable),
            PAYMENT_TERMS,
            SHIPMENT_METHOD.not_graph(),
            SALESPERSON,
            boolean("partialShipping", "partial_shipping"),
            date("requestedDeliveryDate", "requested_delivery_date"),
            DISCOUNT,
            DISCOUNT_BEFORE_TAX,
        ],
        TOTALS,
        &[boolean("fullyShipped", "fully_shipped").read_only(), STATUS_OF_SALES_ORDER, LAST_MODIFIED],
        CONTACT,
    ],
    navigations: &[
        TO_DIMENSION_SET_LINES,
        to_many("salesOrderLines", "salesOrderLine", "document_id"),
        TO_CUSTOMER,
        TO_CURRENCY,
        TO_DIMENSION_VALUE,
        TO_PAYMENT_TERMS,
        TO_SHIPMENT_METHOD.on(false, true, true),
    ],
    writer: Some(&Documents { side: TradeSide::Sales, document_type: TradeDocumentType::Order }),
    actions: &[SHIP_AND_INVOICE],
    ..DOCUMENT
};
