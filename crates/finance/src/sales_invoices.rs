//! Posted sales invoices, as far as payments need to know them.

use jiff::civil::Date;
use uuid::Uuid;

use crate::fields::present_id;

/// What a payment looks up about a posted sales invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostedInvoice {
    pub id: Uuid,
    /// The id of the draft it was posted from; blank when there was none.
    pub draft_id: Uuid,
    pub number: String,
    pub sell_to_customer_number: String,
    /// The customer that pays; blank means the sell-to customer.
    pub bill_to_customer_number: String,
    pub posting_date: Date,
}

impl PostedInvoice {
    /// The id the API shows: that of the draft it was posted from, else its own.
    pub fn api_id(&self) -> Uuid {
        present_id(self.draft_id).unwrap_or(self.id)
    }

    /// The bill-to customer, else the sell-to one (FINANCE.md 1.8).
    pub fn paying_customer_number(&self) -> &str {
        if self.bill_to_customer_number.is_empty() {
            &self.sell_to_customer_number
        } else {
            &self.bill_to_customer_number
        }
    }
}
