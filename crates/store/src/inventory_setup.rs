//! Rows of inventory setup.

use finance::inventory_setup::InventorySetup;

use crate::record::record;

record! {
    InventorySetup in "inventory_setup" {
        id: value = "id",
        automatic_cost_posting: value = "automatic_cost_posting",
        expected_cost_posting: value = "expected_cost_posting",
        automatic_cost_adjustment: choice = "automatic_cost_adjustment",
        default_costing_method: choice = "default_costing_method",
        prevent_negative_inventory: value = "prevent_negative_inventory",
    }
}
