//! Rows of the setup of sales and of purchases.

use finance::choices::Choice;
use finance::trade_setup::{TradeSetup, TradeSide};
use uuid::Uuid;

use crate::record::{self, record};
use crate::{Session, SqlValue, StoreError};

record! {
    TradeSetup in "trade_setup" {
        id: value = "id",
        side: choice = "side",
        no_default_posting_date: value = "no_default_posting_date",
        link_document_date: value = "link_document_date",
        default_quantity: value = "default_quantity",
        no_default_quantity_to_ship: value = "no_default_quantity_to_ship",
        discount_posting: choice = "discount_posting",
        calculate_invoice_discount: value = "calculate_invoice_discount",
        invoice_rounding: value = "invoice_rounding",
        shipment_on_invoice: value = "shipment_on_invoice",
        return_receipt_on_credit_memo: value = "return_receipt_on_credit_memo",
        external_number_mandatory: value = "external_number_mandatory",
        exact_cost_reversing_mandatory: value = "exact_cost_reversing_mandatory",
        application_between_currencies: choice = "application_between_currencies",
        allow_document_deletion_before: value = "allow_document_deletion_before",
    }
}

/// The setup of one side; none in a damaged company.
pub async fn of_side(
    session: &mut Session,
    company: Uuid,
    side: TradeSide,
) -> Result<Option<TradeSetup>, StoreError> {
    let found = record::list(session, company, "AND side = ?2", &[SqlValue::Integer(side.value())]).await?;
    Ok(found.into_iter().next())
}
