//! What writing a payment means for the ledger entries of invoices (FINANCE.md 1.7, 1.8).

use finance::currencies::Currency;
use finance::journal_lines::JournalLine;
use finance::party_payments::{self, Consequence};
use store::{Session, SqlValue, Stamp, party_ledger_entries, record};
use uuid::Uuid;

use crate::apply_vendor_entries::clear_marks;
use crate::errors::ApiError;
use crate::write::Write;

/// Carries out the consequences of writing `payment`. `tolerates`: small differences may be accepted.
pub(crate) async fn carry_out(
    session: &mut Session,
    write: &Write,
    payment: &JournalLine,
    consequences: &[Consequence],
    tolerates: bool,
) -> Result<(), ApiError> {
    let (company, stamp) = (write.company, write.stamp);
    for consequence in consequences {
        let (party_id, number, is_offer) = match consequence {
            Consequence::OfferRemainingAmount { party_id, invoice_number } => {
                (party_id, invoice_number, true)
            }
            Consequence::ResetAmountToApply { party_id, invoice_number } => (party_id, invoice_number, false),
        };
        let found = party_ledger_entries::open_invoice(session, company, *party_id, number).await?;
        let Some(entry) = found else { continue };
        let changed = if is_offer {
            let currency = currency_id(session, company, &payment.currency_code).await?;
            party_payments::offered(&entry, payment, currency == Some(entry.currency_id), tolerates)?
        } else {
            party_payments::taken_back(&entry)
        };
        if changed != entry {
            party_ledger_entries::update_state(session, company, &changed, stamp).await?;
        }
    }
    Ok(())
}

/// Takes back what the payments of a journal had offered, before they are deleted with it.
pub(crate) async fn take_back_of_journal(
    session: &mut Session,
    company: Uuid,
    journal: Uuid,
    stamp: Stamp,
) -> Result<(), ApiError> {
    let condition = "AND journal_id = ?2 AND (applies_to_document_number <> '' OR applies_to_id <> '')";
    let lines: Vec<JournalLine> =
        record::list(session, company, condition, &[SqlValue::Uuid(journal)]).await?;
    for line in lines {
        clear_marks(session, company, stamp, &line).await?;
        for consequence in party_payments::remove(&line) {
            let Consequence::ResetAmountToApply { party_id, invoice_number } = consequence else { continue };
            let found =
                party_ledger_entries::open_invoice(session, company, party_id, &invoice_number).await?;
            if let Some(entry) = found.filter(|entry| *entry != party_payments::taken_back(entry)) {
                let entry = party_payments::taken_back(&entry);
                party_ledger_entries::update_state(session, company, &entry, stamp).await?;
            }
        }
    }
    Ok(())
}

/// The id of a currency by code; nil for local currency, `None` when it does not exist.
pub(crate) async fn currency_id(
    session: &mut Session,
    company: Uuid,
    code: &str,
) -> Result<Option<Uuid>, ApiError> {
    if code.is_empty() {
        return Ok(Some(Uuid::nil()));
    }
    Ok(record::by_text::<Currency>(session, company, "code", code).await?.map(|currency| currency.id))
}
