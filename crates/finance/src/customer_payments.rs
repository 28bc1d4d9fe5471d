//! Customer payments: lines of cash receipt journals, money that comes in (FINANCE.md 1.8).

use crate::{
    journal_lines::JournalAccountType, journal_templates::TemplateType, party_payments::PaymentKind,
};

/// What makes a payment a customer's; the rules are those of [`crate::party_payments`].
pub static CUSTOMER_PAYMENTS: PaymentKind = PaymentKind {
    account_type: JournalAccountType::Customer,
    template_type: TemplateType::CashReceipts,
    party: "customer",
    party_id: "customerId",
    party_number: "customerNumber",
    invoice: "sales invoice",
    collection: "customerPaymentJournals({id})/customerPayments",
};
