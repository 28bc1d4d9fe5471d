//! Writers of JSON values straight into a byte buffer, without a tree in between.

use jiff::{Timestamp, civil};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::civil_days::{civil_from_days, two_digits};
use crate::Value;
use crate::edm::{EdmType, EnumTypeId, Model, Property};

/// Milliseconds since 1970 of `0001-01-01T00:00:00Z`, which stands for "no instant" on the wire (PROTOCOL.md 3.4).
pub const EMPTY_INSTANT_MILLISECONDS: i64 = -62_135_596_800_000;
/// Milliseconds since 1970 of the last instant that fits four digits of a year.
const LAST_INSTANT_MILLISECONDS: i64 = 253_402_300_799_999;
const MILLISECONDS_PER_DAY: i64 = 86_400_000;
/// Amounts are kept as integers of this many decimal places.
const DECIMAL_SCALE: i64 = 100_000;
const HEX: &[u8; 16] = b"0123456789abcdef";

/// Writes a string with its quotes. Control characters, the quote and the backslash are escaped, the rest stays UTF-8.
pub fn string(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    string_content(out, text);
    out.push(b'"');
}

/// Writes the inside of a string, without quotes: for text put together from parts.
pub fn string_content(out: &mut Vec<u8>, text: &str) {
    let mut rest = text.as_bytes();
    loop {
        let clean = clean_prefix(rest);
        out.extend_from_slice(&rest[..clean]);
        let Some(&byte) = rest.get(clean) else { return };
        escape(out, byte);
        rest = &rest[clean + 1..];
    }
}

/// Length of the longest prefix that needs no escape, eight bytes at a time.
fn clean_prefix(bytes: &[u8]) -> usize {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const HIGHS: u64 = u64::from_le_bytes([0x80; 8]);
    let zero_bytes = |word: u64| word.wrapping_sub(ONES) & !word & HIGHS;
    let (words, tail) = bytes.as_chunks::<8>();
    for (index, chunk) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*chunk);
        let quotes = zero_bytes(word ^ (ONES * b'"' as u64));
        let backslashes = zero_bytes(word ^ (ONES * b'\\' as u64));
        let controls = word.wrapping_sub(ONES * 0x20) & !word & HIGHS;
        let found = quotes | backslashes | controls;
        if found != 0 {
            // Borrows run upwards only, so the lowest mark is always a true one.
            return index * 8 + found.trailing_zeros() as usize / 8;
        }
    }
    let start = bytes.len() - tail.len();
    start + tail.iter().position(|&byte| needs_escape(byte)).unwrap_or(tail.len())
}

fn needs_escape(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

fn escape(out: &mut Vec<u8>, byte: u8) {
    let short = match byte {
        b'"' | b'\\' => byte,
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        0x08 => b'b',
        0x0c => b'f',
        _ => {
            out.extend_from_slice(b"\\u00");
            out.extend_from_slice(&[HEX[(byte >> 4) as usize], HEX[(byte & 15) as usize]]);
            return;
        }
    };
    out.extend_from_slice(&[b'\\', short]);
}

/// Writes a GUID in quotes, hyphenated and in lower case.
pub fn guid(out: &mut Vec<u8>, guid: &Uuid) {
    out.push(b'"');
    guid_bare(out, guid);
    out.push(b'"');
}

/// Writes a GUID without quotes, as keys in URLs want it.
pub fn guid_bare(out: &mut Vec<u8>, guid: &Uuid) {
    let mut buffer = [0; uuid::fmt::Hyphenated::LENGTH];
    out.extend_from_slice(guid.hyphenated().encode_lower(&mut buffer).as_bytes());
}

/// Writes `true` or `false`.
pub fn boolean(out: &mut Vec<u8>, value: bool) {
    out.extend_from_slice(if value { b"true" } else { b"false" });
}

/// Writes an integer; with `quoted` (Int64 under `IEEE754Compatible=true`) as a string.
pub fn integer(out: &mut Vec<u8>, value: i64, quoted: bool) {
    quote(out, quoted);
    out.extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
    quote(out, quoted);
}

/// Writes an amount given as an integer of 10^-5 units: `150050000` as `1500.5`. No exponent, no padding
/// (PROTOCOL.md 3.4); with `quoted` as a string.
pub fn decimal_scaled(out: &mut Vec<u8>, scaled: i64, quoted: bool) {
    quote(out, quoted);
    if scaled < 0 {
        out.push(b'-');
    }
    let magnitude = scaled.unsigned_abs();
    let scale = DECIMAL_SCALE.unsigned_abs();
    out.extend_from_slice(itoa::Buffer::new().format(magnitude / scale).as_bytes());
    fraction(out, (magnitude % scale) as u32, scale as u32);
    quote(out, quoted);
}

/// Writes a decimal of any scale, trailing zeros dropped; with `quoted` as a string.
pub fn decimal(out: &mut Vec<u8>, value: &Decimal, quoted: bool) {
    quote(out, quoted);
    out.extend_from_slice(value.normalize().to_string().as_bytes());
    quote(out, quoted);
}

fn quote(out: &mut Vec<u8>, quoted: bool) {
    if quoted {
        out.push(b'"');
    }
}

/// Writes `.ddd` for `part` of `whole` (a power of ten), trailing zeros dropped; nothing for 0.
fn fraction(out: &mut Vec<u8>, mut part: u32, whole: u32) {
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

/// Writes an instant given in milliseconds since 1970 in UTC, in quotes: `"2020-01-02T03:04:05.12Z"`. Trailing zeros of
/// the fraction are dropped. What lies outside the years 1 to 9999 is moved to the nearest instant inside.
pub fn instant(out: &mut Vec<u8>, milliseconds: i64) {
    let milliseconds = milliseconds.clamp(EMPTY_INSTANT_MILLISECONDS, LAST_INSTANT_MILLISECONDS);
    let days = milliseconds.div_euclid(MILLISECONDS_PER_DAY);
    let of_day = milliseconds.rem_euclid(MILLISECONDS_PER_DAY) as u32;
    out.push(b'"');
    date_content(out, days);
    out.push(b'T');
    time_content(out, of_day);
    out.extend_from_slice(b"Z\"");
}

/// Writes a date given in days since 1970-01-01, in quotes. Years 1 to 9999, as for [`instant`].
pub fn date_from_days(out: &mut Vec<u8>, days: i64) {
    let first = EMPTY_INSTANT_MILLISECONDS / MILLISECONDS_PER_DAY;
    out.push(b'"');
    date_content(out, days.clamp(first, LAST_INSTANT_MILLISECONDS / MILLISECONDS_PER_DAY));
    out.push(b'"');
}

fn date_content(out: &mut Vec<u8>, days: i64) {
    let (year, month, day) = civil_from_days(days);
    year_month_day(out, year, month, day);
}

fn year_month_day(out: &mut Vec<u8>, year: u16, month: u8, day: u8) {
    let [thousands, hundreds] = two_digits((year / 100) as u8);
    let [tens, ones] = two_digits((year % 100) as u8);
    let ([month_tens, month_ones], [day_tens, day_ones]) = (two_digits(month), two_digits(day));
    out.extend_from_slice(&[
        thousands, hundreds, tens, ones, b'-', month_tens, month_ones, b'-', day_tens, day_ones,
    ]);
}

fn time_content(out: &mut Vec<u8>, milliseconds_of_day: u32) {
    let seconds = milliseconds_of_day / 1000;
    let [h1, h2] = two_digits((seconds / 3600) as u8);
    let [m1, m2] = two_digits((seconds / 60 % 60) as u8);
    let [s1, s2] = two_digits((seconds % 60) as u8);
    out.extend_from_slice(&[h1, h2, b':', m1, m2, b':', s1, s2]);
    fraction(out, milliseconds_of_day % 1000, 1000);
}

/// Writes a date in quotes. Years below 1 are written as the empty date `0001-01-01`.
pub fn date(out: &mut Vec<u8>, date: civil::Date) {
    out.push(b'"');
    match u16::try_from(date.year()) {
        Ok(year) if year > 0 => year_month_day(out, year, date.month() as u8, date.day() as u8),
        _ => year_month_day(out, 1, 1, 1),
    }
    out.push(b'"');
}

/// Writes a time of day in quotes, to the millisecond.
pub fn time_of_day(out: &mut Vec<u8>, time: civil::Time) {
    let seconds = time.hour() as u32 * 3600 + time.minute() as u32 * 60 + time.second() as u32;
    out.push(b'"');
    time_content(out, seconds * 1000 + time.millisecond() as u32);
    out.push(b'"');
}

/// Writes a duration in quotes: `"P1DT2H3M4.5S"`, `"PT0S"` for none (OData ABNF `durationValue`).
pub fn duration(out: &mut Vec<u8>, milliseconds: i64) {
    out.push(b'"');
    if milliseconds < 0 {
        out.push(b'-');
    }
    let total = milliseconds.unsigned_abs();
    let day = MILLISECONDS_PER_DAY.unsigned_abs();
    out.push(b'P');
    let unit = |out: &mut Vec<u8>, count: u64, letter: u8| {
        if count > 0 {
            out.extend_from_slice(itoa::Buffer::new().format(count).as_bytes());
            out.push(letter);
        }
    };
    unit(out, total / day, b'D');
    if !total.is_multiple_of(day) || total == 0 {
        out.push(b'T');
        unit(out, total % day / 3_600_000, b'H');
        unit(out, total % 3_600_000 / 60_000, b'M');
        let rest = total % 60_000;
        if rest > 0 || total == 0 {
            out.extend_from_slice(itoa::Buffer::new().format(rest / 1000).as_bytes());
            fraction(out, (rest % 1000) as u32, 1000);
            out.push(b'S');
        }
    }
    out.push(b'"');
}

/// Writes any value of a type. `ieee754_compatible` puts Int64 and Decimal into quotes (OData JSON 3.2). Members of a
/// complex value that are absent are left out; a stream writes nothing useful and becomes `null`.
pub fn value(out: &mut Vec<u8>, value: &Value, edm_type: EdmType, model: &Model, ieee754_compatible: bool) {
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Boolean(value) => boolean(out, *value),
        Value::Integer(value) => integer(out, *value, ieee754_compatible && edm_type == EdmType::Int64),
        Value::Decimal(value) => decimal(out, value, ieee754_compatible),
        Value::String(text) => string(out, text),
        Value::Guid(value) => guid(out, value),
        Value::Date(value) => date(out, *value),
        Value::Instant(value) => instant(out, floor_milliseconds(*value)),
        Value::TimeOfDay(value) => time_of_day(out, *value),
        Value::DurationMilliseconds(value) => duration(out, *value),
        Value::Enum(value) => match edm_type {
            EdmType::Enum(id) => enumeration(out, *value, id, model),
            _ => integer(out, *value, true),
        },
        Value::Complex(members) => {
            let declared = match edm_type {
                EdmType::Complex(id) | EdmType::ComplexCollection(id) => &model.complex_type(id).members[..],
                _ => &[],
            };
            complex(out, members, declared, model, ieee754_compatible);
        }
        Value::Collection(items) => {
            out.push(b'[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                self::value(out, item, edm_type, model, ieee754_compatible);
            }
            out.push(b']');
        }
    }
}

/// Jiff rounds towards zero; before 1970 that would move an instant forward.
fn floor_milliseconds(value: Timestamp) -> i64 {
    value.as_nanosecond().div_euclid(1_000_000) as i64
}

/// Writes the name of a member; a value without a member as its number in quotes (OData JSON 7.1).
pub fn enumeration(out: &mut Vec<u8>, value: i64, id: EnumTypeId, model: &Model) {
    match model.enum_type(id).members.iter().find(|member| member.value == value) {
        Some(member) => string(out, &member.name),
        None => integer(out, value, true),
    }
}

fn complex(
    out: &mut Vec<u8>,
    members: &[Option<Value>],
    declared: &[Property],
    model: &Model,
    ieee754_compatible: bool,
) {
    out.push(b'{');
    let mut first = true;
    for (property, member) in declared.iter().zip(members) {
        let Some(member) = member else { continue };
        if !first {
            out.push(b',');
        }
        first = false;
        string(out, &property.name);
        out.push(b':');
        value(out, member, property.edm_type, model, ieee754_compatible);
    }
    out.push(b'}');
}

#[cfg(test)]
#[path = "write_tests.rs"]
mod tests;
