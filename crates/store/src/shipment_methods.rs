//! Rows of shipment methods.

use finance::shipment_methods::ShipmentMethod;

use crate::record::record;

record! {
    ShipmentMethod in "shipment_methods" {
        id: value = "id",
        code: value = "code",
        description: value = "description",
    }
}
