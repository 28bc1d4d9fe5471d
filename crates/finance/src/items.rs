//! Items: what is bought, stocked and sold (FINANCE.md section 6).

use money::Amount;
use uuid::Uuid;

use crate::{choices::choices, inventory_setup::CostingMethod};

mod delete;
mod properties;
mod write;

pub use delete::{ItemDeleteFacts, check_delete};
pub use properties::{ItemProperties, UnitForm};
pub use write::{ItemFacts, ItemUse, change, create};

choices! {
    /// Whether an item is kept in stock.
    ItemType {
        #[default]
        Inventory = 0, "Inventory";
        Service = 1, "Service";
        NonInventory = 2, "Non-Inventory";
    }
}

choices! {
    /// Whether more of an item may leave than is there.
    PreventNegativeInventory {
        /// As inventory setup says.
        #[default]
        Default = 0, "Default";
        No = 1, "No";
        Yes = 2, "Yes";
    }
}

/// An item. Codes name master data; the id beside a code belongs to the same record, or is blank.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Item {
    pub id: Uuid,
    pub number: String,
    pub description: String,
    pub description_2: String,
    pub item_type: ItemType,
    pub item_category_code: String,
    pub item_category_id: Uuid,
    pub blocked: bool,
    pub sales_blocked: bool,
    pub purchasing_blocked: bool,
    pub gtin: String,
    pub unit_price: Amount,
    pub price_includes_vat: bool,
    /// Lines of it take part in the invoice discount.
    pub allow_invoice_discount: bool,
    pub unit_cost: Amount,
    pub standard_cost: Amount,
    pub last_direct_cost: Amount,
    pub costing_method: CostingMethod,
    /// False while an outbound entry has a cost that its inbound entries no longer bear out.
    pub cost_is_adjusted: bool,
    pub prevent_negative_inventory: PreventNegativeInventory,
    pub base_unit_of_measure: String,
    pub base_unit_of_measure_id: Uuid,
    pub sales_unit_of_measure: String,
    pub purchase_unit_of_measure: String,
    pub general_product_posting_group: String,
    pub general_product_posting_group_id: Uuid,
    /// The VAT product group of a VAT company.
    pub vat_product_posting_group: String,
    /// The tax group of a sales-tax company.
    pub tax_group_code: String,
    /// The id of the tax group or VAT product group, whichever the company uses.
    pub tax_group_id: Uuid,
    pub inventory_posting_group: String,
    pub inventory_posting_group_id: Uuid,
    pub global_dimension_1_code: String,
    pub global_dimension_2_code: String,
}

impl Item {
    /// Whether the item is stocked and has a value in the books.
    pub fn is_inventoriable(&self) -> bool {
        self.item_type == ItemType::Inventory
    }
}

/// How many base units another unit of an item holds. The base unit itself holds one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemUnitOfMeasure {
    pub id: Uuid,
    pub item_id: Uuid,
    pub code: String,
    pub quantity_per_unit: Amount,
}

#[cfg(test)]
mod tests;
