//! Dates, instants, times and durations as OData writes them (ABNF `dateValue` and following).

use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp, civil};

/// `YYYY-MM-DD`.
pub(crate) fn parse_date(text: &str) -> Option<civil::Date> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let year = i16::try_from(digits(&bytes[..4])?).ok()?;
    civil::Date::new(year, small(&bytes[5..7])?, small(&bytes[8..])?).ok()
}

/// `hh:mm`, `hh:mm:ss` or `hh:mm:ss.fff…`; digits below the nanosecond are cut.
pub(crate) fn parse_time(text: &str) -> Option<civil::Time> {
    let bytes = text.as_bytes();
    if bytes.len() < 5 || bytes[2] != b':' {
        return None;
    }
    let (hour, minute) = (small(&bytes[..2])?, small(&bytes[3..5])?);
    let (second, nanosecond) = match &bytes[5..] {
        [] => (0, 0),
        [b':', a, b] => (small(&[*a, *b])?, 0),
        [b':', a, b, b'.', fraction @ ..] => (small(&[*a, *b])?, fraction_scaled(fraction, 9)?),
        _ => return None,
    };
    civil::Time::new(hour, minute, second, i32::try_from(nanosecond).ok()?).ok()
}

/// Date, `T`, time, and `Z`, `±hh:mm` or nothing, which is read as UTC (PROTOCOL.md 3.4). A blank in place of the sign
/// is a `+` that the client forgot to encode.
pub(crate) fn parse_instant(text: &str) -> Option<Timestamp> {
    let date = parse_date(text.get(..10)?)?;
    let rest = text[10..].strip_prefix(['T', 't'])?;
    let (time, offset_seconds) = match rest.find(['Z', 'z', '+', '-', ' ']) {
        None => (rest, 0),
        Some(at) => (&rest[..at], parse_offset_seconds(&rest[at..])?),
    };
    let local = date.to_datetime(parse_time(time)?);
    let as_utc = match Offset::UTC.to_timestamp(local) {
        Ok(instant) => instant,
        // The last day of year 9999 lies beyond the range of an instant here; clients send it for "no end".
        Err(_) => return Some(Timestamp::MAX),
    };
    Some(as_utc.saturating_sub(SignedDuration::from_secs(offset_seconds)).unwrap_or(Timestamp::MAX))
}

fn parse_offset_seconds(text: &str) -> Option<i64> {
    if text.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let bytes = text.as_bytes();
    if bytes.len() != 6 || bytes[3] != b':' {
        return None;
    }
    let (hours, minutes) = (digits(&bytes[1..3])?, digits(&bytes[4..6])?);
    if hours > 14 || minutes > 59 {
        return None;
    }
    let seconds = (hours * 60 + minutes) * 60;
    Some(if bytes[0] == b'-' { -seconds } else { seconds })
}

/// `-P1DT2H3M4.5S`, in milliseconds; digits below the millisecond are cut. At least one part is needed, and one after
/// `T` when `T` is there.
pub(crate) fn parse_duration_milliseconds(text: &str) -> Option<i64> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let text = text.strip_prefix('P')?;
    let (days, time) = match text.split_once('T') {
        Some((_, "")) => return None,
        Some((days, time)) => (days, time),
        None if text.is_empty() => return None,
        None => (text, ""),
    };
    let mut total = 0_i64;
    if !days.is_empty() {
        total = digits(days.strip_suffix('D')?.as_bytes())?.checked_mul(86_400_000)?;
    }
    let mut rest = time;
    for (unit, milliseconds) in [('H', 3_600_000), ('M', 60_000)] {
        if let Some((value, after)) = rest.split_once(unit) {
            total = total.checked_add(digits(value.as_bytes())?.checked_mul(milliseconds)?)?;
            rest = after;
        }
    }
    if !rest.is_empty() {
        let value = rest.strip_suffix('S')?;
        let (seconds, fraction) = value.split_once('.').unwrap_or((value, "0"));
        total = total.checked_add(digits(seconds.as_bytes())?.checked_mul(1_000)?)?;
        total = total.checked_add(fraction_scaled(fraction.as_bytes(), 3)?)?;
    }
    Some(if negative { -total } else { total })
}

/// Digits after a point as an integer of `places` digits; further digits are cut.
fn fraction_scaled(fraction: &[u8], places: usize) -> Option<i64> {
    if fraction.is_empty() || !fraction.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let kept = &fraction[..fraction.len().min(places)];
    Some(digits(kept)? * 10_i64.pow(u32::try_from(places - kept.len()).ok()?))
}

fn small(bytes: &[u8]) -> Option<i8> {
    i8::try_from(digits(bytes)?).ok()
}

/// A number of one to eighteen digits and nothing else.
fn digits(bytes: &[u8]) -> Option<i64> {
    if bytes.is_empty() || bytes.len() > 18 {
        return None;
    }
    bytes
        .iter()
        .try_fold(0_i64, |total, byte| byte.is_ascii_digit().then(|| total * 10 + i64::from(byte - b'0')))
}
