//! Customers.

use money::Amount;
use uuid::Uuid;

use crate::choices::choices;
use crate::party_cards::{ApplicationMethod, party};

mod write;

pub use write::{CustomerFacts, CustomerProperties, change, create};

choices! {
    /// A company or a person.
    ContactType {
        #[default]
        Company = 0, "Company";
        Person = 1, "Person";
    }
}

choices! {
    /// What a customer is blocked for (FINANCE.md 7.2).
    CustomerBlocked {
        #[default]
        Blank = 0, " ";
        Ship = 1, "Ship";
        Invoice = 2, "Invoice";
        All = 3, "All";
    }
}

/// A customer. Codes name master data; the id beside a code belongs to the same record, or is blank.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Customer {
    pub id: Uuid,
    pub number: String,
    pub name: String,
    pub contact_type: ContactType,
    pub address: String,
    pub address_2: String,
    pub city: String,
    pub county: String,
    pub country_region_code: String,
    pub post_code: String,
    pub phone_number: String,
    pub email: String,
    pub home_page: String,
    pub salesperson_code: String,
    pub credit_limit: Amount,
    pub tax_liable: bool,
    /// The tax area of a sales-tax company; a VAT company keeps its VAT business group instead.
    pub tax_area_code: String,
    /// The id of the tax area or VAT business group, whichever the company uses.
    pub tax_area_id: Uuid,
    pub vat_registration_number: String,
    pub currency_code: String,
    pub currency_id: Uuid,
    pub payment_terms_code: String,
    pub payment_terms_id: Uuid,
    pub shipment_method_code: String,
    pub shipment_method_id: Uuid,
    pub payment_method_code: String,
    pub payment_method_id: Uuid,
    pub blocked: CustomerBlocked,
    pub general_business_posting_group: String,
    pub vat_business_posting_group: String,
    pub customer_posting_group: String,
    /// The customer that pays; blank means this one.
    pub bill_to_customer_number: String,
    pub preferred_bank_account_code: String,
    pub application_method: ApplicationMethod,
    /// No payment tolerance is granted to it (FINANCE.md 3.2).
    pub block_payment_tolerance: bool,
    pub global_dimension_1_code: String,
    pub global_dimension_2_code: String,
}

party!(Customer, "customer");

#[cfg(test)]
mod tests;
