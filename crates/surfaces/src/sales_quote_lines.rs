//! Lines of sales quotes (FINANCE.md 4.4).

use finance::trade_documents::{TradeDocumentType, TradeSide};

use crate::dimension_set_lines::TO_DIMENSION_SET_LINES;
use crate::entity::{Entity, G, GM, GPMD};
use crate::trade_document_lines::{
    DESCRIPTION_2, DISCOUNT_AND_TAX, LINE, LOCATION, Lines, NET, OBJECT, QUANTITY, TO_ACCOUNT, TO_ITEM,
    TO_LOCATION, TO_UNIT, TO_VARIANT, UNIT, VARIANT, to_document, unit_price,
};
use crate::trade_documents::table;

pub static ENTITY: Entity = Entity {
    name: "salesQuoteLine",
    set: "salesQuoteLines",
    methods: [GM, GPMD, GPMD, G],
    conditions: &[("side", 0), ("document_type", 0)],
    properties: table![
        OBJECT,
        &[DESCRIPTION_2],
        UNIT,
        &[unit_price("unitPrice"), QUANTITY],
        DISCOUNT_AND_TAX,
        NET,
        &[VARIANT, LOCATION],
    ],
    navigations: &[
        TO_DIMENSION_SET_LINES,
        TO_ITEM,
        TO_ACCOUNT,
        TO_UNIT,
        TO_VARIANT,
        TO_LOCATION,
        to_document("salesQuote", "salesQuoteLines"),
    ],
    writer: Some(&Lines { side: TradeSide::Sales, document_type: TradeDocumentType::Quote }),
    ..LINE
};
