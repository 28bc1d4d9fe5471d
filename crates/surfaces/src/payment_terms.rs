//! Payment terms.

use finance::companies::GeneralLedgerSetup;
use finance::errors::RuleError;
use finance::payment_terms::{self, PaymentTerms, PaymentTermsProperties};
use finance::relations::Noun;
use odata_sql::mapping::Storage;
use uuid::Uuid;

use crate::entity::{Entity, ID, LAST_MODIFIED, boolean, decimal, text};
use crate::write::Body;
use crate::write::coded::{self, Coded};

pub static ENTITY: Entity = Entity {
    name: "paymentTerm",
    set: "paymentTerms",
    table: "payment_terms",
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
    default_order: &[("code", Storage::Text)],
    writer: Some(coded::writer::<PaymentTerms>()),
    ..Entity::BLANK
};

impl Coded for PaymentTerms {
    const NOUN: Noun = Noun::PaymentTerms;
    type Properties = PaymentTermsProperties;

    fn properties(body: &Body) -> Result<Self::Properties, RuleError> {
        Ok(PaymentTermsProperties {
            code: body.text("code"),
            display_name: body.text("displayName"),
            due_date_calculation: body.text("dueDateCalculation"),
            discount_date_calculation: body.text("discountDateCalculation"),
            discount_percent: body.amount("discountPercent")?,
            calculate_discount_on_credit_memos: body.boolean("calculateDiscountOnCreditMemos"),
        })
    }

    fn create(
        id: Uuid,
        given: &Self::Properties,
        code_taken: bool,
        _setup: &GeneralLedgerSetup,
    ) -> Result<Self, RuleError> {
        payment_terms::create(id, given, code_taken)
    }

    fn change(&self, given: &Self::Properties, code_taken: bool) -> Result<Self, RuleError> {
        payment_terms::change(self, given, code_taken)
    }

    fn code(&self) -> &str {
        &self.code
    }
}
