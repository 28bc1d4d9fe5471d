//! Tests of the small master data: whole records as a POST and a PATCH make them, and what all kinds refuse.

use money::Amount;
use uuid::Uuid;

use crate::{
    Category, RuleError,
    bank_accounts::{self, BankAccount, BankAccountFacts, BankAccountProperties},
    companies::{Company, GeneralLedgerSetup},
    company_information::{self, CompanyInformationProperties, Experience},
    countries_regions::{self, AddressFormat, CountryRegion, CountryRegionProperties},
    currencies::{self, Currency, CurrencyProperties},
    date_formulas::DateFormula,
    item_categories::{self, ItemCategory, ItemCategoryProperties},
    item_variants::{self, ItemVariant, ItemVariantProperties},
    items::Item,
    locations::{self, Location, LocationFacts, LocationProperties},
    party_cards::ComplexAddress,
    payment_methods::{self, PaymentMethod, PaymentMethodProperties},
    payment_terms::{self, PaymentTerms, PaymentTermsProperties},
    shipment_methods::{self, ShipmentMethod, ShipmentMethodProperties},
    units_of_measure::{self, UnitOfMeasure, UnitOfMeasureProperties},
};

const ID: Uuid = Uuid::from_u128(5);
const ITEM: Uuid = Uuid::from_u128(6);
const EURO: Uuid = Uuid::from_u128(7);

fn text(value: &str) -> Option<String> {
    Some(value.to_owned())
}

/// Makes a record with nothing but a code; the code may be taken. Its id and code.
type Make = fn(Option<String>, bool) -> Result<(Uuid, String), RuleError>;

/// Kinds with a code of their own: name, longest code, how one is made.
const KINDS: [(&str, usize, Make); 9] = [
    ("country", 10, |code, taken| {
        let given = CountryRegionProperties { code, ..CountryRegionProperties::default() };
        countries_regions::create(ID, &given, taken).map(|made| (made.id, made.code))
    }),
    ("currency", 10, |code, taken| {
        let given = CurrencyProperties { code, ..CurrencyProperties::default() };
        currencies::create(ID, &given, taken).map(|made| (made.id, made.code))
    }),
    ("item category", 20, |code, taken| {
        let given = ItemCategoryProperties { code, ..ItemCategoryProperties::default() };
        item_categories::create(ID, &given, taken).map(|made| (made.id, made.code))
    }),
    ("item variant", 10, |code, taken| {
        let item_id = Some(ITEM);
        let given = ItemVariantProperties { code, item_id, ..ItemVariantProperties::default() };
        let items = [Item { id: ITEM, ..Item::default() }];
        item_variants::create(ID, &given, &items, taken).map(|made| (made.id, made.code))
    }),
    ("location", 10, |code, code_taken| {
        let given = LocationProperties { code, ..LocationProperties::default() };
        let facts = LocationFacts { code_taken, ..LocationFacts::default() };
        locations::create(ID, &given, &facts).map(|made| (made.id, made.code))
    }),
    ("payment method", 10, |code, taken| {
        let given = PaymentMethodProperties { code, ..PaymentMethodProperties::default() };
        payment_methods::create(ID, &given, taken).map(|made| (made.id, made.code))
    }),
    ("payment terms", 10, |code, taken| {
        let given = PaymentTermsProperties { code, ..PaymentTermsProperties::default() };
        payment_terms::create(ID, &given, taken).map(|made| (made.id, made.code))
    }),
    ("shipment method", 10, |code, taken| {
        let given = ShipmentMethodProperties { code, ..ShipmentMethodProperties::default() };
        shipment_methods::create(ID, &given, taken).map(|made| (made.id, made.code))
    }),
    ("unit of measure", 10, |code, taken| {
        let given = UnitOfMeasureProperties { code, ..UnitOfMeasureProperties::default() };
        units_of_measure::create(ID, &given, taken).map(|made| (made.id, made.code))
    }),
];

#[test]
fn a_code_is_required_free_and_not_too_long() {
    for (kind, length_max, make) in KINDS {
        let longest = "X".repeat(length_max);
        let cases = [
            (text(" a1 "), false, Ok("A1")),
            (text(&longest), false, Ok(longest.as_str())),
            (text(&format!("{longest}X")), false, Err(Category::Length)),
            (text(" "), false, Err(Category::Field)),
            (None, false, Err(Category::Field)),
            (text("a1"), true, Err(Category::Duplicate)),
        ];
        for (code, taken, expected) in cases {
            let made = make(code.clone(), taken).map_err(|error| (error.category, error.property));
            let expected = expected.map(|code| (ID, code.to_owned()));
            assert_eq!(made, expected.map_err(|category| (category, Some("code"))), "{kind} {code:?}");
        }
    }
}

#[test]
fn countries_and_methods_are_stored_as_sent() {
    let country = CountryRegion {
        iso_code: "CH".into(),
        eu_country_region_code: "EU".into(),
        intrastat_code: "X".into(),
        ..CountryRegion::default()
    };
    let given = CountryRegionProperties {
        code: text("ch"),
        display_name: text("Switzerland"),
        address_format: Some(AddressFormat::Custom),
    };
    let expected = CountryRegion {
        code: "CH".into(),
        name: "Switzerland".into(),
        address_format: AddressFormat::Custom,
        ..country.clone()
    };
    assert_eq!(countries_regions::change(&country, &given, false), Ok(expected.clone()));
    let nothing = CountryRegionProperties::default();
    assert_eq!(countries_regions::change(&expected, &nothing, true), Ok(expected));

    let method = PaymentMethod {
        id: ID,
        balancing_account_number: "1110".into(),
        direct_debit: true,
        ..PaymentMethod::default()
    };
    let given = PaymentMethodProperties { code: text("cash"), display_name: text("Cash") };
    let expected = PaymentMethod { code: "CASH".into(), description: "Cash".into(), ..method.clone() };
    assert_eq!(payment_methods::change(&method, &given, false), Ok(expected));

    let given = ShipmentMethodProperties { code: text("dap"), display_name: text("At place") };
    let expected = ShipmentMethod { id: ID, code: "DAP".into(), description: "At place".into() };
    assert_eq!(shipment_methods::create(ID, &given, false), Ok(expected));
}

#[test]
fn terms_categories_units_and_variants_are_stored_as_sent() {
    let formula = |text: &str| DateFormula::read(text).unwrap();
    let given = PaymentTermsProperties {
        code: text("30d2"),
        display_name: text("Net 30 days"),
        due_date_calculation: text("30d"),
        discount_date_calculation: text("8d"),
        discount_percent: Amount::parse("2").ok(),
        calculate_discount_on_credit_memos: Some(true),
    };
    let expected = PaymentTerms {
        id: ID,
        code: "30D2".into(),
        description: "Net 30 days".into(),
        due_date_calculation: formula("30D"),
        discount_date_calculation: formula("8D"),
        discount_percent: Amount::from_integer(2),
        calculate_discount_on_credit_memos: true,
    };
    assert_eq!(payment_terms::create(ID, &given, false), Ok(expected.clone()));
    let nothing = PaymentTermsProperties::default();
    assert_eq!(payment_terms::change(&expected, &nothing, true), Ok(expected));

    let category = ItemCategory { id: ID, parent_category_code: "TOP".into(), ..ItemCategory::default() };
    let given = ItemCategoryProperties { code: text("lamps"), display_name: text("Lamps") };
    let expected = ItemCategory { code: "LAMPS".into(), description: "Lamps".into(), ..category.clone() };
    assert_eq!(item_categories::change(&category, &given, false), Ok(expected));

    let given = UnitOfMeasureProperties {
        code: text("pcs"),
        display_name: text("Piece"),
        international_standard_code: text("ea"),
        symbol: text("pc"),
    };
    let expected = UnitOfMeasure {
        id: ID,
        code: "PCS".into(),
        description: "Piece".into(),
        international_standard_code: "EA".into(),
        symbol: "pc".into(),
    };
    assert_eq!(units_of_measure::create(ID, &given, false), Ok(expected));

    let items = [Item { id: ITEM, number: "LAMP".into(), ..Item::default() }];
    let given = ItemVariantProperties {
        item_id: Some(ITEM),
        item_number: text("lamp"),
        code: text("red"),
        description: text("Red"),
    };
    let expected = ItemVariant { id: ID, item_id: ITEM, code: "RED".into(), description: "Red".into() };
    assert_eq!(item_variants::create(ID, &given, &items, false), Ok(expected.clone()));
    // Its own code is no obstacle while the variant stays with its item.
    let described =
        ItemVariantProperties { description: text("Dark red"), ..ItemVariantProperties::default() };
    let renamed = ItemVariant { description: "Dark red".into(), ..expected.clone() };
    assert_eq!(item_variants::change(&expected, &described, &items, true), Ok(renamed));
}

#[test]
fn currencies_are_stored_as_sent() {
    let amount = |text: &str| Amount::parse(text).unwrap();
    let given = CurrencyProperties {
        code: text("jpy"),
        display_name: text("Yen"),
        symbol: text("¥"),
        amount_decimal_places: text("0"),
        amount_rounding_precision: Some(amount("1")),
        payment_tolerance_percent: Some(amount("1.5")),
        max_payment_tolerance_amount: Some(amount("500")),
        realized_gains_account: text("4300"),
        realized_losses_account: text("6500"),
        unrealized_gains_account: text("4310"),
        unrealized_losses_account: text("6510"),
    };
    let expected = Currency {
        id: ID,
        code: "JPY".into(),
        description: "Yen".into(),
        symbol: "¥".into(),
        amount_decimal_places: "0:0".into(),
        amount_rounding_precision: amount("1"),
        payment_tolerance_percent: amount("1.5"),
        max_payment_tolerance_amount: amount("500"),
        realized_gains_account: "4300".into(),
        realized_losses_account: "6500".into(),
        unrealized_gains_account: "4310".into(),
        unrealized_losses_account: "6510".into(),
        ..Currency::default()
    };
    assert_eq!(currencies::create(ID, &given, false), Ok(expected.clone()));
    let nothing = CurrencyProperties::default();
    assert_eq!(currencies::change(&expected, &nothing, true), Ok(expected.clone()));
    // The tolerance is a multiple of the precision, which may come with the same request.
    let odd = CurrencyProperties { max_payment_tolerance_amount: Some(amount("0.5")), ..nothing };
    assert_eq!(currencies::change(&expected, &odd, false).unwrap_err().category, Category::Field);
    let finer = CurrencyProperties { amount_rounding_precision: Some(amount("0.1")), ..odd };
    assert!(currencies::change(&expected, &finer, false).is_ok());
}

#[test]
fn the_precision_of_amounts_is_a_cent_when_setup_has_none() {
    let cases = [("0.05", "0.05"), ("1", "1"), ("0", "0.01"), ("-1", "0.01")];
    for (stored, used) in cases {
        let amount_rounding_precision = Amount::parse(stored).unwrap();
        let currency = Currency { amount_rounding_precision, ..Currency::default() };
        let setup = GeneralLedgerSetup { amount_rounding_precision, ..GeneralLedgerSetup::default() };
        for precision in [currency.precision(), setup.precision()] {
            assert_eq!(precision.amount().to_string(), used, "{stored}");
        }
    }
}

#[test]
fn blank_and_the_local_code_are_local_money() {
    let setup = GeneralLedgerSetup { local_currency_code: "CHF".into(), ..GeneralLedgerSetup::default() };
    for (code, local) in [("", true), ("CHF", true), ("EUR", false)] {
        assert_eq!(setup.is_local_currency(code), local, "{code}");
    }
}

#[test]
fn a_currency_is_named_by_id_and_code_in_agreement() {
    let known = [(EURO, "EUR"), (ID, "USD")].map(|(id, code)| Currency {
        id,
        code: code.into(),
        ..Currency::default()
    });
    let nil = Uuid::nil();
    let local = Ok(Some((nil, String::new())));
    let euro = Ok(Some((EURO, "EUR".to_owned())));
    let unknown_id = Err((Category::Dialog, Some("currencyId")));
    let unknown_code = Err((Category::Dialog, Some("currencyCode")));
    let cases = [
        (None, None, Ok(None)),
        (Some(EURO), None, euro.clone()),
        (None, Some(" eur"), euro.clone()),
        (Some(EURO), Some("EUR"), euro.clone()),
        // A blank id leaves the word to the code.
        (Some(nil), Some("EUR"), euro),
        (Some(nil), None, local.clone()),
        (Some(nil), Some(""), local.clone()),
        (None, Some(""), local.clone()),
        (None, Some("chf"), local),
        (Some(ITEM), None, unknown_id),
        (None, Some("XXX"), unknown_code.clone()),
        (Some(EURO), Some("USD"), unknown_code.clone()),
        (Some(EURO), Some("CHF"), unknown_code.clone()),
        (Some(EURO), Some(""), unknown_code),
    ];
    for (id, code, expected) in cases {
        let named = currencies::named_currency(id, code, "CHF", &known);
        let named = named.map_err(|error| (error.category, error.property));
        assert_eq!(named, expected, "{id:?} {code:?}");
    }
}

#[test]
fn bank_accounts_are_stored_as_sent() {
    let setup = GeneralLedgerSetup { local_currency_code: "CHF".into(), ..GeneralLedgerSetup::default() };
    let currencies = [Currency { id: EURO, code: "EUR".into(), ..Currency::default() }];
    let facts = BankAccountFacts { setup: &setup, currencies: &currencies, number_taken: false, entries: 0 };
    let given = BankAccountProperties {
        number: text("euro"),
        display_name: text("Account in euros"),
        bank_account_number: text("123-4"),
        blocked: Some(true),
        currency_code: text("eur"),
        currency_id: Some(EURO),
        iban: text("ch93"),
        intercompany_enabled: Some(true),
    };
    let expected = BankAccount {
        id: ID,
        number: "EURO".into(),
        name: "Account in euros".into(),
        bank_account_number: "123-4".into(),
        iban: "CH93".into(),
        currency_code: "EUR".into(),
        currency_id: EURO,
        posting_group: String::new(),
        blocked: true,
        intercompany_enabled: true,
    };
    assert_eq!(bank_accounts::create(ID, &given, &facts), Ok(expected.clone()));
    // Its own number is not taken by another, and its own currency may be named again once entries exist.
    let booked = BankAccountFacts { entries: 1, number_taken: true, ..facts };
    assert_eq!(bank_accounts::change(&expected, &given, &booked), Ok(expected.clone()));
    let nothing = BankAccountProperties::default();
    assert_eq!(bank_accounts::change(&expected, &nothing, &booked), Ok(expected));
}

#[test]
fn locations_are_stored_as_sent() {
    let countries = [CountryRegion { code: "CH".into(), ..CountryRegion::default() }];
    let facts = LocationFacts { countries: &countries, ..LocationFacts::default() };
    let given = LocationProperties {
        code: text("main"),
        display_name: text("Warehouse"),
        contact: text("Ann"),
        address_line_1: text("Quay 1"),
        address_line_2: text("Shed 2"),
        city: text("Basel"),
        state: text("BS"),
        country: text("ch"),
        postal_code: text("4051"),
        phone_number: text("061"),
        email: text("ann@example.com"),
        website: text("example.com"),
    };
    let expected = Location {
        id: ID,
        code: "MAIN".into(),
        name: "Warehouse".into(),
        contact: "Ann".into(),
        address: "Quay 1".into(),
        address_2: "Shed 2".into(),
        city: "Basel".into(),
        county: "BS".into(),
        country_region_code: "CH".into(),
        post_code: "4051".into(),
        phone_number: "061".into(),
        email: "ann@example.com".into(),
        home_page: "example.com".into(),
    };
    assert_eq!(locations::create(ID, &given, &facts), Ok(expected.clone()));
    // Goods have moved there: it keeps its code, and may say it again.
    let moved = LocationFacts { entries: 1, ..facts };
    assert_eq!(locations::change(&expected, &given, &moved), Ok(expected.clone()));
    let no_country = LocationProperties { country: text(""), ..LocationProperties::default() };
    let blanked = Location { country_region_code: String::new(), ..expected.clone() };
    assert_eq!(locations::change(&expected, &no_country, &facts), Ok(blanked));
}

#[test]
fn company_information_is_stored_as_sent() {
    let countries = [CountryRegion { code: "CH".into(), ..CountryRegion::default() }];
    let stored = Company {
        id: ID,
        name: "Levada".into(),
        system_version: "1".into(),
        business_profile_id: "B".into(),
        ..Company::default()
    };
    let mut given = CompanyInformationProperties {
        display_name: text("Levada Ltd."),
        phone_number: text("061"),
        fax_number: text("062"),
        email: text("office@example.com"),
        website: text("example.com"),
        tax_registration_number: text("CHE-1"),
        industry: text("Trade"),
        experience: Some(Experience::Essential),
        ..CompanyInformationProperties::default()
    };
    given.set_address(ComplexAddress {
        street: text("Quay 1\nShed 2"),
        city: text("Basel"),
        state: text("BS"),
        country_letter_code: text("ch"),
        postal_code: text("4051"),
    });
    let expected = Company {
        display_name: "Levada Ltd.".into(),
        address: "Quay 1".into(),
        address_2: "Shed 2".into(),
        city: "Basel".into(),
        county: "BS".into(),
        country_region_code: "CH".into(),
        post_code: "4051".into(),
        phone_number: "061".into(),
        fax_number: "062".into(),
        email: "office@example.com".into(),
        home_page: "example.com".into(),
        vat_registration_number: "CHE-1".into(),
        industrial_classification: "Trade".into(),
        experience: Experience::Essential,
        ..stored.clone()
    };
    assert_eq!(company_information::change(&stored, &given, &countries), Ok(expected.clone()));
    let none = CompanyInformationProperties::default();
    assert_eq!(company_information::change(&expected, &none, &[]), Ok(expected.clone()));
    let no_country = CompanyInformationProperties { country: text(""), ..none };
    let blanked = Company { country_region_code: String::new(), ..expected.clone() };
    assert_eq!(company_information::change(&expected, &no_country, &countries), Ok(blanked));
}
