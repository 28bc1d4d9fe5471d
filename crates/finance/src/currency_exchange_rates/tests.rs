//! Factors by date and through other currencies; what is taken as a rate.

use jiff::civil::{Date, date};
use money::{Amount, Precision, Rate};
use uuid::Uuid;

use super::{
    CurrencyExchangeRate, ExchangeRateFacts, ExchangeRateProperties, adjustment_factor_at, change, create,
    exchange, factor_at,
};
use crate::{Category, companies::GeneralLedgerSetup, currencies::Currency};

fn rate(code: &str, from: Date, amount: &str, relation: &str, relational: &str) -> CurrencyExchangeRate {
    let number = |text: &str| Rate::parse(text).unwrap();
    CurrencyExchangeRate {
        id: Uuid::nil(),
        currency_code: code.into(),
        starting_date: from,
        exchange_rate_amount: number(amount),
        relational_currency_code: relation.into(),
        relational_exchange_rate_amount: number(relational),
        adjustment_exchange_rate_amount: number(amount),
        relational_adjustment_exchange_rate_amount: number(relational),
    }
}

#[test]
fn eight_relations_are_followed_and_not_one_more() {
    let day = date(2026, 1, 1);
    let link = |number: u32| match number {
        1 => rate("C1", day, "1", "", "1"),
        _ => rate(&format!("C{number}"), day, "1", &format!("C{}", number - 1), "1"),
    };
    let rates: Vec<CurrencyExchangeRate> = (1..=9).map(link).collect();
    assert_eq!(factor_at(&rates, "C8", day), Ok(Rate::ONE));
    assert_eq!(factor_at(&rates, "C9", day).unwrap_err().category, Category::Field);
}

#[test]
fn the_latest_rate_counts() {
    let rates = [
        rate("EUR", date(2026, 1, 1), "100", "", "110"),
        rate("EUR", date(2026, 2, 1), "100", "", "115"),
        rate("XTS", date(2026, 1, 1), "2", "EUR", "1"),
        rate("ONE", date(2026, 1, 1), "1", "TWO", "1"),
        rate("TWO", date(2026, 1, 1), "1", "ONE", "1"),
        rate("BAD", date(2026, 1, 1), "1", "", "0"),
    ];
    let cases = [
        ("EUR", date(2026, 1, 31), Ok("0.909090909091")),
        ("EUR", date(2026, 2, 1), Ok("0.869565217391")),
        ("EUR", date(2025, 12, 31), Err(Category::NotFound)),
        ("USD", date(2026, 1, 1), Err(Category::NotFound)),
        ("XTS", date(2026, 1, 1), Ok("1.818181818182")),
        ("ONE", date(2026, 1, 1), Err(Category::Field)),
        ("BAD", date(2026, 1, 1), Err(Category::Field)),
    ];
    for (code, on, expected) in cases {
        let factor = factor_at(&rates, code, on).map(|factor| factor.to_string());
        assert_eq!(factor.map_err(|error| error.category), expected.map(str::to_owned), "{code} {on}");
    }
}

/// 999.95 at 1.10 are 1099.945, half a cent, which a factor with twelve decimals falls short of.
#[test]
fn one_currency_in_another() {
    let from = date(2026, 1, 1);
    let rates = [
        rate("EUR", from, "100", "", "110"),
        rate("EUR", date(2026, 2, 1), "100", "", "115"),
        rate("USD", from, "100", "", "95"),
        rate("XTS", from, "2", "EUR", "1"),
        rate("BAD", from, "0", "", "1"),
    ];
    let out_of_range = || Err(Category::Field);
    for (amount, of, into, on, expected) in [
        ("999.95", "EUR", "", from, Ok("1099.95")),
        ("-999.95", "EUR", "", from, Ok("-1099.95")),
        ("999.95", "EUR", "", date(2026, 2, 1), Ok("1149.94")),
        ("1099.95", "", "EUR", from, Ok("999.95")),
        ("1.11", "EUR", "USD", from, Ok("1.29")),
        ("1.11", "XTS", "USD", from, Ok("0.64")),
        ("0.64", "USD", "XTS", from, Ok("1.11")),
        ("7", "EUR", "EUR", from, Ok("7")),
        ("7", "", "", from, Ok("7")),
        ("7", "JPY", "", from, Err(Category::NotFound)),
        ("7", "BAD", "", from, out_of_range()),
        ("90000000000000", "EUR", "", from, out_of_range()),
    ] {
        let amount = Amount::parse(amount).unwrap();
        let found = exchange(&rates, amount, of, into, on, Precision::CENT).map(|amount| amount.to_string());
        let expected = expected.map(str::to_owned);
        assert_eq!(found.map_err(|error| error.category), expected, "{amount} {of} in {into}");
    }
}

fn with_facts<T>(rates: &[CurrencyExchangeRate], run: impl FnOnce(&ExchangeRateFacts<'_>) -> T) -> T {
    let setup = GeneralLedgerSetup { local_currency_code: "CHF".into(), ..GeneralLedgerSetup::default() };
    let currencies = ["EUR", "USD"].map(|code| Currency { code: code.into(), ..Currency::default() });
    run(&ExchangeRateFacts { setup: &setup, currencies: &currencies, rates })
}

fn given(code: &str, from: Date, amount: &str, relation: &str, relational: &str) -> ExchangeRateProperties {
    ExchangeRateProperties {
        currency_code: Some(code.into()),
        starting_date: Some(from),
        exchange_rate_amount: Amount::parse(amount).ok(),
        relational_currency_code: Some(relation.into()),
        relational_exchange_rate_amount: Amount::parse(relational).ok(),
        ..ExchangeRateProperties::default()
    }
}

#[test]
fn a_rate_has_a_currency_a_date_and_amounts() {
    let from = date(2026, 5, 1);
    let made =
        with_facts(&[], |facts| create(Uuid::nil(), &given(" eur", from, "100", "chf", "112.5"), facts));
    assert_eq!(made, Ok(rate("EUR", from, "100", "", "112.5")));
    let known = [
        CurrencyExchangeRate { id: Uuid::from_u128(1), ..rate("EUR", date(2026, 1, 1), "100", "", "110") },
        CurrencyExchangeRate { id: Uuid::from_u128(2), ..rate("USD", date(2026, 6, 1), "100", "EUR", "80") },
    ];
    let blank = crate::BLANK_DATE;
    let cases = [
        (ExchangeRateProperties::default(), Category::Field, "currencyCode"),
        (given("GBP", from, "100", "", "110"), Category::Relation, "currencyCode"),
        (given("CHF", from, "100", "", "110"), Category::Field, "currencyCode"),
        (given("EUR", blank, "100", "", "110"), Category::Field, "startingDate"),
        (given("EUR", date(2026, 1, 1), "100", "", "110"), Category::Duplicate, "startingDate"),
        (given("EUR", from, "0", "", "110"), Category::Field, "exchangeRateAmount"),
        (given("EUR", from, "-1", "", "110"), Category::Field, "exchangeRateAmount"),
        (given("EUR", from, "10000000", "", "110"), Category::Field, "exchangeRateAmount"),
        (given("EUR", from, "100", "", "0"), Category::Field, "relationalExchangeRateAmount"),
        (given("EUR", from, "9000000", "", "0.00001"), Category::Field, "relationalExchangeRateAmount"),
        (given("EUR", from, "100", "EUR", "110"), Category::Field, "relationalCurrencyCode"),
        (given("EUR", from, "100", "GBP", "110"), Category::Relation, "relationalCurrencyCode"),
        // From June on the dollar is quoted in euro, so the euro cannot be quoted in dollars.
        (given("EUR", from, "100", "USD", "110"), Category::Field, "relationalExchangeRateAmount"),
    ];
    for (given, category, property) in cases {
        let refused = with_facts(&known, |facts| create(Uuid::nil(), &given, facts)).unwrap_err();
        assert_eq!((refused.category, refused.property), (category, Some(property)), "{given:?}");
    }
}

#[test]
fn amounts_for_revaluation_follow_until_they_are_given() {
    let stored = rate("EUR", date(2026, 1, 1), "100", "", "110");
    let number = |text: &str| Amount::parse(text).ok();
    let apart = ExchangeRateProperties {
        relational_adjustment_exchange_rate_amount: number("111"),
        ..ExchangeRateProperties::default()
    };
    let dearer = ExchangeRateProperties {
        relational_exchange_rate_amount: number("115"),
        ..ExchangeRateProperties::default()
    };
    with_facts(std::slice::from_ref(&stored), |facts| {
        let followed = change(&stored, &dearer, facts).unwrap();
        assert_eq!(followed, rate("EUR", date(2026, 1, 1), "100", "", "115"));
        let own = change(&stored, &apart, facts).unwrap();
        assert_eq!(own.relational_adjustment_exchange_rate_amount, Rate::parse("111").unwrap());
        let kept = change(&own, &dearer, facts).unwrap();
        assert_eq!(kept.relational_adjustment_exchange_rate_amount, Rate::parse("111").unwrap());
    });
}

#[test]
fn a_rate_is_stored_as_sent() {
    let number = |text: &str| Amount::parse(text).ok();
    let from = date(2026, 5, 1);
    let given = ExchangeRateProperties {
        adjustment_exchange_rate_amount: number("50"),
        relational_adjustment_exchange_rate_amount: number("60"),
        ..given("usd", from, "100", "eur", "80")
    };
    let expected = CurrencyExchangeRate {
        id: Uuid::from_u128(5),
        adjustment_exchange_rate_amount: Rate::parse("50").unwrap(),
        relational_adjustment_exchange_rate_amount: Rate::parse("60").unwrap(),
        ..rate("USD", from, "100", "EUR", "80")
    };
    assert_eq!(with_facts(&[], |facts| create(Uuid::from_u128(5), &given, facts)), Ok(expected.clone()));
    // Among the rates there are, it does not stand in its own way, nor do others of its day or currency.
    let rates = [
        CurrencyExchangeRate { id: Uuid::from_u128(6), ..rate("EUR", from, "100", "", "110") },
        CurrencyExchangeRate { id: Uuid::from_u128(7), ..rate("USD", date(2026, 4, 1), "100", "", "90") },
        expected.clone(),
    ];
    let same = with_facts(&rates, |facts| change(&expected, &given, facts));
    assert_eq!(same, Ok(expected.clone()));
    let nothing = ExchangeRateProperties::default();
    assert_eq!(with_facts(&rates, |facts| change(&expected, &nothing, facts)), Ok(expected));
    // Revaluation goes by amounts of its own: 60 euros for 50 dollars, at 110 francs for 100 euros.
    let factors =
        [factor_at, adjustment_factor_at].map(|factor| factor(&rates, "USD", from).unwrap().to_string());
    assert_eq!(factors, ["1.136363636364", "0.757575757576"]);
}

#[test]
fn rates_for_revaluation_give_a_factor_too() {
    let from = date(2026, 5, 1);
    let too_far = ExchangeRateProperties {
        adjustment_exchange_rate_amount: Amount::parse("9000000").ok(),
        relational_adjustment_exchange_rate_amount: Amount::parse("0.00001").ok(),
        ..given("EUR", from, "100", "", "110")
    };
    for unfit in [
        too_far,
        ExchangeRateProperties {
            adjustment_exchange_rate_amount: Some(Amount::ZERO),
            ..given("EUR", from, "100", "", "110")
        },
    ] {
        let refused = with_facts(&[], |facts| create(Uuid::nil(), &unfit, facts)).unwrap_err();
        assert_eq!(refused.category, Category::Field, "{unfit:?}");
    }
}
