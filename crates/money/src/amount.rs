//! `Amount`: an exact sum of money as an integer of hundred-thousandths.

use std::{fmt, str::FromStr};

use rust_decimal::Decimal;

use crate::{
    ParseError, Precision, RangeError, Rate, parse::parse_scaled, rate::divide_rounded, write_decimal,
};

/// Digits after the decimal point of every stored amount.
pub const STORAGE_SCALE: u32 = 5;

/// One whole unit of currency in storage units.
const UNIT: i64 = 100_000;

/// A sum of money, a percentage or a precision: an `i64` of hundred-thousandths, so about ±92 trillion.
///
/// Debit is positive, credit is negative (FINANCE.md, Notation). All arithmetic is checked; nothing wraps,
/// saturates or rounds unless the name of the function says so.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Amount(i64);

impl Amount {
    pub const ZERO: Amount = Amount(0);
    pub const ONE: Amount = Amount(UNIT);
    pub const HUNDRED: Amount = Amount(100 * UNIT);
    pub const MAX: Amount = Amount(i64::MAX);

    /// From storage units (hundred-thousandths), as they stand in the database.
    pub const fn from_scaled(scaled: i64) -> Self {
        Amount(scaled)
    }

    /// The storage units (hundred-thousandths), as they go to the database.
    pub const fn scaled(self) -> i64 {
        self.0
    }

    /// From whole units; every `i32` fits.
    pub const fn from_integer(units: i32) -> Self {
        Amount(units as i64 * UNIT)
    }

    /// From hundredths, such as cents; every `i32` fits.
    pub const fn from_hundredths(hundredths: i32) -> Self {
        Amount(hundredths as i64 * (UNIT / 100))
    }

    /// Reads a JSON number to the letter, exponents included. Never rounds: digits beyond
    /// [`STORAGE_SCALE`] that are not zero are refused.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        parse_scaled(text, STORAGE_SCALE).map(Amount)
    }

    /// From a decimal; refuses what storage cannot hold exactly.
    pub fn from_decimal(value: Decimal) -> Result<Self, ParseError> {
        let value = value.normalize();
        if value.scale() > STORAGE_SCALE {
            return Err(ParseError::TooManyDecimals(STORAGE_SCALE));
        }
        let factor = 10_i128.pow(STORAGE_SCALE - value.scale());
        let scaled = value.mantissa().checked_mul(factor).ok_or(ParseError::OutOfRange)?;
        i64::try_from(scaled).map(Amount).map_err(|_| ParseError::OutOfRange)
    }

    /// The same value as a decimal; always exact.
    pub fn to_decimal(self) -> Decimal {
        Decimal::from_i128_with_scale(i128::from(self.0), STORAGE_SCALE).normalize()
    }

    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    pub fn checked_add(self, other: Amount) -> Result<Self, RangeError> {
        self.0.checked_add(other.0).map(Amount).ok_or(RangeError)
    }

    pub fn checked_sub(self, other: Amount) -> Result<Self, RangeError> {
        self.0.checked_sub(other.0).map(Amount).ok_or(RangeError)
    }

    pub fn checked_neg(self) -> Result<Self, RangeError> {
        self.0.checked_neg().map(Amount).ok_or(RangeError)
    }

    /// The sum of many amounts; fails only when the total itself does not fit.
    pub fn sum(amounts: impl IntoIterator<Item = Amount>) -> Result<Self, RangeError> {
        let total: i128 = amounts.into_iter().map(|amount| i128::from(amount.0)).sum();
        i64::try_from(total).map(Amount).map_err(|_| RangeError)
    }

    /// Rounds to the nearest multiple of `precision`, halves away from zero.
    pub fn round(self, precision: Precision) -> Result<Self, RangeError> {
        divide_rounded(i128::from(self.0), 1, precision)
    }

    /// True when the amount is a whole multiple of `precision`.
    pub const fn is_rounded(self, precision: Precision) -> bool {
        self.0 % precision.scaled() == 0
    }

    /// `self × numerator ÷ denominator`, computed exactly and rounded once, halves away from zero; the way
    /// to take a percentage. A denominator of zero is a [`RangeError`].
    pub fn ratio(
        self,
        numerator: Amount,
        denominator: Amount,
        precision: Precision,
    ) -> Result<Self, RangeError> {
        let product = i128::from(self.0) * i128::from(numerator.0);
        divide_rounded(product, i128::from(denominator.0), precision)
    }

    /// A foreign amount in local currency: `self ÷ factor`, rounded once (FINANCE.md 3.7). The factor is
    /// foreign currency per one unit of local currency.
    pub fn to_local(self, factor: Rate, precision: Precision) -> Result<Self, RangeError> {
        divide_rounded(i128::from(self.0) * Rate::UNIT, i128::from(factor.scaled()), precision)
    }

    /// An amount in another currency: `self × each of "by" ÷ each of "over"`, the amounts of exchange rates, with 28
    /// digits on the way and rounded once, halves away from zero (FINANCE.md 3.7). A rate of zero to divide by is a
    /// [`RangeError`].
    pub fn exchange(self, by: &[Rate], over: &[Rate], precision: Precision) -> Result<Self, RangeError> {
        let product = |start: Decimal, rates: &[Rate]| {
            rates.iter().try_fold(start, |product, rate| product.checked_mul(rate.to_decimal()))
        };
        let dividend = product(self.to_decimal(), by).ok_or(RangeError)?;
        let quotient = product(Decimal::ONE, over).and_then(|divisor| dividend.checked_div(divisor));
        let quotient = quotient.ok_or(RangeError)?.normalize();
        let numerator = quotient.mantissa().checked_mul(i128::from(UNIT)).ok_or(RangeError)?;
        divide_rounded(numerator, 10_i128.pow(quotient.scale()), precision)
    }

    /// A local amount in foreign currency: `self × factor`, rounded once (FINANCE.md 3.7).
    pub fn to_foreign(self, factor: Rate, precision: Precision) -> Result<Self, RangeError> {
        divide_rounded(i128::from(self.0) * i128::from(factor.scaled()), Rate::UNIT, precision)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = Vec::with_capacity(24);
        write_decimal(self.0, &mut bytes);
        formatter.write_str(&String::from_utf8_lossy(&bytes))
    }
}

impl fmt::Debug for Amount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Amount({self})")
    }
}

impl FromStr for Amount {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        Amount::parse(text)
    }
}

impl From<i32> for Amount {
    fn from(units: i32) -> Self {
        Amount::from_integer(units)
    }
}

impl TryFrom<Decimal> for Amount {
    type Error = ParseError;

    fn try_from(value: Decimal) -> Result<Self, ParseError> {
        Amount::from_decimal(value)
    }
}

impl From<Amount> for Decimal {
    fn from(amount: Amount) -> Self {
        amount.to_decimal()
    }
}
