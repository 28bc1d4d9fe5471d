//! A single typed value: a literal of a URL, a key, or a value of a JSON body.

use jiff::{Timestamp, civil};
use rust_decimal::Decimal;
use uuid::Uuid;

/// A value with its type already decided.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Boolean(bool),
    /// Edm.Int32 and Edm.Int64.
    Integer(i64),
    Decimal(Decimal),
    String(String),
    Guid(Uuid),
    Date(civil::Date),
    /// Edm.DateTimeOffset, as an instant.
    Instant(Timestamp),
    TimeOfDay(civil::Time),
    /// Edm.Duration, in milliseconds.
    DurationMilliseconds(i64),
    /// Value of a member of an enumeration.
    Enum(i64),
    /// Members of a complex value in the order of its type; absent ones are `None`.
    Complex(Vec<Option<Value>>),
    /// A collection of complex values.
    Collection(Vec<Value>),
}
