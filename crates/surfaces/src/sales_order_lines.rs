//! Lines of sales orders (FINANCE.md 4.4).

use finance::trade_documents::{TradeDocumentType, TradeSide};

use crate::dimension_set_lines::TO_DIMENSION_SET_LINES;
use crate::entity::{Entity, G, GM, GPMD, decimal};
use crate::trade_document_lines::{
    DESCRIPTION_2, DISCOUNT_AND_TAX, INVOICE_DISCOUNT, LINE, LOCATION, Lines, NET, OBJECT, QUANTITY,
    TO_ACCOUNT, TO_ITEM, TO_LOCATION, TO_UNIT, TO_VARIANT, UNIT, VARIANT, shipment_date, to_document,
    unit_price,
};
use crate::trade_documents::table;

pub static ENTITY: Entity = Entity {
    name: "salesOrderLine",
    set: "salesOrderLines",
    methods: [GM, GPMD, GPMD, G],
    conditions: &[("side", 0), ("document_type", 1)],
    properties: table![
        OBJECT,
        &[DESCRIPTION_2],
        UNIT,
        &[QUANTITY, unit_price("unitPrice")],
        DISCOUNT_AND_TAX,
        &[INVOICE_DISCOUNT],
        NET,
        &[
            shipment_date("shipmentDate"),
            decimal("shippedQuantity", "quantity_shipped").read_only(),
            decimal("invoicedQuantity", "quantity_invoiced").read_only(),
            decimal("invoiceQuantity", "quantity_to_invoice"),
            decimal("shipQuantity", "quantity_to_ship"),
            VARIANT,
            LOCATION,
        ],
    ],
    navigations: &[
        TO_DIMENSION_SET_LINES,
        TO_ITEM,
        TO_ACCOUNT,
        TO_UNIT,
        TO_VARIANT,
        TO_LOCATION,
        to_document("salesOrder", "salesOrderLines"),
    ],
    writer: Some(&Lines { side: TradeSide::Sales, document_type: TradeDocumentType::Order }),
    ..LINE
};
