//! Parties: what customers and vendors have in common, and the rules that both follow (FINANCE.md 7.1, 7.4).

use uuid::Uuid;

use crate::choices::choices;

mod delete;
mod properties;
mod write;

pub use delete::{PartyDeleteFacts, check_delete};
pub(crate) use properties::code_of;
pub use properties::{AddressForm, ComplexAddress, PartyProperties};
pub(crate) use write::party_template;
pub use write::{PartyFacts, PartyTemplate, assign_number, change_number, check_display_name, template_for};

choices! {
    /// How a new entry finds the entries it is applied to (FINANCE.md 3.1).
    ApplicationMethod {
        #[default]
        Manual = 0, "Manual";
        ApplyToOldest = 1, "Apply to Oldest";
    }
}

/// A customer or a vendor.
pub trait PartyCard {
    /// `customer` or `vendor`, for sentences.
    const NOUN: &'static str;

    /// The fields that both have.
    fn fields(&mut self) -> PartyFields<'_>;
}

/// The fields that customers and vendors share, borrowed from one of them.
#[derive(Debug)]
pub struct PartyFields<'a> {
    pub number: &'a mut String,
    pub name: &'a mut String,
    pub address: &'a mut String,
    pub address_2: &'a mut String,
    pub city: &'a mut String,
    pub county: &'a mut String,
    pub country_region_code: &'a mut String,
    pub post_code: &'a mut String,
    pub phone_number: &'a mut String,
    pub email: &'a mut String,
    pub home_page: &'a mut String,
    pub tax_liable: &'a mut bool,
    pub tax_area_id: &'a mut Uuid,
    pub vat_registration_number: &'a mut String,
    pub currency_code: &'a mut String,
    pub currency_id: &'a mut Uuid,
    pub payment_terms_code: &'a mut String,
    pub payment_terms_id: &'a mut Uuid,
    pub payment_method_code: &'a mut String,
    pub payment_method_id: &'a mut Uuid,
    pub general_business_posting_group: &'a mut String,
    pub vat_business_posting_group: &'a mut String,
}

/// Gives a record [`PartyFields`]; its fields have the names used here.
macro_rules! party {
    ($record:ident, $noun:literal) => {
        impl $crate::party_cards::PartyCard for $record {
            const NOUN: &'static str = $noun;

            fn fields(&mut self) -> $crate::party_cards::PartyFields<'_> {
                $crate::party_cards::PartyFields {
                    number: &mut self.number,
                    name: &mut self.name,
                    address: &mut self.address,
                    address_2: &mut self.address_2,
                    city: &mut self.city,
                    county: &mut self.county,
                    country_region_code: &mut self.country_region_code,
                    post_code: &mut self.post_code,
                    phone_number: &mut self.phone_number,
                    email: &mut self.email,
                    home_page: &mut self.home_page,
                    tax_liable: &mut self.tax_liable,
                    tax_area_id: &mut self.tax_area_id,
                    vat_registration_number: &mut self.vat_registration_number,
                    currency_code: &mut self.currency_code,
                    currency_id: &mut self.currency_id,
                    payment_terms_code: &mut self.payment_terms_code,
                    payment_terms_id: &mut self.payment_terms_id,
                    payment_method_code: &mut self.payment_method_code,
                    payment_method_id: &mut self.payment_method_id,
                    general_business_posting_group: &mut self.general_business_posting_group,
                    vat_business_posting_group: &mut self.vat_business_posting_group,
                }
            }
        }
    };
}
pub(crate) use party;
