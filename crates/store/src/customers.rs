//! Rows of customers.

use finance::customers::Customer;

use crate::record::record;

record! {
    Customer in "customers" {
        id: value = "id",
        number: value = "number",
        name: value = "name",
        contact_type: choice = "contact_type",
        address: value = "address",
        address_2: value = "address_2",
        city: value = "city",
        county: value = "county",
        country_region_code: value = "country_region_code",
        post_code: value = "post_code",
        phone_number: value = "phone_number",
        email: value = "email",
        home_page: value = "home_page",
        salesperson_code: value = "salesperson_code",
        credit_limit: value = "credit_limit",
        tax_liable: value = "tax_liable",
        tax_area_code: value = "tax_area_code",
        tax_area_id: value = "tax_area_id",
        vat_registration_number: value = "vat_registration_number",
        currency_code: value = "currency_code",
        currency_id: value = "currency_id",
        payment_terms_code: value = "payment_terms_code",
        payment_terms_id: value = "payment_terms_id",
        shipment_method_code: value = "shipment_method_code",
        shipment_method_id: value = "shipment_method_id",
        payment_method_code: value = "payment_method_code",
        payment_method_id: value = "payment_method_id",
        blocked: choice = "blocked",
        general_business_posting_group: value = "general_business_posting_group",
        vat_business_posting_group: value = "vat_business_posting_group",
        customer_posting_group: value = "customer_posting_group",
        bill_to_customer_number: value = "bill_to_customer_number",
        preferred_bank_account_code: value = "preferred_bank_account_code",
        global_dimension_1_code: value = "global_dimension_1_code",
        global_dimension_2_code: value = "global_dimension_2_code",
    }
}
