//! Sales quotes (FINANCE.md 4.1, 4.2).

use finance::trade_documents::{TradeDocumentType, TradeSide};

use crate::dimension_set_lines::TO_DIMENSION_SET_LINES;
use crate::entity::{Entity, G, GM, GPMD, LAST_MODIFIED, date, instant, to_many};
use crate::trade_documents::{
    BILL_TO, BILLING_ADDRESS, CONTACT, CURRENCY_CODE, CURRENCY_ID, CUSTOMER, DISCOUNT, DOCUMENT, DUE_DATE,
    Documents, EXTERNAL_NUMBER, IDENTITY, MAKE_INVOICE, MAKE_ORDER, PAYMENT_TERMS, POSTING_DATE, SALESPERSON,
    SELL_TO, SELLING_ADDRESS, SEND, SHIP_TO, SHIP_TO_NAME, SHIPMENT_METHOD, SHIPPING_ADDRESS,
    SHORTCUT_DIMENSIONS, STATUS_OF_QUOTE, TO_CURRENCY, TO_CUSTOMER, TO_DIMENSION_VALUE, TO_PAYMENT_TERMS,
    TO_SHIPMENT_METHOD, TOTALS, document_date, table,
};

pub static ENTITY: Entity = Entity {
    name: "salesQuote",
    set: "salesQuotes",
    methods: [GM, GPMD, GPMD, G],
    conditions: &[("side", 0), ("document_type", 0)],
    properties: table![
        IDENTITY,
        EXTERNAL_NUMBER,
        &[document_date("documentDate"), POSTING_DATE, DUE_DATE],
        CUSTOMER,
        SHIP_TO_NAME,
        &[SELLING_ADDRESS, BILLING_ADDRESS, SHIPPING_ADDRESS],
        SELL_TO,
        BILL_TO,
        SHIP_TO,
        SHORTCUT_DIMENSIONS,
        &[CURRENCY_ID, CURRENCY_CODE, PAYMENT_TERMS, SHIPMENT_METHOD, SALESPERSON, DISCOUNT],
        TOTALS,
        &[
            STATUS_OF_QUOTE,
            instant("sentDate", "sent_at").read_only(),
            date("validUntilDate", "valid_until_date"),
            date("acceptedDate", "accepted_date").read_only(),
            LAST_MODIFIED,
        ],
        CONTACT,
    ],
    navigations: &[
        TO_DIMENSION_SET_LINES,
        to_many("salesQuoteLines", "salesQuoteLine", "document_id"),
        TO_CUSTOMER,
        TO_CURRENCY,
        TO_DIMENSION_VALUE,
        TO_PAYMENT_TERMS,
        TO_SHIPMENT_METHOD,
    ],
    writer: Some(&Documents { side: TradeSide::Sales, document_type: TradeDocumentType::Quote }),
    actions: &[MAKE_INVOICE, MAKE_ORDER, SEND],
    ..DOCUMENT
};
