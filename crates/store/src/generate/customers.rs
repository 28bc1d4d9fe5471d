//! Customers made from lists of names, places and terms.

use std::collections::HashSet;

use finance::customers::{ContactType, Customer, CustomerFacts, CustomerProperties, create};
use finance::party_cards::{PartyFacts, PartyProperties};
use jiff::civil::{Date, date};

use super::facts::Facts;
use super::random::Random;
use super::{Progress, ROWS_PER_TRANSACTION, Writing};
use crate::{StoreError, StoreErrorKind};

const FIRST_WORDS: &[&str] = &[
    "Amber", "Basalt", "Cobalt", "Delta", "Ember", "Fjord", "Granite", "Harbour", "Indigo", "Jasper",
    "Karst", "Linden", "Mistral", "Nordic", "Opal", "Prairie", "Quartz", "River", "Summit", "Tundra",
];
const SECOND_WORDS: &[&str] = &[
    "Bakeries",
    "Carpets",
    "Dairies",
    "Engines",
    "Fabrics",
    "Gardens",
    "Hotels",
    "Interiors",
    "Joinery",
    "Kitchens",
    "Logistics",
    "Mills",
    "Networks",
    "Optics",
    "Printing",
    "Quarries",
    "Robotics",
    "Software",
    "Textiles",
    "Wines",
];
const PLACES: &[(&str, &str)] = &[
    ("Basel", "CH"),
    ("Bern", "CH"),
    ("Zug", "CH"),
    ("Jena", "DE"),
    ("Ulm", "DE"),
    ("Wien", "AT"),
    ("Dijon", "FR"),
    ("Lisboa", "PT"),
    ("Austin", "US"),
    ("Bristol", "GB"),
];

/// The day by which number series choose their line: fixed, so that runs on different days make the same rows.
pub(super) const WORK_DATE: Date = date(2025, 12, 31);

/// Adds `count` customers to the company and to the facts.
pub(super) async fn make(writing: &mut Writing<'_>, facts: &mut Facts, count: u64) -> Result<(), StoreError> {
    let mut used: HashSet<String> = facts.customers.iter().map(|customer| customer.number.clone()).collect();
    let mut done = 0;
    while done < count {
        let rows = (count - done).min(ROWS_PER_TRANSACTION);
        let mut new = Vec::with_capacity(usize::try_from(rows).unwrap_or(0));
        for _ in 0..rows {
            let customer = customer(writing.random, facts, &used)?;
            used.insert(customer.number.clone());
            new.push(customer);
        }
        facts.customers.extend(new.iter().cloned());
        let numbers = facts.customer_numbers.iter().flat_map(|source| source.lines.iter().cloned()).collect();
        writing.write(new, numbers).await?;
        done += rows;
        (writing.on_progress)(Progress { noun: "customers", done, of: count });
    }
    Ok(())
}

fn customer(random: &mut Random, facts: &mut Facts, used: &HashSet<String>) -> Result<Customer, StoreError> {
    let word = |random: &mut Random, words: &[&'static str]| random.pick(words).copied().unwrap_or_default();
    let (first, second) = (word(random, FIRST_WORDS), word(random, SECOND_WORDS));
    let (city, country) = random.pick(PLACES).copied().unwrap_or_default();
    let currency = match country {
        "DE" | "AT" | "FR" | "PT" => "EUR",
        "US" | "GB" => "USD",
        _ => "",
    };
    let known = |code: &str| facts.currencies.iter().any(|currency| currency.code == code);
    let name = format!("{first} {second} {}", 1 + random.below(999));
    let contact_type = (random.below(10) == 0).then_some(ContactType::Person);
    let party = PartyProperties {
        display_name: Some(name),
        address_line_1: Some(format!("{} {first} Road", 1 + random.below(200))),
        city: Some(city.to_owned()),
        country: facts.countries.iter().any(|known| known.code == country).then(|| country.to_owned()),
        postal_code: Some(format!("{:05}", random.below(100_000))),
        currency_code: known(currency).then(|| currency.to_owned()),
        payment_terms_id: random.pick(&facts.payment_terms).map(|terms| terms.id),
        ..PartyProperties::default()
    };
    let given = CustomerProperties { party, contact_type, ..CustomerProperties::default() };
    let rules = CustomerFacts {
        party: PartyFacts {
            setup: &facts.setup,
            countries: &facts.countries,
            currencies: &facts.currencies,
            payment_terms: &facts.payment_terms,
            payment_methods: &facts.payment_methods,
            home_country: &facts.home_country,
            number_taken: false,
            today: WORK_DATE,
        },
        shipment_methods: &facts.shipment_methods,
        tax_areas: &facts.tax_areas,
        templates: &facts.customer_templates,
    };
    create(random.id(), &given, facts.customer_numbers.as_mut(), &|number| used.contains(number), &rules)
        .map_err(|error| {
            StoreError::new(StoreErrorKind::Reference, format!("no customer can be made: {error}"))
        })
}
