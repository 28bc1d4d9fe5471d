//! The writers against tables of values and against a strict JSON parser.

use jiff::Timestamp;
use jiff::civil::date as day;
use proptest::prelude::*;

use super::*;

fn written(write: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut out = Vec::new();
    write(&mut out);
    String::from_utf8(out).unwrap()
}

#[test]
fn scaled_decimals_are_written_to_the_letter() {
    for (scaled, expected) in [
        (0, "0"),
        (150_000_000, "1500"),
        (150_050_000, "1500.5"),
        (-1, "-0.00001"),
        (1, "0.00001"),
        (100_010, "1.0001"),
        (-123_456_789, "-1234.56789"),
        (i64::MAX, "92233720368547.75807"),
        (i64::MIN, "-92233720368547.75808"),
    ] {
        assert_eq!(written(|out| decimal_scaled(out, scaled, false)), expected);
        assert_eq!(written(|out| decimal_scaled(out, scaled, true)), format!("\"{expected}\""));
    }
}

#[test]
fn instants_drop_trailing_zeros_of_the_fraction() {
    for (milliseconds, expected) in [
        (0, "1970-01-01T00:00:00Z"),
        (1_577_934_245_120, "2020-01-02T03:04:05.12Z"),
        (1_577_934_245_003, "2020-01-02T03:04:05.003Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
        (951_782_400_000, "2000-02-29T00:00:00Z"),
        (EMPTY_INSTANT_MILLISECONDS, "0001-01-01T00:00:00Z"),
        (LAST_INSTANT_MILLISECONDS, "9999-12-31T23:59:59.999Z"),
        (i64::MIN, "0001-01-01T00:00:00Z"),
        (i64::MAX, "9999-12-31T23:59:59.999Z"),
    ] {
        assert_eq!(written(|out| instant(out, milliseconds)), format!("\"{expected}\""));
    }
}

#[test]
fn dates_times_and_durations() {
    assert_eq!(written(|out| date(out, day(2024, 2, 29))), "\"2024-02-29\"");
    assert_eq!(written(|out| date(out, day(-4, 2, 29))), "\"0001-01-01\"");
    assert_eq!(written(|out| date_from_days(out, -719_162)), "\"0001-01-01\"");
    assert_eq!(written(|out| date_from_days(out, i64::MAX)), "\"9999-12-31\"");
    assert_eq!(written(|out| time_of_day(out, civil::time(7, 8, 9, 120_000_000))), "\"07:08:09.12\"");
    for (milliseconds, expected) in [
        (0, "PT0S"),
        (86_400_000, "P1D"),
        (93_784_500, "P1DT2H3M4.5S"),
        (-60_000, "-PT1M"),
        (i64::MIN, "-P106751991167DT7H12M55.808S"),
    ] {
        assert_eq!(written(|out| duration(out, milliseconds)), format!("\"{expected}\""));
    }
}

#[test]
fn strings_escape_only_what_json_demands() {
    for (text, expected) in [
        ("", r#""""#),
        ("plain text of more than eight bytes", r#""plain text of more than eight bytes""#),
        ("a\"b\\c/d", r#""a\"b\\c/d""#),
        ("\n\r\t\u{8}\u{c}\0\u{1f}\u{7f}", "\"\\n\\r\\t\\b\\f\\u0000\\u001f\u{7f}\""),
        ("Søren 日本 🙂\"", "\"Søren 日本 🙂\\\"\""),
    ] {
        assert_eq!(written(|out| string(out, text)), expected);
    }
}

#[test]
fn integers_are_quoted_only_when_asked() {
    let model = Model::default();
    let text =
        |value: Value, edm_type, ieee754| written(|out| super::value(out, &value, edm_type, &model, ieee754));
    assert_eq!(text(Value::Integer(i64::MIN), EdmType::Int64, true), "\"-9223372036854775808\"");
    assert_eq!(text(Value::Integer(7), EdmType::Int32, true), "7");
    assert_eq!(text(Value::Decimal(Decimal::new(15000, 2)), EdmType::Decimal, false), "150");
    assert_eq!(text(Value::Decimal(Decimal::new(-15, 1)), EdmType::Decimal, true), "\"-1.5\"");
    assert_eq!(text(Value::Boolean(true), EdmType::Boolean, true), "true");
    assert_eq!(text(Value::Null, EdmType::Guid, true), "null");
    assert_eq!(text(Value::Guid(Uuid::max()), EdmType::Guid, false), format!("\"{}\"", Uuid::max()));
    let before_1970 = Timestamp::from_nanosecond(-1).unwrap();
    assert_eq!(
        text(Value::Instant(before_1970), EdmType::DateTimeOffset, false),
        "\"1969-12-31T23:59:59.999Z\""
    );
}

proptest! {
    #![proptest_config(seeds::config(module_path!()))]

    #[test]
    fn strings_read_back(text in ".*|[\u{0}-\u{7f}]{0,40}") {
        let json = written(|out| string(out, &text));
        prop_assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }

    #[test]
    fn scaled_decimals_read_back(scaled: i64) {
        let text = written(|out| decimal_scaled(out, scaled, false));
        let expected = Decimal::from_i128_with_scale(scaled.into(), 5);
        prop_assert_eq!(text.parse::<Decimal>().unwrap(), expected);
        prop_assert_eq!(written(|out| decimal(out, &expected, false)), text);
    }

    #[test]
    fn instants_read_back(milliseconds in EMPTY_INSTANT_MILLISECONDS..=LAST_INSTANT_MILLISECONDS) {
        let text = written(|out| instant(out, milliseconds));
        let parsed: Timestamp = text.trim_matches('"').parse().unwrap();
        prop_assert_eq!(parsed.as_millisecond(), milliseconds);
    }

    #[test]
    fn days_agree_with_the_calendar(days in -719_162i64..=2_932_896) {
        let expected = day(1970, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
        prop_assert_eq!(written(|out| date_from_days(out, days)), written(|out| date(out, expected)));
    }
}
