//! Customer payment journals: batches of the cash receipts template (FINANCE.md 1.1, 1.2).

use finance::journal_templates::TemplateType;
use odata_sql::mapping::Storage;

use crate::entity::{Entity, GPMD, ID, LAST_MODIFIED, guid, text, to_many, to_one};
use crate::face::Face;
use crate::journals::{Journals, posting};

/// Stored number of [`TemplateType::CashReceipts`].
const CASH_RECEIPTS: i64 = 3;

pub static ENTITY: Entity = Entity {
    name: "customerPaymentJournal",
    set: "customerPaymentJournals",
    methods: [GPMD; Face::COUNT],
    table: "journals",
    conditions: &[("template_type", CASH_RECEIPTS)],
    properties: &[
        ID,
        text("code", "code", 10),
        text("displayName", "description", 100),
        LAST_MODIFIED,
        guid("balancingAccountId", "balancing_account_id"),
        text("balancingAccountNumber", "balancing_account_number", 20).read_only(),
    ],
    navigations: &[
        to_many("customerPayments", "customerPayment", "journal_id").partner("customerPaymentJournal"),
        to_one("account", "account", "balancing_account_id", "balancingAccountId").on(true, true, false),
    ],
    default_order: &[("code", Storage::Text), ("id", Storage::Uuid)],
    writer: Some(&Journals { template_type: TemplateType::CashReceipts, entity: &ENTITY }),
    actions: &[posting::POST, posting::PREVIEW],
    ..Entity::BLANK
};
