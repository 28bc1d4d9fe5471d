//! Ledger entries of customers and of vendors on our own face, which are the same rows of two kinds of party
//! (FINANCE.md 2.3, 3).

pub(crate) mod actions;

use finance::detailed_ledger_entries::DetailedEntryType;
use odata_sql::mapping::Through;

use crate::entity::{ChoiceType, members_of};

pub(crate) static ENTRY_TYPE: ChoiceType =
    ChoiceType { name: "detailedLedgerEntryType", members: members_of::<DetailedEntryType> };

/// Places of the joins of both entities.
pub const PARTY: usize = 0;
pub const CURRENCY: usize = 1;
pub const SETUP: usize = 2;

/// From a ledger entry to those it is applied to, on either side: an application that was taken back counts no more.
pub(crate) const APPLIED: Through = Through {
    table: "detailed_ledger_entries",
    near: "ledger_entry_number",
    far: "applied_ledger_entry_number",
    // 2: of type Application.
    further: " AND entry_type = 2 GROUP BY ledger_entry_number, applied_ledger_entry_number HAVING sum(amount) <> 0",
};

/// From the number of a ledger entry to the document it was posted from.
pub(crate) const DOCUMENT_OF_ENTRY: Through =
    Through { table: "party_ledger_entries", near: "entry_number", far: "document_id", further: "" };

/// The entity of the ledger entries of one kind of party: its number among party types, the names of the entity and of
/// its set, of the party and its table, of the amount without VAT, of the detailed entries below, the action that
/// applies it to others, and the documents it comes from.
macro_rules! ledger_entries {
    (
        $party_type:literal, $name:literal, $set:literal, $party:literal in $table:literal,
        $party_id:literal, $party_number:literal, $party_name:literal, $trade:literal,
        $detailed:literal in $detailed_set:literal, $apply:ident, $invoice:literal, $credit_memo:literal
    ) => {{
        use odata_sql::mapping::Storage;
        use $crate::entity::{
            Entity, G, ID, LAST_MODIFIED, NONE, boolean, choice, date, decimal, guid, int32, joined_text,
            joined_text_or, text, to_many, to_one,
        };
        use $crate::party_ledger_entries::{APPLIED, CURRENCY, PARTY, SETUP};
        Entity {
            name: $name,
            set: $set,
            methods: [NONE, NONE, NONE, G],
            table: "party_ledger_entries",
            conditions: &[("party_type", $party_type)],
            joins: &[
                ($table, &[("party_id", "id")]),
                ("currencies", &[("currency_id", "id")]),
                ("general_ledger_setup", &[]),
            ],
            properties: &[
                ID,
                int32("entryNumber", "entry_number").read_only(),
                int32("transactionNumber", "transaction_number").read_only(),
                guid($party_id, "party_id").read_only(),
                joined_text($party_number, PARTY, "number", 20).read_only(),
                joined_text($party_name, PARTY, "name", 100).read_only(),
                date("postingDate", "posting_date").read_only(),
                date("documentDate", "document_date").read_only(),
                date("dueDate", "due_date").read_only(),
                choice("documentType", "document_type", &$crate::general_ledger_entries::DOCUMENT_TYPE)
                    .read_only(),
                text("documentNumber", "document_number", 20).read_only(),
                text("externalDocumentNumber", "external_document_number", 35).read_only(),
                guid("documentId", "document_id").read_only(),
                // The id that the payment, or another journal line, had before it was posted.
                guid("journalLineId", "journal_line_id").read_only(),
                text("description", "description", 100).read_only(),
                guid("currencyId", "currency_id").read_only(),
                joined_text_or("currencyCode", CURRENCY, "code", SETUP, "local_currency_code")
                    .length(10)
                    .read_only(),
                decimal("originalAmount", "original_amount").read_only(),
                decimal("originalAmountLocal", "original_amount_local").read_only(),
                decimal("amount", "amount").read_only(),
                decimal("amountLocal", "amount_local").read_only(),
                decimal("remainingAmount", "remaining_amount").read_only(),
                decimal("remainingAmountLocal", "remaining_amount_local").read_only(),
                decimal($trade, "net_trade_local").read_only(),
                boolean("open", "open").read_only(),
                boolean("positive", "positive").read_only(),
                date("paymentDiscountDate", "payment_discount_date").read_only(),
                decimal("remainingPaymentDiscountPossible", "remaining_payment_discount_possible")
                    .read_only(),
                decimal("paymentDiscountGivenLocal", "payment_discount_given_local").read_only(),
                text("onHold", "on_hold", 3).read_only(),
                int32("closedByEntryNumber", "closed_by_entry_number").read_only(),
                date("closedAtDate", "closed_at_date").read_only(),
                decimal("closedByAmount", "closed_by_amount").read_only(),
                decimal("closedByAmountLocal", "closed_by_amount_local").read_only(),
                int32("reversedEntryNumber", "reversed_entry_number").read_only(),
                int32("reversedByEntryNumber", "reversed_by_entry_number").read_only(),
                LAST_MODIFIED,
            ],
            navigations: &[
                to_one($party, $party, "party_id", $party_id),
                to_one("currency", "currency", "currency_id", "currencyId"),
                to_one("closedByEntry", $name, "closed_by_entry_number", "")
                    .by("closed_by_entry_number", "entry_number", Storage::Integer)
                    .unnamed(),
                to_many("appliedEntries", $name, "entry_number").through(
                    "entry_number",
                    Storage::Integer,
                    "entry_number",
                    APPLIED,
                ),
                to_one($invoice, $invoice, "document_id", "documentId"),
                to_one($credit_memo, $credit_memo, "document_id", "documentId"),
                to_many("closedEntries", $name, "closed_by_entry_number").by(
                    "entry_number",
                    "closed_by_entry_number",
                    Storage::Integer,
                ),
                to_many($detailed_set, $detailed, "ledger_entry_number").by(
                    "entry_number",
                    "ledger_entry_number",
                    Storage::Integer,
                ),
                $crate::general_ledger_entries::TO_TRANSACTION,
            ],
            default_order: &[("entry_number", Storage::Integer)],
            actions: &[
                $crate::party_ledger_entries::actions::$apply,
                $crate::party_ledger_entries::actions::UNAPPLY,
                $crate::party_ledger_entries::actions::REVERSE,
            ],
            ..Entity::BLANK
        }
    }};
}

/// The entity of the detailed entries of one kind of party, and the documents their entries come from.
macro_rules! detailed_ledger_entries {
    (
        $party_type:literal, $name:literal, $set:literal, $party:literal in $table:literal,
        $party_id:literal, $party_number:literal, $entry:literal, $entry_number:literal,
        $invoice:literal, $credit_memo:literal
    ) => {{
        use odata_sql::mapping::Storage;
        use $crate::entity::{
            Entity, G, ID, LAST_MODIFIED, NONE, choice, date, decimal, guid, int32, joined_text,
            joined_text_or, text, to_one,
        };
        use $crate::party_ledger_entries::{CURRENCY, DOCUMENT_OF_ENTRY, PARTY, SETUP};
        Entity {
            name: $name,
            set: $set,
            methods: [NONE, NONE, NONE, G],
            table: "detailed_ledger_entries",
            conditions: &[("party_type", $party_type)],
            joins: &[
                ($table, &[("party_id", "id")]),
                ("currencies", &[("currency_id", "id")]),
                ("general_ledger_setup", &[]),
            ],
            properties: &[
                ID,
                int32("entryNumber", "entry_number").read_only(),
                int32($entry_number, "ledger_entry_number").read_only(),
                int32("transactionNumber", "transaction_number").read_only(),
                choice("entryType", "entry_type", &$crate::party_ledger_entries::ENTRY_TYPE).read_only(),
                guid($party_id, "party_id").read_only(),
                joined_text($party_number, PARTY, "number", 20).read_only(),
                date("postingDate", "posting_date").read_only(),
                choice("documentType", "document_type", &$crate::general_ledger_entries::DOCUMENT_TYPE)
                    .read_only(),
                text("documentNumber", "document_number", 20).read_only(),
                guid("currencyId", "currency_id").read_only(),
                joined_text_or("currencyCode", CURRENCY, "code", SETUP, "local_currency_code")
                    .length(10)
                    .read_only(),
                decimal("amount", "amount").read_only(),
                decimal("amountLocal", "amount_local").read_only(),
                date("initialEntryDueDate", "initial_entry_due_date").read_only(),
                choice(
                    "initialDocumentType",
                    "initial_document_type",
                    &$crate::general_ledger_entries::DOCUMENT_TYPE,
                )
                .read_only(),
                int32("appliedEntryNumber", "applied_ledger_entry_number").read_only(),
                int32("unappliedEntryNumber", "unapplied_entry_number").read_only(),
                LAST_MODIFIED,
            ],
            navigations: &[
                to_one($party, $party, "party_id", $party_id),
                to_one($entry, $entry, "ledger_entry_number", "")
                    .by("ledger_entry_number", "entry_number", Storage::Integer)
                    .unnamed(),
                to_one("appliedEntry", $entry, "applied_ledger_entry_number", "")
                    .by("applied_ledger_entry_number", "entry_number", Storage::Integer)
                    .unnamed(),
                to_one($invoice, $invoice, "id", "").unnamed().through(
                    "ledger_entry_number",
                    Storage::Integer,
                    "id",
                    DOCUMENT_OF_ENTRY,
                ),
                to_one($credit_memo, $credit_memo, "id", "").unnamed().through(
                    "ledger_entry_number",
                    Storage::Integer,
                    "id",
                    DOCUMENT_OF_ENTRY,
                ),
                $crate::general_ledger_entries::TO_TRANSACTION,
            ],
            default_order: &[("entry_number", Storage::Integer)],
            ..Entity::BLANK
        }
    }};
}

pub(crate) use {detailed_ledger_entries, ledger_entries};
