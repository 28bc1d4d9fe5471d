//! Creating and changing a customer: properties in page order, then number and template.

use jiff::civil::Date;
use uuid::Uuid;

use super::{Customer, CustomerProperties};
use crate::{
    companies::GeneralLedgerSetup,
    countries_regions::CountryRegion,
    currencies::Currency,
    customer_templates::{CustomerTemplate, template_for},
    errors::RuleError,
    fields::{code, normalize_code, present_id, text},
    number_series::NumberSource,
    payment_methods::PaymentMethod,
    payment_terms::PaymentTerms,
    shipment_methods::ShipmentMethod,
    tax_areas::TaxArea,
};

/// What the rules look up. Lists hold at least the records the request names; more does no harm.
#[derive(Debug, Clone, Copy)]
pub struct CustomerFacts<'a> {
    pub setup: &'a GeneralLedgerSetup,
    pub countries: &'a [CountryRegion],
    pub currencies: &'a [Currency],
    pub payment_terms: &'a [PaymentTerms],
    pub payment_methods: &'a [PaymentMethod],
    pub shipment_methods: &'a [ShipmentMethod],
    /// VAT business groups in a VAT company, real tax areas in a sales-tax one.
    pub tax_areas: &'a [TaxArea],
    pub templates: &'a [CustomerTemplate],
    /// Another customer has the number given, in capitals and trimmed.
    pub number_taken: bool,
    /// The work date, by which the line of a number series is chosen.
    pub today: Date,
}

/// A new customer (FINANCE.md 7.1). `numbers` is the series of setup: a blank number is taken from it, and
/// the caller then stores its lines. Numbers in use are passed over: those `is_used` knows at once; a caller
/// that can only ask afterwards calls again with the same, now advanced `numbers`. Display name blank:
/// `Dialog`; no series: `Field`; a number by hand that the series forbids: `Dialog`; taken: `Duplicate`;
/// unknown ids: `Dialog`; unknown country: `Relation`; too long: `Length`.
pub fn create(
    id: Uuid,
    given: &CustomerProperties,
    numbers: Option<&mut NumberSource>,
    is_used: &dyn Fn(&str) -> bool,
    facts: &CustomerFacts<'_>,
) -> Result<Customer, RuleError> {
    let mut customer = Customer { id, ..Customer::default() };
    apply(&mut customer, given, facts)?;
    check_display_name(&customer)?;
    if customer.number.is_empty() {
        customer.number = next_number(numbers, is_used, facts.today)?;
    } else {
        if let Some(numbers) = numbers {
            numbers.series.check_manual("number", &customer.number)?;
        }
        if facts.number_taken {
            return Err(RuleError::duplicate("number", "customer with the number", &customer.number));
        }
    }
    if let Some(template) = template_for(facts.templates, &customer) {
        fill_from_template(&mut customer, given, template);
    }
    Ok(customer)
}

/// A changed customer; a new number renames it and everything that names it ([`crate::relations`]). Errors
/// as for [`create`]; a number cannot be made blank (`Field`).
pub fn change(
    stored: &Customer,
    given: &CustomerProperties,
    facts: &CustomerFacts<'_>,
) -> Result<Customer, RuleError> {
    let mut customer = stored.clone();
    apply(&mut customer, given, facts)?;
    check_display_name(&customer)?;
    if customer.number.is_empty() {
        return Err(RuleError::field("number", "number must have a value."));
    }
    if customer.number != stored.number && facts.number_taken {
        return Err(RuleError::duplicate("number", "customer with the number", &customer.number));
    }
    Ok(customer)
}

fn check_display_name(customer: &Customer) -> Result<(), RuleError> {
    if customer.name.trim().is_empty() {
        let message = "displayName must have a value: a customer needs a name.";
        return Err(RuleError::dialog("displayName", message));
    }
    Ok(())
}

fn next_number(
    numbers: Option<&mut NumberSource>,
    is_used: &dyn Fn(&str) -> bool,
    today: Date,
) -> Result<String, RuleError> {
    let Some(numbers) = numbers else {
        let message = "number: no number series is set up for customers. Give a number.";
        return Err(RuleError::field("number", message));
    };
    // Each turn takes a number, and a series runs out, so this ends.
    loop {
        let number = numbers.take(today)?;
        if !is_used(&number) {
            return Ok(number);
        }
    }
}

/// Every property present, in page order.
fn apply(
    customer: &mut Customer,
    given: &CustomerProperties,
    facts: &CustomerFacts<'_>,
) -> Result<(), RuleError> {
    if let Some(number) = &given.number {
        customer.number = code("number", number, 20)?;
    }
    if let Some(name) = &given.display_name {
        customer.name = text("displayName", name, 100)?;
    }
    if let Some(contact_type) = given.contact_type {
        customer.contact_type = contact_type;
    }
    given.apply_contact(customer)?;
    if let Some(country) = &given.country {
        let property = given.country_property();
        let country = code(property, country, 10)?;
        if !country.is_empty() && !facts.countries.iter().any(|known| known.code == country) {
            return Err(RuleError::relation(property, "country or region", country));
        }
        customer.country_region_code = country;
    }
    given.apply_communication(customer)?;
    apply_tax(customer, given, facts)?;
    apply_currency(customer, given, facts)?;
    apply_terms(customer, given, facts)?;
    if let Some(blocked) = given.blocked {
        customer.blocked = blocked;
    }
    Ok(())
}

fn apply_tax(
    customer: &mut Customer,
    given: &CustomerProperties,
    facts: &CustomerFacts<'_>,
) -> Result<(), RuleError> {
    if let Some(liable) = given.tax_liable {
        customer.tax_liable = liable;
    }
    if let Some(id) = given.tax_area_id {
        let areas = facts.tax_areas.iter().map(|area| (area.id, area.code.as_str()));
        let code = code_of("taxAreaId", "tax area", id, areas)?;
        customer.tax_area_id = id;
        if facts.setup.is_vat_company {
            customer.vat_business_posting_group = code;
        } else {
            customer.tax_area_code = code;
        }
    }
    if let Some(number) = &given.tax_registration_number {
        customer.vat_registration_number = text("taxRegistrationNumber", number, 50)?;
    }
    Ok(())
}

/// `currencyId`, then `currencyCode`, which must agree; the code of the local currency equals blank.
fn apply_currency(
    customer: &mut Customer,
    given: &CustomerProperties,
    facts: &CustomerFacts<'_>,
) -> Result<(), RuleError> {
    if let Some(id) = given.currency_id {
        let currencies = facts.currencies.iter().map(|currency| (currency.id, currency.code.as_str()));
        customer.currency_code = code_of("currencyId", "currency", id, currencies)?;
        customer.currency_id = id;
    }
    let Some(shown) = &given.currency_code else {
        return Ok(());
    };
    let normal = normalize_code(shown);
    let code = if facts.setup.is_local_currency(&normal) { String::new() } else { normal };
    let remembered = given.currency_id.and_then(present_id);
    if remembered.is_some() && code != customer.currency_code {
        let message = format!(
            "currencyCode: \"{shown}\" was given, but currencyId names the currency \"{}\".",
            customer.currency_code
        );
        return Err(RuleError::dialog("currencyCode", message));
    }
    customer.currency_id = match facts.currencies.iter().find(|currency| currency.code == code) {
        _ if code.is_empty() => Uuid::nil(),
        Some(currency) => currency.id,
        None => {
            let message = format!("currencyCode: there is no currency \"{code}\".");
            return Err(RuleError::dialog("currencyCode", message));
        }
    };
    customer.currency_code = code;
    Ok(())
}

fn apply_terms(
    customer: &mut Customer,
    given: &CustomerProperties,
    facts: &CustomerFacts<'_>,
) -> Result<(), RuleError> {
    if let Some(id) = given.payment_terms_id {
        let terms = facts.payment_terms.iter().map(|terms| (terms.id, terms.code.as_str()));
        customer.payment_terms_code = code_of("paymentTermsId", "record of payment terms", id, terms)?;
        customer.payment_terms_id = id;
    }
    if let Some(id) = given.shipment_method_id {
        let methods = facts.shipment_methods.iter().map(|method| (method.id, method.code.as_str()));
        customer.shipment_method_code = code_of("shipmentMethodId", "shipment method", id, methods)?;
        customer.shipment_method_id = id;
    }
    if let Some(id) = given.payment_method_id {
        let methods = facts.payment_methods.iter().map(|method| (method.id, method.code.as_str()));
        customer.payment_method_code = code_of("paymentMethodId", "payment method", id, methods)?;
        customer.payment_method_id = id;
    }
    Ok(())
}

/// The code of the record with this id; blank for the blank guid, `Dialog` when there is none.
fn code_of<'a>(
    property: &'static str,
    noun: &str,
    id: Uuid,
    mut records: impl Iterator<Item = (Uuid, &'a str)>,
) -> Result<String, RuleError> {
    if present_id(id).is_none() {
        return Ok(String::new());
    }
    match records.find(|(known, _)| *known == id) {
        Some((_, code)) => Ok(code.to_owned()),
        None => Err(RuleError::dialog(property, format!("{property}: there is no {noun} with the id {id}."))),
    }
}

/// Fills what the request did not send (FINANCE.md 7.1).
fn fill_from_template(customer: &mut Customer, given: &CustomerProperties, template: &CustomerTemplate) {
    customer.general_business_posting_group.clone_from(&template.general_business_posting_group);
    customer.customer_posting_group.clone_from(&template.customer_posting_group);
    if given.tax_area_id.is_none() {
        customer.vat_business_posting_group.clone_from(&template.vat_business_posting_group);
        customer.tax_area_id = template.vat_business_posting_group_id;
    }
    if given.payment_terms_id.is_none() {
        customer.payment_terms_code.clone_from(&template.payment_terms_code);
        customer.payment_terms_id = template.payment_terms_id;
    }
    if given.payment_method_id.is_none() {
        customer.payment_method_code.clone_from(&template.payment_method_code);
        customer.payment_method_id = template.payment_method_id;
    }
}

impl GeneralLedgerSetup {
    /// The currency code the API shows: that of the local currency for a blank one.
    pub fn shown_currency_code<'a>(&'a self, currency_code: &'a str) -> &'a str {
        if currency_code.is_empty() { &self.local_currency_code } else { currency_code }
    }
}
