//! Rows of payment terms.

use finance::payment_terms::PaymentTerms;

use crate::record::record;

record! {
    PaymentTerms in "payment_terms" {
        id: value = "id",
        code: value = "code",
        description: value = "description",
        due_date_calculation: formula = "due_date_calculation",
        discount_date_calculation: formula = "discount_date_calculation",
        discount_percent: value = "discount_percent",
        calculate_discount_on_credit_memos: value = "calculate_discount_on_credit_memos",
    }
}
