//! Ledger entries of bank accounts, each under the number of its general ledger entry, on our own face (FINANCE.md
//! 2.3).

use odata_sql::mapping::Storage;

use crate::entity::{
    Entity, G, ID, LAST_MODIFIED, NONE, choice, date, decimal, guid, int32, joined_text, joined_text_or,
    text, to_one,
};
use crate::general_ledger_entries::{DOCUMENT_TYPE, TO_TRANSACTION, to_general_ledger_entry};

const BANK_ACCOUNT: usize = 0;
const CURRENCY: usize = 1;
const SETUP: usize = 2;

pub static ENTITY: Entity = Entity {
    name: "bankAccountLedgerEntry",
    set: "bankAccountLedgerEntries",
    methods: [NONE, NONE, NONE, G],
    table: "bank_ledger_entries",
    joins: &[
        ("bank_accounts", &[("bank_account_id", "id")]),
        ("currencies", &[("currency_id", "id")]),
        ("general_ledger_setup", &[]),
    ],
    properties: &[
        ID,
        int32("entryNumber", "entry_number").read_only(),
        int32("transactionNumber", "transaction_number").read_only(),
        guid("bankAccountId", "bank_account_id").read_only(),
        joined_text("bankAccountNumber", BANK_ACCOUNT, "number", 20).read_only(),
        date("postingDate", "posting_date").read_only(),
        date("documentDate", "document_date").read_only(),
        choice("documentType", "document_type", &DOCUMENT_TYPE).read_only(),
        text("documentNumber", "document_number", 20).read_only(),
        text("externalDocumentNumber", "external_document_number", 35).read_only(),
        text("description", "description", 100).read_only(),
        guid("currencyId", "currency_id").read_only(),
        joined_text_or("currencyCode", CURRENCY, "code", SETUP, "local_currency_code").length(10).read_only(),
        decimal("amount", "amount").read_only(),
        decimal("amountLocal", "amount_local").read_only(),
        int32("reversedEntryNumber", "reversed_entry_number").read_only(),
        LAST_MODIFIED,
    ],
    navigations: &[
        to_one("currency", "currency", "currency_id", "currencyId"),
        to_general_ledger_entry("entry_number"),
        TO_TRANSACTION,
    ],
    default_order: &[("entry_number", Storage::Integer)],
    ..Entity::BLANK
};
