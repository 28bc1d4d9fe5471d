//! Customers and vendors seen from a journal: what a line takes over from either.

use uuid::Uuid;

use crate::{
    customers::{Customer, CustomerBlocked},
    errors::RuleError,
    journal_lines::{JournalAccountType, JournalDocumentType},
    vendors::{Vendor, VendorBlocked},
};

/// What a party is blocked for (FINANCE.md 2.2 rule 14, 7.2). Shipments are no affair of journals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PartyBlocked {
    #[default]
    Nothing,
    /// Invoices, and lines without a document type: a customer blocked for invoices.
    Invoices,
    /// Payments: a vendor blocked for payments.
    Payments,
    Everything,
}

/// A customer or a vendor, as far as lines and payments care.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Party {
    /// Customer or Vendor.
    pub account_type: JournalAccountType,
    pub id: Uuid,
    pub number: String,
    pub name: String,
    pub blocked: PartyBlocked,
    pub currency_code: String,
    pub posting_group: String,
    pub payment_terms_code: String,
    pub payment_method_code: String,
    /// The salesperson of a customer, the purchaser of a vendor.
    pub salesperson_code: String,
    pub recipient_bank_account_code: String,
    /// No payment tolerance is taken from it (FINANCE.md 3.2).
    pub block_payment_tolerance: bool,
}

impl From<&Customer> for Party {
    fn from(customer: &Customer) -> Self {
        Party {
            account_type: JournalAccountType::Customer,
            id: customer.id,
            number: customer.number.clone(),
            name: customer.name.clone(),
            blocked: match customer.blocked {
                CustomerBlocked::Blank | CustomerBlocked::Ship => PartyBlocked::Nothing,
                CustomerBlocked::Invoice => PartyBlocked::Invoices,
                CustomerBlocked::All => PartyBlocked::Everything,
            },
            currency_code: customer.currency_code.clone(),
            posting_group: customer.customer_posting_group.clone(),
            payment_terms_code: customer.payment_terms_code.clone(),
            payment_method_code: customer.payment_method_code.clone(),
            salesperson_code: customer.salesperson_code.clone(),
            recipient_bank_account_code: customer.preferred_bank_account_code.clone(),
            block_payment_tolerance: customer.block_payment_tolerance,
        }
    }
}

impl From<&Vendor> for Party {
    fn from(vendor: &Vendor) -> Self {
        Party {
            account_type: JournalAccountType::Vendor,
            id: vendor.id,
            number: vendor.number.clone(),
            name: vendor.name.clone(),
            blocked: match vendor.blocked {
                VendorBlocked::Blank => PartyBlocked::Nothing,
                VendorBlocked::Payment => PartyBlocked::Payments,
                VendorBlocked::All => PartyBlocked::Everything,
            },
            currency_code: vendor.currency_code.clone(),
            posting_group: vendor.vendor_posting_group.clone(),
            payment_terms_code: vendor.payment_terms_code.clone(),
            payment_method_code: vendor.payment_method_code.clone(),
            salesperson_code: String::new(),
            recipient_bank_account_code: vendor.preferred_bank_account_code.clone(),
            block_payment_tolerance: vendor.block_payment_tolerance,
        }
    }
}

impl Party {
    /// `customer` or `vendor`.
    pub fn noun(&self) -> &'static str {
        match self.account_type {
            JournalAccountType::Vendor => "vendor",
            _ => "customer",
        }
    }

    /// Refuses (`Dialog`) a party that is blocked for a kind of document (FINANCE.md 1.8, 2.2 rule 14).
    pub fn check_not_blocked(
        &self,
        property: &'static str,
        document_type: JournalDocumentType,
    ) -> Result<(), RuleError> {
        use JournalDocumentType::{Blank, Invoice, Payment};
        let what = match (self.blocked, document_type) {
            (PartyBlocked::Everything, _) => "all transactions",
            (PartyBlocked::Invoices, Invoice | Blank) => "invoices",
            (PartyBlocked::Payments, Payment) => "payments",
            _ => return Ok(()),
        };
        let (noun, number) = (self.noun(), &self.number);
        let message = format!("{property}: the {noun} {number} is blocked for {what}.");
        Err(RuleError::dialog(property, message))
    }
}
