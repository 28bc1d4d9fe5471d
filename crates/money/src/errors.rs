//! What can go wrong with a number: its text, or its size.

use thiserror::Error;

/// Why a text is not a number that can be held exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ParseError {
    /// The text is not a JSON number (RFC 8259 section 6).
    #[error("is not a number")]
    Syntax,
    /// The text is one of the IEEE 754 words `NaN`, `INF`, `-INF`, `Infinity`; money has none of them.
    #[error("is not a finite number")]
    NotFinite,
    /// The value has digits beyond the scale; they are never rounded away silently.
    #[error("has more than {0} digits after the decimal point")]
    TooManyDecimals(u32),
    /// The value is larger than can be stored.
    #[error("is out of range")]
    OutOfRange,
}

/// The result of a calculation does not fit into storage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the result of the calculation is out of range")]
pub struct RangeError;
