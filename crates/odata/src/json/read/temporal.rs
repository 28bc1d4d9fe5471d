//! Dates, instants, times and durations as JSON bodies write them (OData ABNF, section 7).

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;

/// Seconds since 1970 of the first and the last second of the years 1 to 9999.
const SECONDS_RANGE: std::ops::RangeInclusive<i64> = -62_135_596_800..=253_402_300_799;
const OFFSET_HOURS_MAX: i32 = 14;
const MILLISECONDS_PER_SECOND: i64 = 1_000;

/// `YYYY-MM-DD`, years 1 to 9999, nothing else.
pub(super) fn date(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let year = i16::try_from(digits(&bytes[..4])?).ok().filter(|year| *year > 0)?;
    let month = i8::try_from(digits(&bytes[5..7])?).ok()?;
    let day = i8::try_from(digits(&bytes[8..])?).ok()?;
    Date::new(year, month, day).ok()
}

/// `YYYY-MM-DDThh:mm[:ss[.fraction]]` with `Z`, an offset, or neither, which is read as UTC (PROTOCOL.md 3.4).
pub(super) fn instant(text: &str) -> Option<Timestamp> {
    let (day, rest) = text.split_at_checked(10)?;
    let rest = rest.strip_prefix(['T', 't'])?;
    let (clock, offset_seconds) = match rest.find(['Z', 'z', '+', '-']) {
        Some(position) => (&rest[..position], offset_seconds(&rest[position..])?),
        None => (rest, 0),
    };
    let local = DateTime::from_parts(date(day)?, time_of_day(clock)?);
    let instant = Offset::from_seconds(offset_seconds).ok()?.to_timestamp(local).ok()?;
    SECONDS_RANGE
        .contains(&instant.as_nanosecond().div_euclid(1_000_000_000).try_into().ok()?)
        .then_some(instant)
}

/// `Z`, `+hh:mm` or `-hh:mm`.
fn offset_seconds(text: &str) -> Option<i32> {
    if matches!(text, "Z" | "z") {
        return Some(0);
    }
    let bytes = text.as_bytes();
    if bytes.len() != 6 || bytes[3] != b':' {
        return None;
    }
    let (hours, minutes) = (digits(&bytes[1..3])? as i32, digits(&bytes[4..])? as i32);
    if hours > OFFSET_HOURS_MAX || minutes > 59 {
        return None;
    }
    let seconds = hours * 3600 + minutes * 60;
    Some(if bytes[0] == b'-' { -seconds } else { seconds })
}

/// `hh:mm[:ss[.fraction]]`, at most 12 digits of fraction, of which nine are kept.
pub(super) fn time_of_day(text: &str) -> Option<Time> {
    let bytes = text.as_bytes();
    if bytes.len() < 5 || bytes[2] != b':' {
        return None;
    }
    let (hour, minute) = (digits(&bytes[..2])?, digits(&bytes[3..5])?);
    let (second, nanosecond) = match bytes.get(5..)? {
        [] => (0, 0),
        [b':', tens, ones] => (digits(&[*tens, *ones])?, 0),
        [b':', tens, ones, b'.', fraction @ ..] => (digits(&[*tens, *ones])?, nanoseconds(fraction)?),
        _ => return None,
    };
    Time::new(hour as i8, minute as i8, second as i8, nanosecond as i32).ok()
}

/// The digits after the point as a count of billionths.
fn nanoseconds(fraction: &[u8]) -> Option<u32> {
    if fraction.is_empty() || fraction.len() > 12 || !fraction.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let kept = &fraction[..fraction.len().min(9)];
    Some(digits(kept)? * 10u32.pow(9 - kept.len() as u32))
}

/// Value of at most nine digits.
fn digits(bytes: &[u8]) -> Option<u32> {
    if bytes.is_empty() || bytes.len() > 9 {
        return None;
    }
    bytes.iter().try_fold(0, |value, byte| byte.is_ascii_digit().then(|| value * 10 + u32::from(byte - b'0')))
}

/// `[-]P[nD][T[nH][nM][n[.n]S]]` in milliseconds; what is below a millisecond is cut.
pub(super) fn duration_milliseconds(text: &str) -> Option<i64> {
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let rest = rest.strip_prefix('P')?;
    let (days, clock) = match rest.split_once('T') {
        Some((days, clock)) if !clock.is_empty() => (days, clock),
        Some(_) => return None,
        None => (rest, ""),
    };
    if days.is_empty() && clock.is_empty() {
        return None;
    }
    let mut total = match days {
        "" => 0,
        days => component(days.strip_suffix('D')?)?.checked_mul(86_400)?,
    };
    let mut rest = clock;
    for (letter, seconds) in [('H', 3_600), ('M', 60)] {
        if let Some((count, after)) = rest.split_once(letter) {
            total = total.checked_add(component(count)?.checked_mul(seconds)?)?;
            rest = after;
        }
    }
    let mut milliseconds = total.checked_mul(MILLISECONDS_PER_SECOND)?;
    if !rest.is_empty() {
        let (whole, fraction) =
            rest.strip_suffix('S')?.split_once('.').unwrap_or((rest.strip_suffix('S')?, "0"));
        let below_second = i64::from(nanoseconds(fraction.as_bytes())? / 1_000_000);
        milliseconds = milliseconds
            .checked_add(component(whole)?.checked_mul(MILLISECONDS_PER_SECOND)?)?
            .checked_add(below_second)?;
    }
    Some(sign * milliseconds)
}

fn component(text: &str) -> Option<i64> {
    digits(text.as_bytes()).map(i64::from)
}
