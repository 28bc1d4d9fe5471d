//! Accounting periods: the months of fiscal years, and which years are closed (FINANCE.md section 9).

use jiff::civil::Date;
use uuid::Uuid;

use crate::errors::{Category, RuleError};

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

/// A fiscal year: its first day and its last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FiscalYear {
    pub first_day: Date,
    pub last_day: Date,
    pub closed: bool,
}

/// The fiscal year that a period begins. The period begins none, or no year follows that would end it: `Dialog`.
pub fn fiscal_year(periods: &[AccountingPeriod], id: Uuid) -> Result<FiscalYear, RuleError> {
    let first = periods.iter().find(|period| period.id == id && period.new_fiscal_year).ok_or_else(|| {
        refused("The accounting period does not begin a fiscal year; name the one that does.".to_owned())
    })?;
    let next = periods
        .iter()
        .filter(|period| period.new_fiscal_year && period.starting_date > first.starting_date)
        .map(|period| period.starting_date)
        .min();
    let last_day = next.and_then(|next| next.yesterday().ok()).ok_or_else(|| {
        refused(format!("The year from {} has no end: a year must follow it.", first.starting_date))
    })?;
    Ok(FiscalYear { first_day: first.starting_date, last_day, closed: first.closed })
}

/// Closes the fiscal year that a period begins (FINANCE.md section 9): its periods are closed and keep their dates,
/// as does the first period of the next year. Returns the periods that change. It cannot be undone. The year is
/// closed, one before it is not, or none follows it: `Dialog`.
pub fn close_year(periods: &[AccountingPeriod], id: Uuid) -> Result<Vec<AccountingPeriod>, RuleError> {
    let year = fiscal_year(periods, id)?;
    if year.closed {
        return Err(refused(format!("The year from {} is closed already.", year.first_day)));
    }
    if let Some(open) = periods.iter().find(|one| !one.closed && one.starting_date < year.first_day) {
        let message =
            format!("An earlier year, with the period from {}, must be closed first.", open.starting_date);
        return Err(refused(message));
    }
    let next = year.last_day.tomorrow().ok();
    let of_year = |date: Date| date >= year.first_day && date <= year.last_day;
    Ok(periods
        .iter()
        .filter(|period| of_year(period.starting_date) || Some(period.starting_date) == next)
        .map(|period| AccountingPeriod {
            closed: period.closed || of_year(period.starting_date),
            date_locked: true,
            ..period.clone()
        })
        .collect())
}

fn refused(message: String) -> RuleError {
    RuleError::of_record(Category::Dialog, message)
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};
    use uuid::Uuid;

    use super::{AccountingPeriod, close_year, first_open_date, fiscal_year_start};

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

    #[test]
    fn a_year_is_closed_after_those_before_it_and_before_the_next() {
        let ids: Vec<Uuid> = (1..=5).map(Uuid::from_u128).collect();
        let mut periods = vec![
            period(date(2025, 1, 1), true, false),
            period(date(2025, 7, 1), false, false),
            period(date(2026, 1, 1), true, false),
            period(date(2026, 7, 1), false, false),
            period(date(2027, 1, 1), true, false),
        ];
        periods.iter_mut().zip(&ids).for_each(|(period, id)| period.id = *id);
        for refused in [ids[1], ids[2], ids[4], Uuid::from_u128(9)] {
            assert!(close_year(&periods, refused).is_err(), "{refused}");
        }
        let closed = close_year(&periods, ids[0]).unwrap();
        let states: Vec<_> = closed.iter().map(|one| (one.id, one.closed, one.date_locked)).collect();
        assert_eq!(states, [(ids[0], true, true), (ids[1], true, true), (ids[2], false, true)]);
        for changed in closed {
            let at = periods.iter().position(|known| known.id == changed.id).unwrap();
            periods[at] = changed;
        }
        assert!(close_year(&periods, ids[0]).is_err());
        assert_eq!(close_year(&periods, ids[2]).unwrap().len(), 3);
    }
}
