//! Rows of customers.

use finance::customers::Customer;
use finance::default_dimensions::DimensionTable;
use odata_sql::compiled::SqlValue;
use uuid::Uuid;

use crate::record::{self, record};
use crate::row::RowExtension;
use crate::{Session, StoreError, default_dimensions, pictures};

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
        application_method: choice = "application_method",
        block_payment_tolerance: value = "block_payment_tolerance",
        global_dimension_1_code: value = "global_dimension_1_code",
        global_dimension_2_code: value = "global_dimension_2_code",
    }
}

/// How many customers have this tax area.
pub async fn count_of_tax_area(session: &mut Session, company: Uuid, code: &str) -> Result<u64, StoreError> {
    let text = "SELECT count(*) FROM customers WHERE company_id = ?1 AND tax_area_code = ?2";
    let parameters = [SqlValue::Uuid(company), SqlValue::Text(code.to_owned())];
    let count = session.query_one(text, &parameters, |row| row.required_integer(0)).await?;
    Ok(count.and_then(|count| u64::try_from(count).ok()).unwrap_or_default())
}

/// Deletes a customer together with its picture and its default dimensions, which a later customer of the same number
/// would otherwise inherit.
pub async fn delete(session: &mut Session, company: Uuid, customer: &Customer) -> Result<(), StoreError> {
    default_dimensions::delete_of(session, company, DimensionTable::Customer, &customer.number).await?;
    pictures::delete_of(session, company, customer.id).await?;
    record::delete::<Customer>(session, company, customer.id).await
}
