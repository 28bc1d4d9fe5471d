//! Rows of payment methods.

use finance::payment_methods::PaymentMethod;

use crate::record::record;

record! {
    PaymentMethod in "payment_methods" {
        id: value = "id",
        code: value = "code",
        description: value = "description",
        balancing_account_type: choice = "balancing_account_type",
        balancing_account_number: value = "balancing_account_number",
        direct_debit: value = "direct_debit",
    }
}
