//! Rows of payment applications; they go with their payment.

use std::collections::BTreeMap;

use finance::payment_applications::PaymentApplication;
use uuid::Uuid;

use crate::record::{self, record};
use crate::{Session, SqlValue, StoreError};

record! {
    PaymentApplication in "payment_applications" {
        id: value = "id",
        journal_line_id: value = "journal_line_id",
        invoice_id: value = "invoice_id",
        amount: value = "amount",
    }
}

/// Those of all payments of a journal, by payment.
pub async fn of_journal(
    session: &mut Session,
    company: Uuid,
    journal: Uuid,
) -> Result<BTreeMap<Uuid, Vec<PaymentApplication>>, StoreError> {
    let condition = "AND journal_line_id IN (SELECT id FROM journal_lines WHERE company_id = ?1 AND journal_id = ?2) \
                     ORDER BY id";
    let found: Vec<PaymentApplication> =
        record::list(session, company, condition, &[SqlValue::Uuid(journal)]).await?;
    let mut by_payment: BTreeMap<Uuid, Vec<PaymentApplication>> = BTreeMap::new();
    for application in found {
        by_payment.entry(application.journal_line_id).or_default().push(application);
    }
    Ok(by_payment)
}
