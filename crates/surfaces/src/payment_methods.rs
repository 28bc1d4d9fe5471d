//! Payment methods.

use finance::companies::GeneralLedgerSetup;
use finance::errors::RuleError;
use finance::payment_methods::{self, PaymentMethod, PaymentMethodProperties};
use finance::relations::Noun;
use odata_sql::mapping::Storage;
use uuid::Uuid;

use crate::entity::{Entity, ID, LAST_MODIFIED, text};
use crate::write::Body;
use crate::write::coded::{self, Coded};

pub static ENTITY: Entity = Entity {
    name: "paymentMethod",
    set: "paymentMethods",
    table: "payment_methods",
    properties: &[ID, text("code", "code", 10), text("displayName", "description", 100), LAST_MODIFIED],
    default_order: &[("code", Storage::Text)],
    writer: Some(coded::writer::<PaymentMethod>()),
    ..Entity::BLANK
};

impl Coded for PaymentMethod {
    const NOUN: Noun = Noun::PaymentMethod;
    type Properties = PaymentMethodProperties;

    fn properties(body: &Body) -> Result<Self::Properties, RuleError> {
        Ok(PaymentMethodProperties { code: body.text("code"), display_name: body.text("displayName") })
    }

    fn create(
        id: Uuid,
        given: &Self::Properties,
        code_taken: bool,
        _setup: &GeneralLedgerSetup,
    ) -> Result<Self, RuleError> {
        payment_methods::create(id, given, code_taken)
    }

    fn change(&self, given: &Self::Properties, code_taken: bool) -> Result<Self, RuleError> {
        payment_methods::change(self, given, code_taken)
    }

    fn code(&self) -> &str {
        &self.code
    }
}
