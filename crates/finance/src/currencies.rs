//! Foreign currencies.

use money::{Amount, Precision};
use uuid::Uuid;

use crate::choices::choices;

choices! {
    /// Which way VAT amounts are rounded (FINANCE.md 5.2).
    VatRounding {
        #[default]
        Nearest = 0, "Nearest";
        Up = 1, "Up";
        Down = 2, "Down";
    }
}

/// A foreign currency and its accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Currency {
    pub id: Uuid,
    pub code: String,
    pub description: String,
    pub symbol: String,
    /// Least and most digits shown, such as `2:2`.
    pub amount_decimal_places: String,
    pub unit_amount_decimal_places: String,
    pub amount_rounding_precision: Amount,
    pub unit_amount_rounding_precision: Amount,
    pub invoice_rounding_precision: Amount,
    pub vat_rounding: VatRounding,
    pub payment_tolerance_percent: Amount,
    pub max_payment_tolerance_amount: Amount,
    pub emu_currency: bool,
    pub realized_gains_account: String,
    pub realized_losses_account: String,
    pub unrealized_gains_account: String,
    pub unrealized_losses_account: String,
}

impl Default for Currency {
    /// The initial values (FINANCE.md 7.3).
    fn default() -> Self {
        Currency {
            id: Uuid::nil(),
            code: String::new(),
            description: String::new(),
            symbol: String::new(),
            amount_decimal_places: "2:2".to_owned(),
            unit_amount_decimal_places: "2:5".to_owned(),
            amount_rounding_precision: Amount::from_hundredths(1),
            unit_amount_rounding_precision: Amount::from_scaled(1),
            invoice_rounding_precision: Amount::from_hundredths(1),
            vat_rounding: VatRounding::Nearest,
            payment_tolerance_percent: Amount::ZERO,
            max_payment_tolerance_amount: Amount::ZERO,
            emu_currency: false,
            realized_gains_account: String::new(),
            realized_losses_account: String::new(),
            unrealized_gains_account: String::new(),
            unrealized_losses_account: String::new(),
        }
    }
}

impl Currency {
    /// The rounding step of amounts; a cent when the record holds no usable step.
    pub fn precision(&self) -> Precision {
        Precision::new(self.amount_rounding_precision).unwrap_or(Precision::CENT)
    }
}
