//! Sales tax: rates by area, group and date, amounts against exact fractions, and what a line keeps (FINANCE.md 5.4).

use jiff::civil::{Date, date};
use money::{Amount, Precision, Rate};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use proptest::prelude::*;
use uuid::Uuid;

use super::{SalesTax, SalesTaxFacts, TaxRate, Taxed, rates, split};
use crate::{
    BLANK_DATE, Category,
    currencies::VatRounding,
    tax_area_lines::TaxAreaLine,
    tax_details::{SalesTaxType, TaxDetail},
    tax_jurisdictions::TaxJurisdiction,
    trade_documents::Rounding,
};

const CENTS: Rounding = Rounding { precision: Precision::CENT, vat: VatRounding::Nearest };

fn amount(text: &str) -> Amount {
    Amount::parse(text).unwrap()
}

fn jurisdiction(id: u128, code: &str, on_tax: bool) -> TaxJurisdiction {
    TaxJurisdiction {
        id: Uuid::from_u128(id),
        code: code.into(),
        calculate_tax_on_tax: on_tax,
        ..TaxJurisdiction::default()
    }
}

fn area_line(jurisdiction: &str, calculation_order: i32) -> TaxAreaLine {
    TaxAreaLine {
        tax_area_code: "SEATTLE".into(),
        tax_jurisdiction_code: jurisdiction.into(),
        calculation_order,
        ..TaxAreaLine::default()
    }
}

fn detail(jurisdiction: &str, group: &str, from: Date, below: &str) -> TaxDetail {
    TaxDetail {
        tax_jurisdiction_code: jurisdiction.into(),
        tax_group_code: group.into(),
        effective_date: from,
        tax_below_maximum: amount(below),
        ..TaxDetail::default()
    }
}

/// `jurisdiction rate` of each rate, in order.
fn shown(rates: &[TaxRate]) -> String {
    let words: Vec<String> =
        rates.iter().map(|rate| format!("{} {}", rate.jurisdiction_id.as_u128(), rate.below)).collect();
    words.join(", ")
}

#[test]
fn rates_are_those_of_area_group_and_date_from_the_highest_order_down() {
    let jurisdictions = [jurisdiction(1, "STATE", false), jurisdiction(2, "CITY", false)];
    let lines = [area_line("CITY", 1), area_line("STATE", 2)];
    let excise = TaxDetail { tax_type: SalesTaxType::ExciseTax, ..detail("CITY", "FUEL", BLANK_DATE, "0.5") };
    let details = [
        detail("STATE", "", BLANK_DATE, "6"),
        detail("STATE", "", date(2026, 7, 1), "6.5"),
        detail("STATE", "FOOD", BLANK_DATE, "1"),
        detail("CITY", "", date(2026, 1, 1), "2"),
        detail("CITY", "FREE", date(2026, 1, 1), "0"),
        excise,
    ];
    let facts = SalesTaxFacts { area_lines: &lines, jurisdictions: &jurisdictions, details: &details };
    let cases = [
        ("SEATTLE", "STD", true, date(2026, 3, 10), "1 6, 2 2"),
        // The latest that is not after the date.
        ("SEATTLE", "STD", true, date(2026, 7, 1), "1 6.5, 2 2"),
        ("SEATTLE", "STD", true, date(2025, 12, 31), "1 6"),
        // One of the group goes before a later one of every group.
        ("SEATTLE", "FOOD", true, date(2026, 7, 1), "1 1, 2 2"),
        // Without a rate there is nothing to keep.
        ("SEATTLE", "FREE", true, date(2026, 3, 10), "1 6"),
        ("SEATTLE", "FUEL", true, date(2026, 3, 10), "1 6, 2 2, 2 0.5"),
        ("TACOMA", "STD", true, date(2026, 3, 10), ""),
        ("", "STD", true, date(2026, 3, 10), ""),
        ("SEATTLE", "", true, date(2026, 3, 10), ""),
        ("SEATTLE", "STD", false, date(2026, 3, 10), ""),
    ];
    for (area, group, liable, day, expected) in cases {
        let found = rates(area, group, liable, day, facts).unwrap();
        assert_eq!(shown(&found), expected, "{area} {group} {liable} {day}");
    }
}

#[test]
fn tax_on_tax_needs_an_order() {
    let jurisdictions = [jurisdiction(1, "STATE", false), jurisdiction(2, "CITY", true)];
    let details = [detail("STATE", "", BLANK_DATE, "5"), detail("CITY", "", BLANK_DATE, "10")];
    let rates_of = |lines: &[TaxAreaLine]| {
        let facts = SalesTaxFacts { area_lines: lines, jurisdictions: &jurisdictions, details: &details };
        rates("SEATTLE", "STD", true, date(2026, 3, 10), facts)
    };
    let refused = rates_of(&[area_line("STATE", 1), area_line("CITY", 1)]).unwrap_err();
    assert_eq!(refused.category, Category::Dialog);
    let ordered = rates_of(&[area_line("STATE", 2), area_line("CITY", 1)]).unwrap();
    assert_eq!((ordered[0].on_tax, ordered[1].on_tax), (false, true));
}

fn rate(tax_type: SalesTaxType, maximum: &str, below: &str, above: &str, on_tax: bool) -> TaxRate {
    TaxRate {
        jurisdiction_id: Uuid::from_u128(1),
        tax_type,
        maximum: amount(maximum),
        below: amount(below),
        above: amount(above),
        on_tax,
    }
}

fn of(rates: Vec<TaxRate>) -> SalesTax {
    SalesTax { use_tax: false, rates }
}

fn taxed(net: &str, quantity: &str) -> Taxed {
    Taxed { amount: amount(net), quantity: amount(quantity), factor: Rate::ZERO }
}

/// Rates, net amount, quantity; the parts, the whole tax rounded, and the net amount that is found again.
#[test]
fn taxes_of_an_amount() {
    use SalesTaxType::{ExciseTax, SalesTax as Sales};
    let simple = || of(vec![rate(Sales, "0", "6", "0", false), rate(Sales, "0", "2", "0", false)]);
    let on_tax = || of(vec![rate(Sales, "0", "5", "0", false), rate(Sales, "0", "10", "0", true)]);
    let capped = || of(vec![rate(Sales, "1000", "5", "1", false)]);
    let free_above = || of(vec![rate(Sales, "1000", "5", "0", false)]);
    let excise = || of(vec![rate(ExciseTax, "10", "0.5", "0.2", false), rate(Sales, "0", "10", "0", true)]);
    let cases = [
        (simple(), "100", "1", "6 2", "8"),
        (simple(), "0.12", "1", "0.0072 0.0024", "0.01"),
        (simple(), "-100", "-1", "-6 -2", "-8"),
        (on_tax(), "100", "1", "5 10.5", "15.5"),
        (capped(), "1000", "1", "50", "50"),
        (capped(), "1500", "1", "55", "55"),
        (capped(), "-1500", "-1", "-55", "-55"),
        (free_above(), "1500", "1", "50", "50"),
        // 10 units at 0.50, two more at 0.20; then 10 % of 100 and 5.40.
        (excise(), "100", "12", "5.4 10.54", "15.94"),
        (excise(), "0", "12", "5.4 0.54", "5.94"),
        (of(vec![]), "100", "1", "", "0"),
    ];
    for (sales_tax, net, quantity, parts, tax) in cases {
        let found = sales_tax.parts(taxed(net, quantity)).unwrap();
        let words: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(words.join(" "), parts, "{net} {sales_tax:?}");
        let whole = sales_tax.tax(taxed(net, quantity), CENTS).unwrap();
        assert_eq!(whole, amount(tax), "{net} {sales_tax:?}");
        let including = amount(net).checked_add(whole).unwrap();
        let again = Taxed { amount: including, ..taxed(net, quantity) };
        assert_eq!(sales_tax.net_of(again, Precision::CENT).unwrap(), amount(net), "{net} {sales_tax:?}");
    }
}

#[test]
fn taxes_are_rounded_in_the_direction_of_setup() {
    let sales_tax = of(vec![rate(SalesTaxType::SalesTax, "0", "6.25", "0", false)]);
    for (vat, net, expected) in [
        (VatRounding::Nearest, "0.1", "0.01"),
        (VatRounding::Up, "0.01", "0.01"),
        (VatRounding::Down, "0.1", "0"),
        (VatRounding::Nearest, "0.24", "0.02"),
        (VatRounding::Up, "-0.17", "-0.02"),
        (VatRounding::Down, "-0.17", "-0.01"),
    ] {
        let tax = sales_tax.tax(taxed(net, "1"), Rounding { vat, ..CENTS }).unwrap();
        assert_eq!(tax, amount(expected), "{vat:?} {net}");
    }
}

#[test]
fn what_needs_no_rounding_is_not_rounded() {
    let sales_tax = of(vec![rate(SalesTaxType::SalesTax, "0", "6", "0", false)]);
    for vat in [VatRounding::Nearest, VatRounding::Up, VatRounding::Down] {
        for (net, tax) in [("100", "6"), ("-100", "-6"), ("0", "0")] {
            let found = sales_tax.tax(taxed(net, "1"), Rounding { vat, ..CENTS });
            assert_eq!(found, Ok(amount(tax)), "{vat:?} {net}");
        }
    }
    let up = Rounding { vat: VatRounding::Up, ..CENTS };
    assert_eq!(sales_tax.tax(taxed("0.16", "1"), up), Ok(amount("0.01")));
    // Maximums do not show in the percentage of the rates, and signs do not show in that of an amount.
    let tiers = of(vec![rate(SalesTaxType::SalesTax, "1", "5", "7.5", false)]);
    assert_eq!(tiers.nominal_percent(), Ok(amount("5")));
    for net in ["3", "-3"] {
        assert_eq!(tiers.percent_between(taxed("0", "0"), taxed(net, "0")), Ok(amount("6.66667")));
    }
}

#[test]
fn parts_add_up_whatever_the_weights() {
    let parts = |tax: &str, weights: &[&str]| {
        let weights: Vec<Amount> = weights.iter().map(|weight| amount(weight)).collect();
        let parts = split(amount(tax), &weights, Precision::CENT).unwrap();
        parts.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(parts("5", &["1", "-1"]), ["5", "0"]);
    assert_eq!(parts("0.015", &["1", "1"]), ["0.01", "0.005"]);
    assert_eq!(parts("10", &["1", "1", "1"]), ["3.33", "3.34", "3.33"]);
}

/// Maximums and taxes per unit are in local currency: 1,000.00 are 909.09 EUR.
#[test]
fn maximums_are_converted() {
    use SalesTaxType::{ExciseTax, SalesTax as Sales};
    let factor = Rate::parse("0.909090909091").unwrap();
    let capped = of(vec![rate(Sales, "1000", "5", "1", false)]);
    let euro = Taxed { factor, ..taxed("1000", "1") };
    assert_eq!(capped.tax(euro, CENTS).unwrap(), amount("46.36"));
    let excise = of(vec![rate(ExciseTax, "0", "1.1", "0", false)]);
    assert_eq!(excise.tax(Taxed { factor, ..taxed("0", "10") }, CENTS).unwrap(), amount("10"));
}

#[test]
fn percentages_are_what_jurisdictions_take_together() {
    let on_tax = of(vec![
        rate(SalesTaxType::SalesTax, "0", "5", "0", false),
        rate(SalesTaxType::SalesTax, "0", "10", "0", true),
    ]);
    assert_eq!(on_tax.nominal_percent().unwrap(), amount("15.5"));
    let capped = of(vec![rate(SalesTaxType::SalesTax, "1000", "5", "0", false)]);
    let percent = |before: &str, after: &str| capped.percent_between(taxed(before, "0"), taxed(after, "0"));
    assert_eq!(percent("0", "2000").unwrap(), amount("2.5"));
    assert_eq!(percent("500", "1500").unwrap(), amount("2.5"));
    assert_eq!(percent("1000", "1500").unwrap(), Amount::ZERO);
    assert_eq!(percent("0", "0").unwrap(), amount("5"));
}

#[test]
fn rates_are_kept_as_a_text() {
    let made = SalesTax {
        use_tax: true,
        rates: vec![
            rate(SalesTaxType::SalesTax, "1000", "6.25", "1", false),
            rate(SalesTaxType::ExciseTax, "0", "0.5", "0", false),
        ],
    };
    let text = made.to_string();
    assert_eq!(
        text,
        "use;00000000000000000000000000000001 0 100000000 625000 100000 0;00000000000000000000000000000001 1 0 50000 0 0;"
    );
    assert_eq!(SalesTax::parse(&text), Some(made));
    assert_eq!(SalesTax::parse(""), Some(SalesTax::default()));
    for damaged in
        ["x", "use", "00000000000000000000000000000001 0 1", "00000000000000000000000000000001 7 0 0 0 0;"]
    {
        assert_eq!(SalesTax::parse(damaged), None, "{damaged}");
    }
}

fn exact(value: Amount) -> BigRational {
    BigRational::new(BigInt::from(value.scaled()), BigInt::from(100_000))
}

fn half_away(value: &BigRational, step: &BigRational) -> BigRational {
    let steps = value / step;
    let half = BigRational::new(BigInt::from(1), BigInt::from(2));
    let rounded = if steps.is_negative() { (steps - half).ceil() } else { (steps + half).floor() };
    rounded * step
}

/// The rule in fractions.
fn tax_by_fractions(sales_tax: &SalesTax, net: Amount, quantity: Amount) -> BigRational {
    let mut tax = BigRational::zero();
    for rate in &sales_tax.rates {
        let is_sales = rate.tax_type == SalesTaxType::SalesTax;
        let base = match (is_sales, rate.on_tax) {
            (true, true) => exact(net) + &tax,
            (true, false) => exact(net),
            (false, _) => exact(quantity),
        };
        let maximum = exact(rate.maximum);
        let low =
            if maximum.is_zero() || base.abs() <= maximum { base.clone() } else { base.signum() * maximum };
        let high = &base - &low;
        let divisor = if is_sales { exact(Amount::HUNDRED) } else { exact(Amount::ONE) };
        tax += (low * exact(rate.below) + high * exact(rate.above)) / divisor;
    }
    tax
}

pub(crate) fn any_rates() -> impl Strategy<Value = Vec<TaxRate>> {
    let any_rate = (0_u8..4, 0_i32..50_000, 0_i64..1_500, 0_i64..1_500, any::<bool>()).prop_map(
        |(kind, maximum, below, above, on_tax)| TaxRate {
            jurisdiction_id: Uuid::from_u128(u128::from(kind)),
            tax_type: if kind == 0 { SalesTaxType::ExciseTax } else { SalesTaxType::SalesTax },
            maximum: if kind == 1 { Amount::from_hundredths(maximum) } else { Amount::ZERO },
            below: Amount::from_scaled(below * 1_000),
            above: Amount::from_scaled(above * 1_000),
            on_tax: on_tax && kind != 0,
        },
    );
    prop::collection::vec(any_rate, 0..5)
}

proptest! {
    #![proptest_config(seeds::config(module_path!()))]

    #[test]
    fn the_tax_is_that_of_exact_fractions(
        rates in any_rates(),
        net in -10_000_000_i32..10_000_000,
        quantity in 0_i64..100_000_000,
    ) {
        let sales_tax = of(rates);
        let (net, quantity) = (Amount::from_hundredths(net), Amount::from_scaled(quantity));
        let taxed = Taxed { amount: net, quantity, factor: Rate::ZERO };
        let wanted = tax_by_fractions(&sales_tax, net, quantity);
        let cent = exact(Amount::from_hundredths(1));
        let found = exact(sales_tax.tax(taxed, CENTS).unwrap());
        // Twelve decimals are kept on the way, so a tie may fall either way where tax is taken of tax.
        let difference = (&found - half_away(&wanted, &cent)).abs();
        let is_near_tie = (&wanted * BigInt::from(100)).fract().abs() - BigRational::new(1.into(), 2.into());
        prop_assert!(
            difference.is_zero() || is_near_tie.abs() < BigRational::new(1.into(), 1_000_000.into()),
            "{} instead of {}", found, wanted
        );
    }

    #[test]
    fn a_net_amount_is_found_again(rates in any_rates(), net in 0_i32..10_000_000, quantity in 0_i64..1_000_000) {
        let sales_tax = of(rates);
        let (net, quantity) = (Amount::from_hundredths(net), Amount::from_scaled(quantity));
        let taxed = Taxed { amount: net, quantity, factor: Rate::ZERO };
        let total = net.checked_add(sales_tax.tax(taxed, CENTS).unwrap()).unwrap();
        let whole = Taxed { amount: total, ..taxed };
        let found = sales_tax.net_of(whole, Precision::CENT).unwrap();
        // Rounding the tax moves the total by half a cent at most, and the net amount by less.
        let off = found.checked_sub(net).unwrap().scaled().abs();
        prop_assert!(off <= Amount::from_hundredths(1).scaled(), "{found} instead of {net}");
        let mirrored = Taxed {
            amount: total.checked_neg().unwrap(),
            quantity: quantity.checked_neg().unwrap(),
            factor: Rate::ZERO,
        };
        prop_assert_eq!(sales_tax.net_of(mirrored, Precision::CENT).unwrap(), found.checked_neg().unwrap());
    }

    #[test]
    fn a_tax_is_split_without_losing_a_cent(
        weights in prop::collection::vec(0_i64..10_000_000, 1..6),
        tax in 0_i32..1_000_000,
    ) {
        let weights: Vec<Amount> = weights.into_iter().map(Amount::from_scaled).collect();
        let tax = Amount::from_hundredths(tax);
        let parts = split(tax, &weights, Precision::CENT).unwrap();
        prop_assert_eq!(Amount::sum(parts.iter().copied()).unwrap(), tax);
        prop_assert!(parts.iter().all(|part| !part.is_negative() && part.is_rounded(Precision::CENT)));
        let negated = |values: &[Amount]| -> Vec<Amount> {
            values.iter().map(|value| value.checked_neg().unwrap()).collect()
        };
        let mirrored = split(tax.checked_neg().unwrap(), &negated(&weights), Precision::CENT).unwrap();
        prop_assert_eq!(mirrored, negated(&parts));
    }
}
