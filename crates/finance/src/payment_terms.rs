//! Payment terms.

use money::Amount;
use uuid::Uuid;

use crate::date_formulas::DateFormula;

/// When an invoice is due, and what paying early is worth.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PaymentTerms {
    pub id: Uuid,
    pub code: String,
    pub description: String,
    pub due_date_calculation: DateFormula,
    pub discount_date_calculation: DateFormula,
    /// From 0 to 100.
    pub discount_percent: Amount,
    pub calculate_discount_on_credit_memos: bool,
}
