//! Rows of customer templates.

use finance::customer_templates::CustomerTemplate;

use crate::record::record;

record! {
    CustomerTemplate in "customer_templates" {
        id: value = "id",
        code: value = "code",
        description: value = "description",
        country_region_code: value = "country_region_code",
        general_business_posting_group: value = "general_business_posting_group",
        vat_business_posting_group: value = "vat_business_posting_group",
        vat_business_posting_group_id: value = "vat_business_posting_group_id",
        customer_posting_group: value = "customer_posting_group",
        payment_terms_code: value = "payment_terms_code",
        payment_terms_id: value = "payment_terms_id",
        payment_method_code: value = "payment_method_code",
        payment_method_id: value = "payment_method_id",
    }
}
