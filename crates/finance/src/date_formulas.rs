//! Date formulas: `30D`, `1M`, `CM+8D`, `-1Y`; reading, the stored form, and the date they lead to.

use std::fmt;

use jiff::civil::Date;

use crate::errors::RuleError;

mod compute;

/// Longest text of a formula in characters, blanks and angle brackets not counted.
const TEXT_LENGTH_MAX: usize = 32;
/// Largest count of units in one term.
const COUNT_MAX: i32 = 9999;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Unit {
    Day,
    WeekDay,
    Week,
    Month,
    Quarter,
    Year,
}

/// What one term of a formula does to the date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Step {
    /// `3W`: so many units on.
    Count(i32, Unit),
    /// `CM`: to the end of the current unit, or with a minus to its start.
    Current(Unit),
    /// `D15`: to the next such day of a month.
    DayOfMonth(i32),
    /// `WD2`: to the next such day of a week; Monday is 1.
    DayOfWeek(i32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Term {
    backwards: bool,
    step: Step,
}

/// A rule that leads from one date to another (FINANCE.md 7.3). The empty formula leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct DateFormula(Vec<Term>);

impl DateFormula {
    /// Reads a formula. Case and blanks do not matter; the neutral form in angle brackets is accepted; blank
    /// is the empty formula. What cannot be read is a `Field` error naming `property`.
    pub fn parse(property: &'static str, text: &str) -> Result<Self, RuleError> {
        Self::read(text).ok_or_else(|| {
            let message = format!(
                "{property}: \"{text}\" is not a date formula. Write for example 30D, 2W, 1M, CM or CM+8D."
            );
            RuleError::field(property, message)
        })
    }

    /// Reads a formula; none when it cannot be read.
    pub fn read(text: &str) -> Option<Self> {
        let mut letters: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
        letters.make_ascii_uppercase();
        let letters = match letters.strip_prefix('<') {
            Some(inner) => inner.strip_suffix('>')?,
            None => &letters,
        };
        if letters.chars().count() > TEXT_LENGTH_MAX {
            return None;
        }
        let mut terms = Vec::new();
        let mut rest = letters;
        while !rest.is_empty() {
            let backwards = rest.starts_with('-');
            if let Some(unsigned) = rest.strip_prefix(['-', '+']) {
                rest = unsigned;
            } else if !terms.is_empty() {
                return None;
            }
            let end = rest.find(['-', '+']).unwrap_or(rest.len());
            terms.push(Term { backwards, step: read_step(&rest[..end])? });
            rest = &rest[end..];
        }
        Some(DateFormula(terms))
    }

    /// The date the formula leads to, term by term. A day that a month does not have becomes its last day.
    /// None when the result lies outside the years 1 to 9999.
    pub fn apply(&self, start: Date) -> Option<Date> {
        self.0
            .iter()
            .try_fold(start, |date, term| compute::apply_step(date, term.step, term.backwards))
            .filter(|date| date.year() >= 1)
    }
}

fn read_step(text: &str) -> Option<Step> {
    if let Some(unit) = text.strip_prefix('C') {
        let unit = read_unit(unit).filter(|unit| *unit != Unit::WeekDay)?;
        return Some(Step::Current(unit));
    }
    if let Some(day) = text.strip_prefix("WD") {
        return Some(Step::DayOfWeek(read_count(day).filter(|day| (1..=7).contains(day))?));
    }
    if let Some(day) = text.strip_prefix('D') {
        return Some(Step::DayOfMonth(read_count(day).filter(|day| (1..=31).contains(day))?));
    }
    let unit_start = text.find(|letter: char| !letter.is_ascii_digit())?;
    let unit = read_unit(&text[unit_start..])?;
    Some(Step::Count(read_count(&text[..unit_start])?, unit))
}

/// A count without a sign, because signs part the terms.
fn read_count(text: &str) -> Option<i32> {
    text.parse().ok().filter(|count| *count <= COUNT_MAX)
}

fn read_unit(text: &str) -> Option<Unit> {
    Some(match text {
        "D" => Unit::Day,
        "WD" => Unit::WeekDay,
        "W" => Unit::Week,
        "M" => Unit::Month,
        "Q" => Unit::Quarter,
        "Y" => Unit::Year,
        _ => return None,
    })
}

impl fmt::Display for Unit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Unit::Day => "D",
            Unit::WeekDay => "WD",
            Unit::Week => "W",
            Unit::Month => "M",
            Unit::Quarter => "Q",
            Unit::Year => "Y",
        })
    }
}

/// The stored form: capitals, no blanks, no brackets, no plus in front.
impl fmt::Display for DateFormula {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, term) in self.0.iter().enumerate() {
            if term.backwards {
                formatter.write_str("-")?;
            } else if index > 0 {
                formatter.write_str("+")?;
            }
            match term.step {
                Step::Count(count, unit) => write!(formatter, "{count}{unit}")?,
                Step::Current(unit) => write!(formatter, "C{unit}")?,
                Step::DayOfMonth(day) => write!(formatter, "D{day}")?,
                Step::DayOfWeek(day) => write!(formatter, "WD{day}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
