//! `Rate`: an exchange rate or currency factor, an integer at scale 12, and exact division.

use std::{fmt, str::FromStr};

use rust_decimal::Decimal;

use crate::{Amount, ParseError, Precision, RangeError, parse::parse_scaled, write_rate};

/// Digits after the decimal point of every stored rate.
pub const RATE_SCALE: u32 = 12;

/// A rate: an `i64` of millionths of millionths, so up to about 9.2 million.
///
/// As a currency factor it counts foreign currency per one unit of local currency (FINANCE.md, Notation):
/// 100 EUR = 110 local gives 0.909090909091.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Rate(i64);

impl Rate {
    pub(crate) const UNIT: i128 = 1_000_000_000_000;
    /// No rate; the value of an empty field.
    pub const ZERO: Rate = Rate(0);
    /// The factor of the local currency itself.
    pub const ONE: Rate = Rate(1_000_000_000_000);

    /// From storage units (scale 12), as they stand in the database.
    pub const fn from_scaled(scaled: i64) -> Self {
        Rate(scaled)
    }

    /// The storage units (scale 12), as they go to the database.
    pub const fn scaled(self) -> i64 {
        self.0
    }

    /// The same value as a decimal; always exact.
    pub(crate) fn to_decimal(self) -> Decimal {
        Decimal::from_i128_with_scale(i128::from(self.0), RATE_SCALE).normalize()
    }

    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// Reads a JSON number to the letter; see [`Amount::parse`].
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        parse_scaled(text, RATE_SCALE).map(Rate)
    }

    /// The currency factor of an exchange rate line, `exchange rate amount ÷ relational amount`, rounded to
    /// scale 12 (FINANCE.md 3.7). A relational amount of zero, or a factor too large or so small that it
    /// would be zero, is a [`RangeError`].
    pub fn factor(exchange_rate_amount: Rate, relational_amount: Rate) -> Result<Self, RangeError> {
        Self::positive(i128::from(exchange_rate_amount.0) * Self::UNIT, i128::from(relational_amount.0))
    }

    /// Two factors one after the other, for a rate that is quoted in a relational currency (FINANCE.md 3.7).
    pub fn through(self, relational_factor: Rate) -> Result<Self, RangeError> {
        Self::positive(i128::from(self.0) * i128::from(relational_factor.0), Self::UNIT)
    }

    fn positive(numerator: i128, denominator: i128) -> Result<Self, RangeError> {
        if denominator == 0 {
            return Err(RangeError);
        }
        let quotient = half_away_from_zero(numerator, denominator);
        i64::try_from(quotient).ok().filter(|scaled| *scaled > 0).map(Rate).ok_or(RangeError)
    }
}

/// `numerator ÷ denominator` in storage units, rounded once to a multiple of `precision`, halves away from
/// zero. Out of range when the denominator times the precision is beyond an `i128`.
pub(crate) fn divide_rounded(
    numerator: i128,
    denominator: i128,
    precision: Precision,
) -> Result<Amount, RangeError> {
    let step = i128::from(precision.scaled());
    let divisor = denominator.checked_mul(step).filter(|divisor| *divisor != 0).ok_or(RangeError)?;
    let steps = half_away_from_zero(numerator, divisor);
    let scaled = steps.checked_mul(step).ok_or(RangeError)?;
    i64::try_from(scaled).map(Amount::from_scaled).map_err(|_| RangeError)
}

/// Integer division rounded to nearest, halves away from zero. The denominator must not be zero.
fn half_away_from_zero(numerator: i128, denominator: i128) -> i128 {
    let quotient = numerator / denominator;
    let remainder = (numerator % denominator).unsigned_abs();
    // Compared this way round, doubling the remainder cannot overflow.
    if remainder >= denominator.unsigned_abs() - remainder && remainder != 0 {
        if (numerator < 0) == (denominator < 0) { quotient + 1 } else { quotient - 1 }
    } else {
        quotient
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = Vec::with_capacity(24);
        write_rate(self.0, &mut bytes);
        formatter.write_str(&String::from_utf8_lossy(&bytes))
    }
}

impl fmt::Debug for Rate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Rate({self})")
    }
}

impl FromStr for Rate {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        Rate::parse(text)
    }
}
