//! Factors by date and through other currencies.

use jiff::civil::{Date, date};
use money::Rate;
use uuid::Uuid;

use super::{CurrencyExchangeRate, factor_at};
use crate::Category;

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
