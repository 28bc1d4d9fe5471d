//! Exact decimal money: amounts, rates, rounding, currency conversion, and their text form.
//!
//! This crate knows how a number of money is held (an `i64` at a fixed scale), read, printed, rounded and
//! converted with a currency factor. It must not know currencies by name, accounts, JSON documents, SQL or
//! HTTP, and it never touches binary floating point: every operation is exact or says that it cannot be.

mod amount;
mod errors;
mod parse;
mod precision;
mod rate;
mod write;

pub use amount::{Amount, STORAGE_SCALE};
pub use errors::{ParseError, RangeError};
pub use precision::Precision;
pub use rate::{RATE_SCALE, Rate};
pub use rust_decimal::Decimal;
pub use write::{write_decimal, write_rate};
