//! Sales invoices, drafts and posted in one set (FINANCE.md 4.1).

use finance::trade_documents::{TradeDocumentType, TradeSide};

use crate::dimension_set_lines::TO_DIMENSION_SET_LINES;
use crate::entity::{Entity, G, GM, GPMD, LAST_MODIFIED, date, guid, text, to_many};
use crate::trade_documents::{
    BILL_TO_READ_ONLY, BILLING_ADDRESS_READ_ONLY, CANCEL, CANCEL_AND_SEND, CONTACT, CURRENCY_CODE,
    CURRENCY_ID, CUSTOMER, DISCOUNT, DISCOUNT_BEFORE_TAX, DOCUMENT, DUE_DATE, Documents, EXTERNAL_NUMBER,
    IDENTITY, MAKE_CORRECTIVE_CREDIT_MEMO, ORDER, PAYMENT_TERMS, POST, POST_AND_SEND, POSTING_DATE,
    PRICES_INCLUDE_TAX, REMAINING_AMOUNT, SALESPERSON, SELL_TO, SELLING_ADDRESS, SEND, SHIP_TO, SHIP_TO_NAME,
    SHIPMENT_METHOD, SHIPPING_ADDRESS, SHORTCUT_DIMENSIONS, STATUS_OF_INVOICE, TO_CURRENCY, TO_CUSTOMER,
    TO_CUSTOMER_LEDGER_ENTRY, TO_DIMENSION_VALUE, TO_PAYMENT_TERMS, TO_SHIPMENT_METHOD, TOTALS,
    document_date, table,
};

pub static ENTITY: Entity = Entity {
    name: "salesInvoice",
    set: "salesInvoices",
    methods: [GM, GPMD, GPMD, G],
    conditions: &[("side", 0), ("document_type", 2)],
    properties: table![
        IDENTITY,
        EXTERNAL_NUMBER,
        &[
            document_date("invoiceDate"),
            POSTING_DATE,
            DUE_DATE,
            date("promisedPayDate", "promised_pay_date").only_v2(),
            text("customerPurchaseOrderReference", "your_reference", 35),
        ],
        CUSTOMER,
        SHIP_TO_NAME,
        &[SELLING_ADDRESS, BILLING_ADDRESS_READ_ONLY, SHIPPING_ADDRESS],
        SELL_TO,
        BILL_TO_READ_ONLY,
        SHIP_TO,
        &[CURRENCY_ID],
        SHORTCUT_DIMENSIONS,
        &[CURRENCY_CODE],
        ORDER,
        &[
            PAYMENT_TERMS,
            SHIPMENT_METHOD,
            SALESPERSON,
            guid("disputeStatusId", "dispute_status_id").only_v2(),
            text("disputeStatus", "dispute_status_code", 10).only_v2(),
            PRICES_INCLUDE_TAX.read_only(),
            REMAINING_AMOUNT,
            DISCOUNT,
            DISCOUNT_BEFORE_TAX,
        ],
        TOTALS,
        &[STATUS_OF_INVOICE, LAST_MODIFIED],
        CONTACT,
    ],
    navigations: &[
        TO_DIMENSION_SET_LINES,
        to_many("salesInvoiceLines", "salesInvoiceLine", "document_id"),
        TO_CUSTOMER,
        TO_CUSTOMER_LEDGER_ENTRY,
        TO_CURRENCY,
        TO_DIMENSION_VALUE,
        TO_PAYMENT_TERMS,
        TO_SHIPMENT_METHOD,
    ],
    writer: Some(&Documents { side: TradeSide::Sales, document_type: TradeDocumentType::Invoice }),
    actions: &[POST, POST_AND_SEND, SEND, CANCEL, CANCEL_AND_SEND, MAKE_CORRECTIVE_CREDIT_MEMO],
    ..DOCUMENT
};
