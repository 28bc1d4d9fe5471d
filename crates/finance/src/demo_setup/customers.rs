//! Customers of the demo company.

use jiff::civil::Date;

use crate::{
    customers::{ContactType, CustomerFacts, CustomerProperties, create},
    demo_setup::{DemoSetup, NewId},
    errors::RuleError,
    party_cards::PartyProperties,
};

/// Name, city, country, currency (blank is local), payment terms, a person.
type Row = (&'static str, &'static str, &'static str, &'static str, &'static str, bool);

const CUSTOMERS: &[Row] = &[
    ("Alder Foods", "Basel", "CH", "", "30D2", false),
    ("Birch & Daughters", "Bern", "CH", "", "30D", false),
    ("Cedarline Logistics", "Zug", "CH", "", "14D", false),
    ("Dunlin Bakery", "Chur", "CH", "", "7D", false),
    ("Elderberry Clinics", "Lugano", "CH", "", "CM+8D", false),
    ("Fernhill School", "Aarau", "CH", "", "CM", false),
    ("Gannet Printing", "Olten", "CH", "", "30D", false),
    ("Heron Hotels", "Davos", "CH", "", "30D2", false),
    ("Ida Quentell", "Thun", "CH", "", "NOW", true),
    ("Juniper Optics", "Jena", "DE", "EUR", "30D", false),
    ("Kestrel Werkzeuge", "Ulm", "DE", "EUR", "30D2", false),
    ("Larkspur Mode", "Wien", "AT", "EUR", "14D", false),
    ("Moulin du Tilleul", "Dijon", "FR", "EUR", "CM", false),
    ("Nogueira e Filhos", "Funchal", "PT", "EUR", "30D", false),
    ("Osprey Marine", "Lisboa", "PT", "EUR", "30D", false),
    ("Plover Instruments", "Portland", "US", "USD", "30D", false),
    ("Quillwort Books", "Boston", "US", "USD", "14D", false),
    ("Rowan Software", "Austin", "US", "USD", "30D2", false),
    ("Sorrel Shipping", "Bristol", "GB", "USD", "30D", false),
    ("Teal Orchards", "Nyon", "CH", "", "CM+8D", false),
];

/// Adds the customers; their numbers are taken from the series of setup.
pub(super) fn add(setup: &mut DemoSetup, today: Date, new_id: NewId<'_>) -> Result<(), RuleError> {
    let mut numbers = setup.numbers(&setup.number_series_setup.customers);
    let facts = CustomerFacts {
        party: setup.party_facts(today),
        shipment_methods: &setup.shipment_methods,
        tax_areas: &setup.tax_areas,
        templates: &setup.customer_templates,
    };
    let mut customers = Vec::new();
    for (name, city, country, currency, terms, person) in CUSTOMERS {
        let terms = setup.payment_terms.iter().find(|known| known.code == *terms);
        let party = PartyProperties {
            display_name: Some((*name).to_owned()),
            city: Some((*city).to_owned()),
            country: Some((*country).to_owned()),
            currency_code: Some((*currency).to_owned()),
            payment_terms_id: terms.map(|terms| terms.id),
            ..PartyProperties::default()
        };
        let contact_type = person.then_some(ContactType::Person);
        let given = CustomerProperties { party, contact_type, ..CustomerProperties::default() };
        customers.push(create(new_id(), &given, numbers.as_mut(), &|_| false, &facts)?);
    }
    setup.customers = customers;
    setup.keep_taken(numbers);
    Ok(())
}
