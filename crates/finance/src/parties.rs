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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Choice;

    #[test]
    fn a_party_takes_over_what_lines_need() {
        let customer = Customer {
            id: Uuid::from_u128(1),
            number: "C-1".into(),
            name: "Alder".into(),
            salesperson_code: "JO".into(),
            currency_code: "EUR".into(),
            payment_terms_code: "30D".into(),
            payment_method_code: "BANK".into(),
            customer_posting_group: "HOME".into(),
            preferred_bank_account_code: "ECA".into(),
            blocked: CustomerBlocked::Invoice,
            block_payment_tolerance: true,
            ..Customer::default()
        };
        let party = Party {
            account_type: JournalAccountType::Customer,
            id: Uuid::from_u128(1),
            number: "C-1".into(),
            name: "Alder".into(),
            blocked: PartyBlocked::Invoices,
            currency_code: "EUR".into(),
            posting_group: "HOME".into(),
            payment_terms_code: "30D".into(),
            payment_method_code: "BANK".into(),
            salesperson_code: "JO".into(),
            recipient_bank_account_code: "ECA".into(),
            block_payment_tolerance: true,
        };
        assert_eq!((Party::from(&customer), party.noun()), (party.clone(), "customer"));
        let vendor = Vendor {
            id: Uuid::from_u128(1),
            number: "C-1".into(),
            name: "Alder".into(),
            currency_code: "EUR".into(),
            payment_terms_code: "30D".into(),
            payment_method_code: "BANK".into(),
            vendor_posting_group: "HOME".into(),
            preferred_bank_account_code: "ECA".into(),
            blocked: VendorBlocked::Payment,
            block_payment_tolerance: true,
            ..Vendor::default()
        };
        let party = Party {
            account_type: JournalAccountType::Vendor,
            blocked: PartyBlocked::Payments,
            salesperson_code: String::new(),
            ..party
        };
        assert_eq!((Party::from(&vendor), party.noun()), (party, "vendor"));
    }

    #[test]
    fn a_block_holds_for_the_documents_it_names() {
        use JournalDocumentType::{Blank, CreditMemo, Invoice, Payment};
        let documents = [Blank, Payment, Invoice, CreditMemo];
        let blocked = |party: &Party| {
            documents.map(|document| party.check_not_blocked("customerId", document).is_err())
        };
        let customers = [
            (CustomerBlocked::Blank, [false; 4]),
            (CustomerBlocked::Ship, [false; 4]),
            (CustomerBlocked::Invoice, [true, false, true, false]),
            (CustomerBlocked::All, [true; 4]),
        ];
        assert_eq!(customers.len(), CustomerBlocked::ALL.len());
        for (block, expected) in customers {
            let customer = Customer { blocked: block, ..Customer::default() };
            assert_eq!(blocked(&Party::from(&customer)), expected, "{block:?}");
        }
        let vendors = [
            (VendorBlocked::Blank, [false; 4]),
            (VendorBlocked::Payment, [false, true, false, false]),
            (VendorBlocked::All, [true; 4]),
        ];
        assert_eq!(vendors.len(), VendorBlocked::ALL.len());
        for (block, expected) in vendors {
            let vendor = Vendor { blocked: block, ..Vendor::default() };
            assert_eq!(blocked(&Party::from(&vendor)), expected, "{block:?}");
        }
    }
}
