//! Rows of payment applications; they go with their payment.

use std::collections::BTreeMap;

use finance::payment_applications::PaymentApplication;
use uuid::Uuid;

use crate::posting::in_uuids;
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

/// Those of some payments, by payment.
pub async fn of_payments(
    session: &mut Session,
    company: Uuid,
    payments: Vec<Uuid>,
) -> Result<BTreeMap<Uuid, Vec<PaymentApplication>>, StoreError> {
    let condition = format!("AND {}", in_uuids(session.dialect(), "journal_line_id", 2));
    let mut found: Vec<PaymentApplication> =
        record::list(session, company, &condition, &[SqlValue::UuidList(payments)]).await?;
    found.sort_unstable_by_key(|application| application.id);
    let mut by_payment: BTreeMap<Uuid, Vec<PaymentApplication>> = BTreeMap::new();
    for application in found {
        by_payment.entry(application.journal_line_id).or_default().push(application);
    }
    Ok(by_payment)
}
