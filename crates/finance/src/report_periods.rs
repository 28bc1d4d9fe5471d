//! Which days a report is about when a request gives a first day, a last day, both or neither (FINANCE.md 8.2, 8.3).

use jiff::civil::{Date, date};

use crate::fields::BLANK_DATE;

/// The last day there is.
const LAST_DAY: Date = date(9999, 12, 31);

/// From a first to a last day, both included. A last day before the first leaves no day in between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportPeriod {
    pub from: Date,
    pub to: Date,
}

impl ReportPeriod {
    /// Every day; one side given leaves the other open.
    pub fn open((from, to): (Option<Date>, Option<Date>)) -> ReportPeriod {
        ReportPeriod { from: from.unwrap_or(BLANK_DATE).max(BLANK_DATE), to: to.unwrap_or(LAST_DAY) }
    }

    /// Today alone when nothing is given: trial balance and balance sheet (FINANCE.md 8.2, 8.3).
    pub fn or_today(given: (Option<Date>, Option<Date>), today: Date) -> ReportPeriod {
        match given {
            (None, None) => ReportPeriod { from: today, to: today },
            given => ReportPeriod::open(given),
        }
    }

    /// The calendar year up to today when nothing is given: income, cash flow, retained earnings (FINANCE.md 8.3).
    pub fn or_this_year(given: (Option<Date>, Option<Date>), today: Date) -> ReportPeriod {
        match given {
            (None, None) => ReportPeriod { from: today.first_of_year(), to: today },
            given => ReportPeriod::open(given),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults() {
        let today = date(2026, 3, 31);
        let period = |from, to| ReportPeriod { from, to };
        assert_eq!(ReportPeriod::or_today((None, None), today), period(today, today));
        assert_eq!(ReportPeriod::or_this_year((None, None), today), period(date(2026, 1, 1), today));
        let given = (Some(date(2025, 1, 1)), None);
        assert_eq!(ReportPeriod::or_today(given, today), period(date(2025, 1, 1), LAST_DAY));
        assert_eq!(ReportPeriod::or_this_year((None, Some(today)), today), period(BLANK_DATE, today));
        assert_eq!(ReportPeriod::open((None, None)), period(BLANK_DATE, LAST_DAY));
    }
}
