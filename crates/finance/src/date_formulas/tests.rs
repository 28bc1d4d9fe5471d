//! Reading and computing date formulas.

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::DateFormula;

#[test]
fn formulas_are_read_into_their_stored_form() {
    let cases = [
        ("", ""),
        ("30D", "30D"),
        ("30d", "30D"),
        (" 1 m ", "1M"),
        ("<CM+8D>", "CM+8D"),
        ("+2W", "2W"),
        ("-CM", "-CM"),
        ("1Q-1D", "1Q-1D"),
        ("007Y", "7Y"),
        ("D15", "D15"),
        ("-WD2", "-WD2"),
        ("3WD", "3WD"),
        ("<>", ""),
        ("0D", "0D"),
        ("9999D", "9999D"),
        ("1D+1D+1D+1D+1D+1D+1D+1D+1D+1D+1D", "1D+1D+1D+1D+1D+1D+1D+1D+1D+1D+1D"),
        ("CW+CQ-CY+CD", "CW+CQ-CY+CD"),
    ];
    for (text, stored) in cases {
        let formula = DateFormula::read(text).map(|formula| formula.to_string());
        assert_eq!(formula.as_deref(), Some(stored), "{text:?}");
    }
}

#[test]
fn nonsense_is_refused() {
    // One character more than the 32 of a formula.
    let long = "1D+".repeat(10) + "31D";
    for text in [
        "D", "30", "M1M", "CX", "1M8D", "--1D", "1D+", "<1D", "1D>", "WD8", "D0", "D32", "CWD", "10000D",
        "1.5D", "éD", &long,
    ] {
        assert_eq!(DateFormula::read(text), None, "{text:?}");
    }
    let error = DateFormula::parse("dueDateCalculation", "soon").unwrap_err();
    assert_eq!(error.property, Some("dueDateCalculation"));
    assert!(error.message.contains("\"soon\""));
}

#[test]
fn formulas_lead_to_dates() {
    let tuesday = date(1996, 5, 21);
    let cases = [
        ("", tuesday, date(1996, 5, 21)),
        ("30D", date(2026, 3, 10), date(2026, 4, 9)),
        ("1M", date(2026, 1, 31), date(2026, 2, 28)),
        ("-1M", date(2026, 3, 31), date(2026, 2, 28)),
        ("1Y", date(2024, 2, 29), date(2025, 2, 28)),
        ("2W", tuesday, date(1996, 6, 4)),
        ("1Q", date(2026, 11, 30), date(2027, 2, 28)),
        ("CD", tuesday, tuesday),
        ("CW", tuesday, date(1996, 5, 26)),
        ("-CW", tuesday, date(1996, 5, 20)),
        ("CM", date(2026, 2, 3), date(2026, 2, 28)),
        ("-CM", date(2026, 2, 3), date(2026, 2, 1)),
        ("CQ", tuesday, date(1996, 6, 30)),
        ("-CQ", tuesday, date(1996, 4, 1)),
        ("-CQ", date(2026, 12, 15), date(2026, 10, 1)),
        ("CQ", date(2026, 12, 15), date(2026, 12, 31)),
        ("-CW", date(2026, 3, 1), date(2026, 2, 23)),
        ("CW", date(2026, 3, 1), date(2026, 3, 1)),
        ("CY", tuesday, date(1996, 12, 31)),
        ("-CY", tuesday, date(1996, 1, 1)),
        ("CM+8D", date(2026, 3, 10), date(2026, 4, 8)),
        ("CQ+1M-10D", tuesday, date(1996, 7, 20)),
        ("-WD2", tuesday, date(1996, 5, 14)),
        ("WD2", tuesday, date(1996, 5, 28)),
        ("WD5", tuesday, date(1996, 5, 24)),
        ("-WD5", tuesday, date(1996, 5, 17)),
        ("D15", tuesday, date(1996, 6, 15)),
        ("-D15", tuesday, date(1996, 5, 15)),
        ("D31", date(2026, 2, 1), date(2026, 2, 28)),
        ("D31", date(2026, 2, 28), date(2026, 3, 31)),
        ("-D31", date(2026, 3, 1), date(2026, 2, 28)),
        ("3WD", date(2026, 3, 5), date(2026, 3, 10)),
        ("-1WD", date(2026, 3, 9), date(2026, 3, 6)),
        ("7WD", date(2026, 3, 5), date(2026, 3, 16)),
        ("-12WD", date(2026, 3, 5), date(2026, 2, 17)),
        ("1WD", date(2026, 3, 7), date(2026, 3, 9)),
        ("1WD", date(2026, 3, 6), date(2026, 3, 9)),
        ("-D15", date(1996, 5, 15), date(1996, 4, 15)),
        ("D15", date(1996, 5, 15), date(1996, 6, 15)),
        ("D22", tuesday, date(1996, 5, 22)),
    ];
    for (text, from, to) in cases {
        let formula = DateFormula::read(text).expect(text);
        assert_eq!(formula.apply(from), Some(to), "{text:?} from {from}");
    }
    assert_eq!(DateFormula::read("1D").and_then(|formula| formula.apply(date(9999, 12, 31))), None);
    assert_eq!(DateFormula::read("-1D").and_then(|formula| formula.apply(date(1, 1, 1))), None);
}

fn any_date() -> impl Strategy<Value = Date> {
    (1_i16..=9999, 1_i8..=12, 1_i8..=28).prop_map(|(year, month, day)| date(year, month, day))
}

proptest! {
    #![proptest_config(seeds::config(module_path!()))]

    #[test]
    fn any_text_is_read_or_refused_and_computes_without_harm(text in "[<>CDWMQY0-9+ -]{0,20}", start in any_date()) {
        if let Some(formula) = DateFormula::read(&text) {
            prop_assert_eq!(DateFormula::read(&formula.to_string()), Some(formula.clone()));
            if let Some(end) = formula.apply(start) {
                prop_assert!((1..=9999).contains(&end.year()));
            }
        }
    }

    #[test]
    fn days_forth_and_back_cancel(days in 0_i32..=9999, start in any_date()) {
        let there_and_back = DateFormula::read(&format!("{days}D-{days}D")).and_then(|formula| formula.apply(start));
        if let Some(end) = there_and_back {
            prop_assert_eq!(end, start);
        }
    }

    #[test]
    fn the_next_weekday_is_within_a_week(day in 1_i8..=7, start in any_date()) {
        let formula = DateFormula::read(&format!("WD{day}")).unwrap_or_default();
        if let Some(end) = formula.apply(start) {
            prop_assert_eq!(end.weekday().to_monday_one_offset(), day);
            let distance = (end - start).get_days();
            prop_assert!((1..=7).contains(&distance));
        }
    }
}
