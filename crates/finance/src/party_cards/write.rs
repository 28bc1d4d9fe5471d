//! What creating and changing a customer and a vendor have in common: number, name, template.

use jiff::civil::Date;
use uuid::Uuid;

use super::{PartyCard, PartyFields, PartyProperties};
use crate::{
    companies::GeneralLedgerSetup, countries_regions::CountryRegion, currencies::Currency, errors::RuleError,
    number_series::NumberSource, payment_methods::PaymentMethod, payment_terms::PaymentTerms,
};

/// What the rules look up. Lists hold at least the records the request names; more does no harm.
#[derive(Debug, Clone, Copy)]
pub struct PartyFacts<'a> {
    pub setup: &'a GeneralLedgerSetup,
    pub countries: &'a [CountryRegion],
    pub currencies: &'a [Currency],
    pub payment_terms: &'a [PaymentTerms],
    pub payment_methods: &'a [PaymentMethod],
    /// The company's own country, where parties stand that name none.
    pub home_country: &'a str,
    /// Another party of the kind has the number given, in capitals and trimmed.
    pub number_taken: bool,
    /// The work date, by which the line of a number series is chosen.
    pub today: Date,
}

/// A name that is not blank (`Dialog`), on POST and PATCH alike (FINANCE.md 7.1).
pub fn check_display_name<P: PartyCard>(name: &str) -> Result<(), RuleError> {
    if name.trim().is_empty() {
        let message = format!("displayName must have a value: a {} needs a name.", P::NOUN);
        return Err(RuleError::dialog("displayName", message));
    }
    Ok(())
}

/// The number of a new record (FINANCE.md 7.1): the one given, or the next of the series when blank. Numbers
/// in use are passed over: those `is_used` knows at once; a caller that can only ask afterwards calls again
/// with the same, now advanced `numbers`. No series: `Field`; a number by hand that the series forbids:
/// `Dialog`; taken: `Duplicate`.
pub fn assign_number(
    noun: &str,
    number: &mut String,
    number_taken: bool,
    numbers: Option<&mut NumberSource>,
    is_used: &dyn Fn(&str) -> bool,
    today: Date,
) -> Result<(), RuleError> {
    if number.is_empty() {
        let Some(numbers) = numbers else {
            let message = format!("number: no number series is set up for {noun}s. Give a number.");
            return Err(RuleError::field("number", message));
        };
        // Each turn takes a number, and a series runs out, so this ends.
        *number = numbers.take(today)?;
        while is_used(number) {
            *number = numbers.take(today)?;
        }
        return Ok(());
    }
    if let Some(numbers) = numbers {
        numbers.series.check_manual("number", number)?;
    }
    if number_taken {
        return Err(RuleError::duplicate("number", &format!("{noun} with the number"), number));
    }
    Ok(())
}

/// Checks a number that may have changed: blank is `Field`, that of another record `Duplicate`.
pub fn change_number(noun: &str, stored: &str, number: &str, number_taken: bool) -> Result<(), RuleError> {
    if number.is_empty() {
        return Err(RuleError::field("number", "number must have a value."));
    }
    if number != stored && number_taken {
        return Err(RuleError::duplicate("number", &format!("{noun} with the number"), number));
    }
    Ok(())
}

/// A template for new customers or vendors: what it gives beside the groups of its own kind.
pub trait PartyTemplate {
    fn code(&self) -> &str;
    /// The country whose parties it serves; blank serves every country that has no template of its own.
    fn country_region_code(&self) -> &str;
    /// The party's fields, filled as far as the request did not send them (FINANCE.md 7.1).
    fn fill(&self, party: &mut PartyFields<'_>, given: &PartyProperties, tax_area_given: Option<Uuid>);
}

/// The template for a party: that of its country, which is the company's own when it names none, else the one for
/// every country.
pub fn template_for<'a, T: PartyTemplate>(
    templates: &'a [T],
    country: &str,
    home_country: &str,
) -> Option<&'a T> {
    let country = if country.is_empty() { home_country } else { country };
    let of_country = |code: &str| {
        templates
            .iter()
            .filter(|template| template.country_region_code() == code)
            .min_by(|left, right| left.code().cmp(right.code()))
    };
    of_country(country).or_else(|| of_country(""))
}

/// Gives a template record its [`PartyTemplate`]; its fields have the names used here.
macro_rules! party_template {
    ($record:ident) => {
        impl $crate::party_cards::PartyTemplate for $record {
            fn code(&self) -> &str {
                &self.code
            }

            fn country_region_code(&self) -> &str {
                &self.country_region_code
            }

            fn fill(
                &self,
                party: &mut $crate::party_cards::PartyFields<'_>,
                given: &$crate::party_cards::PartyProperties,
                tax_area_given: Option<uuid::Uuid>,
            ) {
                party.general_business_posting_group.clone_from(&self.general_business_posting_group);
                if tax_area_given.is_none() {
                    party.vat_business_posting_group.clone_from(&self.vat_business_posting_group);
                    *party.tax_area_id = self.vat_business_posting_group_id;
                }
                if given.payment_terms_id.is_none() {
                    party.payment_terms_code.clone_from(&self.payment_terms_code);
                    *party.payment_terms_id = self.payment_terms_id;
                }
                if given.payment_method_id.is_none() {
                    party.payment_method_code.clone_from(&self.payment_method_code);
                    *party.payment_method_id = self.payment_method_id;
                }
            }
        }
    };
}
pub(crate) use party_template;

impl GeneralLedgerSetup {
    /// The currency code the API shows: that of the local currency for a blank one.
    pub fn shown_currency_code<'a>(&'a self, currency_code: &'a str) -> &'a str {
        if currency_code.is_empty() { &self.local_currency_code } else { currency_code }
    }
}
