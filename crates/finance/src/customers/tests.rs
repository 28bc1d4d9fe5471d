//! Customers: numbers, properties in agreement, refusals, deletion.

use jiff::civil::date;
use money::Amount;
use uuid::Uuid;

use super::{ContactType, Customer, CustomerBlocked, CustomerFacts, CustomerProperties, change, create};
use crate::{
    BLANK_DATE, Category, RuleError,
    companies::GeneralLedgerSetup,
    countries_regions::CountryRegion,
    currencies::Currency,
    customer_templates::CustomerTemplate,
    number_series::{NumberSeries, NumberSeriesLine, NumberSource},
    party_cards::{
        ComplexAddress, PartyDeleteFacts, PartyFacts, PartyProperties, check_delete, template_for,
    },
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
        party: PartyFacts {
            setup: &GeneralLedgerSetup {
                local_currency_code: "CHF".into(),
                is_vat_company,
                ..GeneralLedgerSetup::default()
            },
            countries: &["DE", "FR"]
                .map(|code| CountryRegion { code: code.into(), ..CountryRegion::default() }),
            currencies: &[Currency { id: EURO, code: "EUR".into(), ..Currency::default() }],
            payment_terms: &[PaymentTerms { id: TERMS, code: "30D".into(), ..PaymentTerms::default() }],
            payment_methods: &[PaymentMethod { id: METHOD, code: "BANK".into(), ..PaymentMethod::default() }],
            home_country: "CH",
            number_taken,
            today: date(2026, 3, 10),
        },
        shipment_methods: &[ShipmentMethod { id: SHIPMENT, code: "DAP".into(), ..ShipmentMethod::default() }],
        tax_areas: &[TaxArea { id: AREA, code: "EU".into(), ..TaxArea::default() }],
        templates: &[
            // The first by code serves; the list is in no order.
            CustomerTemplate {
                code: "Z".into(),
                country_region_code: "DE".into(),
                customer_posting_group: "LATER".into(),
                ..CustomerTemplate::default()
            },
            CustomerTemplate { customer_posting_group: "ABROAD".into(), ..CustomerTemplate::default() },
            CustomerTemplate {
                id: UNKNOWN,
                code: "A".into(),
                description: "Germany".into(),
                country_region_code: "DE".into(),
                general_business_posting_group: "EU".into(),
                vat_business_posting_group: "EU".into(),
                vat_business_posting_group_id: AREA,
                customer_posting_group: "HOME".into(),
                payment_terms_code: "14D".into(),
                payment_terms_id: TERMS,
                payment_method_code: "CARD".into(),
                payment_method_id: METHOD,
            },
        ],
    };
    run(&facts)
}

#[test]
fn who_names_no_country_stands_in_the_companys_own() {
    let template = |code: &str, country: &str| CustomerTemplate {
        code: code.into(),
        country_region_code: country.into(),
        ..CustomerTemplate::default()
    };
    let templates = [template("OTHER", ""), template("HOME", "CH"), template("DE", "DE")];
    for (country, home_country, code) in [
        ("", "CH", "HOME"),
        ("CH", "CH", "HOME"),
        ("DE", "CH", "DE"),
        ("US", "CH", "OTHER"),
        ("", "DE", "DE"),
        ("", "US", "OTHER"),
        ("", "", "OTHER"),
    ] {
        let found = template_for(&templates, country, home_country).map(|template| template.code.as_str());
        assert_eq!(found, Some(code), "{country:?} at home in {home_country:?}");
    }
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

fn of_party(party: PartyProperties) -> CustomerProperties {
    CustomerProperties { party, ..CustomerProperties::default() }
}

fn party() -> PartyProperties {
    PartyProperties { display_name: Some("Alder".into()), ..PartyProperties::default() }
}

fn named() -> CustomerProperties {
    of_party(party())
}

fn made(given: &CustomerProperties) -> Result<Customer, RuleError> {
    let mut numbers = numbers(true);
    with_facts(false, true, |facts| create(Uuid::nil(), given, Some(&mut numbers), &|_| false, facts))
}

#[test]
fn numbers_come_from_the_series_or_by_hand() {
    let by_hand = of_party(PartyProperties { number: Some(" x1 ".into()), ..party() });
    let mut source = numbers(true);
    let mut take = |given: &CustomerProperties, used: &dyn Fn(&str) -> bool| {
        with_facts(false, true, |facts| create(Uuid::nil(), given, Some(&mut source), used, facts))
            .map(|customer| customer.number)
            .map_err(|error| error.category)
    };
    assert_eq!(take(&named(), &|_| false).as_deref(), Ok("C-100"));
    assert_eq!(take(&named(), &|number| number < "C-103").as_deref(), Ok("C-103"));
    assert_eq!(take(&by_hand, &|_| false).as_deref(), Ok("X1"));
    assert_eq!(by_hand.party.number_to_look_up(), Ok(Some("X1".into())));
    assert_eq!(named().party.number_to_look_up(), Ok(None));
    let blank = PartyProperties { number: Some(" ".into()), ..party() };
    assert_eq!(blank.number_to_look_up(), Ok(None));

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
    let party = PartyProperties {
        country: Some("de".into()),
        currency_id: Some(EURO),
        currency_code: Some("eur".into()),
        payment_terms_id: Some(TERMS),
        payment_method_id: Some(METHOD),
        ..party()
    };
    let given =
        CustomerProperties { tax_area_id: Some(AREA), shipment_method_id: Some(SHIPMENT), ..of_party(party) };
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
    let party = PartyProperties {
        currency_id: nil,
        payment_terms_id: nil,
        payment_method_id: nil,
        ..PartyProperties::default()
    };
    let cleared = CustomerProperties { tax_area_id: nil, shipment_method_id: nil, ..of_party(party) };
    let blank = with_facts(false, true, |facts| change(&customer, &cleared, facts)).unwrap();
    assert_eq!((blank.currency_code.as_str(), blank.currency_id), ("", Uuid::nil()));
    assert_eq!((blank.payment_terms_code.as_str(), blank.payment_method_code.as_str()), ("", ""));
    let sales_tax = with_facts(false, false, |facts| change(&customer, &given, facts)).unwrap();
    assert_eq!(sales_tax.tax_area_code, "EU");
}

#[test]
fn a_customer_is_stored_as_sent() {
    let party = PartyProperties {
        number: Some("c-7".into()),
        display_name: Some("Alder".into()),
        address_line_1: Some("Quay 1".into()),
        address_line_2: Some("Shed 2".into()),
        city: Some("Jena".into()),
        state: Some("TH".into()),
        country: Some("fr".into()),
        postal_code: Some("d-07743".into()),
        phone_number: Some("0361".into()),
        email: Some("alder@example.com".into()),
        website: Some("example.com".into()),
        tax_liable: Some(true),
        tax_registration_number: Some("DE1".into()),
        currency_code: Some("eur".into()),
        payment_terms_id: Some(TERMS),
        payment_method_id: Some(METHOD),
        ..PartyProperties::default()
    };
    let given = CustomerProperties {
        party,
        contact_type: Some(ContactType::Person),
        salesperson_code: Some("jo".into()),
        credit_limit: Some(Amount::from_integer(5000)),
        tax_area_id: Some(AREA),
        shipment_method_id: Some(SHIPMENT),
        blocked: Some(CustomerBlocked::Ship),
    };
    let expected = Customer {
        id: UNKNOWN,
        number: "C-7".into(),
        name: "Alder".into(),
        contact_type: ContactType::Person,
        address: "Quay 1".into(),
        address_2: "Shed 2".into(),
        city: "Jena".into(),
        county: "TH".into(),
        country_region_code: "FR".into(),
        post_code: "D-07743".into(),
        phone_number: "0361".into(),
        email: "alder@example.com".into(),
        home_page: "example.com".into(),
        salesperson_code: "JO".into(),
        credit_limit: Amount::from_integer(5000),
        tax_liable: true,
        tax_area_id: AREA,
        vat_registration_number: "DE1".into(),
        currency_code: "EUR".into(),
        currency_id: EURO,
        payment_terms_code: "30D".into(),
        payment_terms_id: TERMS,
        shipment_method_code: "DAP".into(),
        shipment_method_id: SHIPMENT,
        payment_method_code: "BANK".into(),
        payment_method_id: METHOD,
        blocked: CustomerBlocked::Ship,
        vat_business_posting_group: "EU".into(),
        // Of the template for every country.
        customer_posting_group: "ABROAD".into(),
        ..Customer::default()
    };
    let made = with_facts(false, true, |facts| create(UNKNOWN, &given, None, &|_| false, facts));
    assert_eq!(made, Ok(expected.clone()));
    let patched = with_facts(true, true, |facts| change(&expected, &given, facts));
    assert_eq!(patched, Ok(expected.clone()));
    let no_country = of_party(PartyProperties { country: Some(String::new()), ..PartyProperties::default() });
    let blanked = with_facts(false, true, |facts| change(&expected, &no_country, facts));
    assert_eq!(blanked, Ok(Customer { country_region_code: String::new(), ..expected }));
}

#[test]
fn templates_fill_what_was_not_sent() {
    let german = of_party(PartyProperties { country: Some("DE".into()), ..party() });
    let expected = Customer {
        number: "C-100".into(),
        name: "Alder".into(),
        country_region_code: "DE".into(),
        general_business_posting_group: "EU".into(),
        vat_business_posting_group: "EU".into(),
        tax_area_id: AREA,
        customer_posting_group: "HOME".into(),
        payment_terms_code: "14D".into(),
        payment_terms_id: TERMS,
        payment_method_code: "CARD".into(),
        payment_method_id: METHOD,
        ..Customer::default()
    };
    assert_eq!(made(&german), Ok(expected));
    let nil = Some(Uuid::nil());
    let cleared = CustomerProperties {
        tax_area_id: nil,
        ..of_party(PartyProperties { payment_terms_id: nil, payment_method_id: nil, ..german.party })
    };
    let expected = Customer {
        number: "C-100".into(),
        name: "Alder".into(),
        country_region_code: "DE".into(),
        general_business_posting_group: "EU".into(),
        customer_posting_group: "HOME".into(),
        ..Customer::default()
    };
    assert_eq!(made(&cleared), Ok(expected), "what is sent as none stays none");
}

#[test]
fn the_country_of_a_customer_finds_its_template() {
    let german = PartyProperties { country: Some("DE".into()), ..party() };
    assert_eq!(made(&of_party(german.clone())).unwrap().payment_terms_code, "14D");
    assert_eq!(made(&named()).unwrap().customer_posting_group, "ABROAD");
    let sent = PartyProperties { payment_terms_id: Some(Uuid::nil()), ..german };
    assert_eq!(made(&of_party(sent)).unwrap().payment_terms_code, "");
}

#[test]
fn the_local_currency_equals_blank() {
    for (code, stored) in [("CHF", ""), (" chf", ""), ("", ""), ("EUR", "EUR")] {
        let given = of_party(PartyProperties { currency_code: Some(code.into()), ..party() });
        assert_eq!(made(&given).unwrap().currency_code, stored, "{code:?}");
    }
    with_facts(false, true, |facts| {
        assert_eq!(facts.party.setup.shown_currency_code(""), "CHF");
        assert_eq!(facts.party.setup.shown_currency_code("EUR"), "EUR");
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
        (with(|given| given.party.display_name = Some("  ".into())), Category::Dialog, "displayName"),
        (with(|given| given.party.display_name = Some("x".repeat(101))), Category::Length, "displayName"),
        (with(|given| given.party.number = Some("x".repeat(21))), Category::Length, "number"),
        (with(|given| given.party.country = Some("XX".into())), Category::Relation, "country"),
        (with(|given| given.tax_area_id = Some(UNKNOWN)), Category::Dialog, "taxAreaId"),
        (with(|given| given.party.currency_id = Some(UNKNOWN)), Category::Dialog, "currencyId"),
        (with(|given| given.party.currency_code = Some("XXX".into())), Category::Dialog, "currencyCode"),
        (
            with(|given| {
                given.party.currency_id = Some(EURO);
                given.party.currency_code = Some("".into());
            }),
            Category::Dialog,
            "currencyCode",
        ),
        (with(|given| given.party.payment_terms_id = Some(UNKNOWN)), Category::Dialog, "paymentTermsId"),
        (with(|given| given.shipment_method_id = Some(UNKNOWN)), Category::Dialog, "shipmentMethodId"),
        (with(|given| given.party.payment_method_id = Some(UNKNOWN)), Category::Dialog, "paymentMethodId"),
        (with(|given| given.party.city = Some("x".repeat(31))), Category::Length, "city"),
        (with(|given| given.party.email = Some("x".repeat(81))), Category::Length, "email"),
        (with(|given| given.party.website = Some("x".repeat(256))), Category::Length, "website"),
        (with(|given| given.party.postal_code = Some("x".repeat(21))), Category::Length, "postalCode"),
        (with(|given| given.party.address_line_1 = Some("x".repeat(101))), Category::Length, "addressLine1"),
        (with(|given| given.party.address_line_2 = Some("x".repeat(51))), Category::Length, "addressLine2"),
        (with(|given| given.party.state = Some("x".repeat(31))), Category::Length, "state"),
        (with(|given| given.party.phone_number = Some("x".repeat(31))), Category::Length, "phoneNumber"),
        (
            with(|given| given.party.tax_registration_number = Some("x".repeat(51))),
            Category::Length,
            "taxRegistrationNumber",
        ),
        (with(|given| given.salesperson_code = Some("x".repeat(21))), Category::Length, "salespersonCode"),
    ];
    for (given, category, property) in cases {
        let error = made(&given).unwrap_err();
        assert_eq!((error.category, error.property), (category, Some(property)), "{error}");
    }
}

#[test]
fn a_complex_address_changes_the_members_sent() {
    let flat = PartyProperties {
        address_line_1: Some("Quay 1".into()),
        address_line_2: Some("Shed 2".into()),
        city: Some("Jena".into()),
        ..party()
    };
    let stored = made(&of_party(flat)).unwrap();
    let with = |address: ComplexAddress| {
        let mut given = CustomerProperties::default();
        given.party.set_address(address);
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
    let long_city = ComplexAddress { city: Some("x".repeat(31)), ..ComplexAddress::default() };
    let state = ComplexAddress { state: Some("x".repeat(31)), ..ComplexAddress::default() };
    for (address, property) in [
        (street(&format!("Pier 9\n{}", "x".repeat(51))), "address/street"),
        (long_city, "address/city"),
        (state, "address/state"),
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
    let renamed = of_party(PartyProperties { number: Some("c-7".into()), ..PartyProperties::default() });
    let changed = |given: &CustomerProperties, taken| {
        with_facts(taken, true, |facts| change(&stored, given, facts)).map_err(|error| error.category)
    };
    assert_eq!(changed(&renamed, false).unwrap().number, "C-7");
    assert_eq!(changed(&renamed, true), Err(Category::Duplicate));
    assert_eq!(changed(&CustomerProperties::default(), true), Ok(stored.clone()));
    let no_name =
        of_party(PartyProperties { display_name: Some(String::new()), ..PartyProperties::default() });
    assert_eq!(changed(&no_name, false), Err(Category::Dialog));
    let no_number = of_party(PartyProperties { number: Some(String::new()), ..PartyProperties::default() });
    assert_eq!(changed(&no_number, false), Err(Category::Field));
}

#[test]
fn customers_in_use_stay() {
    let none = PartyDeleteFacts::default();
    assert_eq!(check_delete::<Customer>("C-1", &none), Ok(()));
    let uses = [
        PartyDeleteFacts { projects: 1, ..none },
        PartyDeleteFacts { entries_in_open_years: 1, ..none },
        PartyDeleteFacts { open_entries: 1, ..none },
        PartyDeleteFacts { unposted_document_lines: 1, ..none },
    ];
    for facts in uses {
        assert_eq!(check_delete::<Customer>("C-1", &facts).unwrap_err().category, Category::Dialog);
    }
}
