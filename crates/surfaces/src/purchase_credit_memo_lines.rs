//! Lines of purchase credit memos (FINANCE.md 4.4).

use finance::trade_documents::{TradeDocumentType, TradeSide};

use crate::dimension_set_lines::TO_DIMENSION_SET_LINES;
use crate::entity::{Entity, G, GPMD, NONE};
use crate::trade_document_lines::{
    DISCOUNT_AND_TAX, INVOICE_DISCOUNT, LINE, LOCATION, Lines, NET, OBJECT, QUANTITY, TO_ACCOUNT, TO_ITEM,
    TO_LOCATION, TO_UNIT, TO_VARIANT, UNIT, VARIANT, to_document, unit_price,
};
use crate::trade_documents::table;

pub static ENTITY: Entity = Entity {
    name: "purchaseCreditMemoLine",
    set: "purchaseCreditMemoLines",
    methods: [NONE, NONE, GPMD, G],
    conditions: &[("side", 1), ("document_type", 3)],
    properties: table![
        OBJECT,
        UNIT,
        &[unit_price("unitCost"), QUANTITY],
        DISCOUNT_AND_TAX,
        &[INVOICE_DISCOUNT],
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
        to_document("purchaseCreditMemo", "purchaseCreditMemoLines"),
    ],
    writer: Some(&Lines { side: TradeSide::Purchases, document_type: TradeDocumentType::CreditMemo }),
    ..LINE
};
