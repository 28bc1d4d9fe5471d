//! Accounts of the general ledger: read on every face.

use finance::accounts::{AccountCategory, AccountType, ConsolidationTranslationMethod};
use odata_sql::mapping::Storage;

use crate::entity::{
    ChoiceType, Entity, G, ID, LAST_MODIFIED, Narrowing, boolean, choice, computed, label, members_of, text,
    to_one,
};
use crate::face::Face;

static CATEGORY: ChoiceType =
    ChoiceType { name: "glAccountCategory", members: members_of::<AccountCategory> };
pub(crate) static TYPE: ChoiceType = ChoiceType { name: "glAccountType", members: members_of::<AccountType> };
static CONSOLIDATION: ChoiceType = ChoiceType {
    name: "glAccountConsolTranslationMethod",
    members: members_of::<ConsolidationTranslationMethod>,
};

pub static ENTITY: Entity = Entity {
    name: "account",
    set: "accounts",
    methods: [G; Face::COUNT],
    table: "accounts",
    // Posting accounts that take direct posting (the pages of v1.0 show no others).
    before_v2: Narrowing { conditions: &[("account_type", 0)], flags: &["direct_posting"] },
    properties: &[
        ID,
        text("number", "number", 20).read_only(),
        text("displayName", "name", 100).read_only(),
        choice("category", "category", &CATEGORY).read_only(),
        text("subCategory", "sub_category", 80).read_only(),
        boolean("blocked", "blocked").read_only(),
        choice("accountType", "account_type", &TYPE).read_only().only_v2(),
        boolean("directPosting", "direct_posting").read_only().only_v2(),
        computed(
            "netChange",
            Storage::Decimal,
            "CASE WHEN {row}.account_type = 0 THEN (SELECT CAST(coalesce(sum(e.debit_amount - e.credit_amount), 0) \
             AS BIGINT) FROM general_ledger_entries e WHERE e.company_id = {row}.company_id \
             AND e.account_id = {row}.id) WHEN {row}.account_type IN (2, 4) THEN (SELECT CAST(coalesce(sum(\
             e.debit_amount - e.credit_amount), 0) AS BIGINT) FROM accounts a JOIN general_ledger_entries e \
             ON e.company_id = a.company_id AND e.account_id = a.id WHERE a.company_id = {row}.company_id \
             AND funchal_in_intervals(a.number, {row}.totaling)) ELSE 0 END",
        )
        .only_v2(),
        label("consolidationTranslationMethod", "consolidation_translation_method", &CONSOLIDATION)
            .read_only()
            .only_v2(),
        text("consolidationDebitAccount", "consolidation_debit_account", 20).read_only().only_v2(),
        text("consolidationCreditAccount", "consolidation_credit_account", 20).read_only().only_v2(),
        boolean("excludeFromConsolidation", "exclude_from_consolidation").read_only().only_v2(),
        LAST_MODIFIED,
    ],
    navigations: &[to_one("trialBalance", "trialBalance", "id", "id").unnamed().on(false, false, true)],
    default_order: &[("number", Storage::Text)],
    ..Entity::BLANK
};
