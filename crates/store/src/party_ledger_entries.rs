//! Rows of party ledger entries.

use finance::Choice;
use finance::journal_lines::JournalDocumentType;
use finance::party_ledger_entries::PartyLedgerEntry;
use uuid::Uuid;

use crate::record::{self, record};
use crate::{Session, SqlValue, Stamp, StoreError};

record! {
    PartyLedgerEntry in "party_ledger_entries" {
        id: value = "id",
        party_type: choice = "party_type",
        entry_number: value = "entry_number",
        transaction_number: value = "transaction_number",
        register_number: value = "register_number",
        party_id: value = "party_id",
        posting_date: value = "posting_date",
        document_date: value = "document_date",
        document_type: choice = "document_type",
        document_number: value = "document_number",
        external_document_number: value = "external_document_number",
        description: value = "description",
        currency_id: value = "currency_id",
        original_currency_factor: value = "original_currency_factor",
        posting_group: value = "posting_group",
        original_amount: value = "original_amount",
        original_amount_local: value = "original_amount_local",
        net_trade_local: value = "net_trade_local",
        profit_local: value = "profit_local",
        invoice_discount_local: value = "invoice_discount_local",
        original_payment_discount_possible: value = "original_payment_discount_possible",
        positive: value = "positive",
        balancing_account_type: choice = "balancing_account_type",
        balancing_account_id: value = "balancing_account_id",
        source_code: value = "source_code",
        reason_code: value = "reason_code",
        salesperson_code: value = "salesperson_code",
        dimension_set_id: value = "dimension_set_id",
        document_id: value = "document_id",
        journal_line_id: value = "journal_line_id",
        reversed_entry_number: value = "reversed_entry_number",
        open: value = "open",
        adjusted_currency_factor: value = "adjusted_currency_factor",
        amount: value = "amount",
        amount_local: value = "amount_local",
        remaining_amount: value = "remaining_amount",
        remaining_amount_local: value = "remaining_amount_local",
        due_date: value = "due_date",
        payment_discount_date: value = "payment_discount_date",
        payment_discount_tolerance_date: value = "payment_discount_tolerance_date",
        remaining_payment_discount_possible: value = "remaining_payment_discount_possible",
        payment_discount_given_local: value = "payment_discount_given_local",
        max_payment_tolerance: value = "max_payment_tolerance",
        accepted_payment_tolerance: value = "accepted_payment_tolerance",
        accepted_payment_discount_tolerance: value = "accepted_payment_discount_tolerance",
        applies_to_id: value = "applies_to_id",
        amount_to_apply: value = "amount_to_apply",
        on_hold: value = "on_hold",
        closed_by_entry_number: value = "closed_by_entry_number",
        closed_at_date: value = "closed_at_date",
        closed_by_amount: value = "closed_by_amount",
        closed_by_amount_local: value = "closed_by_amount_local",
        closed_by_currency_id: value = "closed_by_currency_id",
        closed_by_currency_amount: value = "closed_by_currency_amount",
        reversed_by_entry_number: value = "reversed_by_entry_number",
        unrealized_loss_local: value = "unrealized_loss_local",
        unrealized_gain_local: value = "unrealized_gain_local",
    }
}

/// All entries that meet `condition`, which may use parameters from `?2` on and end in an order.
pub async fn list(
    session: &mut Session,
    company: Uuid,
    condition: &str,
    parameters: &[SqlValue],
) -> Result<Vec<PartyLedgerEntry>, StoreError> {
    record::list(session, company, condition, parameters).await
}

/// The first column that an application may change; those before it are guarded by the database.
const FIRST_STATE_COLUMN: &str = "open";

/// Writes what an application has changed on an entry.
pub async fn update_state(
    session: &mut Session,
    company: Uuid,
    entry: &PartyLedgerEntry,
    stamp: Stamp,
) -> Result<(), StoreError> {
    record::update_from(session, company, entry, FIRST_STATE_COLUMN, stamp).await
}

/// The open entry of a party's invoice, by its number. Two open invoices of one party cannot have the same number.
pub async fn open_invoice(
    session: &mut Session,
    company: Uuid,
    party_id: Uuid,
    number: &str,
) -> Result<Option<PartyLedgerEntry>, StoreError> {
    let condition = "AND party_id = ?2 AND document_type = ?3 AND document_number = ?4 AND open";
    let parameters = [
        SqlValue::Uuid(party_id),
        SqlValue::Integer(JournalDocumentType::Invoice.value()),
        SqlValue::Text(number.to_owned()),
    ];
    Ok(record::list(session, company, condition, &parameters).await?.into_iter().next())
}
