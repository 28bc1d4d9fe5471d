//! The properties a request gives for a customer.

use money::Amount;
use uuid::Uuid;

use super::{ContactType, Customer, CustomerBlocked};
use crate::{
    errors::RuleError,
    fields::{code, text},
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
    fn name(self, flat: &'static str) -> &'static str {
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

/// The properties of a POST or PATCH; `None` means not in the body, an explicit null comes as the blank
/// value of the type.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CustomerProperties {
    pub number: Option<String>,
    pub display_name: Option<String>,
    pub contact_type: Option<ContactType>,
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
    pub salesperson_code: Option<String>,
    pub credit_limit: Option<Amount>,
    pub tax_liable: Option<bool>,
    pub tax_area_id: Option<Uuid>,
    pub tax_registration_number: Option<String>,
    pub currency_id: Option<Uuid>,
    pub currency_code: Option<String>,
    pub payment_terms_id: Option<Uuid>,
    pub shipment_method_id: Option<Uuid>,
    pub payment_method_id: Option<Uuid>,
    pub blocked: Option<CustomerBlocked>,
}

impl CustomerProperties {
    /// The number in the form in which it is looked up to learn whether it is taken; none when blank.
    pub fn number_to_look_up(&self) -> Result<Option<String>, RuleError> {
        let number = self.number.as_deref().map(|number| code("number", number, 20)).transpose()?;
        Ok(number.filter(|number| !number.is_empty()))
    }

    /// Takes the address from its complex form (SURFACE.md, Addresses). A street of one line blanks the second.
    pub fn set_address(&mut self, address: ComplexAddress) {
        self.address_form = AddressForm::Complex;
        if let Some(street) = address.street {
            let (first, second) = match street.split_once('\n') {
                Some((first, second)) => (first.strip_suffix('\r').unwrap_or(first), second),
                None => (street.as_str(), ""),
            };
            self.address_line_1 = Some(first.to_owned());
            self.address_line_2 = Some(second.to_owned());
        }
        self.city = address.city;
        self.state = address.state;
        self.country = address.country_letter_code;
        self.postal_code = address.postal_code;
    }

    /// The name under which the country was sent.
    pub(super) fn country_property(&self) -> &'static str {
        self.address_form.name("country")
    }

    /// Address, telephone and the like, which have no rule but their length.
    pub(super) fn apply_contact(&self, customer: &mut Customer) -> Result<(), RuleError> {
        let set = |property, given: &Option<String>, length_max, field: &mut String| match given {
            Some(value) => {
                text(self.address_form.name(property), value, length_max).map(|stored| *field = stored)
            }
            None => Ok(()),
        };
        set("addressLine1", &self.address_line_1, 100, &mut customer.address)?;
        set("addressLine2", &self.address_line_2, 50, &mut customer.address_2)?;
        set("city", &self.city, 30, &mut customer.city)?;
        set("state", &self.state, 30, &mut customer.county)
    }

    /// What follows the country in page order, up to the credit limit.
    pub(super) fn apply_communication(&self, customer: &mut Customer) -> Result<(), RuleError> {
        if let Some(postal_code) = &self.postal_code {
            customer.post_code = code(self.address_form.name("postalCode"), postal_code, 20)?;
        }
        if let Some(phone_number) = &self.phone_number {
            customer.phone_number = text("phoneNumber", phone_number, 30)?;
        }
        if let Some(email) = &self.email {
            customer.email = text("email", email, 80)?;
        }
        if let Some(website) = &self.website {
            customer.home_page = text("website", website, 255)?;
        }
        if let Some(salesperson) = &self.salesperson_code {
            customer.salesperson_code = code("salespersonCode", salesperson, 20)?;
        }
        if let Some(limit) = self.credit_limit {
            customer.credit_limit = limit;
        }
        Ok(())
    }
}
