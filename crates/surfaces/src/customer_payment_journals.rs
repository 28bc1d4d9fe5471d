//! Customer payment journals: batches of the cash receipts template (FINANCE.md 1.1, 1.2).

use odata_sql::mapping::Storage;

use crate::entity::{Entity, ID, LAST_MODIFIED, guid, text, to_many, to_one};

pub static ENTITY: Entity = Entity {
    name: "customerPaymentJournal",
    set: "customerPaymentJournals",
    table: "journals",
    conditions: &[("template_type", 3)],
    joins: &[],
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
    needs_filter_on: &[],
    writer: None,
};
