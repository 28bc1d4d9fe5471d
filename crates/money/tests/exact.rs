//! Amounts and rates against exact rationals, and their text form to the letter.

use money::{Amount, Decimal, ParseError, Precision, Rate, write_decimal};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive};
use proptest::prelude::*;

fn rational(scaled: i64, scale: u32) -> BigRational {
    BigRational::new(BigInt::from(scaled), BigInt::from(10).pow(scale))
}

fn of(amount: Amount) -> BigRational {
    rational(amount.scaled(), money::STORAGE_SCALE)
}

/// The rule itself, in rationals: nearest multiple of the step, halves away from zero; none out of range.
fn rounded(exact: &BigRational, precision: Precision) -> Option<i64> {
    let step = of(precision.amount());
    let half = BigRational::new(1.into(), 2.into());
    let steps = (exact.abs() / &step + half).floor() * exact.signum();
    (steps * step * BigInt::from(100_000)).to_integer().to_i64()
}

fn precision() -> impl Strategy<Value = Precision> {
    let steps = prop_oneof![
        Just(1_i64),
        Just(100),
        Just(1_000),
        Just(5_000),
        Just(50_000),
        Just(100_000),
        Just(500_000),
        1_i64..i64::MAX
    ];
    steps.prop_filter_map("greater than zero", |step| Precision::new(Amount::from_scaled(step)))
}

fn any_scaled() -> impl Strategy<Value = i64> {
    prop_oneof![any::<i64>(), -1_000_000_000_i64..1_000_000_000, -100_i64..100]
}

fn any_positive() -> impl Strategy<Value = i64> {
    prop_oneof![1_i64..i64::MAX, 1_i64..1_000_000_000_000_000, 1_i64..1_000]
}

fn of_rate(rate: Rate) -> BigRational {
    rational(rate.scaled(), money::RATE_SCALE)
}

/// The rate nearest to an exact one, halves away from zero; none when it is zero or out of range.
fn nearest_rate(exact: BigRational) -> Option<i64> {
    let half = BigRational::new(1.into(), 2.into());
    let scaled = (exact * BigInt::from(10).pow(money::RATE_SCALE) + half).floor().to_integer();
    scaled.to_i64().filter(|scaled| *scaled > 0)
}

proptest! {
    #![proptest_config(seeds::config_of(module_path!(), 20_000))]

    #[test]
    fn rounding_is_exact(scaled in any_scaled(), precision in precision()) {
        let amount = Amount::from_scaled(scaled);
        let result = amount.round(precision).ok();
        prop_assert_eq!(result.map(Amount::scaled), rounded(&of(amount), precision));
        prop_assert!(result.is_none_or(|result| result.is_rounded(precision)));
    }

    /// Within the 28 digits of a decimal an exchange is the exact quotient, rounded once.
    #[test]
    fn an_exchange_is_rounded_once(
        amount in -100_000_000_000_i64..100_000_000_000,
        rates in proptest::array::uniform4(1_i64..1_000_000),
        precision in prop::sample::select(vec![1, 500, 1_000, 5_000, 100_000]),
    ) {
        let precision = Precision::new(Amount::from_scaled(precision)).expect("above zero");
        let [a, b, c, d] = rates.map(|hundredths| Rate::from_scaled(hundredths * 10_000_000_000));
        let amount = Amount::from_scaled(amount);
        let exchanged = amount.exchange(&[a, b], &[c, d], precision).ok().map(Amount::scaled);
        let [a, b, c, d] = rates.map(|hundredths| rational(hundredths, 2));
        prop_assert_eq!(exchanged, rounded(&(of(amount) * a * b / (c * d)), precision));
    }

    #[test]
    fn conversion_is_exact(scaled in any_scaled(), factor in 1_i64..i64::MAX, precision in precision()) {
        let (amount, rate) = (Amount::from_scaled(scaled), Rate::from_scaled(factor));
        let exact_rate = rational(factor, money::RATE_SCALE);
        let local = amount.to_local(rate, precision).ok().map(Amount::scaled);
        prop_assert_eq!(local, rounded(&(of(amount) / &exact_rate), precision));
        let foreign = amount.to_foreign(rate, precision).ok().map(Amount::scaled);
        prop_assert_eq!(foreign, rounded(&(of(amount) * &exact_rate), precision));
    }

    #[test]
    fn factors_are_exact(amount in any_positive(), relational in any_positive(), other in any_positive()) {
        let [amount, relational, other] = [amount, relational, other].map(Rate::from_scaled);
        let factor = Rate::factor(amount, relational).ok();
        prop_assert_eq!(factor.map(Rate::scaled), nearest_rate(of_rate(amount) / of_rate(relational)));
        let chained = factor.and_then(|factor| factor.through(other).ok());
        let exact = factor.and_then(|factor| nearest_rate(of_rate(factor) * of_rate(other)));
        prop_assert_eq!(chained.map(Rate::scaled), exact);
    }

    #[test]
    fn percentages_are_exact_and_parts_make_the_whole(
        scaled in any_scaled(), part in any_scaled(), whole in any_scaled(), precision in precision(),
    ) {
        let [amount, numerator, denominator] = [scaled, part, whole].map(Amount::from_scaled);
        let result = amount.ratio(numerator, denominator, precision).ok();
        if denominator.is_zero() {
            prop_assert_eq!(result, None);
        } else {
            let exact = of(amount) * of(numerator) / of(denominator);
            prop_assert_eq!(result.map(Amount::scaled), rounded(&exact, precision));
        }
        if let Some(rest) = result.and_then(|result| amount.checked_sub(result).ok()) {
            prop_assert_eq!(Amount::sum([rest].into_iter().chain(result)), Ok(amount));
        }
    }

    #[test]
    fn text_goes_there_and_back(scaled in any::<i64>()) {
        let amount = Amount::from_scaled(scaled);
        prop_assert_eq!(Amount::parse(&amount.to_string()), Ok(amount));
        prop_assert_eq!(Amount::from_decimal(amount.to_decimal()), Ok(amount));
        prop_assert_eq!(amount.to_string(), amount.to_decimal().to_string());
        let rate = Rate::from_scaled(scaled);
        prop_assert_eq!(Rate::parse(&rate.to_string()), Ok(rate));
    }

    #[test]
    fn exponents_only_move_the_point(digits in -99_999_i64..99_999, exponent in -5_i32..=8) {
        let text = format!("{digits}e{exponent}");
        let exact = BigRational::from(BigInt::from(digits)) * BigRational::from(BigInt::from(10)).pow(exponent);
        prop_assert_eq!(Amount::parse(&text).map(of), Ok(exact));
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[-+0-9.eE]{0,40}") {
        let _ = Amount::parse(&text);
    }
}

#[test]
fn numbers_are_read_to_the_letter() {
    use ParseError::{NotFinite, OutOfRange, Syntax, TooManyDecimals};
    let cases = [
        ("1500", Ok("1500")),
        ("1500.50", Ok("1500.5")),
        ("-0.00001", Ok("-0.00001")),
        ("-0", Ok("0")),
        ("0.000000000", Ok("0")),
        ("0e999999999999", Ok("0")),
        ("1.5e3", Ok("1500")),
        ("15E-1", Ok("1.5")),
        ("1e+2", Ok("100")),
        ("1.000000000000000", Ok("1")),
        ("100000e-10", Ok("0.00001")),
        ("92233720368547.75807", Ok("92233720368547.75807")),
        ("-92233720368547.75808", Ok("-92233720368547.75808")),
        ("92233720368547.75808", Err(OutOfRange)),
        ("1e14", Err(OutOfRange)),
        ("1e999999999999999999999", Err(OutOfRange)),
        ("0.000001", Err(TooManyDecimals(5))),
        ("1e-6", Err(TooManyDecimals(5))),
        ("1e-999999999999999999999", Err(TooManyDecimals(5))),
        ("NaN", Err(NotFinite)),
        ("-INF", Err(NotFinite)),
        ("Infinity", Err(NotFinite)),
        ("", Err(Syntax)),
        ("-", Err(Syntax)),
        ("+1", Err(Syntax)),
        ("01", Err(Syntax)),
        ("1.", Err(Syntax)),
        (".5", Err(Syntax)),
        ("1e", Err(Syntax)),
        ("1e5x", Err(Syntax)),
        ("1,5", Err(Syntax)),
        (" 1", Err(Syntax)),
        ("0x1", Err(Syntax)),
    ];
    for (text, expected) in cases {
        let read = Amount::parse(text).map(|amount| amount.to_string());
        assert_eq!(read, expected.map(str::to_owned), "{text:?}");
    }
}

#[test]
fn halves_go_away_from_zero() {
    let cases = [
        ("0.005", "0.01", "0.01"),
        ("-0.005", "0.01", "-0.01"),
        ("0.00499", "0.01", "0"),
        ("1.025", "0.05", "1.05"),
        ("1.02499", "0.05", "1"),
        ("2.5", "1", "3"),
        ("-2.5", "1", "-3"),
        ("0.5", "1", "1"),
    ];
    for (amount, step, expected) in cases {
        let precision = Amount::parse(step).ok().and_then(Precision::new).unwrap();
        let result = Amount::parse(amount).unwrap().round(precision).unwrap();
        assert_eq!(result.to_string(), expected, "{amount} to {step}");
    }
    assert_eq!(Precision::new(Amount::ZERO), None);
}

#[test]
fn factors_convert_like_the_book_says() {
    let rate = |text| Rate::parse(text).unwrap();
    let factor = Rate::factor(rate("100"), rate("110")).unwrap();
    assert_eq!(factor.to_string(), "0.909090909091");
    let local = Amount::from_integer(-1000).to_local(factor, Precision::CENT);
    assert_eq!(local.map(|amount| amount.to_string()), Ok("-1100".into()));
    let foreign = Amount::from_integer(1100).to_foreign(factor, Precision::CENT);
    assert_eq!(foreign.map(|amount| amount.to_string()), Ok("1000".into()));
    assert!(Rate::factor(rate("1"), Rate::ZERO).is_err());
    assert!(Rate::factor(Rate::ZERO, rate("1")).is_err());
    assert!(Rate::factor(rate("9000000"), rate("0.000001")).is_err());
    assert!(Amount::ONE.to_local(Rate::ZERO, Precision::CENT).is_err());
    assert_eq!(factor.through(Rate::ONE), Ok(factor));
}

#[test]
fn arithmetic_says_when_it_does_not_fit() {
    assert!(Amount::MAX.checked_add(Amount::from_scaled(1)).is_err());
    assert!(Amount::from_scaled(i64::MIN).checked_neg().is_err());
    assert!(Amount::from_scaled(i64::MIN).checked_sub(Amount::ONE).is_err());
    assert!(Amount::sum([Amount::MAX, Amount::ONE]).is_err());
    let back = Amount::MAX.checked_neg().unwrap();
    assert_eq!(Amount::sum([Amount::MAX, Amount::ONE, back]), Ok(Amount::ONE));
    assert_eq!(Amount::from_decimal(Decimal::new(1, 6)), Err(ParseError::TooManyDecimals(5)));
    assert_eq!(Amount::from_decimal(Decimal::MAX), Err(ParseError::OutOfRange));
    assert_eq!(Amount::from_decimal(Decimal::new(1_500_000_000, 9)).unwrap().to_string(), "1.5");
}

#[test]
fn amounts_are_appended_to_what_is_there() {
    let mut out = b"x:".to_vec();
    write_decimal(i64::MIN, &mut out);
    out.push(b',');
    write_decimal(150_050_000, &mut out);
    assert_eq!(String::from_utf8_lossy(&out), "x:-92233720368547.75808,1500.5");
}
