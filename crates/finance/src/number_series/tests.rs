//! Counting, choosing lines, flags.

use jiff::civil::{Date, date};
use proptest::prelude::*;
use uuid::Uuid;

use super::{NumberSeries, NumberSeriesLine, NumberSource, increment, next_after};
use crate::{BLANK_DATE, Category};

fn line(starting_date: Date, start: &str, end: &str, last: &str) -> NumberSeriesLine {
    NumberSeriesLine {
        id: Uuid::nil(),
        series_code: "S".into(),
        line_number: 10_000,
        starting_date,
        starting_number: start.into(),
        ending_number: end.into(),
        warning_number: String::new(),
        last_number_used: last.into(),
        last_date_used: BLANK_DATE,
        increment: 1,
        open: true,
    }
}

fn source(lines: Vec<NumberSeriesLine>) -> NumberSource {
    let series = NumberSeries { code: "S".into(), default_numbers: true, ..NumberSeries::default() };
    NumberSource { series, lines }
}

const TODAY: Date = date(2026, 3, 10);

#[test]
fn numbers_count_on() {
    let cases = [
        ("A-09", 1, Some("A-10")),
        ("99", 1, Some("100")),
        ("G02001", 1, Some("G02002")),
        ("INV-0042/A", 10, Some("INV-0052/A")),
        ("2026-7-x", 1, Some("2026-8-x")),
        ("é9ü", 1, Some("é10ü")),
        ("ü1", 1, Some("ü2")),
        ("7", 3, Some("10")),
        ("ABC", 1, None),
        ("", 1, None),
        ("340282366920938463463374607431768211455", 1, None),
    ];
    for (number, by, next) in cases {
        assert_eq!(increment(number, by).as_deref(), next, "{number}");
    }
}

#[test]
fn the_simulated_next_number_uses_the_step_of_the_series_within_its_range() {
    let stepping = NumberSeriesLine { increment: 10, ..line(BLANK_DATE, "G100", "G900", "") };
    let cases = [
        ("G100", Some(&stepping), "G110"),
        ("G900", Some(&stepping), "G910"),
        ("G901", Some(&stepping), "G902"),
        ("G99", Some(&stepping), "G100"),
        ("H100", Some(&stepping), "H101"),
        ("G100", None, "G101"),
        ("G100/A", Some(&stepping), "G101/A"),
        ("G0100", Some(&stepping), "G0110"),
        ("none", Some(&stepping), ""),
    ];
    for (previous, line, next) in cases {
        assert_eq!(next_after(previous, line), next, "{previous}");
    }
    for increment in [0, -5] {
        let stepless = NumberSeriesLine { increment, ..stepping.clone() };
        assert_eq!(next_after("G100", Some(&stepless)), "G101", "{increment}");
    }
    let endless = NumberSeriesLine { ending_number: String::new(), ..stepping.clone() };
    assert_eq!(next_after("G901", Some(&endless)), "G911");
    let wordy = NumberSeriesLine { starting_number: "G".into(), ..stepping };
    assert_eq!(next_after("G100", Some(&wordy)), "G101");
}

#[test]
fn the_open_line_with_the_latest_start_is_chosen() {
    let mut numbers = source(vec![
        line(BLANK_DATE, "A1", "", ""),
        line(date(2026, 1, 1), "B1", "", ""),
        line(date(2027, 1, 1), "C1", "", ""),
    ]);
    assert_eq!(numbers.preview(TODAY).as_deref(), Ok("B1"));
    assert_eq!(numbers.preview(date(2025, 12, 31)).as_deref(), Ok("A1"));
    assert_eq!(numbers.preview(date(2026, 1, 1)).as_deref(), Ok("B1"), "from its first day on");
    assert_eq!(numbers.line_at(TODAY), Some(&numbers.lines[1]));
    numbers.lines[1].open = false;
    assert_eq!(numbers.preview(TODAY).as_deref(), Ok("A1"));
    // Of two from the same day the later one counts, wherever it stands.
    numbers.lines[2] = NumberSeriesLine { line_number: 5, ..line(BLANK_DATE, "D1", "", "") };
    assert_eq!(numbers.preview(TODAY).as_deref(), Ok("A1"));
    numbers.lines[2].line_number = 20_000;
    assert_eq!(numbers.preview(TODAY).as_deref(), Ok("D1"));
}

#[test]
fn a_preview_takes_nothing_and_a_take_counts() {
    let mut numbers = source(vec![line(BLANK_DATE, "C-100", "C-102", "")]);
    assert_eq!(numbers.preview(TODAY).as_deref(), Ok("C-100"));
    assert_eq!(numbers.preview(TODAY).as_deref(), Ok("C-100"));
    for number in ["C-100", "C-101", "C-102"] {
        assert_eq!(numbers.take(TODAY).as_deref(), Ok(number));
    }
    let used = NumberSeriesLine {
        last_number_used: "C-102".into(),
        last_date_used: TODAY,
        open: false,
        ..line(BLANK_DATE, "C-100", "C-102", "")
    };
    assert_eq!(numbers.lines, [used]);
    assert_eq!(numbers.take(TODAY).unwrap_err().category, Category::Dialog);
}

#[test]
fn steps_and_lasting_series_go_on() {
    let ten = NumberSeriesLine { increment: 10, ..line(BLANK_DATE, "C-100", "", "") };
    let mut numbers = source(vec![ten]);
    let taken = [1, 2, 3].map(|_| numbers.take(TODAY).unwrap());
    assert_eq!(taken, ["C-100", "C-110", "C-120"]);
    assert!(numbers.lines[0].open, "a series without an end stays open");
    // In order of dates the day of the last number is not too early.
    numbers.series.date_order = true;
    assert_eq!(numbers.take(TODAY).as_deref(), Ok("C-130"));
    let mut ending = source(vec![line(BLANK_DATE, "C-100", "C-102", "")]);
    ending.take(TODAY).unwrap();
    assert!(ending.lines[0].open);
    // Twenty characters are as many as a number may have.
    let longest = source(vec![line(BLANK_DATE, "A1", "", "A9999999999999999998")]);
    assert_eq!(longest.preview(TODAY).as_deref(), Ok("A9999999999999999999"));
}

#[test]
fn flags_and_ends_refuse() {
    let mut manual_only = source(vec![line(BLANK_DATE, "A1", "", "")]);
    manual_only.series.default_numbers = false;
    let mut in_order = source(vec![line(BLANK_DATE, "A1", "", "A1")]);
    in_order.series.date_order = true;
    in_order.lines[0].last_date_used = date(2026, 3, 11);
    let cases = [
        ("no numbers by itself", manual_only),
        ("order of dates", in_order),
        ("no open line", source(vec![line(date(2027, 1, 1), "A1", "", "")])),
        ("used up", source(vec![line(BLANK_DATE, "A1", "A5", "A5")])),
        ("no digits", source(vec![line(BLANK_DATE, "A", "", "A")])),
        ("at most 20", source(vec![line(BLANK_DATE, "", "", "")])),
        ("at most 20", source(vec![line(BLANK_DATE, "A1", "", "A9999999999999999999")])),
    ];
    for (part, numbers) in cases {
        let error = numbers.preview(TODAY).unwrap_err();
        assert_eq!(error.category, Category::Dialog);
        assert!(error.message.contains(part), "{part}: {error}");
    }
    let series = NumberSeries::default();
    assert_eq!(series.check_manual("number", "X").unwrap_err().category, Category::Dialog);
    let series = NumberSeries { manual_numbers: true, ..series };
    assert_eq!(series.check_manual("number", "X"), Ok(()));
}

proptest! {
    #![proptest_config(seeds::config(module_path!()))]

    #[test]
    fn counting_adds_to_the_last_digits(before in "[A-Z-]{0,5}", digits in "[0-9]{1,12}", after in "[A-Z/]{0,3}", by in 1_u64..1000) {
        let next = increment(&format!("{before}{digits}{after}"), by).unwrap_or_default();
        let middle = &next[before.len()..next.len() - after.len()];
        prop_assert!(middle.len() >= digits.len());
        prop_assert_eq!(middle.parse::<u64>().ok(), digits.parse::<u64>().ok().map(|value| value + by));
    }

    #[test]
    fn any_text_can_be_counted_or_refused(number in "\\PC{0,20}") {
        if let Some(next) = increment(&number, 1) {
            prop_assert_ne!(next, number);
        }
    }
}
