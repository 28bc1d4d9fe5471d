//! Entries of the general ledger: what was posted, read on every face (FINANCE.md 9).

use finance::journal_lines::JournalDocumentType;
use odata_sql::mapping::Storage;

use crate::dimension_set_lines::TO_DIMENSION_SET_LINES;
use crate::entity::{
    ChoiceType, Entity, G, ID, LAST_MODIFIED, Navigation, choice, computed, date, decimal, dimensions, guid,
    int32, joined_text, members_of, text, to_many, to_one,
};
use crate::face::Face;

pub(crate) static DOCUMENT_TYPE: ChoiceType =
    ChoiceType { name: "genJournalDocumentType", members: members_of::<JournalDocumentType> };

const ACCOUNT: usize = 0;

/// Amounts in an additional reporting currency, which no company keeps.
const NOT_KEPT: &str = "CAST(0 AS BIGINT)";

/// From another ledger's entry to the one in the general ledger whose number stands in a column.
pub(crate) const fn to_general_ledger_entry(number: &'static str) -> Navigation {
    to_one("generalLedgerEntry", "generalLedgerEntry", number, "")
        .by(number, "entry_number", Storage::Integer)
        .unnamed()
}

/// From an entry to all that its transaction made in the general ledger.
pub(crate) const TO_TRANSACTION: Navigation = to_many(
    "generalLedgerEntries",
    "generalLedgerEntry",
    "transaction_number",
)
.by("transaction_number", "transaction_number", Storage::Integer);

const fn to_party_entry(name: &'static str) -> Navigation {
    to_one(name, name, "entry_number", "").by("entry_number", "entry_number", Storage::Integer).unnamed()
}

pub static ENTITY: Entity = Entity {
    name: "generalLedgerEntry",
    set: "generalLedgerEntries",
    methods: [G; Face::COUNT],
    table: "general_ledger_entries",
    joins: &[("accounts", &[("account_id", "id")])],
    properties: &[
        // v1.0 names an entry by its number.
        int32("id", "entry_number").key().only_v1(),
        ID.not_v1(),
        int32("entryNumber", "entry_number").read_only().only_v2(),
        int32("transactionNumber", "transaction_number").read_only().only_own(),
        date("postingDate", "posting_date").read_only(),
        text("documentNumber", "document_number", 20).read_only(),
        choice("documentType", "document_type", &DOCUMENT_TYPE).read_only(),
        guid("accountId", "account_id").read_only(),
        joined_text("accountNumber", ACCOUNT, "number", 20).read_only(),
        text("description", "description", 100).read_only(),
        decimal("debitAmount", "debit_amount").read_only(),
        decimal("creditAmount", "credit_amount").read_only(),
        computed("additionalCurrencyDebitAmount", Storage::Decimal, NOT_KEPT).only_v2(),
        computed("additionalCurrencyCreditAmount", Storage::Decimal, NOT_KEPT).only_v2(),
        dimensions("dimensions").read_only().only_v1(),
        LAST_MODIFIED,
    ],
    navigations: &[
        TO_DIMENSION_SET_LINES,
        to_one("account", "account", "account_id", "accountId"),
        // An entry on a control account has the number of the entry of the party (FINANCE.md 2.3).
        to_party_entry("customerLedgerEntry"),
        to_party_entry("vendorLedgerEntry"),
    ],
    default_order: &[("entry_number", Storage::Integer)],
    actions: &[crate::party_ledger_entries::actions::REVERSE_GENERAL],
    ..Entity::BLANK
};
