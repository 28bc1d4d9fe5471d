//! Creating and changing a customer: properties in page order, then number and template.

use money::Amount;
use uuid::Uuid;

use super::{ContactType, Customer, CustomerBlocked};
use crate::{
    customer_templates::CustomerTemplate,
    errors::RuleError,
    fields::code,
    number_series::NumberSource,
    party_cards::{
        PartyCard, PartyFacts, PartyProperties, PartyTemplate, assign_number, change_number,
        check_display_name, code_of, template_for,
    },
    shipment_methods::ShipmentMethod,
    tax_areas::TaxArea,
};

/// The properties of a POST or PATCH; `None` means not in the body, an explicit null comes as the blank
/// value of the type.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CustomerProperties {
    pub party: PartyProperties,
    pub contact_type: Option<ContactType>,
    pub salesperson_code: Option<String>,
    pub credit_limit: Option<Amount>,
    pub tax_area_id: Option<Uuid>,
    pub shipment_method_id: Option<Uuid>,
    pub blocked: Option<CustomerBlocked>,
}

/// What the rules look up. Lists hold at least the records the request names; more does no harm.
#[derive(Debug, Clone, Copy)]
pub struct CustomerFacts<'a> {
    pub party: PartyFacts<'a>,
    pub shipment_methods: &'a [ShipmentMethod],
    /// VAT business groups in a VAT company, real tax areas in a sales-tax one.
    pub tax_areas: &'a [TaxArea],
    pub templates: &'a [CustomerTemplate],
}

/// A new customer (FINANCE.md 7.1). `numbers` is the series of setup: a blank number is taken from it
/// ([`assign_number`]), and the caller then stores its lines. Display name blank: `Dialog`; unknown ids:
/// `Dialog`; unknown country: `Relation`; too long: `Length`.
pub fn create(
    id: Uuid,
    given: &CustomerProperties,
    numbers: Option<&mut NumberSource>,
    is_used: &dyn Fn(&str) -> bool,
    facts: &CustomerFacts<'_>,
) -> Result<Customer, RuleError> {
    let mut customer = Customer { id, ..Customer::default() };
    apply(&mut customer, given, facts)?;
    check_display_name::<Customer>(&customer.name)?;
    let PartyFacts { home_country, number_taken, today, .. } = facts.party;
    assign_number(Customer::NOUN, &mut customer.number, number_taken, numbers, is_used, today)?;
    if let Some(template) = template_for(facts.templates, &customer.country_region_code, home_country) {
        customer.customer_posting_group.clone_from(&template.customer_posting_group);
        template.fill(&mut customer.fields(), &given.party, given.tax_area_id);
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
    check_display_name::<Customer>(&customer.name)?;
    change_number(Customer::NOUN, &stored.number, &customer.number, facts.party.number_taken)?;
    Ok(customer)
}

/// Every property present, in page order.
fn apply(
    customer: &mut Customer,
    given: &CustomerProperties,
    facts: &CustomerFacts<'_>,
) -> Result<(), RuleError> {
    let party = &given.party;
    party.apply_name(&mut customer.fields())?;
    if let Some(contact_type) = given.contact_type {
        customer.contact_type = contact_type;
    }
    party.apply_address(&mut customer.fields(), &facts.party)?;
    if let Some(salesperson) = &given.salesperson_code {
        customer.salesperson_code = code("salespersonCode", salesperson, 20)?;
    }
    if let Some(limit) = given.credit_limit {
        customer.credit_limit = limit;
    }
    party.apply_tax_liable(&mut customer.fields());
    apply_tax_area(customer, given, facts)?;
    party.apply_tax_registration(&mut customer.fields())?;
    party.apply_currency(&mut customer.fields(), &facts.party)?;
    party.apply_payment_terms(&mut customer.fields(), &facts.party)?;
    if let Some(id) = given.shipment_method_id {
        let methods = facts.shipment_methods.iter().map(|method| (method.id, method.code.as_str()));
        customer.shipment_method_code = code_of("shipmentMethodId", "shipment method", id, methods)?;
        customer.shipment_method_id = id;
    }
    party.apply_payment_method(&mut customer.fields(), &facts.party)?;
    if let Some(blocked) = given.blocked {
        customer.blocked = blocked;
    }
    Ok(())
}

/// The VAT business group of a VAT company, the tax area of a sales-tax one.
fn apply_tax_area(
    customer: &mut Customer,
    given: &CustomerProperties,
    facts: &CustomerFacts<'_>,
) -> Result<(), RuleError> {
    if let Some(id) = given.tax_area_id {
        let areas = facts.tax_areas.iter().map(|area| (area.id, area.code.as_str()));
        let code = code_of("taxAreaId", "tax area", id, areas)?;
        customer.tax_area_id = id;
        if facts.party.setup.is_vat_company {
            customer.vat_business_posting_group = code;
        } else {
            customer.tax_area_code = code;
        }
    }
    Ok(())
}
