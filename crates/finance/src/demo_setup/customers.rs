//! Customers of the demo company, and the templates for new ones.

use jiff::civil::Date;
use uuid::Uuid;

use crate::{
    customer_templates::CustomerTemplate,
    customers::{ContactType, CustomerFacts, CustomerProperties, create},
    demo_setup::{DemoSetup, NewId},
    errors::RuleError,
    number_series::NumberSource,
    payment_methods::PaymentMethod,
    payment_terms::PaymentTerms,
    tax_areas::TaxArea,
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

/// One template for every country, and one for each kind of country that has its own VAT rules.
const TEMPLATES: &[(&str, &str, &str, &str)] = &[
    ("HOME", "CH", "HOME", "HOME"),
    ("OTHER", "", "ABROAD", "WORLD"),
    ("AT", "AT", "ABROAD", "EU"),
    ("DE", "DE", "ABROAD", "EU"),
    ("FR", "FR", "ABROAD", "EU"),
    ("PT", "PT", "ABROAD", "EU"),
];

pub(super) fn templates(
    tax_areas: &[TaxArea],
    terms: &[PaymentTerms],
    methods: &[PaymentMethod],
    new_id: NewId<'_>,
) -> Vec<CustomerTemplate> {
    let area_id =
        |code: &str| tax_areas.iter().find(|area| area.code == code).map_or(Uuid::nil(), |area| area.id);
    let terms_id = terms.iter().find(|terms| terms.code == "30D").map_or(Uuid::nil(), |terms| terms.id);
    let method_id =
        methods.iter().find(|method| method.code == "BANK").map_or(Uuid::nil(), |method| method.id);
    TEMPLATES
        .iter()
        .map(|&(code, country, group, vat_group)| CustomerTemplate {
            id: new_id(),
            code: code.to_owned(),
            description: format!("New customers, {code}"),
            country_region_code: country.to_owned(),
            general_business_posting_group: group.to_owned(),
            vat_business_posting_group: vat_group.to_owned(),
            vat_business_posting_group_id: area_id(vat_group),
            customer_posting_group: group.to_owned(),
            payment_terms_code: "30D".to_owned(),
            payment_terms_id: terms_id,
            payment_method_code: "BANK".to_owned(),
            payment_method_id: method_id,
        })
        .collect()
}

/// Adds the customers; their numbers are taken from the series of setup.
pub(super) fn add(setup: &mut DemoSetup, today: Date, new_id: NewId<'_>) -> Result<(), RuleError> {
    let series_code = setup.number_series_setup.customers.clone();
    let series = setup.number_series.iter().find(|series| series.code == series_code);
    let lines = setup.number_series_lines.iter().filter(|line| line.series_code == series_code);
    let mut numbers =
        series.map(|series| NumberSource { series: series.clone(), lines: lines.cloned().collect() });
    let facts = CustomerFacts {
        setup: &setup.general_ledger_setup,
        countries: &setup.countries_regions,
        currencies: &setup.currencies,
        payment_terms: &setup.payment_terms,
        payment_methods: &setup.payment_methods,
        shipment_methods: &setup.shipment_methods,
        tax_areas: &setup.tax_areas,
        templates: &setup.customer_templates,
        number_taken: false,
        today,
    };
    let mut customers = Vec::new();
    for (name, city, country, currency, terms, person) in CUSTOMERS {
        let terms = setup.payment_terms.iter().find(|known| known.code == *terms);
        let given = CustomerProperties {
            display_name: Some((*name).to_owned()),
            contact_type: person.then_some(ContactType::Person),
            city: Some((*city).to_owned()),
            country: Some((*country).to_owned()),
            currency_code: Some((*currency).to_owned()),
            payment_terms_id: terms.map(|terms| terms.id),
            ..CustomerProperties::default()
        };
        customers.push(create(new_id(), &given, numbers.as_mut(), &|_| false, &facts)?);
    }
    setup.customers = customers;
    for taken in numbers.into_iter().flat_map(|numbers| numbers.lines) {
        if let Some(line) = setup.number_series_lines.iter_mut().find(|line| line.id == taken.id) {
            *line = taken;
        }
    }
    Ok(())
}
