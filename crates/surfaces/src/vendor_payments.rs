//! Vendor payments: journal lines of document type Payment on a vendor (FINANCE.md 1.8, end); v2.0 alone has them.

use finance::vendor_payments::VENDOR_PAYMENTS;
use odata_sql::mapping::Storage;

use crate::apply_vendor_entries::TO_APPLY_VENDOR_ENTRIES;
use crate::dimension_set_lines::TO_DIMENSION_SET_LINES;
use crate::entity::Access::{Absent, Once};
use crate::entity::{
    Entity, GPMD, ID, LAST_MODIFIED, NONE, date, decimal, guid, int32, joined_text, text, to_many, to_one,
};
use crate::party_payments::{
    JOINS, JOURNAL, PAYMENT_AMOUNT_LOCAL, PAYMENT_CURRENCY_CODE, PAYMENT_CURRENCY_ID, PartyPayments,
};

pub static ENTITY: Entity = Entity {
    name: "vendorPayment",
    set: "vendorPayments",
    methods: [NONE, NONE, GPMD, GPMD],
    table: "journal_lines",
    // Of a payment journal, document type Payment, account type Vendor.
    conditions: &[("template_type", 4), ("document_type", 1), ("account_type", 2)],
    joins: JOINS,
    properties: &[
        ID,
        guid("journalId", "journal_id").on(Absent, Absent, Once),
        joined_text("journalDisplayName", JOURNAL, "code", 10),
        int32("lineNumber", "line_number"),
        guid("vendorId", "account_id"),
        text("vendorNumber", "account_number", 20),
        date("postingDate", "posting_date"),
        text("documentNumber", "document_number", 20),
        text("externalDocumentNumber", "external_document_number", 35),
        PAYMENT_CURRENCY_ID,
        PAYMENT_CURRENCY_CODE,
        decimal("amount", "amount"),
        PAYMENT_AMOUNT_LOCAL,
        guid("appliesToInvoiceId", "applies_to_invoice_id"),
        text("appliesToInvoiceNumber", "applies_to_document_number", 20),
        text("description", "description", 100),
        text("comment", "comment", 250),
        LAST_MODIFIED,
    ],
    navigations: &[
        TO_DIMENSION_SET_LINES,
        TO_APPLY_VENDOR_ENTRIES,
        to_one("vendor", "vendor", "account_id", "vendorId"),
        to_many("applications", "paymentApplication", "journal_line_id").only_own(),
        to_one("vendorPaymentJournal", "vendorPaymentJournal", "journal_id", "journalId")
            .partner("vendorPayments"),
        // The pages name both; a journal of vendor payments is never a customer payment journal, so this leads nowhere.
        to_one("customerPaymentJournal", "customerPaymentJournal", "journal_id", "journalId"),
    ],
    default_order: &[("journal_id", Storage::Uuid), ("line_number", Storage::Integer)],
    needs_filter_on: &["journalId", "id"],
    writer: Some(&PartyPayments { kind: &VENDOR_PAYMENTS, entity: &ENTITY, journal: "vendorPaymentJournal" }),
    ..Entity::BLANK
};
