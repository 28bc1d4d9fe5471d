//! Vendor payments: lines of payment journals, money that goes out (FINANCE.md 1.8, end).

use crate::{
    journal_lines::JournalAccountType, journal_templates::TemplateType, party_payments::PaymentKind,
};

/// What makes a payment one to a vendor; the rules are those of [`crate::party_payments`].
pub static VENDOR_PAYMENTS: PaymentKind = PaymentKind {
    account_type: JournalAccountType::Vendor,
    template_type: TemplateType::Payments,
    party: "vendor",
    party_id: "vendorId",
    party_number: "vendorNumber",
    invoice: "purchase invoice",
    collection: "vendorPaymentJournals({id})/vendorPayments",
};
