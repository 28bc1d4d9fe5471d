//! Vendor payment journals: batches of the payments template (FINANCE.md 1.1, 1.2); v2.0 alone has them.

use finance::journal_templates::TemplateType;
use odata_sql::mapping::Storage;

use crate::entity::{Entity, GPMD, ID, LAST_MODIFIED, NONE, guid, text, to_many};
use crate::journals::{Journals, posting};

/// Stored number of [`TemplateType::Payments`].
const PAYMENTS: i64 = 4;

pub static ENTITY: Entity = Entity {
    name: "vendorPaymentJournal",
    set: "vendorPaymentJournals",
    methods: [NONE, NONE, GPMD, GPMD],
    table: "journals",
    conditions: &[("template_type", PAYMENTS)],
    properties: &[
        ID,
        text("code", "code", 10),
        text("displayName", "description", 100),
        guid("balancingAccountId", "balancing_account_id"),
        text("balancingAccountNumber", "balancing_account_number", 20).read_only(),
        LAST_MODIFIED,
    ],
    navigations: &[to_many("vendorPayments", "vendorPayment", "journal_id").partner("vendorPaymentJournal")],
    default_order: &[("code", Storage::Text), ("id", Storage::Uuid)],
    writer: Some(&Journals { template_type: TemplateType::Payments, entity: &ENTITY }),
    actions: &[posting::POST, posting::PREVIEW],
    ..Entity::BLANK
};
