//! Customers: numbers, properties in agreement, refusals, deletion.

use jiff::civil::date;
use uuid::Uuid;

use super::{
    ComplexAddress, Customer, CustomerFacts, CustomerProperties, DeleteFacts, change, check_delete, create,
};
use crate::{
    BLANK_DATE, Category, RuleError,
    companies::GeneralLedgerSetup,
    countries_regions::CountryRegion,
    currencies::Currency,
    customer_templates::CustomerTemplate,
    number_series::{NumberSeries, NumberSeriesLine, NumberSource},
    payment_methods::PaymentMethod,
    payment_terms::PaymentTerms,
    shipment_methods::ShipmentMethod,
    tax_areas::TaxArea,
};

const EURO: Uuid = Uuid::from_u128(1);
const TERMS: Uuid = Uuid::from_u128(2);
const METHOD: Uuid = Uuid::from_u128(3);
const SHIPMENT: Uuid = Uuid::from_u128(4);
const AREA: Uuid = Uuid::from_u128(5);
const UNKNOWN: Uuid = Uuid::from_u128(99);

fn with_facts<T>(number_taken: bool, is_vat_company: bool, run: impl FnOnce(&CustomerFacts<'_>) -> T) -> T {
    let facts = CustomerFacts {
        setup: &GeneralLedgerSetup {
            local_currency_code: "CHF".into(),
            is_vat_company,
            ..GeneralLedgerSetup::default()
        },
        countries: &[CountryRegion { code: "DE".into(), ..CountryRegion::default() }],
        currencies: &[Currency { id: EURO, code: "EUR".into(), ..Currency::default() }],
        payment_terms: &[PaymentTerms { id: TERMS, code: "30D".into(), ..PaymentTerms::default() }],
        payment_methods: &[PaymentMethod { id: METHOD, code: "BANK".into(), ..PaymentMethod::default() }],
        shipment_methods: &[ShipmentMethod { id: SHIPMENT, code: "DAP".into(), ..ShipmentMethod::default() }],
        tax_areas: &[TaxArea { id: AREA, code: "EU".into(), ..TaxArea::default() }],
        templates: &[
            CustomerTemplate { customer_posting_group: "ABROAD".into(), ..CustomerTemplate::default() },
            CustomerTemplate {
                country_region_code: "DE".into(),
                customer_posting_group: "HOME".into(),
                payment_terms_code: "14D".into(),
                ..CustomerTemplate::default()
            },
        ],
        number_taken,
        today: date(2026, 3, 10),
    };
    run(&facts)
}

fn numbers(manual_numbers: bool) -> NumberSource {
    let series = NumberSeries {
        code: "CUST".into(),
        default_numbers: true,
        manual_numbers,
        ..NumberSeries::default()
    };
    let line = NumberSeriesLine {
        id: Uuid::nil(),
        series_code: "CUST".into(),
        line_number: 10_000,
        starting_date: BLANK_DATE,
        starting_number: "C-100".into(),
        ending_number: String::new(),
        warning_number: String::new(),
        last_number_used: String::new(),
        last_date_used: BLANK_DATE,
        increment: 1,
        open: true,
    };
    NumberSource { series, lines: vec![line] }
}

fn named() -> CustomerProperties {
    CustomerProperties { display_name: Some("Alder".into()), ..CustomerProperties::default() }
}

fn made(given: &CustomerProperties) -> Result<Customer, RuleError> {
    let mut numbers = numbers(true);
    with_facts(false, true, |facts| create(Uuid::nil(), given, Some(&mut numbers), &|_| false, facts))
}

#[test]
fn numbers_come_from_the_series_or_by_hand() {
    let by_hand = CustomerProperties { number: Some(" x1 ".into()), ..named() };
    let mut source = numbers(true);
    let mut take = |given: &CustomerProperties, used: &dyn Fn(&str) -> bool| {
        with_facts(false, true, |facts| create(Uuid::nil(), given, Some(&mut source), used, facts))
            .map(|customer| customer.number)
            .map_err(|error| error.category)
    };
    assert_eq!(take(&named(), &|_| false).as_deref(), Ok("C-100"));
    assert_eq!(take(&named(), &|number| number < "C-103").as_deref(), Ok("C-103"));
    assert_eq!(take(&by_hand, &|_| false).as_deref(), Ok("X1"));
    assert_eq!(by_hand.number_to_look_up(), Ok(Some("X1".into())));

    let refused = |given: &CustomerProperties, mut source: Option<NumberSource>, taken| {
        with_facts(taken, true, |facts| create(Uuid::nil(), given, source.as_mut(), &|_| false, facts))
            .unwrap_err()
            .category
    };
    assert_eq!(refused(&named(), None, false), Category::Field);
    assert_eq!(refused(&by_hand, Some(numbers(false)), false), Category::Dialog);
    assert_eq!(refused(&by_hand, Some(numbers(true)), true), Category::Duplicate);
}

#[test]
fn ids_and_codes_are_looked_up() {
    let given = CustomerProperties {
        country: Some("de".into()),
        tax_area_id: Some(AREA),
        currency_id: Some(EURO),
        currency_code: Some("eur".into()),
        payment_terms_id: Some(TERMS),
        shipment_method_id: Some(SHIPMENT),
        payment_method_id: Some(METHOD),
        ..named()
    };
    let customer = made(&given).unwrap();
    let codes = [
        &customer.country_region_code,
        &customer.vat_business_posting_group,
        &customer.currency_code,
        &customer.payment_terms_code,
        &customer.shipment_method_code,
        &customer.payment_method_code,
        &customer.customer_posting_group,
    ];
    assert_eq!(codes.map(String::as_str), ["DE", "EU", "EUR", "30D", "DAP", "BANK", "HOME"]);
    let nil = Some(Uuid::nil());
    let cleared = CustomerProperties {
        tax_area_id: nil,
        currency_id: nil,
        payment_terms_id: nil,
        shipment_method_id: nil,
        payment_method_id: nil,
        ..CustomerProperties::default()
    };
    let blank = with_facts(false, true, |facts| change(&customer, &cleared, facts)).unwrap();
    assert_eq!((blank.currency_code.as_str(), blank.currency_id), ("", Uuid::nil()));
    assert_eq!((blank.payment_terms_code.as_str(), blank.payment_method_code.as_str()), ("", ""));
    let sales_tax = with_facts(false, false, |facts| change(&customer, &given, facts)).unwrap();
    assert_eq!(sales_tax.tax_area_code, "EU");
}

#[test]
fn templates_fill_what_was_not_sent() {
    let german = CustomerProperties { country: Some("DE".into()), ..named() };
    assert_eq!(made(&german).unwrap().payment_terms_code, "14D");
    assert_eq!(made(&named()).unwrap().customer_posting_group, "ABROAD");
    let sent = CustomerProperties { payment_terms_id: Some(Uuid::nil()), ..german };
    assert_eq!(made(&sent).unwrap().payment_terms_code, "");
}

#[test]
fn the_local_currency_equals_blank() {
    for (code, stored) in [("CHF", ""), (" chf", ""), ("", ""), ("EUR", "EUR")] {
        let given = CustomerProperties { currency_code: Some(code.into()), ..named() };
        assert_eq!(made(&given).unwrap().currency_code, stored, "{code:?}");
    }
    with_facts(false, true, |facts| {
        assert_eq!(facts.setup.shown_currency_code(""), "CHF");
        assert_eq!(facts.setup.shown_currency_code("EUR"), "EUR");
    });
}

#[test]
fn bad_properties_are_refused() {
    let with = |change: fn(&mut CustomerProperties)| {
        let mut given = named();
        change(&mut given);
        given
    };
    let cases = [
        (CustomerProperties::default(), Category::Dialog, "displayName"),
        (with(|given| given.display_name = Some("  ".into())), Category::Dialog, "displayName"),
        (with(|given| given.display_name = Some("x".repeat(101))), Category::Length, "displayName"),
        (with(|given| given.number = Some("x".repeat(21))), Category::Length, "number"),
        (with(|given| given.country = Some("XX".into())), Category::Relation, "country"),
        (with(|given| given.tax_area_id = Some(UNKNOWN)), Category::Dialog, "taxAreaId"),
        (with(|given| given.currency_id = Some(UNKNOWN)), Category::Dialog, "currencyId"),
        (with(|given| given.currency_code = Some("XXX".into())), Category::Dialog, "currencyCode"),
        (
            CustomerProperties {
                currency_id: Some(EURO),
                ..with(|given| given.currency_code = Some("".into()))
            },
            Category::Dialog,
            "currencyCode",
        ),
        (with(|given| given.payment_terms_id = Some(UNKNOWN)), Category::Dialog, "paymentTermsId"),
        (with(|given| given.shipment_method_id = Some(UNKNOWN)), Category::Dialog, "shipmentMethodId"),
        (with(|given| given.payment_method_id = Some(UNKNOWN)), Category::Dialog, "paymentMethodId"),
        (with(|given| given.city = Some("x".repeat(31))), Category::Length, "city"),
        (with(|given| given.email = Some("x".repeat(81))), Category::Length, "email"),
        (with(|given| given.website = Some("x".repeat(256))), Category::Length, "website"),
        (with(|given| given.postal_code = Some("x".repeat(21))), Category::Length, "postalCode"),
    ];
    for (given, category, property) in cases {
        let error = made(&given).unwrap_err();
        assert_eq!((error.category, error.property), (category, Some(property)), "{error}");
    }
}

#[test]
fn a_complex_address_changes_the_members_sent() {
    let flat = CustomerProperties {
        address_line_1: Some("Quay 1".into()),
        address_line_2: Some("Shed 2".into()),
        city: Some("Jena".into()),
        ..named()
    };
    let stored = made(&flat).unwrap();
    let with = |address: ComplexAddress| {
        let mut given = CustomerProperties::default();
        given.set_address(address);
        with_facts(false, true, |facts| change(&stored, &given, facts))
    };
    let street = |street: &str| ComplexAddress { street: Some(street.into()), ..ComplexAddress::default() };
    for (sent, first, second) in [
        ("Pier 9", "Pier 9", ""),
        ("Pier 9\r\nDoor 3", "Pier 9", "Door 3"),
        ("Pier 9\nDoor 3", "Pier 9", "Door 3"),
        ("Pier 9\r\nDoor 3\r\nBell 4", "Pier 9", "Door 3\r\nBell 4"),
        ("\r\nDoor 3", "", "Door 3"),
        ("", "", ""),
    ] {
        let changed = with(street(sent)).unwrap();
        let found = (changed.address.as_str(), changed.address_2.as_str(), changed.city.as_str());
        assert_eq!(found, (first, second, "Jena"), "{sent:?}");
    }
    let city = with(ComplexAddress { city: Some("Ulm".into()), ..ComplexAddress::default() }).unwrap();
    assert_eq!((city.address_2.as_str(), city.city.as_str()), ("Shed 2", "Ulm"));

    let country = ComplexAddress { country_letter_code: Some("XX".into()), ..ComplexAddress::default() };
    let post_code = ComplexAddress { postal_code: Some("x".repeat(21)), ..ComplexAddress::default() };
    for (address, property) in [
        (street(&"x".repeat(101)), "address/street"),
        (country, "address/countryLetterCode"),
        (post_code, "address/postalCode"),
    ] {
        assert_eq!(with(address).unwrap_err().property, Some(property));
    }
}

#[test]
fn a_change_renames_but_keeps_name_and_number() {
    let stored = made(&named()).unwrap();
    let renamed = CustomerProperties { number: Some("c-7".into()), ..CustomerProperties::default() };
    let changed = |given: &CustomerProperties, taken| {
        with_facts(taken, true, |facts| change(&stored, given, facts)).map_err(|error| error.category)
    };
    assert_eq!(changed(&renamed, false).unwrap().number, "C-7");
    assert_eq!(changed(&renamed, true), Err(Category::Duplicate));
    assert_eq!(changed(&CustomerProperties::default(), true), Ok(stored.clone()));
    let no_name = CustomerProperties { display_name: Some(String::new()), ..CustomerProperties::default() };
    assert_eq!(changed(&no_name, false), Err(Category::Dialog));
    let no_number = CustomerProperties { number: Some(String::new()), ..CustomerProperties::default() };
    assert_eq!(changed(&no_number, false), Err(Category::Field));
}

#[test]
fn customers_in_use_stay() {
    let customer = made(&named()).unwrap();
    assert_eq!(check_delete(&customer, &DeleteFacts::default()), Ok(()));
    let none = DeleteFacts::default();
    let uses = [
        DeleteFacts { projects: 1, ..none },
        DeleteFacts { entries_in_open_years: 1, ..none },
        DeleteFacts { open_entries: 1, ..none },
        DeleteFacts { unposted_sales_lines: 1, ..none },
    ];
    for facts in uses {
        assert_eq!(check_delete(&customer, &facts).unwrap_err().category, Category::Dialog);
    }
}
