//! Company information: what a company says about itself (FINANCE.md section 7).

use crate::{
    choices::choices,
    companies::Company,
    countries_regions::CountryRegion,
    errors::RuleError,
    fields::{code, email, text},
    party_cards::{AddressForm, ComplexAddress},
};

choices! {
    /// How much of the product the company uses. Nothing here depends on it.
    Experience {
        Essential = 0, "Essential";
        #[default]
        Premium = 1, "Premium";
    }
}

/// The properties of a PATCH; `None` means not in the body.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CompanyInformationProperties {
    pub display_name: Option<String>,
    pub address_form: AddressForm,
    pub address_line_1: Option<String>,
    pub address_line_2: Option<String>,
    pub city: Option<String>,
    pub state: Option<String>,
    pub country: Option<String>,
    pub postal_code: Option<String>,
    pub phone_number: Option<String>,
    pub fax_number: Option<String>,
    pub email: Option<String>,
    pub website: Option<String>,
    pub tax_registration_number: Option<String>,
    pub industry: Option<String>,
    pub experience: Option<Experience>,
}

impl CompanyInformationProperties {
    /// Takes the address from its complex form (SURFACE.md, Addresses).
    pub fn set_address(&mut self, address: ComplexAddress) {
        self.address_form = AddressForm::Complex;
        if let Some((first, second)) = address.lines() {
            self.address_line_1 = Some(first);
            self.address_line_2 = Some(second);
        }
        self.city = address.city;
        self.state = address.state;
        self.country = address.country_letter_code;
        self.postal_code = address.postal_code;
    }
}

/// The company with what a PATCH changes. `countries` holds at least the one the request names; an unknown one:
/// `Relation`; a text too long: `Length`.
pub fn change(
    stored: &Company,
    given: &CompanyInformationProperties,
    countries: &[CountryRegion],
) -> Result<Company, RuleError> {
    let mut company = stored.clone();
    let name = |flat| given.address_form.name(flat);
    set("displayName", &given.display_name, 100, &mut company.display_name)?;
    set(name("addressLine1"), &given.address_line_1, 100, &mut company.address)?;
    set(name("addressLine2"), &given.address_line_2, 50, &mut company.address_2)?;
    set(name("city"), &given.city, 30, &mut company.city)?;
    set(name("state"), &given.state, 30, &mut company.county)?;
    if let Some(country) = &given.country {
        let property = name("country");
        let country = code(property, country, 10)?;
        if !country.is_empty() && !countries.iter().any(|known| known.code == country) {
            return Err(RuleError::relation(property, "country or region", country));
        }
        company.country_region_code = country;
    }
    if let Some(postal_code) = &given.postal_code {
        company.post_code = code(name("postalCode"), postal_code, 20)?;
    }
    set("phoneNumber", &given.phone_number, 30, &mut company.phone_number)?;
    set("faxNumber", &given.fax_number, 30, &mut company.fax_number)?;
    if let Some(addresses) = &given.email {
        company.email = email("email", addresses, 80)?;
    }
    set("website", &given.website, 255, &mut company.home_page)?;
    if let Some(number) = &given.tax_registration_number {
        company.vat_registration_number = text("taxRegistrationNumber", &number.to_uppercase(), 50)?;
    }
    set("industry", &given.industry, 30, &mut company.industrial_classification)?;
    if let Some(experience) = given.experience {
        company.experience = experience;
    }
    Ok(company)
}

fn set(
    property: &'static str,
    given: &Option<String>,
    length_max: usize,
    field: &mut String,
) -> Result<(), RuleError> {
    if let Some(value) = given {
        *field = text(property, value, length_max)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{CompanyInformationProperties, Experience, change};
    use crate::{Category, companies::Company, countries_regions::CountryRegion, party_cards::AddressForm};

    #[test]
    fn only_what_is_sent_changes_and_bad_values_are_refused() {
        let stored = Company { city: "Basel".into(), ..Company::default() };
        let countries = [CountryRegion { code: "CH".into(), ..CountryRegion::default() }];
        let none = CompanyInformationProperties::default();
        let given = CompanyInformationProperties {
            country: Some("ch".into()),
            industry: Some("Trade".into()),
            experience: Some(Experience::Essential),
            ..none.clone()
        };
        let changed = change(&stored, &given, &countries).unwrap();
        assert_eq!((changed.city.as_str(), changed.country_region_code.as_str()), ("Basel", "CH"));
        assert_eq!(
            (changed.industrial_classification.as_str(), changed.experience),
            ("Trade", Experience::Essential)
        );
        let refused = |given: &CompanyInformationProperties| {
            let error = change(&stored, given, &countries).unwrap_err();
            (error.category, error.property.unwrap())
        };
        let nowhere = CompanyInformationProperties {
            country: Some("XX".into()),
            address_form: AddressForm::Complex,
            ..none.clone()
        };
        assert_eq!(refused(&nowhere), (Category::Relation, "address/countryLetterCode"));
        let long = CompanyInformationProperties { industry: Some("x".repeat(31)), ..none };
        assert_eq!(refused(&long), (Category::Length, "industry"));
    }
}
