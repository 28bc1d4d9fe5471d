//! Number series: where the next document or record number comes from.

use jiff::civil::Date;
use uuid::Uuid;

mod choose;
mod increment;

pub use increment::{increment, next_after};

/// A number series and its flags (FINANCE.md 1.4).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NumberSeries {
    pub id: Uuid,
    pub code: String,
    pub description: String,
    /// Numbers may be taken automatically.
    pub default_numbers: bool,
    /// Numbers may be typed by hand.
    pub manual_numbers: bool,
    /// Numbers must follow the order of dates.
    pub date_order: bool,
}

/// One range of a series, valid from a date on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberSeriesLine {
    pub id: Uuid,
    pub series_code: String,
    pub line_number: i32,
    pub starting_date: Date,
    pub starting_number: String,
    /// Blank means no end.
    pub ending_number: String,
    pub warning_number: String,
    /// Blank until the first number is taken.
    pub last_number_used: String,
    pub last_date_used: Date,
    /// Steps below one count as one.
    pub increment: i64,
    pub open: bool,
}

/// A series with its lines: where numbers are previewed and taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberSource {
    pub series: NumberSeries,
    pub lines: Vec<NumberSeriesLine>,
}

#[cfg(test)]
mod tests;
