//! Purchase invoices, drafts and posted in one set (FINANCE.md 4.9).

use finance::trade_documents::{TradeDocumentType, TradeSide};

use crate::dimension_set_lines::TO_DIMENSION_SET_LINES;
use crate::entity::Access::{Absent, ReadOnly};
use crate::entity::{Entity, G, GM, GPMD, LAST_MODIFIED, guid, text, to_many};
use crate::trade_documents::{
    BUY_FROM, BUY_FROM_ADDRESS, CURRENCY_CODE, CURRENCY_ID, DISCOUNT, DISCOUNT_BEFORE_TAX, DOCUMENT,
    DUE_DATE, Documents, IDENTITY, ORDER, PAY_TO_ADDRESS, PAY_TO_READ_ONLY, POST, POSTING_DATE,
    PRICES_INCLUDE_TAX, PURCHASER, SHIP_TO, SHIP_TO_COMPLEX, SHIP_TO_NAME, SHORTCUT_DIMENSIONS,
    STATUS_OF_INVOICE, TO_CURRENCY, TO_DIMENSION_VALUE, TO_VENDOR, TO_VENDOR_LEDGER_ENTRY, TOTALS, VENDOR,
    document_date, table,
};

pub static ENTITY: Entity = Entity {
    name: "purchaseInvoice",
    set: "purchaseInvoices",
    methods: [GM, GPMD, GPMD, G],
    conditions: &[("side", 1), ("document_type", 2)],
    properties: table![
        IDENTITY,
        &[
            POSTING_DATE.on(Absent, Absent, crate::entity::Access::Writable),
            document_date("invoiceDate"),
            POSTING_DATE.only_v1(),
            DUE_DATE,
            text("vendorInvoiceNumber", "external_document_number", 35),
        ],
        VENDOR,
        &[
            text("payToName", "bill_to_name", 100).read_only(),
            text("payToContact", "bill_to_contact", 100).read_only(),
            guid("payToVendorId", "bill_to_id"),
            text("payToVendorNumber", "bill_to_number", 20),
        ],
        SHIP_TO_NAME,
        &[BUY_FROM_ADDRESS, PAY_TO_ADDRESS, SHIP_TO_COMPLEX],
        BUY_FROM,
        SHIP_TO,
        PAY_TO_READ_ONLY,
        SHORTCUT_DIMENSIONS,
        &[
            CURRENCY_ID,
            CURRENCY_CODE,
            ORDER[0].on(Absent, Absent, ReadOnly),
            ORDER[1].on(Absent, Absent, ReadOnly),
            PURCHASER,
            PRICES_INCLUDE_TAX,
            DISCOUNT,
            DISCOUNT_BEFORE_TAX,
        ],
        TOTALS,
        &[STATUS_OF_INVOICE, LAST_MODIFIED],
    ],
    navigations: &[
        TO_DIMENSION_SET_LINES,
        to_many("purchaseInvoiceLines", "purchaseInvoiceLine", "document_id"),
        TO_VENDOR,
        TO_VENDOR_LEDGER_ENTRY,
        TO_CURRENCY,
        TO_DIMENSION_VALUE,
    ],
    writer: Some(&Documents { side: TradeSide::Purchases, document_type: TradeDocumentType::Invoice }),
    actions: &[POST],
    ..DOCUMENT
};
