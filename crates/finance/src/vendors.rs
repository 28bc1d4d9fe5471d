//! Vendors: the mirror of customers on the side of purchases.

use uuid::Uuid;

use crate::choices::choices;
use crate::party_cards::{ApplicationMethod, party};

mod write;

pub use write::{VendorFacts, VendorProperties, change, create};

choices! {
    /// What a vendor is blocked for (FINANCE.md 7.2).
    VendorBlocked {
        #[default]
        Blank = 0, " ";
        Payment = 1, "Payment";
        All = 2, "All";
    }
}

/// A vendor. Codes name master data; the id beside a code belongs to the same record, or is blank.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Vendor {
    pub id: Uuid,
    pub number: String,
    pub name: String,
    pub address: String,
    pub address_2: String,
    pub city: String,
    pub county: String,
    pub country_region_code: String,
    pub post_code: String,
    pub phone_number: String,
    pub email: String,
    pub home_page: String,
    pub tax_liable: bool,
    /// The tax area of a sales-tax company; a VAT company keeps its VAT business group instead.
    pub tax_area_code: String,
    /// The id of the tax area or VAT business group, whichever the company uses.
    pub tax_area_id: Uuid,
    pub vat_registration_number: String,
    pub currency_code: String,
    pub currency_id: Uuid,
    /// The code of a form of the United States' tax office, kept as it is sent.
    pub irs_1099_code: String,
    pub payment_terms_code: String,
    pub payment_terms_id: Uuid,
    pub payment_method_code: String,
    pub payment_method_id: Uuid,
    pub blocked: VendorBlocked,
    pub general_business_posting_group: String,
    pub vat_business_posting_group: String,
    pub vendor_posting_group: String,
    /// The vendor that is paid; blank means this one.
    pub pay_to_vendor_number: String,
    pub preferred_bank_account_code: String,
    pub application_method: ApplicationMethod,
    /// No payment tolerance is taken from it (FINANCE.md 3.2).
    pub block_payment_tolerance: bool,
    pub global_dimension_1_code: String,
    pub global_dimension_2_code: String,
}

party!(Vendor, "vendor");

#[cfg(test)]
mod tests;
