//! Creating and changing a vendor: properties in page order, then number and template.

use uuid::Uuid;

use super::{Vendor, VendorBlocked};
use crate::{
    errors::RuleError,
    fields::code,
    number_series::NumberSource,
    party_cards::{
        PartyCard, PartyFacts, PartyProperties, PartyTemplate, assign_number, change_number,
        check_display_name, template_for,
    },
    tax_areas::TaxArea,
    vendor_templates::VendorTemplate,
};

/// The properties of a POST or PATCH; `None` means not in the body, an explicit null comes as the blank
/// value of the type.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VendorProperties {
    pub party: PartyProperties,
    pub irs_1099_code: Option<String>,
    pub blocked: Option<VendorBlocked>,
    /// On our own face only.
    pub tax_area_code: Option<String>,
}

/// What the rules look up. Lists hold at least the records the request names; more does no harm.
#[derive(Debug, Clone, Copy)]
pub struct VendorFacts<'a> {
    pub party: PartyFacts<'a>,
    pub templates: &'a [VendorTemplate],
    pub tax_areas: &'a [TaxArea],
}

/// A new vendor (FINANCE.md 7.1), with the number and the errors of [`crate::customers::create`].
pub fn create(
    id: Uuid,
    given: &VendorProperties,
    numbers: Option<&mut NumberSource>,
    is_used: &dyn Fn(&str) -> bool,
    facts: &VendorFacts<'_>,
) -> Result<Vendor, RuleError> {
    let mut vendor = Vendor { id, ..Vendor::default() };
    apply(&mut vendor, given, facts)?;
    check_display_name::<Vendor>(&vendor.name)?;
    let PartyFacts { home_country, number_taken, today, .. } = facts.party;
    assign_number(Vendor::NOUN, &mut vendor.number, number_taken, numbers, is_used, today)?;
    if let Some(template) = template_for(facts.templates, &vendor.country_region_code, home_country) {
        vendor.vendor_posting_group.clone_from(&template.vendor_posting_group);
        template.fill(&mut vendor.fields(), &given.party, None);
    }
    Ok(vendor)
}

/// A changed vendor; a new number renames it and everything that names it ([`crate::relations`]). Errors as
/// for [`create`]; a number cannot be made blank (`Field`).
pub fn change(
    stored: &Vendor,
    given: &VendorProperties,
    facts: &VendorFacts<'_>,
) -> Result<Vendor, RuleError> {
    let mut vendor = stored.clone();
    apply(&mut vendor, given, facts)?;
    check_display_name::<Vendor>(&vendor.name)?;
    change_number(Vendor::NOUN, &stored.number, &vendor.number, facts.party.number_taken)?;
    Ok(vendor)
}

/// Every property present, in page order.
fn apply(vendor: &mut Vendor, given: &VendorProperties, facts: &VendorFacts<'_>) -> Result<(), RuleError> {
    let party = &given.party;
    party.apply_name(&mut vendor.fields())?;
    party.apply_address(&mut vendor.fields(), &facts.party)?;
    party.apply_tax_registration(&mut vendor.fields())?;
    party.apply_currency(&mut vendor.fields(), &facts.party)?;
    if let Some(irs_1099_code) = &given.irs_1099_code {
        vendor.irs_1099_code = code("irs1099Code", irs_1099_code, 10)?;
    }
    party.apply_payment_terms(&mut vendor.fields(), &facts.party)?;
    party.apply_payment_method(&mut vendor.fields(), &facts.party)?;
    party.apply_tax_liable(&mut vendor.fields());
    apply_tax_area(vendor, given, facts)?;
    if let Some(blocked) = given.blocked {
        vendor.blocked = blocked;
    }
    Ok(())
}

/// The VAT business group of a VAT company, the tax area of a sales-tax one. Unknown: `Relation`.
fn apply_tax_area(
    vendor: &mut Vendor,
    given: &VendorProperties,
    facts: &VendorFacts<'_>,
) -> Result<(), RuleError> {
    let Some(area) = &given.tax_area_code else { return Ok(()) };
    let area = code("taxAreaCode", area, 20)?;
    if !area.is_empty() && !facts.tax_areas.iter().any(|known| known.code == area) {
        return Err(RuleError::relation("taxAreaCode", "tax area", area));
    }
    match facts.party.setup.is_vat_company {
        true => vendor.vat_business_posting_group = area,
        false => vendor.tax_area_code = area,
    }
    Ok(())
}
