//! Vendor templates: values a new vendor gets for what its request leaves out.

use uuid::Uuid;

use crate::party_cards::party_template;

/// A template for new vendors (FINANCE.md 7.1).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VendorTemplate {
    pub id: Uuid,
    pub code: String,
    pub description: String,
    /// The country whose vendors it serves; blank serves every country that has no template of its own.
    pub country_region_code: String,
    pub general_business_posting_group: String,
    pub vat_business_posting_group: String,
    pub vat_business_posting_group_id: Uuid,
    pub vendor_posting_group: String,
    pub payment_terms_code: String,
    pub payment_terms_id: Uuid,
    pub payment_method_code: String,
    pub payment_method_id: Uuid,
}

party_template!(VendorTemplate);
