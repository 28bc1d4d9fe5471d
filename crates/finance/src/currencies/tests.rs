//! Currencies and the other small master data: initial values, formats, refusals.

use money::Amount;
use uuid::Uuid;

use super::{Currency, CurrencyProperties, change, check_code, check_delete, check_new_precision, create};
use crate::{
    Category, accounts, companies::GeneralLedgerSetup, countries_regions, dimensions, errors::RuleError,
    payment_methods, payment_terms, shipment_methods, tax_areas, tax_groups,
};

fn euro() -> CurrencyProperties {
    CurrencyProperties { code: Some(" eur ".into()), ..CurrencyProperties::default() }
}

#[test]
fn a_new_currency_has_the_initial_values() {
    let currency = create(Uuid::nil(), &euro(), false).unwrap();
    assert_eq!(currency, Currency { code: "EUR".into(), symbol: "€".into(), ..Currency::default() });
    let shown = [currency.amount_rounding_precision, currency.unit_amount_rounding_precision];
    assert_eq!(shown.map(|amount| amount.to_string()), ["0.01", "0.00001"]);
    assert_eq!(currency.amount_decimal_places, "2:2");
}

#[test]
fn a_code_without_a_symbol_brings_the_usual_one() {
    let given = |code: &str, symbol: Option<&str>| CurrencyProperties {
        code: Some(code.into()),
        symbol: symbol.map(str::to_owned),
        ..CurrencyProperties::default()
    };
    let usual = [("USD", "$"), ("gbp", "£"), ("NOK", "kr"), ("EUR", "€"), ("JPY", "¥"), ("XTS", "")];
    for (code, symbol) in usual {
        let made = create(Uuid::nil(), &given(code, None), false).unwrap();
        assert_eq!(made.symbol, symbol, "{code}");
        assert_eq!(create(Uuid::nil(), &given(code, Some("x")), false).unwrap().symbol, "x");
        assert_eq!(create(Uuid::nil(), &given(code, Some("")), false).unwrap().symbol, "");
    }
    let dollars = create(Uuid::nil(), &given("USD", None), false).unwrap();
    assert_eq!(change(&dollars, &given("GBP", None), false).unwrap().symbol, "$", "it stays");
    let other = create(Uuid::nil(), &given("XTS", None), false).unwrap();
    assert_eq!(change(&other, &given("GBP", None), false).unwrap().symbol, "£");
}

#[test]
fn decimal_places_are_least_and_most() {
    let cases = [
        ("2:2", Some("2:2")),
        ("0:5", Some("0:5")),
        ("3", Some("3:3")),
        (" 1: 2", Some("1:2")),
        ("", None),
        ("2:", None),
        (":2", None),
        ("3:2", None),
        ("2:6", None),
        ("a:b", None),
        ("1:2:3", None),
        ("-1:2", None),
    ];
    for (places, stored) in cases {
        let given = CurrencyProperties { amount_decimal_places: Some(places.into()), ..euro() };
        let result = create(Uuid::nil(), &given, false).map(|currency| currency.amount_decimal_places);
        assert_eq!(result.as_deref().ok(), stored, "{places:?}");
    }
}

#[test]
fn the_local_currency_is_no_record() {
    let setup = GeneralLedgerSetup { local_currency_code: "CHF".into(), ..GeneralLedgerSetup::default() };
    let coded = |code: &str| Currency { code: code.into(), ..Currency::default() };
    assert_eq!(check_code(&coded("EUR"), &setup), Ok(()));
    assert_eq!(check_code(&coded("CHF"), &setup).unwrap_err().category, Category::Field);
}

#[test]
fn drafts_keep_the_precision_they_were_rounded_to() {
    let currency = create(Uuid::nil(), &euro(), false).unwrap();
    assert_eq!(check_new_precision(&currency, 0), Ok(()));
    let refused = check_new_precision(&currency, 3).unwrap_err();
    assert_eq!(refused.category, Category::Dialog);
    assert!(refused.message.contains("0.01"), "{}", refused.message);
}

#[test]
fn bad_currencies_are_refused() {
    let precision =
        |text: &str| CurrencyProperties { amount_rounding_precision: Amount::parse(text).ok(), ..euro() };
    let tolerance = |percent: &str, most: &str| CurrencyProperties {
        payment_tolerance_percent: Amount::parse(percent).ok(),
        max_payment_tolerance_amount: Amount::parse(most).ok(),
        ..euro()
    };
    let cases = [
        (CurrencyProperties::default(), false, Category::Field),
        (CurrencyProperties { code: Some("ELEVEN-LONG".into()), ..euro() }, false, Category::Length),
        (CurrencyProperties { display_name: Some("x".repeat(31)), ..euro() }, false, Category::Length),
        (CurrencyProperties { symbol: Some("x".repeat(11)), ..euro() }, false, Category::Length),
        (
            CurrencyProperties { amount_decimal_places: Some("000002".into()), ..euro() },
            false,
            Category::Length,
        ),
        (precision("0"), false, Category::Field),
        (precision("-0.01"), false, Category::Field),
        (tolerance("100.5", "0"), false, Category::Field),
        (tolerance("1", "-1"), false, Category::Field),
        (tolerance("1", "0.005"), false, Category::Field),
        (euro(), true, Category::Duplicate),
    ];
    for (given, taken, category) in cases {
        assert_eq!(create(Uuid::nil(), &given, taken).unwrap_err().category, category, "{given:?}");
    }
    let stored = create(Uuid::nil(), &euro(), false).unwrap();
    assert_eq!(change(&stored, &euro(), true), Ok(stored.clone()));
    assert_eq!(check_delete(&stored, 0), Ok(()));
    assert_eq!(check_delete(&stored, 2).unwrap_err().category, Category::Dialog);
}

fn category<T>(result: Result<T, RuleError>) -> Option<Category> {
    result.err().map(|error| error.category)
}

#[test]
fn payment_terms_check_formulas_and_percent() {
    use payment_terms::{PaymentTermsProperties, create};
    let given = || PaymentTermsProperties {
        code: Some("t".into()),
        due_date_calculation: Some("<cm + 8d>".into()),
        discount_date_calculation: Some("8D".into()),
        discount_percent: Amount::parse("2.12345").ok(),
        calculate_discount_on_credit_memos: Some(true),
        ..PaymentTermsProperties::default()
    };
    let terms = create(Uuid::nil(), &given(), false).unwrap();
    assert_eq!((terms.code.as_str(), terms.due_date_calculation.to_string()), ("T", "CM+8D".to_owned()));
    assert_eq!(terms.discount_percent.to_string(), "2.12345");
    for (text, expected) in
        [("0", None), ("100", None), ("-1", Some(Category::Field)), ("100.1", Some(Category::Field))]
    {
        let given = PaymentTermsProperties { discount_percent: Amount::parse(text).ok(), ..given() };
        assert_eq!(category(create(Uuid::nil(), &given, false)), expected, "{text}");
    }
    let nonsense = PaymentTermsProperties { due_date_calculation: Some("soon".into()), ..given() };
    assert_eq!(category(create(Uuid::nil(), &nonsense, false)), Some(Category::Field));
    assert_eq!(category(create(Uuid::nil(), &given(), true)), Some(Category::Duplicate));
}

#[test]
fn methods_countries_and_tax_codes_are_made() {
    let code = || Some(" a1 ".to_owned());
    let method = payment_methods::PaymentMethodProperties { code: code(), display_name: Some("Bank".into()) };
    assert_eq!(payment_methods::create(Uuid::nil(), &method, false).unwrap().description, "Bank");
    let shipment = shipment_methods::ShipmentMethodProperties { code: code(), display_name: None };
    assert_eq!(shipment_methods::create(Uuid::nil(), &shipment, false).unwrap().code, "A1");
    let mut country = countries_regions::CountryRegionProperties { code: code(), ..Default::default() };
    let made = countries_regions::create(Uuid::nil(), &country, false).unwrap();
    assert_eq!(made.address_format, countries_regions::AddressFormat::CityPostCode);
    country.address_format = Some(countries_regions::AddressFormat::Custom);
    let custom = countries_regions::change(&made, &country, true).unwrap();
    assert_eq!(custom.address_format, countries_regions::AddressFormat::Custom);
    let long = countries_regions::CountryRegionProperties { display_name: Some("x".repeat(51)), ..country };
    assert_eq!(category(countries_regions::change(&made, &long, false)), Some(Category::Length));
    let area = tax_areas::TaxAreaProperties { code: code(), ..Default::default() };
    let vat = tax_areas::create(Uuid::nil(), &area, false, tax_areas::TaxType::Vat).unwrap();
    assert_eq!(vat.tax_type, tax_areas::TaxType::Vat);
    let group = tax_groups::TaxGroupProperties { code: None, ..Default::default() };
    let blank = tax_groups::create(Uuid::nil(), &group, false, tax_areas::TaxType::SalesTax);
    assert_eq!(category(blank), Some(Category::Field));
}

#[test]
fn records_in_use_stay() {
    use tax_areas::{DeleteFacts, TaxArea, TaxType};
    let area = |tax_type| TaxArea { tax_type, ..TaxArea::default() };
    let used = DeleteFacts { customers: 1, ..DeleteFacts::default() };
    assert_eq!(category(tax_areas::check_delete(&area(TaxType::Vat), &used)), None);
    assert_eq!(category(tax_areas::check_delete(&area(TaxType::SalesTax), &used)), Some(Category::Dialog));
    assert_eq!(category(tax_areas::check_delete(&area(TaxType::SalesTax), &DeleteFacts::default())), None);
    assert_eq!(category(dimensions::check_delete("dimension", "AREA", 0)), None);
    assert_eq!(category(dimensions::check_delete("dimension", "AREA", 1)), Some(Category::Dialog));
    let none = accounts::DeleteFacts::default();
    let cases = [
        (none, None),
        (accounts::DeleteFacts { has_balance: true, ..none }, Some(Category::Field)),
        (accounts::DeleteFacts { entries_in_open_years: 1, ..none }, Some(Category::Dialog)),
        (accounts::DeleteFacts { deletion_blocked_by_setup: true, ..none }, None),
        (
            accounts::DeleteFacts { deletion_blocked_by_setup: true, any_period_closed: true, ..none },
            Some(Category::Field),
        ),
    ];
    for (facts, expected) in cases {
        assert_eq!(category(accounts::check_delete(&accounts::Account::default(), &facts)), expected);
    }
}

#[test]
fn every_category_has_its_own_wire_code() {
    let codes: std::collections::BTreeSet<_> =
        Category::ALL.iter().map(|category| category.wire_code()).collect();
    assert_eq!(codes.len(), Category::ALL.len());
}
