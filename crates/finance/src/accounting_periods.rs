//! Accounting periods: the months of fiscal years, and which years are closed (FINANCE.md section 9).

use jiff::civil::Date;
use uuid::Uuid;

mod close;

pub use close::{Closing, FiscalYear, close_fiscal_year, closing_lines, fiscal_year};

/// A period that lasts until the next one starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountingPeriod {
    pub id: Uuid,
    pub starting_date: Date,
    pub name: String,
    /// A fiscal year begins here.
    pub new_fiscal_year: bool,
    /// Its fiscal year is closed.
    pub closed: bool,
    /// The starting date stays as it is.
    pub date_locked: bool,
}

/// The first day of the fiscal year that a date lies in; none before the first year.
pub fn fiscal_year_start(periods: &[AccountingPeriod], date: Date) -> Option<Date> {
    periods
        .iter()
        .filter(|period| period.new_fiscal_year && period.starting_date <= date)
        .map(|period| period.starting_date)
        .max()
}

/// The first day that lies in no closed fiscal year. Entries posted before it are prior-year entries (FINANCE.md 2.3),
/// and entries from it on keep their customer, vendor or item from being deleted (FINANCE.md 7.4). None without
/// periods, when every date counts as open.
pub fn first_open_date(periods: &[AccountingPeriod]) -> Option<Date> {
    periods.iter().filter(|period| !period.closed).map(|period| period.starting_date).min()
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};
    use uuid::Uuid;

    use super::{AccountingPeriod, first_open_date, fiscal_year_start};

    fn period(starting_date: Date, new_fiscal_year: bool, closed: bool) -> AccountingPeriod {
        let name = starting_date.to_string();
        AccountingPeriod {
            id: Uuid::nil(),
            starting_date,
            name,
            new_fiscal_year,
            closed,
            date_locked: closed,
        }
    }

    #[test]
    fn years_begin_and_close_as_the_periods_say() {
        let periods = [
            period(date(2025, 4, 1), true, true),
            period(date(2025, 10, 1), false, true),
            period(date(2026, 4, 1), true, false),
            period(date(2026, 10, 1), false, false),
        ];
        let starts = [
            (date(2025, 3, 31), None),
            (date(2025, 4, 1), Some(date(2025, 4, 1))),
            (date(2026, 3, 31), Some(date(2025, 4, 1))),
            (date(2029, 1, 1), Some(date(2026, 4, 1))),
        ];
        for (day, start) in starts {
            assert_eq!(fiscal_year_start(&periods, day), start, "{day}");
        }
        assert_eq!(first_open_date(&periods), Some(date(2026, 4, 1)));
        assert_eq!(first_open_date(&periods[..2]), None);
        assert_eq!(first_open_date(&[]), None);
    }
}
