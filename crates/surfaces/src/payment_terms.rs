//! Payment terms.

use odata_sql::mapping::Storage;

use crate::entity::{Entity, ID, LAST_MODIFIED, boolean, decimal, text};

pub static ENTITY: Entity = Entity {
    name: "paymentTerm",
    set: "paymentTerms",
    table: "payment_terms",
    conditions: &[],
    joins: &[],
    properties: &[
        ID,
        text("code", "code", 10),
        text("displayName", "description", 100),
        text("dueDateCalculation", "due_date_calculation", 32),
        text("discountDateCalculation", "discount_date_calculation", 32),
        decimal("discountPercent", "discount_percent"),
        boolean("calculateDiscountOnCreditMemos", "calculate_discount_on_credit_memos"),
        LAST_MODIFIED,
    ],
    navigations: &[],
    default_order: &[("code", Storage::Text)],
    needs_filter_on: &[],
    writer: None,
};
