//! Printing scaled integers to the letter: no exponent, no padding, no trailing zeros.

use crate::{RATE_SCALE, STORAGE_SCALE};

/// Longest output: a sign, 19 digits and a point.
const TEXT_BYTES_MAX: usize = 21;

/// Appends an amount in storage units as a JSON number: `1500`, `1500.5`, `-0.00001`.
pub fn write_decimal(scaled: i64, out: &mut Vec<u8>) {
    write_scaled::<STORAGE_SCALE>(scaled, out);
}

/// Appends a rate in storage units as a JSON number.
pub fn write_rate(scaled: i64, out: &mut Vec<u8>) {
    write_scaled::<RATE_SCALE>(scaled, out);
}

fn write_scaled<const SCALE: u32>(scaled: i64, out: &mut Vec<u8>) {
    let unit = 10_u64.pow(SCALE);
    let magnitude = scaled.unsigned_abs();
    let (mut whole, mut fraction) = (magnitude / unit, magnitude % unit);
    // Filled from the right, so that the digits come out in order.
    let mut text = [0_u8; TEXT_BYTES_MAX];
    let mut start = TEXT_BYTES_MAX;
    let mut push = |byte: u8| {
        start -= 1;
        text[start] = byte;
    };
    if fraction != 0 {
        let mut digits = SCALE;
        while fraction.is_multiple_of(10) {
            fraction /= 10;
            digits -= 1;
        }
        for _ in 0..digits {
            push(b'0' + (fraction % 10) as u8);
            fraction /= 10;
        }
        push(b'.');
    }
    loop {
        push(b'0' + (whole % 10) as u8);
        whole /= 10;
        if whole == 0 {
            break;
        }
    }
    if scaled < 0 {
        push(b'-');
    }
    out.extend_from_slice(&text[start..]);
}
