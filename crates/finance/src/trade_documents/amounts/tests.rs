//! Amounts of documents: the worked examples, and random documents against exact fractions (FINANCE.md 4.4).

use money::{Amount, Precision};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use proptest::prelude::*;

use super::{Rounding, distribute, gross, tax_on};
use crate::{
    currencies::VatRounding,
    posting_setup::VatCalculationType,
    trade_document_lines::{TradeDocumentLine, TradeLineType},
    trade_documents::{DiscountMode, TradeDocument, TradeDocumentType, TradeSide},
};

const CENTS: Rounding = Rounding { precision: Precision::CENT, vat: VatRounding::Nearest };

fn amount(text: &str) -> Amount {
    Amount::parse(text).unwrap()
}

fn invoice() -> TradeDocument {
    TradeDocument::blank(TradeSide::Sales, TradeDocumentType::Invoice)
}

/// A line of this amount, rate in percent, and whether an invoice discount may be taken from it.
fn line(line_amount: &str, percent: &str, discountable: bool) -> TradeDocumentLine {
    TradeDocumentLine {
        line_type: TradeLineType::Item,
        line_amount: amount(line_amount),
        vat_percent: amount(percent),
        vat_identifier: format!("VAT{percent}"),
        allow_invoice_discount: discountable,
        ..TradeDocumentLine::blank(&invoice())
    }
}

/// Net amount, tax and share of the invoice discount of each line, then the totals.
fn table(document: &TradeDocument, lines: &[TradeDocumentLine]) -> Vec<String> {
    let of_line = |line: &TradeDocumentLine| {
        format!("{} {} {}", line.net_amount, line.net_tax_amount, line.invoice_discount_amount)
    };
    let totals =
        format!("{} {} {}", document.total_excluding_tax, document.total_tax, document.total_including_tax);
    lines.iter().map(of_line).chain([totals]).collect()
}

#[test]
fn v1_each_line_carries_the_remainder_of_those_before_it() {
    let (mut document, mut lines) = (invoice(), vec![line("0.12", "20", true); 3]);
    distribute(&mut document, &mut lines, CENTS).unwrap();
    assert_eq!(table(&document, &lines), ["0.12 0.02 0", "0.12 0.03 0", "0.12 0.02 0", "0.36 0.07 0.43"]);
}

#[test]
fn groups_are_told_apart_and_comments_have_no_part() {
    let comment = TradeDocumentLine { line_type: TradeLineType::Comment, ..line("0", "0", false) };
    let mut lines =
        vec![line("0.12", "20", true), comment, line("0.10", "5", true), line("0.12", "20", true)];
    let mut document = invoice();
    distribute(&mut document, &mut lines, CENTS).unwrap();
    assert_eq!(
        table(&document, &lines),
        ["0.12 0.02 0", "0 0 0", "0.1 0.01 0", "0.12 0.03 0", "0.34 0.06 0.4"]
    );
}

#[test]
fn an_invoice_discount_is_shared_by_the_lines_that_allow_one() {
    let mut document =
        TradeDocument { discount_mode: DiscountMode::Amount, discount_value: amount("10"), ..invoice() };
    let mut lines = vec![line("100", "20", true), line("50", "5", false), line("200", "20", true)];
    distribute(&mut document, &mut lines, CENTS).unwrap();
    assert_eq!(
        table(&document, &lines),
        ["96.67 19.33 3.33", "50 2.5 0", "193.33 38.67 6.67", "340 60.5 400.5"]
    );
    assert_eq!(document.invoice_discount_amount, amount("10"));
    // Never more than the lines are worth.
    document.discount_value = amount("1000");
    distribute(&mut document, &mut lines, CENTS).unwrap();
    assert_eq!(document.invoice_discount_amount, amount("300"));
    assert_eq!(document.total_including_tax, amount("52.5"));
}

#[test]
fn prices_with_vat_full_vat_and_reverse_charge() {
    let mut document = TradeDocument { prices_including_vat: true, ..invoice() };
    let mut lines = vec![line("120", "20", true), line("0.10", "20", true)];
    distribute(&mut document, &mut lines, CENTS).unwrap();
    assert_eq!(table(&document, &lines), ["100 20 0", "0.08 0.02 0", "100.08 20.02 120.1"]);
    let full =
        TradeDocumentLine { vat_calculation_type: VatCalculationType::FullVat, ..line("75", "0", false) };
    let reverse = TradeDocumentLine {
        vat_calculation_type: VatCalculationType::ReverseChargeVat,
        ..line("500", "0", false)
    };
    let (mut document, mut lines) = (invoice(), vec![full, reverse]);
    distribute(&mut document, &mut lines, CENTS).unwrap();
    assert_eq!(table(&document, &lines), ["0 75 0", "500 0 0", "500 75 575"]);
}

#[test]
fn vat_is_rounded_in_the_direction_of_setup() {
    for (vat, base, expected) in [
        (VatRounding::Nearest, "0.12", "0.02"),
        (VatRounding::Up, "0.12", "0.03"),
        (VatRounding::Down, "0.14", "0.02"),
        (VatRounding::Nearest, "0.14", "0.03"),
        (VatRounding::Up, "-0.12", "-0.03"),
        (VatRounding::Down, "-0.14", "-0.02"),
        (VatRounding::Up, "0.1", "0.02"),
    ] {
        let rounding = Rounding { vat, ..CENTS };
        let tax = tax_on(amount(base), amount("20"), rounding).unwrap();
        assert_eq!(tax, amount(expected), "{vat:?} {base}");
    }
}

#[test]
fn what_needs_no_rounding_is_not_rounded() {
    for vat in [VatRounding::Nearest, VatRounding::Up, VatRounding::Down] {
        let rounding = Rounding { vat, ..CENTS };
        for (base, tax) in [("100", "20"), ("-100", "-20"), ("0", "0"), ("0.05", "0.01")] {
            assert_eq!(tax_on(amount(base), amount("20"), rounding), Ok(amount(tax)), "{vat:?} {base}");
        }
    }
    let down = Rounding { vat: VatRounding::Down, ..CENTS };
    for (base, tax) in [("0.06", "0.01"), ("0.04", "0"), ("-0.06", "-0.01"), ("-0.04", "0")] {
        assert_eq!(tax_on(amount(base), amount("20"), down), Ok(amount(tax)), "{base}");
    }
}

#[test]
fn an_order_is_shipped_as_a_whole_once_all_its_goods_are() {
    let goods = |quantity: &str, shipped: &str| TradeDocumentLine {
        quantity: amount(quantity),
        quantity_shipped: amount(shipped),
        ..line("1", "20", true)
    };
    let comment = || TradeDocumentLine { line_type: TradeLineType::Comment, ..goods("0", "0") };
    let order = TradeDocument::blank(TradeSide::Sales, TradeDocumentType::Order);
    for (mut lines, expected) in [
        (vec![], false),
        (vec![comment()], false),
        (vec![goods("0", "0")], false),
        (vec![goods("2", "0")], false),
        (vec![goods("2", "2"), comment()], true),
        (vec![goods("2", "2"), goods("2", "1")], false),
        (vec![goods("2", "2"), goods("0", "0")], false),
    ] {
        for before in [false, true] {
            let mut order = TradeDocument { fully_shipped: before, ..order.clone() };
            distribute(&mut order, &mut lines, CENTS).unwrap();
            assert_eq!(order.fully_shipped, expected, "{lines:?}");
        }
        let mut invoice = TradeDocument { fully_shipped: true, ..invoice() };
        distribute(&mut invoice, &mut lines, CENTS).unwrap();
        assert!(invoice.fully_shipped, "only orders are shipped");
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

fn any_line() -> impl Strategy<Value = TradeDocumentLine> {
    let percent = prop::sample::select(vec!["0", "5", "7.7", "20"]);
    (-200_000_i32..200_000, 1_i64..5_000_000, percent, any::<bool>()).prop_map(
        |(price, quantity, percent, allows)| {
            let mut made = line("0", percent, allows);
            made.unit_price = Amount::from_hundredths(price);
            made.quantity = Amount::from_scaled(quantity);
            made.line_amount = gross(&made, Precision::CENT).unwrap();
            made
        },
    )
}

proptest! {
    #![proptest_config(seeds::config(module_path!()))]

    /// B5: whatever is spread adds up, to the cent, to what exact fractions say of the whole.
    #[test]
    fn the_parts_make_the_whole(
        mut lines in prop::collection::vec(any_line(), 0..12),
        discount in 0_i32..50_000,
        including in any::<bool>(),
    ) {
        let mut document = TradeDocument {
            prices_including_vat: including,
            discount_mode: DiscountMode::Amount,
            discount_value: Amount::from_hundredths(discount),
            ..invoice()
        };
        distribute(&mut document, &mut lines, CENTS).unwrap();
        let cent = exact(Amount::from_hundredths(1));
        let sum = |field: fn(&TradeDocumentLine) -> Amount| -> BigRational {
            lines.iter().map(|line| exact(field(line))).fold(BigRational::zero(), |all, one| all + one)
        };
        let base = super::discount_base(&lines).unwrap();
        let shared = document.discount_value.min(base.max(Amount::ZERO));
        prop_assert_eq!(sum(|line| line.invoice_discount_amount), exact(shared));
        prop_assert_eq!(exact(document.invoice_discount_amount), exact(shared));
        prop_assert_eq!(exact(document.total_including_tax), sum(|line| line.net_amount_including_tax));
        prop_assert_eq!(exact(document.total_tax), sum(|line| line.net_tax_amount));
        for line in &lines {
            let parts = exact(line.net_amount) + exact(line.net_tax_amount);
            prop_assert_eq!(exact(line.net_amount_including_tax), parts);
            prop_assert!(line.net_tax_amount.is_rounded(Precision::CENT));
        }
        for percent in ["0", "5", "7.7", "20"] {
            for negative in [false, true] {
                let group: Vec<&TradeDocumentLine> = lines
                    .iter()
                    .filter(|line| line.vat_percent == amount(percent) && line.line_amount.is_negative() == negative)
                    .collect();
                let of = |field: fn(&TradeDocumentLine) -> Amount| -> BigRational {
                    group.iter().map(|line| exact(field(line))).fold(BigRational::zero(), |all, one| all + one)
                };
                let charged = of(|line| line.line_amount) - of(|line| line.invoice_discount_amount);
                let rate = exact(amount(percent)) / exact(Amount::HUNDRED);
                let one = exact(Amount::ONE);
                if including {
                    prop_assert_eq!(of(|line| line.net_amount), half_away(&(&charged / (one + rate)), &cent));
                    prop_assert_eq!(of(|line| line.net_amount_including_tax), charged);
                } else {
                    prop_assert_eq!(of(|line| line.net_tax_amount), half_away(&(&charged * rate), &cent));
                    prop_assert_eq!(of(|line| line.net_amount), charged);
                }
            }
        }
    }
}
