//! Sales credit memos, drafts and posted in one set (FINANCE.md 4.8).

use finance::trade_documents::{TradeDocumentType, TradeSide};

use crate::dimension_set_lines::TO_DIMENSION_SET_LINES;
use crate::entity::{Entity, G, GM, GPMD, LAST_MODIFIED, guid, to_many};
use crate::trade_documents::{
    BILL_TO, BILLING_ADDRESS, CANCEL, CANCEL_AND_SEND, CONTACT, CREDITED_INVOICE, CURRENCY_CODE, CURRENCY_ID,
    CUSTOMER, DISCOUNT, DISCOUNT_BEFORE_TAX, DOCUMENT, DUE_DATE, Documents, EXTERNAL_NUMBER, IDENTITY,
    PAYMENT_TERMS, POST, POST_AND_SEND, POSTING_DATE, PRICES_INCLUDE_TAX, SALESPERSON, SELL_TO,
    SELLING_ADDRESS, SEND_POSTED, SHIPMENT_METHOD, SHORTCUT_DIMENSIONS, STATUS_OF_SALES_CREDIT_MEMO,
    TO_CURRENCY, TO_CUSTOMER, TO_CUSTOMER_LEDGER_ENTRY, TO_DIMENSION_VALUE, TO_PAYMENT_TERMS,
    TO_SHIPMENT_METHOD, TOTALS, document_date, not_on_graph, table,
};

pub static ENTITY: Entity = Entity {
    name: "salesCreditMemo",
    set: "salesCreditMemos",
    methods: [GM, GPMD, GPMD, G],
    conditions: &[("side", 0), ("document_type", 3)],
    properties: table![
        IDENTITY,
        EXTERNAL_NUMBER,
        &[document_date("creditMemoDate"), POSTING_DATE, DUE_DATE],
        CUSTOMER,
        &[SELLING_ADDRESS, BILLING_ADDRESS],
        SELL_TO,
        BILL_TO,
        SHORTCUT_DIMENSIONS,
        &[
            CURRENCY_ID,
            CURRENCY_CODE,
            PAYMENT_TERMS,
            SHIPMENT_METHOD.not_graph(),
            SALESPERSON,
            PRICES_INCLUDE_TAX.read_only(),
            DISCOUNT,
            DISCOUNT_BEFORE_TAX,
        ],
        TOTALS,
        &[STATUS_OF_SALES_CREDIT_MEMO, LAST_MODIFIED],
        CREDITED_INVOICE,
        CONTACT,
        &[guid("customerReturnReasonId", "return_reason_id").only_v2()],
    ],
    navigations: &[
        TO_DIMENSION_SET_LINES,
        to_many("salesCreditMemoLines", "salesCreditMemoLine", "document_id"),
        TO_CUSTOMER,
        TO_CUSTOMER_LEDGER_ENTRY,
        TO_CURRENCY,
        TO_DIMENSION_VALUE,
        TO_PAYMENT_TERMS,
        TO_SHIPMENT_METHOD.on(false, true, true),
    ],
    writer: Some(&Documents { side: TradeSide::Sales, document_type: TradeDocumentType::CreditMemo }),
    actions: &[
        not_on_graph(POST),
        not_on_graph(POST_AND_SEND),
        SEND_POSTED,
        not_on_graph(CANCEL),
        not_on_graph(CANCEL_AND_SEND),
    ],
    ..DOCUMENT
};
