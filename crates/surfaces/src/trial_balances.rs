//! The trial balance: movements and balance of every account, as text (FINANCE.md 8.2).

use odata_sql::mapping::Storage;
use store::reports::trial_balances::TRIAL_BALANCE;

use crate::accounts::TYPE;
use crate::entity::{Entity, G, NONE, choice, date, guid, text, to_one};
use crate::face::Face;

pub static ENTITY: Entity = Entity {
    name: "trialBalance",
    set: "trialBalances",
    other_sets: &[(Face::V1, "trialBalance")],
    methods: [NONE, G, G, NONE],
    report: Some(&TRIAL_BALANCE),
    properties: &[
        text("number", "number", 20).key().only_v1(),
        text("number", "number", 20).read_only().only_v2(),
        guid("accountId", "id").read_only().only_v1(),
        guid("accountId", "id").key().only_v2(),
        choice("accountType", "account_type", &TYPE).read_only(),
        text("display", "name", 100).read_only(),
        text("totalDebit", "debit", 30).read_only(),
        text("totalCredit", "credit", 30).read_only(),
        text("balanceAtDateDebit", "balance_debit", 30).read_only(),
        text("balanceAtDateCredit", "balance_credit", 30).read_only(),
        date("dateFilter", "date_filter").read_only(),
    ],
    navigations: &[to_one("account", "account", "id", "accountId")],
    default_order: &[("number", Storage::Text)],
    ..Entity::BLANK
};
