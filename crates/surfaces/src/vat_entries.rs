//! VAT entries, base and amount of every posting that carries VAT: on our own face (FINANCE.md 5.1).

use finance::posting_setup::{GeneralPostingType, VatCalculationType};
use odata_sql::mapping::Storage;

use crate::entity::{
    ChoiceType, Entity, G, ID, LAST_MODIFIED, NONE, boolean, choice, date, decimal, guid, int32, joined_text,
    members_of, text,
};
use crate::general_ledger_entries::{DOCUMENT_TYPE, TO_TRANSACTION, to_general_ledger_entry};
use crate::tax_details::TAX_TYPE;

static POSTING_TYPE: ChoiceType =
    ChoiceType { name: "generalPostingType", members: members_of::<GeneralPostingType> };
pub(crate) static CALCULATION_TYPE: ChoiceType =
    ChoiceType { name: "vatCalculationType", members: members_of::<VatCalculationType> };

/// The setup an entry was made with, whose groups it has.
const SETUP: usize = 0;
/// Who levies the sales tax.
const JURISDICTION: usize = 1;

pub static ENTITY: Entity = Entity {
    name: "vatEntry",
    set: "vatEntries",
    methods: [NONE, NONE, NONE, G],
    table: "vat_entries",
    joins: &[
        ("vat_posting_setup", &[("vat_posting_setup_id", "id")]),
        ("tax_jurisdictions", &[("tax_jurisdiction_id", "id")]),
    ],
    properties: &[
        ID,
        int32("entryNumber", "entry_number").read_only(),
        int32("transactionNumber", "transaction_number").read_only(),
        int32("generalLedgerEntryNumber", "general_ledger_entry_number").read_only(),
        choice("postingType", "posting_type", &POSTING_TYPE).read_only(),
        choice("calculationType", "calculation_type", &CALCULATION_TYPE).read_only(),
        joined_text("taxAreaCode", SETUP, "vat_business_posting_group", 20).read_only(),
        joined_text("taxGroupCode", SETUP, "vat_product_posting_group", 20).read_only(),
        joined_text("taxJurisdictionCode", JURISDICTION, "code", 10).read_only(),
        choice("taxType", "tax_type", &TAX_TYPE).read_only(),
        boolean("useTax", "use_tax").read_only(),
        decimal("taxPercent", "vat_percent").read_only(),
        decimal("base", "base").read_only(),
        decimal("amount", "amount").read_only(),
        date("postingDate", "posting_date").read_only(),
        date("documentDate", "document_date").read_only(),
        choice("documentType", "document_type", &DOCUMENT_TYPE).read_only(),
        text("documentNumber", "document_number", 20).read_only(),
        text("externalDocumentNumber", "external_document_number", 35).read_only(),
        guid("documentId", "document_id").read_only(),
        guid("partyId", "party_id").read_only(),
        int32("reversedEntryNumber", "reversed_entry_number").read_only(),
        LAST_MODIFIED,
    ],
    navigations: &[to_general_ledger_entry("general_ledger_entry_number"), TO_TRANSACTION],
    default_order: &[("entry_number", Storage::Integer)],
    ..Entity::BLANK
};
