//! Shipment methods.

use uuid::Uuid;

/// A shipment method, such as a delivery term.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ShipmentMethod {
    pub id: Uuid,
    pub code: String,
    pub description: String,
}
