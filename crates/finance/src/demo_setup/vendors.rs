//! Vendors of the demo company.

use jiff::civil::Date;

use crate::{
    demo_setup::{DemoSetup, NewId},
    errors::RuleError,
    party_cards::PartyProperties,
    vendors::{VendorFacts, VendorProperties, create},
};

/// Name, city, country, currency (blank is local), payment terms.
type Row = (&'static str, &'static str, &'static str, &'static str, &'static str);

/// V-10 at home, V-11 in the European Union (reverse charge), V-12 abroad in a foreign currency, and others.
const VENDORS: &[Row] = &[
    ("Lumen Works", "Winterthur", "CH", "", "30D"),
    ("Steinbrecher Beratung", "Graz", "AT", "", "14D"),
    ("Bluefin Components", "Seattle", "US", "USD", "30D"),
    ("Hasel Papier", "Luzern", "CH", "", "30D2"),
    ("Rhein Cargo", "Basel", "CH", "", "14D"),
    ("Cortes de Madeira", "Funchal", "PT", "EUR", "30D"),
    ("Nordlicht Energie", "St. Gallen", "CH", "", "CM"),
    ("Yamabuki Seiki", "Nagoya", "JP", "JPY", "CM"),
];

/// Adds the vendors; their numbers are taken from the series of setup.
pub(super) fn add(setup: &mut DemoSetup, today: Date, new_id: NewId<'_>) -> Result<(), RuleError> {
    let mut numbers = setup.numbers(&setup.number_series_setup.vendors);
    let facts =
        VendorFacts { party: setup.party_facts(today), templates: &setup.vendor_templates, tax_areas: &[] };
    let mut vendors = Vec::new();
    for (name, city, country, currency, terms) in VENDORS {
        let terms = setup.payment_terms.iter().find(|known| known.code == *terms);
        let party = PartyProperties {
            display_name: Some((*name).to_owned()),
            city: Some((*city).to_owned()),
            country: Some((*country).to_owned()),
            currency_code: Some((*currency).to_owned()),
            payment_terms_id: terms.map(|terms| terms.id),
            ..PartyProperties::default()
        };
        let given = VendorProperties { party, ..VendorProperties::default() };
        vendors.push(create(new_id(), &given, numbers.as_mut(), &|_| false, &facts)?);
    }
    setup.vendors = vendors;
    setup.keep_taken(numbers);
    Ok(())
}
