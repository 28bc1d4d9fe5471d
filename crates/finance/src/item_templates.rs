//! Item templates: values a new item gets for what its request leaves out.

use uuid::Uuid;

use crate::{inventory_setup::CostingMethod, items::ItemType};

/// A template for new items of one type (FINANCE.md 7.1, section 6).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ItemTemplate {
    pub id: Uuid,
    pub code: String,
    pub description: String,
    pub item_type: ItemType,
    pub costing_method: CostingMethod,
    pub base_unit_of_measure: String,
    pub base_unit_of_measure_id: Uuid,
    pub general_product_posting_group: String,
    pub general_product_posting_group_id: Uuid,
    pub vat_product_posting_group: String,
    pub tax_group_id: Uuid,
    pub inventory_posting_group: String,
    pub inventory_posting_group_id: Uuid,
}

/// The template for items of a type: the first by code.
pub fn template_for(templates: &[ItemTemplate], item_type: ItemType) -> Option<&ItemTemplate> {
    templates
        .iter()
        .filter(|template| template.item_type == item_type)
        .min_by(|left, right| left.code.cmp(&right.code))
}
