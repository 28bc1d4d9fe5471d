//! Rows of vendors.

use finance::default_dimensions::DimensionTable;
use finance::vendors::Vendor;
use uuid::Uuid;

use crate::record::{self, record};
use crate::{Session, StoreError, default_dimensions, pictures};

record! {
    Vendor in "vendors" {
        id: value = "id",
        number: value = "number",
        name: value = "name",
        address: value = "address",
        address_2: value = "address_2",
        city: value = "city",
        county: value = "county",
        country_region_code: value = "country_region_code",
        post_code: value = "post_code",
        phone_number: value = "phone_number",
        email: value = "email",
        home_page: value = "home_page",
        tax_liable: value = "tax_liable",
        tax_area_code: value = "tax_area_code",
        tax_area_id: value = "tax_area_id",
        vat_registration_number: value = "vat_registration_number",
        currency_code: value = "currency_code",
        currency_id: value = "currency_id",
        irs_1099_code: value = "irs_1099_code",
        payment_terms_code: value = "payment_terms_code",
        payment_terms_id: value = "payment_terms_id",
        payment_method_code: value = "payment_method_code",
        payment_method_id: value = "payment_method_id",
        blocked: choice = "blocked",
        general_business_posting_group: value = "general_business_posting_group",
        vat_business_posting_group: value = "vat_business_posting_group",
        vendor_posting_group: value = "vendor_posting_group",
        pay_to_vendor_number: value = "pay_to_vendor_number",
        preferred_bank_account_code: value = "preferred_bank_account_code",
        application_method: choice = "application_method",
        block_payment_tolerance: value = "block_payment_tolerance",
        global_dimension_1_code: value = "global_dimension_1_code",
        global_dimension_2_code: value = "global_dimension_2_code",
    }
}

/// Deletes a vendor together with its picture and its default dimensions, which a later vendor of the same number would
/// otherwise inherit.
pub async fn delete(session: &mut Session, company: Uuid, vendor: &Vendor) -> Result<(), StoreError> {
    default_dimensions::delete_of(session, company, DimensionTable::Vendor, &vendor.number).await?;
    pictures::delete_of(session, company, vendor.id).await?;
    record::delete::<Vendor>(session, company, vendor.id).await
}
