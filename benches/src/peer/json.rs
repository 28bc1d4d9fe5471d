//! JSON by simple pushes into a buffer.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use uuid::Uuid;

const MILLISECONDS_PER_DAY: i64 = 86_400_000;
const AMOUNT_SCALE: u64 = 100_000;

/// A string, escaped where it must be.
pub fn text(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    if text.bytes().any(|byte| byte < 0x20 || byte == b'"' || byte == b'\\') {
        escaped(out, text);
    } else {
        out.extend_from_slice(text.as_bytes());
    }
    out.push(b'"');
}

fn escaped(out: &mut Vec<u8>, text: &str) {
    for byte in text.bytes() {
        match byte {
            b'"' | b'\\' => out.extend_from_slice(&[b'\\', byte]),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            0..0x20 => out.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
            _ => out.push(byte),
        }
    }
}

/// A GUID in quotes.
pub fn guid(out: &mut Vec<u8>, id: Uuid) {
    out.push(b'"');
    bare_guid(out, id);
    out.push(b'"');
}

/// A GUID as it stands in URLs.
pub fn bare_guid(out: &mut Vec<u8>, id: Uuid) {
    let mut buffer = [0; uuid::fmt::Hyphenated::LENGTH];
    out.extend_from_slice(id.hyphenated().encode_lower(&mut buffer).as_bytes());
}

pub fn integer(out: &mut Vec<u8>, value: i64) {
    out.extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
}

/// An amount kept as an integer of five decimal places.
pub fn amount(out: &mut Vec<u8>, scaled: i64) {
    if scaled < 0 {
        out.push(b'-');
    }
    let magnitude = scaled.unsigned_abs();
    out.extend_from_slice(itoa::Buffer::new().format(magnitude / AMOUNT_SCALE).as_bytes());
    fraction(out, magnitude % AMOUNT_SCALE, AMOUNT_SCALE);
}

/// A moment, in milliseconds since 1970, in quotes.
pub fn instant(out: &mut Vec<u8>, milliseconds: i64) {
    let days = milliseconds.div_euclid(MILLISECONDS_PER_DAY);
    let of_day = milliseconds.rem_euclid(MILLISECONDS_PER_DAY).unsigned_abs();
    // Civil date from days, counted from the first of March of the year 0.
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    out.push(b'"');
    two_digits(out, (year / 100).unsigned_abs());
    for (value, before) in [(year % 100, None), (month, Some(b'-')), (day, Some(b'-'))] {
        out.extend(before);
        two_digits(out, value.unsigned_abs());
    }
    let seconds = of_day / 1_000;
    for (value, before) in [(seconds / 3_600, b'T'), (seconds / 60 % 60, b':'), (seconds % 60, b':')] {
        out.push(before);
        two_digits(out, value);
    }
    fraction(out, of_day % 1_000, 1_000);
    out.extend_from_slice(b"Z\"");
}

/// An entity tag with its quotes, as the content of a JSON string.
pub fn tag(out: &mut Vec<u8>, row_version: i64) {
    let mut digits = itoa::Buffer::new();
    let digits = digits.format(row_version).as_bytes();
    let mut plain = [0_u8; 32];
    let mut length = 0;
    let mut count = itoa::Buffer::new();
    for part in [b"'", count.format(digits.len() + 1).as_bytes(), b";", digits, b"1;00;'"] {
        plain[length..length + part.len()].copy_from_slice(part);
        length += part.len();
    }
    let mut encoded = [0_u8; 64];
    let written = STANDARD.encode_slice(&plain[..length], &mut encoded).unwrap_or(0);
    out.extend_from_slice(b"W/\\\"");
    out.extend_from_slice(&encoded[..written]);
    out.extend_from_slice(b"\\\"");
}

fn two_digits(out: &mut Vec<u8>, value: u64) {
    out.extend_from_slice(&[b'0' + (value / 10 % 10) as u8, b'0' + (value % 10) as u8]);
}

/// `.ddd` for a part of a power of ten, without zeros at the end.
fn fraction(out: &mut Vec<u8>, mut part: u64, whole: u64) {
    if part == 0 {
        return;
    }
    out.push(b'.');
    let mut unit = whole / 10;
    while part > 0 && unit > 0 {
        out.push(b'0' + (part / unit) as u8);
        part %= unit;
        unit /= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl Fn(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn values() {
        for (scaled, expected) in [(150_050_000, "1500.5"), (-7_000, "-0.07"), (0, "0"), (-100_000, "-1")] {
            assert_eq!(written(|out| amount(out, scaled)), expected);
        }
        for (milliseconds, expected) in [
            (0, "\"1970-01-01T00:00:00Z\""),
            (951_782_400_120, "\"2000-02-29T00:00:00.12Z\""),
            (-1, "\"1969-12-31T23:59:59.999Z\""),
        ] {
            assert_eq!(written(|out| instant(out, milliseconds)), expected);
        }
        assert_eq!(written(|out| tag(out, 42)), "W/\\\"JzM7NDIxOzAwOyc=\\\"");
        assert_eq!(written(|out| text(out, "a\"\n\u{1}ä")), "\"a\\\"\\n\\u0001ä\"");
    }
}
