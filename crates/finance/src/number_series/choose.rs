//! Choosing the line of a series by date, previewing a number, taking one.

use jiff::civil::Date;

use super::{NumberSeries, NumberSeriesLine, NumberSource, increment};
use crate::errors::{Category, RuleError};

/// Longest number of a record or document, in characters.
const NUMBER_LENGTH_MAX: usize = 20;

impl NumberSeries {
    /// Refuses a number typed by hand when the series does not allow it (`Dialog`, FINANCE.md 1.4, 7.1).
    pub fn check_manual(&self, property: &'static str, number: &str) -> Result<(), RuleError> {
        if self.manual_numbers {
            return Ok(());
        }
        let message = format!(
            "{property}: \"{number}\" was given by hand, but the number series {} hands out all numbers \
             itself. Leave {property} blank.",
            self.code
        );
        Err(RuleError::dialog(property, message))
    }
}

impl NumberSource {
    /// The open line with the latest starting date not after `date` (FINANCE.md 1.4).
    pub fn line_at(&self, date: Date) -> Option<&NumberSeriesLine> {
        self.index_at(date).map(|index| &self.lines[index])
    }

    /// The number that would be taken next on this date; nothing is taken. Without automatic numbers, a line
    /// for the date or numbers left, or against the order of dates: `Dialog`.
    pub fn preview(&self, date: Date) -> Result<String, RuleError> {
        self.next(date).map(|(_, number)| number)
    }

    /// Takes the next number on this date and notes it on its line; the caller stores the line that
    /// [`NumberSource::line_at`] then gives. Numbers already used elsewhere are skipped by taking again.
    pub fn take(&mut self, date: Date) -> Result<String, RuleError> {
        let (index, number) = self.next(date)?;
        let line = &mut self.lines[index];
        line.last_number_used.clone_from(&number);
        line.last_date_used = date;
        // A line that has handed out its last number is closed, so that a later line can follow.
        line.open = line.ending_number.is_empty() || number != line.ending_number;
        Ok(number)
    }

    fn index_at(&self, date: Date) -> Option<usize> {
        let candidates = self.lines.iter().enumerate();
        candidates
            .filter(|(_, line)| line.open && line.starting_date <= date)
            .max_by_key(|(_, line)| (line.starting_date, line.line_number))
            .map(|(index, _)| index)
    }

    fn next(&self, date: Date) -> Result<(usize, String), RuleError> {
        let code = &self.series.code;
        if !self.series.default_numbers {
            return refuse(format!(
                "The number series {code} hands out no numbers by itself. Give a number."
            ));
        }
        let Some(index) = self.index_at(date) else {
            return refuse(format!("The number series {code} has no open line for {date}."));
        };
        let line = &self.lines[index];
        if self.series.date_order && date < line.last_date_used {
            return refuse(format!(
                "The number series {code} must follow the order of dates: its last number was taken for {}, \
                 which is after {date}.",
                line.last_date_used
            ));
        }
        let number = if line.last_number_used.is_empty() {
            Some(line.starting_number.clone())
        } else {
            increment(&line.last_number_used, line.step())
        };
        match number {
            Some(number) if line.is_past_end(&number) => refuse(format!(
                "The number series {code} is used up: its last number is {}.",
                line.ending_number
            )),
            Some(number) if number.is_empty() || number.chars().count() > NUMBER_LENGTH_MAX => {
                refuse(format!("The number series {code} has no number of at most 20 characters left."))
            }
            Some(number) => Ok((index, number)),
            None => refuse(format!(
                "The number series {code} cannot count on from \"{}\", which has no digits.",
                line.last_number_used
            )),
        }
    }
}

fn refuse<T>(message: String) -> Result<T, RuleError> {
    Err(RuleError::of_record(Category::Dialog, message))
}
