//! Accounts of the general ledger: read on every face.

use finance::accounts::{AccountCategory, AccountType, ConsolidationTranslationMethod};
use odata_sql::mapping::Storage;

use crate::entity::{
    ChoiceType, Entity, G, ID, LAST_MODIFIED, Narrowing, boolean, choice, label, members_of, text,
};
use crate::face::Face;

static CATEGORY: ChoiceType =
    ChoiceType { name: "glAccountCategory", members: members_of::<AccountCategory> };
static TYPE: ChoiceType = ChoiceType { name: "glAccountType", members: members_of::<AccountType> };
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
        label("consolidationTranslationMethod", "consolidation_translation_method", &CONSOLIDATION)
            .read_only()
            .only_v2(),
        text("consolidationDebitAccount", "consolidation_debit_account", 20).read_only().only_v2(),
        text("consolidationCreditAccount", "consolidation_credit_account", 20).read_only().only_v2(),
        boolean("excludeFromConsolidation", "exclude_from_consolidation").read_only().only_v2(),
        LAST_MODIFIED,
    ],
    default_order: &[("number", Storage::Text)],
    ..Entity::BLANK
};
