//! Lines of sales invoices (FINANCE.md 4.4).

use finance::trade_documents::{TradeDocumentType, TradeSide};

use crate::dimension_set_lines::TO_DIMENSION_SET_LINES;
use crate::entity::{Entity, G, GM, GPMD};
use crate::trade_document_lines::{
    DESCRIPTION_2, DISCOUNT_AND_TAX, INVOICE_DISCOUNT, LINE, LOCATION, Lines, NET, OBJECT, QUANTITY,
    TO_ACCOUNT, TO_ITEM, TO_LOCATION, TO_UNIT, TO_VARIANT, UNIT, VARIANT, shipment_date, to_document,
    unit_price,
};
use crate::trade_documents::table;

pub static ENTITY: Entity = Entity {
    name: "salesInvoiceLine",
    set: "salesInvoiceLines",
    methods: [GM, GPMD, GPMD, G],
    conditions: &[("side", 0), ("document_type", 2)],
    properties: table![
        OBJECT,
        &[DESCRIPTION_2],
        UNIT,
        &[QUANTITY.only_v2(), unit_price("unitPrice"), QUANTITY.not_v2()],
        DISCOUNT_AND_TAX,
        &[INVOICE_DISCOUNT],
        NET,
        &[shipment_date("shipmentDate"), VARIANT, LOCATION],
    ],
    navigations: &[
        TO_DIMENSION_SET_LINES,
        TO_ITEM,
        TO_ACCOUNT,
        TO_UNIT,
        TO_VARIANT,
        TO_LOCATION,
        to_document("salesInvoice", "salesInvoiceLines"),
    ],
    writer: Some(&Lines { side: TradeSide::Sales, document_type: TradeDocumentType::Invoice }),
    ..LINE
};
