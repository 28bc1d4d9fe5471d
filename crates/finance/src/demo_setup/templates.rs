//! Templates of the demo company for new customers and vendors.

use uuid::Uuid;

use crate::{
    customer_templates::CustomerTemplate, demo_setup::NewId, payment_methods::PaymentMethod,
    payment_terms::PaymentTerms, tax_areas::TaxArea, vendor_templates::VendorTemplate,
};

/// Code, country, posting groups, VAT business group: one template for every country, and one for each kind
/// of country that has its own VAT rules.
const TEMPLATES: &[(&str, &str, &str, &str)] = &[
    ("HOME", "CH", "HOME", "HOME"),
    ("OTHER", "", "ABROAD", "WORLD"),
    ("AT", "AT", "ABROAD", "EU"),
    ("DE", "DE", "ABROAD", "EU"),
    ("FR", "FR", "ABROAD", "EU"),
    ("PT", "PT", "ABROAD", "EU"),
];
const TERMS: &str = "30D";
const METHOD: &str = "BANK";

pub(super) fn of_customers(
    tax_areas: &[TaxArea],
    terms: &[PaymentTerms],
    methods: &[PaymentMethod],
    new_id: NewId<'_>,
) -> Vec<CustomerTemplate> {
    TEMPLATES
        .iter()
        .map(|&(code, country, group, vat_group)| CustomerTemplate {
            id: new_id(),
            code: code.to_owned(),
            description: format!("New customers, {code}"),
            country_region_code: country.to_owned(),
            general_business_posting_group: group.to_owned(),
            vat_business_posting_group: vat_group.to_owned(),
            vat_business_posting_group_id: area_id(tax_areas, vat_group),
            customer_posting_group: group.to_owned(),
            payment_terms_code: TERMS.to_owned(),
            payment_terms_id: terms_id(terms),
            payment_method_code: METHOD.to_owned(),
            payment_method_id: method_id(methods),
        })
        .collect()
}

pub(super) fn of_vendors(
    tax_areas: &[TaxArea],
    terms: &[PaymentTerms],
    methods: &[PaymentMethod],
    new_id: NewId<'_>,
) -> Vec<VendorTemplate> {
    TEMPLATES
        .iter()
        .map(|&(code, country, group, vat_group)| VendorTemplate {
            id: new_id(),
            code: code.to_owned(),
            description: format!("New vendors, {code}"),
            country_region_code: country.to_owned(),
            general_business_posting_group: group.to_owned(),
            vat_business_posting_group: vat_group.to_owned(),
            vat_business_posting_group_id: area_id(tax_areas, vat_group),
            vendor_posting_group: group.to_owned(),
            payment_terms_code: TERMS.to_owned(),
            payment_terms_id: terms_id(terms),
            payment_method_code: METHOD.to_owned(),
            payment_method_id: method_id(methods),
        })
        .collect()
}

fn area_id(tax_areas: &[TaxArea], code: &str) -> Uuid {
    tax_areas.iter().find(|area| area.code == code).map_or(Uuid::nil(), |area| area.id)
}

fn terms_id(terms: &[PaymentTerms]) -> Uuid {
    terms.iter().find(|terms| terms.code == TERMS).map_or(Uuid::nil(), |terms| terms.id)
}

fn method_id(methods: &[PaymentMethod]) -> Uuid {
    methods.iter().find(|method| method.code == METHOD).map_or(Uuid::nil(), |method| method.id)
}
