//! Purchase credit memos, drafts and posted in one set (FINANCE.md 4.8, 4.9).

use finance::trade_documents::{TradeDocumentType, TradeSide};

use crate::dimension_set_lines::TO_DIMENSION_SET_LINES;
use crate::entity::{Entity, G, GPMD, LAST_MODIFIED, NONE, guid, text, to_many};
use crate::trade_documents::{
    BUY_FROM, CANCEL, CREDITED_INVOICE, CURRENCY_CODE, CURRENCY_ID, DISCOUNT, DISCOUNT_BEFORE_TAX, DOCUMENT,
    DUE_DATE, Documents, IDENTITY, PAY_TO, PAYMENT_TERMS, POST, POSTING_DATE, PRICES_INCLUDE_TAX, PURCHASER,
    SHIPMENT_METHOD, SHORTCUT_DIMENSIONS, STATUS_OF_PURCHASE_CREDIT_MEMO, TO_CURRENCY, TO_DIMENSION_VALUE,
    TO_PAYMENT_TERMS, TO_SHIPMENT_METHOD, TO_VENDOR, TO_VENDOR_LEDGER_ENTRY, TOTALS, VENDOR, document_date,
    table,
};

pub static ENTITY: Entity = Entity {
    name: "purchaseCreditMemo",
    set: "purchaseCreditMemos",
    methods: [NONE, NONE, GPMD, G],
    conditions: &[("side", 1), ("document_type", 3)],
    properties: table![
        IDENTITY,
        &[document_date("creditMemoDate"), POSTING_DATE, DUE_DATE],
        VENDOR,
        &[
            text("vendorCreditMemoNumber", "external_document_number", 35),
            guid("payToVendorId", "bill_to_id"),
            text("payToVendorNumber", "bill_to_number", 20),
            text("payToName", "bill_to_name", 100).read_only(),
        ],
        BUY_FROM,
        PAY_TO,
        SHORTCUT_DIMENSIONS,
        &[
            CURRENCY_ID,
            CURRENCY_CODE,
            PAYMENT_TERMS,
            SHIPMENT_METHOD,
            PURCHASER,
            PRICES_INCLUDE_TAX.read_only(),
            DISCOUNT,
            DISCOUNT_BEFORE_TAX,
        ],
        TOTALS,
        &[STATUS_OF_PURCHASE_CREDIT_MEMO, LAST_MODIFIED],
        CREDITED_INVOICE,
        &[guid("vendorReturnReasonId", "return_reason_id")],
    ],
    navigations: &[
        TO_DIMENSION_SET_LINES,
        to_many("purchaseCreditMemoLines", "purchaseCreditMemoLine", "document_id"),
        TO_VENDOR,
        TO_VENDOR_LEDGER_ENTRY,
        TO_CURRENCY,
        TO_DIMENSION_VALUE,
        TO_PAYMENT_TERMS,
        TO_SHIPMENT_METHOD,
    ],
    writer: Some(&Documents { side: TradeSide::Purchases, document_type: TradeDocumentType::CreditMemo }),
    actions: &[POST, CANCEL],
    ..DOCUMENT
};
