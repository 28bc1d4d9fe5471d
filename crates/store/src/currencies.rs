//! Rows of currencies.

use finance::currencies::Currency;
use odata_sql::compiled::SqlValue;
use uuid::Uuid;

use crate::record::{self, record};
use crate::{Session, StoreError};

record! {
    Currency in "currencies" {
        id: value = "id",
        code: value = "code",
        description: value = "description",
        symbol: value = "symbol",
        amount_decimal_places: value = "amount_decimal_places",
        unit_amount_decimal_places: value = "unit_amount_decimal_places",
        amount_rounding_precision: value = "amount_rounding_precision",
        unit_amount_rounding_precision: value = "unit_amount_rounding_precision",
        invoice_rounding_precision: value = "invoice_rounding_precision",
        application_rounding_precision: value = "application_rounding_precision",
        vat_rounding: choice = "vat_rounding",
        payment_tolerance_percent: value = "payment_tolerance_percent",
        max_payment_tolerance_amount: value = "max_payment_tolerance_amount",
        emu_currency: value = "emu_currency",
        realized_gains_account: value = "realized_gains_account",
        realized_losses_account: value = "realized_losses_account",
        unrealized_gains_account: value = "unrealized_gains_account",
        unrealized_losses_account: value = "unrealized_losses_account",
    }
}

/// Deletes a currency together with its exchange rates.
pub async fn delete(session: &mut Session, company: Uuid, currency: &Currency) -> Result<(), StoreError> {
    let text = "DELETE FROM currency_exchange_rates WHERE company_id = ?1 AND currency_code = ?2";
    session.execute(text, &[SqlValue::Uuid(company), SqlValue::Text(currency.code.clone())]).await?;
    record::delete::<Currency>(session, company, currency.id).await
}
