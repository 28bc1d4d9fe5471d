//! Customer payments: journal lines of document type Payment on a customer, applied to an invoice (FINANCE.md 1.8).

use finance::customer_payments::CUSTOMER_PAYMENTS;
use odata_sql::mapping::Storage;

use crate::dimension_set_lines::TO_DIMENSION_SET_LINES;
use crate::entity::Access::{Absent, Once, Writable};
use crate::entity::{
    Entity, GPMD, ID, LAST_MODIFIED, date, decimal, dimensions, guid, int32, joined_text, text, to_many,
    to_one,
};
use crate::face::Face;
use crate::party_payments::{
    JOINS, JOURNAL, PAYMENT_AMOUNT_LOCAL, PAYMENT_CURRENCY_CODE, PAYMENT_CURRENCY_ID, PartyPayments,
};

pub static ENTITY: Entity = Entity {
    name: "customerPayment",
    set: "customerPayments",
    methods: [GPMD; Face::COUNT],
    table: "journal_lines",
    // Of a cash receipts journal, document type Payment, account type Customer, applies to an Invoice.
    conditions: &[
        ("template_type", 3),
        ("document_type", 1),
        ("account_type", 1),
        ("applies_to_document_type", 2),
    ],
    joins: JOINS,
    properties: &[
        ID,
        guid("journalId", "journal_id").on(Absent, Absent, Once),
        joined_text("journalDisplayName", JOURNAL, "code", 10),
        int32("lineNumber", "line_number"),
        guid("customerId", "account_id"),
        text("customerNumber", "account_number", 20),
        text("contactId", "contact_id", 250).on(Writable, Writable, Absent),
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
        dimensions("dimensions"),
        LAST_MODIFIED,
    ],
    navigations: &[
        TO_DIMENSION_SET_LINES,
        to_one("customerPaymentJournal", "customerPaymentJournal", "journal_id", "journalId")
            .on(false, false, true)
            .partner("customerPayments"),
        to_one("customer", "customer", "account_id", "customerId"),
        to_many("applications", "paymentApplication", "journal_line_id").only_own(),
    ],
    default_order: &[("journal_id", Storage::Uuid), ("line_number", Storage::Integer)],
    needs_filter_on: &["journalId", "id"],
    writer: Some(&PartyPayments {
        kind: &CUSTOMER_PAYMENTS,
        entity: &ENTITY,
        journal: "customerPaymentJournal",
    }),
    ..Entity::BLANK
};
