//! Shipment methods.

use finance::companies::GeneralLedgerSetup;
use finance::errors::RuleError;
use finance::relations::Noun;
use finance::shipment_methods::{self, ShipmentMethod, ShipmentMethodProperties};
use odata_sql::mapping::Storage;
use uuid::Uuid;

use crate::entity::{Entity, ID, LAST_MODIFIED, text};
use crate::write::Body;
use crate::write::coded::{self, Coded};

pub static ENTITY: Entity = Entity {
    name: "shipmentMethod",
    set: "shipmentMethods",
    table: "shipment_methods",
    properties: &[ID, text("code", "code", 10), text("displayName", "description", 100), LAST_MODIFIED],
    default_order: &[("code", Storage::Text)],
    writer: Some(coded::writer::<ShipmentMethod>()),
    ..Entity::BLANK
};

impl Coded for ShipmentMethod {
    const NOUN: Noun = Noun::ShipmentMethod;
    type Properties = ShipmentMethodProperties;

    fn properties(body: &Body) -> Result<Self::Properties, RuleError> {
        Ok(ShipmentMethodProperties { code: body.text("code"), display_name: body.text("displayName") })
    }

    fn create(
        id: Uuid,
        given: &Self::Properties,
        code_taken: bool,
        _setup: &GeneralLedgerSetup,
    ) -> Result<Self, RuleError> {
        shipment_methods::create(id, given, code_taken)
    }

    fn change(&self, given: &Self::Properties, code_taken: bool) -> Result<Self, RuleError> {
        shipment_methods::change(self, given, code_taken)
    }

    fn code(&self) -> &str {
        &self.code
    }
}
