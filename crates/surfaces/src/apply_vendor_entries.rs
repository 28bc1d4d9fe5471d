//! Open entries of the vendor of a payment, below the payment: whether it is to be applied to them (FINANCE.md 1.8).
//! v2.0 has them.

use finance::apply_vendor_entries::{ChoiceFacts, chosen, cleared, taken_back};
use finance::journal_lines::JournalLine;
use finance::party_ledger_entries::PartyLedgerEntry;
use finance::party_payments;
use odata_sql::mapping::{Storage, Through};
use store::{Session, SqlValue, Stamp, Work, journal_lines, party_ledger_entries, record};
use uuid::Uuid;

use crate::entity::Access::Writable;
use crate::entity::{
    Entity, GM, ID, LAST_MODIFIED, NONE, Navigation, choice, computed, date, decimal, joined_text, text,
    to_many,
};
use crate::errors::ApiError;
use crate::general_ledger_entries::DOCUMENT_TYPE;
use crate::journal_lines::consequences::{carry_out, currency_id};
use crate::write::coded::general_ledger_setup;
use crate::write::{Write, Writer};

const VENDOR: usize = 0;

/// From a payment to the open entries of its vendor.
pub(crate) const TO_APPLY_VENDOR_ENTRIES: Navigation =
    to_many("applyVendorEntries", "applyVendorEntry", "id")
        .through(
            "account_id",
            Storage::Uuid,
            "id",
            Through { table: "party_ledger_entries", near: "party_id", far: "id", further: " AND open" },
        )
        .on(false, false, true);

pub static ENTITY: Entity = Entity {
    name: "applyVendorEntry",
    set: "applyVendorEntries",
    methods: [NONE, NONE, GM, NONE],
    table: "party_ledger_entries",
    conditions: &[("party_type", 2)],
    joins: &[("vendors", &[("party_id", "id")])],
    // Whether an entry is applied is a matter of the payment.
    key_within_parent: true,
    properties: &[
        ID,
        computed("applied", Storage::Boolean, "{row}.applies_to_id <> ''").on(Writable, Writable, Writable),
        text("appliesToId", "applies_to_id", 50).read_only(),
        date("postingDate", "posting_date").read_only(),
        choice("documentType", "document_type", &DOCUMENT_TYPE).read_only(),
        text("documentNumber", "document_number", 20).read_only(),
        text("externalDocumentNumber", "external_document_number", 35).read_only(),
        joined_text("vendorNumber", VENDOR, "number", 20).read_only(),
        joined_text("vendorName", VENDOR, "name", 100).read_only(),
        text("description", "description", 100).read_only(),
        decimal("remainingAmount", "remaining_amount").read_only(),
        LAST_MODIFIED,
    ],
    default_order: &[("entry_number", Storage::Integer)],
    needs_filter_on: &["vendorNumber", "id"],
    writer: Some(&ApplyVendorEntries),
    ..Entity::BLANK
};

struct ApplyVendorEntries;

impl Writer for ApplyVendorEntries {
    /// No face has the method.
    fn create<'s>(&'s self, _session: &'s mut Session, _write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move { Err(ApiError::method_not_allowed("POST", ENTITY.set, true)) })
    }

    fn change<'s>(&'s self, session: &'s mut Session, write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move {
            let (company, stamp) = (write.company, write.stamp);
            let Some(payment) = write.parent_of_type("vendorPayment") else {
                let message = "Entries to apply are reached through the vendor payment they are for.";
                return Err(ApiError::new(400, "Application_DialogException", message).at("applied"));
            };
            let Some(applied) = write.body.boolean("applied") else { return Ok(()) };
            let payment = journal_lines::find(session, company, payment).await?;
            let payment = payment.ok_or_else(|| ApiError::not_found("vendorPayment", write.id))?.record;
            if applied {
                // What the payment offered to the document it named is taken back first.
                carry_out(session, write, &payment, &party_payments::remove(&payment), false).await?;
            }
            let entry = record::by_id::<PartyLedgerEntry>(session, company, write.id).await?;
            let entry = entry.ok_or_else(|| ApiError::not_found(ENTITY.name, write.id))?.record;
            let (payment, entry) = if applied {
                chosen(&payment, &entry, choice_facts(session, write, &payment, &entry).await?)?
            } else {
                let marked = marked_entries(session, company, &payment).await?;
                let others = marked.iter().any(|other| other.id != entry.id);
                taken_back(&payment, &entry, others)?
            };
            party_ledger_entries::update_state(session, company, &entry, stamp).await?;
            Ok(journal_lines::update(session, company, &payment, stamp).await?)
        })
    }

    /// No face has the method.
    fn delete<'s>(&'s self, _session: &'s mut Session, _write: &'s Write) -> Work<'s, Result<(), ApiError>> {
        Box::pin(async move { Err(ApiError::method_not_allowed("DELETE", ENTITY.set, false)) })
    }
}

/// The entries that are marked for a payment.
pub(crate) async fn marked_entries(
    session: &mut Session,
    company: Uuid,
    payment: &JournalLine,
) -> Result<Vec<PartyLedgerEntry>, ApiError> {
    entries_under(session, company, payment.account_id, &payment.applies_to_id).await
}

/// The open entries of a vendor that bear a mark; none bears a blank one.
async fn entries_under(
    session: &mut Session,
    company: Uuid,
    vendor: Uuid,
    mark: &str,
) -> Result<Vec<PartyLedgerEntry>, ApiError> {
    if mark.is_empty() {
        return Ok(Vec::new());
    }
    let condition = "AND party_id = ?2 AND open AND applies_to_id = ?3";
    let parameters = [SqlValue::Uuid(vendor), SqlValue::Text(mark.to_owned())];
    Ok(party_ledger_entries::list(session, company, condition, &parameters).await?)
}

async fn choice_facts(
    session: &mut Session,
    write: &Write,
    payment: &JournalLine,
    entry: &PartyLedgerEntry,
) -> Result<ChoiceFacts, ApiError> {
    let currency = currency_id(session, write.company, &payment.currency_code).await?;
    let number = &payment.document_number;
    let under_number = entries_under(session, write.company, payment.account_id, number).await?;
    Ok(ChoiceFacts {
        is_mark_in_use: is_mark_in_use(session, write, &entry.applies_to_id).await?,
        is_number_free: under_number.is_empty() && !is_mark_in_use(session, write, number).await?,
        same_currency: currency == Some(entry.currency_id),
        local_precision: general_ledger_setup(session, write.company).await?.precision(),
    })
}

/// Whether a line still waits under a mark.
async fn is_mark_in_use(session: &mut Session, write: &Write, mark: &str) -> Result<bool, ApiError> {
    if mark.is_empty() {
        return Ok(false);
    }
    let condition = "AND applies_to_id = ?2";
    let lines: Vec<JournalLine> =
        record::list(session, write.company, condition, &[SqlValue::Text(mark.to_owned())]).await?;
    Ok(!lines.is_empty())
}

/// Takes the marks of a payment from the entries, when it goes or turns to another vendor.
pub(crate) async fn clear_marks(
    session: &mut Session,
    company: Uuid,
    stamp: Stamp,
    payment: &JournalLine,
) -> Result<(), ApiError> {
    for entry in marked_entries(session, company, payment).await? {
        party_ledger_entries::update_state(session, company, &cleared(&entry), stamp).await?;
    }
    Ok(())
}
