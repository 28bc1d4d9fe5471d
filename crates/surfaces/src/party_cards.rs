//! What requests to customers and vendors have in common: the properties of a body, and what the rules look up.

use finance::companies::GeneralLedgerSetup;
use finance::countries_regions::CountryRegion;
use finance::currencies::Currency;
use finance::party_cards::{ComplexAddress, PartyFacts, PartyProperties};
use finance::payment_methods::PaymentMethod;
use finance::payment_terms::PaymentTerms;
use store::{Record, Session};

use crate::errors::ApiError;
use crate::write::coded::{general_ledger_setup, is_taken};
use crate::write::{Body, Write, related};

/// The properties that customers and vendors share.
pub fn properties(body: &Body) -> PartyProperties {
    let mut given = PartyProperties {
        number: body.text("number"),
        display_name: body.text("displayName"),
        address_line_1: body.text("addressLine1"),
        address_line_2: body.text("addressLine2"),
        city: body.text("city"),
        state: body.text("state"),
        country: body.text("country"),
        postal_code: body.text("postalCode"),
        phone_number: body.text("phoneNumber"),
        email: body.text("email"),
        website: body.text("website"),
        tax_liable: body.boolean("taxLiable"),
        tax_registration_number: body.text("taxRegistrationNumber"),
        currency_id: body.guid("currencyId"),
        currency_code: body.text("currencyCode"),
        payment_terms_id: body.guid("paymentTermsId"),
        payment_method_id: body.guid("paymentMethodId"),
        ..PartyProperties::default()
    };
    if let Some(address) = complex_address(body) {
        given.set_address(address);
    }
    given
}

/// The `address` of Graph and v1.0, when the body has one.
pub fn complex_address(body: &Body) -> Option<ComplexAddress> {
    let members = body.complex_texts("address")?;
    // Without members it was null, which empties them all.
    let member = |index: usize| members.get(index).cloned().unwrap_or_else(|| Some(String::new()));
    Some(ComplexAddress {
        street: member(0),
        city: member(1),
        state: member(2),
        country_letter_code: member(3),
        postal_code: member(4),
    })
}

/// The records a body names, as far as they exist.
pub struct KnownParty {
    pub setup: GeneralLedgerSetup,
    countries: Vec<CountryRegion>,
    currencies: Vec<Currency>,
    payment_terms: Vec<PaymentTerms>,
    payment_methods: Vec<PaymentMethod>,
    home_country: String,
    number_taken: bool,
}

impl KnownParty {
    pub async fn load<R: Record>(
        session: &mut Session,
        write: &Write,
        given: &PartyProperties,
    ) -> Result<KnownParty, ApiError> {
        let company = write.company;
        let mut currencies = related::by_code(session, company, given.currency_code.as_deref()).await?;
        currencies.extend(related::by_id(session, company, given.currency_id).await?);
        Ok(KnownParty {
            setup: general_ledger_setup(session, company).await?,
            countries: related::by_code(session, company, given.country.as_deref()).await?,
            currencies,
            payment_terms: related::by_id(session, company, given.payment_terms_id).await?,
            payment_methods: related::by_id(session, company, given.payment_method_id).await?,
            home_country: store::companies::home_country(session, company).await?,
            number_taken: match given.number_to_look_up()? {
                Some(number) => is_taken::<R>(session, write, "number", &number).await?,
                None => false,
            },
        })
    }

    pub fn facts(&self, write: &Write) -> PartyFacts<'_> {
        PartyFacts {
            setup: &self.setup,
            countries: &self.countries,
            currencies: &self.currencies,
            payment_terms: &self.payment_terms,
            payment_methods: &self.payment_methods,
            home_country: &self.home_country,
            number_taken: self.number_taken,
            today: write.today(),
        }
    }
}
