//! Rows of vendor templates.

use finance::vendor_templates::VendorTemplate;

use crate::record::record;

record! {
    VendorTemplate in "vendor_templates" {
        id: value = "id",
        code: value = "code",
        description: value = "description",
        country_region_code: value = "country_region_code",
        general_business_posting_group: value = "general_business_posting_group",
        vat_business_posting_group: value = "vat_business_posting_group",
        vat_business_posting_group_id: value = "vat_business_posting_group_id",
        vendor_posting_group: value = "vendor_posting_group",
        payment_terms_code: value = "payment_terms_code",
        payment_terms_id: value = "payment_terms_id",
        payment_method_code: value = "payment_method_code",
        payment_method_id: value = "payment_method_id",
    }
}
