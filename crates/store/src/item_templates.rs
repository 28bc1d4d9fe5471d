//! Rows of item templates.

use finance::item_templates::ItemTemplate;

use crate::record::record;

record! {
    ItemTemplate in "item_templates" {
        id: value = "id",
        code: value = "code",
        description: value = "description",
        item_type: choice = "item_type",
        costing_method: choice = "costing_method",
        base_unit_of_measure: value = "base_unit_of_measure",
        base_unit_of_measure_id: value = "base_unit_of_measure_id",
        general_product_posting_group: value = "general_product_posting_group",
        general_product_posting_group_id: value = "general_product_posting_group_id",
        vat_product_posting_group: value = "vat_product_posting_group",
        tax_group_id: value = "tax_group_id",
        inventory_posting_group: value = "inventory_posting_group",
        inventory_posting_group_id: value = "inventory_posting_group_id",
    }
}
