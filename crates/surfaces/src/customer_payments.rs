//! Customer payments: journal lines of document type Payment on a customer, applied to an invoice (FINANCE.md 1.8).

mod facts;

use finance::customer_payments::{self, JournalNameRule, PaymentProperties, resolve_journal_id};
use finance::journal_lines::JournalLine;
use odata_sql::mapping::Storage;
use store::{Session, Work, journal_lines, record};
use uuid::Uuid;

use crate::entity::Access::{Absent, Once, Writable};
use crate::entity::{
    Entity, GPMD, ID, LAST_MODIFIED, date, decimal, dimensions, guid, int32, joined_text, text, to_one,
};
use crate::errors::ApiError;
use crate::face::Face;
use crate::write::{Body, Write, Writer};
use facts::Known;

const JOURNAL: usize = 0;

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
    joins: &[("journals", &[("journal_id", "id")])],
    properties: &[
        ID,
        guid("journalId", "journal_id").on(Absent, Absent, Once),
        joined_text("journalDisplayName", JOURNAL, "code", 10),
        int32("lineNumber", "line_number"),
        guid("customerId", "customer_id"),
        text("customerNumber", "account_number", 20),
        text("contactId", "contact_id", 250).on(Writable, Writable, Absent),
        date("postingDate", "posting_date"),
        text("documentNumber", "document_number", 20),
        text("externalDocumentNumber", "external_document_number", 35),
        decimal("amount", "amount"),
        guid("appliesToInvoiceId", "applies_to_invoice_id"),
        text("appliesToInvoiceNumber", "applies_to_document_number", 20),
        text("description", "description", 100),
        text("comment", "comment", 250),
        dimensions("dimensions"),
        LAST_MODIFIED,
    ],
    navigations: &[
        to_one("customerPaymentJournal", "customerPaymentJournal", "journal_id", "journalId")
            .on(false, false, true)
            .partner("customerPayments"),
        to_one("customer", "customer", "customer_id", "customerId"),
    ],
    default_order: &[("journal_id", Storage::Uuid), ("line_number", Storage::Integer)],
    needs_filter_on: &["journalId", "id"],
    writer: Some(&CustomerPayments),
    ..Entity::BLANK
};

struct CustomerPayments;

impl Writer for CustomerPayments {
    fn create<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let given = properties(&write.body)?.normalized()?;
            let journal_id = resolve_journal_id(journal_in_url(write), given.journal_id)?;
            let known = Known::load(session, write, &given, journal_id, None).await?;
            let new = facts::load_for_new_line(session, write, &given, &known.journal).await?;
            let facts = new.facts(known.book(), write.today());
            let line = customer_payments::create(write.id, &given, name_rule(write.face), &facts)?;
            Ok(journal_lines::insert(session, write.company, &line, write.stamp).await?)
        })
    }

    fn change<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let given = properties(&write.body)?.normalized()?;
            let stored = stored(session, write).await?;
            let known = Known::load(session, write, &given, stored.journal_id, Some(&stored)).await?;
            let line_number_taken = facts::line_number_taken(
                session,
                write,
                stored.journal_id,
                given.line_number,
                Some(stored.id),
            )
            .await?;
            let facts = customer_payments::ChangeFacts { book: known.book(), line_number_taken };
            let changed = customer_payments::change(&stored, &given, name_rule(write.face), &facts)?;
            // The consequences concern ledger entries of invoices, which do not exist before invoices can be posted.
            Ok(journal_lines::update(session, write.company, &changed.line, write.stamp).await?)
        })
    }

    fn delete<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move { Ok(record::delete::<JournalLine>(session, write.company, write.id).await?) })
    }
}

/// How each face treats `journalDisplayName` (FINANCE.md 1.8).
fn name_rule(face: Face) -> JournalNameRule {
    match face {
        Face::GraphBeta | Face::V1 => JournalNameRule::Refused,
        Face::V2 | Face::Own => JournalNameRule::RefusedWhenDifferent,
    }
}

fn journal_in_url(write: &Write) -> Option<Uuid> {
    write.parent_of_type("customerPaymentJournal")
}

async fn stored(session: &mut Session, write: &Write) -> Result<JournalLine, ApiError> {
    let found = journal_lines::find(session, write.company, write.id).await?;
    found.map(|found| found.record).ok_or_else(|| ApiError::not_found(ENTITY.name, write.id))
}

fn properties(body: &Body) -> Result<PaymentProperties, ApiError> {
    Ok(PaymentProperties {
        journal_id: body.guid("journalId"),
        journal_display_name: body.text("journalDisplayName"),
        line_number: body.int32("lineNumber")?,
        customer_id: body.guid("customerId"),
        customer_number: body.text("customerNumber"),
        contact_id: body.text("contactId"),
        posting_date: body.date("postingDate"),
        document_number: body.text("documentNumber"),
        external_document_number: body.text("externalDocumentNumber"),
        amount: body.amount("amount")?,
        applies_to_invoice_id: body.guid("appliesToInvoiceId"),
        applies_to_invoice_number: body.text("appliesToInvoiceNumber"),
        description: body.text("description"),
        comment: body.text("comment"),
        dimensions: pairs(body),
    })
}

/// `dimensions` of v1.0 as pairs of dimension code and value code.
fn pairs(body: &Body) -> Option<Vec<(String, String)>> {
    let texts = body.collection_texts("dimensions")?;
    let pair = |item: Vec<Option<String>>| {
        let text = |index: usize| item.get(index).cloned().flatten().unwrap_or_default();
        (text(0), text(2))
    };
    Some(texts.into_iter().map(pair).collect())
}
