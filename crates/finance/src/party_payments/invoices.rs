//! Posted invoices, as far as payments need to know them.

use jiff::civil::Date;
use uuid::Uuid;

/// What a payment looks up about a posted sales or purchase invoice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostedInvoice {
    /// The id the API shows; a draft keeps it when it is posted.
    pub id: Uuid,
    pub number: String,
    /// Who pays: the bill-to customer or pay-to vendor, else the one sold to or bought from (FINANCE.md 1.8).
    pub party_number: String,
    pub posting_date: Date,
}
