//! The properties a request gives for a customer or a vendor alike.

use uuid::Uuid;

use super::{PartyFacts, PartyFields};
use crate::{
    errors::RuleError,
    fields::{code, email, normalize_code, phone_number, present_id, text},
};

/// How a request writes the address, which decides what its members are called in a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AddressForm {
    /// A property for each line and part (v2.0).
    #[default]
    Flat,
    /// Members of one `address` (Graph and v1.0).
    Complex,
}

impl AddressForm {
    /// What the request calls a part of the address, from its flat name.
    pub(crate) fn name(self, flat: &'static str) -> &'static str {
        match (self, flat) {
            (AddressForm::Flat, _) => flat,
            (_, "addressLine1" | "addressLine2") => "address/street",
            (_, "city") => "address/city",
            (_, "state") => "address/state",
            (_, "country") => "address/countryLetterCode",
            (_, "postalCode") => "address/postalCode",
            (_, other) => other,
        }
    }
}

/// The members of an `address` as sent; `None` for those left out, which stay as they are (FINANCE.md 7.1).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ComplexAddress {
    /// Both address lines: what follows the first line break is the second.
    pub street: Option<String>,
    pub city: Option<String>,
    pub state: Option<String>,
    pub country_letter_code: Option<String>,
    pub postal_code: Option<String>,
}

impl ComplexAddress {
    /// The two address lines of the street, when it was sent.
    pub fn lines(&self) -> Option<(String, String)> {
        let street = self.street.as_deref()?;
        let (first, second) = match street.split_once('\n') {
            Some((first, second)) => (first.strip_suffix('\r').unwrap_or(first), second),
            None => (street, ""),
        };
        Some((first.to_owned(), second.to_owned()))
    }
}

/// The properties of a POST or PATCH that customers and vendors share; `None` means not in the body, an
/// explicit null comes as the blank value of the type.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PartyProperties {
    pub number: Option<String>,
    pub display_name: Option<String>,
    pub address_form: AddressForm,
    pub address_line_1: Option<String>,
    pub address_line_2: Option<String>,
    pub city: Option<String>,
    pub state: Option<String>,
    pub country: Option<String>,
    pub postal_code: Option<String>,
    pub phone_number: Option<String>,
    pub email: Option<String>,
    pub website: Option<String>,
    pub tax_liable: Option<bool>,
    pub tax_registration_number: Option<String>,
    pub currency_id: Option<Uuid>,
    pub currency_code: Option<String>,
    pub payment_terms_id: Option<Uuid>,
    pub payment_method_id: Option<Uuid>,
}

impl PartyProperties {
    /// The number in the form in which it is looked up to learn whether it is taken; none when blank.
    pub fn number_to_look_up(&self) -> Result<Option<String>, RuleError> {
        let number = self.number.as_deref().map(|number| code("number", number, 20)).transpose()?;
        Ok(number.filter(|number| !number.is_empty()))
    }

    /// Takes the address from its complex form (SURFACE.md, Addresses). A street of one line blanks the second.
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

    /// Number and name, the first properties of every page.
    pub(crate) fn apply_name(&self, party: &mut PartyFields<'_>) -> Result<(), RuleError> {
        if let Some(number) = &self.number {
            *party.number = code("number", number, 20)?;
        }
        if let Some(name) = &self.display_name {
            *party.name = text("displayName", name, 100)?;
        }
        Ok(())
    }

    /// Address, telephone, mail and web. An unknown country is `Relation`; what is too long is `Length`; a telephone
    /// number with letters is `Field`, what is no mail address `Dialog`.
    pub(crate) fn apply_address(
        &self,
        party: &mut PartyFields<'_>,
        facts: &PartyFacts<'_>,
    ) -> Result<(), RuleError> {
        let name = |flat| self.address_form.name(flat);
        set(name("addressLine1"), &self.address_line_1, 100, party.address)?;
        set(name("addressLine2"), &self.address_line_2, 50, party.address_2)?;
        set(name("city"), &self.city, 30, party.city)?;
        set(name("state"), &self.state, 30, party.county)?;
        if let Some(country) = &self.country {
            let property = name("country");
            let country = code(property, country, 10)?;
            if !country.is_empty() && !facts.countries.iter().any(|known| known.code == country) {
                return Err(RuleError::relation(property, "country or region", country));
            }
            *party.country_region_code = country;
        }
        if let Some(postal_code) = &self.postal_code {
            *party.post_code = code(name("postalCode"), postal_code, 20)?;
        }
        if let Some(number) = &self.phone_number {
            *party.phone_number = phone_number("phoneNumber", number, 30)?;
        }
        if let Some(addresses) = &self.email {
            *party.email = email("email", addresses, 80)?;
        }
        set("website", &self.website, 255, party.home_page)
    }

    pub(crate) fn apply_tax_liable(&self, party: &mut PartyFields<'_>) {
        if let Some(liable) = self.tax_liable {
            *party.tax_liable = liable;
        }
    }

    pub(crate) fn apply_tax_registration(&self, party: &mut PartyFields<'_>) -> Result<(), RuleError> {
        if let Some(number) = &self.tax_registration_number {
            *party.vat_registration_number = text("taxRegistrationNumber", &number.to_uppercase(), 50)?;
        }
        Ok(())
    }

    /// `currencyId`, then `currencyCode`, which must agree; the code of the local currency equals blank.
    pub(crate) fn apply_currency(
        &self,
        party: &mut PartyFields<'_>,
        facts: &PartyFacts<'_>,
    ) -> Result<(), RuleError> {
        if let Some(id) = self.currency_id {
            let currencies = facts.currencies.iter().map(|currency| (currency.id, currency.code.as_str()));
            *party.currency_code = code_of("currencyId", "currency", id, currencies)?;
            *party.currency_id = id;
        }
        let Some(shown) = &self.currency_code else {
            return Ok(());
        };
        let normal = normalize_code(shown);
        let code = if facts.setup.is_local_currency(&normal) { String::new() } else { normal };
        let remembered = self.currency_id.and_then(present_id);
        if remembered.is_some() && code != *party.currency_code {
            let message = format!(
                "currencyCode: \"{shown}\" was given, but currencyId names the currency \"{}\".",
                party.currency_code
            );
            return Err(RuleError::dialog("currencyCode", message));
        }
        *party.currency_id = match facts.currencies.iter().find(|currency| currency.code == code) {
            _ if code.is_empty() => Uuid::nil(),
            Some(currency) => currency.id,
            None => {
                let message = format!("currencyCode: there is no currency \"{code}\".");
                return Err(RuleError::dialog("currencyCode", message));
            }
        };
        *party.currency_code = code;
        Ok(())
    }

    pub(crate) fn apply_payment_terms(
        &self,
        party: &mut PartyFields<'_>,
        facts: &PartyFacts<'_>,
    ) -> Result<(), RuleError> {
        if let Some(id) = self.payment_terms_id {
            let terms = facts.payment_terms.iter().map(|terms| (terms.id, terms.code.as_str()));
            *party.payment_terms_code = code_of("paymentTermsId", "record of payment terms", id, terms)?;
            *party.payment_terms_id = id;
        }
        Ok(())
    }

    pub(crate) fn apply_payment_method(
        &self,
        party: &mut PartyFields<'_>,
        facts: &PartyFacts<'_>,
    ) -> Result<(), RuleError> {
        if let Some(id) = self.payment_method_id {
            let methods = facts.payment_methods.iter().map(|method| (method.id, method.code.as_str()));
            *party.payment_method_code = code_of("paymentMethodId", "payment method", id, methods)?;
            *party.payment_method_id = id;
        }
        Ok(())
    }
}

/// A text that has no rule but its length.
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

/// The code of the record with this id; blank for the blank guid, `Dialog` when there is none.
pub(crate) fn code_of<'a>(
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
