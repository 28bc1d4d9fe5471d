//! One step of a date formula on the calendar.

use jiff::{ToSpan, civil::Date};

use super::{Step, Unit};

/// The date one step away; none when the calendar ends before it.
pub(super) fn apply_step(date: Date, step: Step, backwards: bool) -> Option<Date> {
    match step {
        Step::Count(count, unit) => shift(date, if backwards { -count } else { count }, unit),
        Step::Current(unit) => edge(date, unit, backwards),
        Step::DayOfMonth(day) => day_of_month(date, day, backwards),
        Step::DayOfWeek(day) => day_of_week(date, day, backwards),
    }
}

fn shift(date: Date, count: i32, unit: Unit) -> Option<Date> {
    let count = i64::from(count);
    let span = match unit {
        Unit::Day => count.days(),
        Unit::Week => count.weeks(),
        Unit::Month => count.months(),
        Unit::Quarter => (count * 3).months(),
        Unit::Year => count.years(),
        Unit::WeekDay => return shift_weekdays(date, count),
    };
    date.checked_add(span).ok()
}

/// So many weekdays on, Saturdays and Sundays not counted.
fn shift_weekdays(date: Date, count: i64) -> Option<Date> {
    let direction = count.signum();
    let mut date = date.checked_add((count / 5).weeks()).ok()?;
    for _ in 0..(count % 5).abs() {
        date = date.checked_add(direction.days()).ok()?;
        while date.weekday().to_monday_one_offset() > 5 {
            date = date.checked_add(direction.days()).ok()?;
        }
    }
    Some(date)
}

/// The last day of the current unit, or its first.
fn edge(date: Date, unit: Unit, first: bool) -> Option<Date> {
    let weekday = i64::from(date.weekday().to_monday_one_offset());
    match (unit, first) {
        (Unit::Day | Unit::WeekDay, _) => Some(date),
        (Unit::Week, true) => date.checked_sub((weekday - 1).days()).ok(),
        (Unit::Week, false) => date.checked_add((7 - weekday).days()).ok(),
        (Unit::Month, true) => Some(date.first_of_month()),
        (Unit::Month, false) => Some(date.last_of_month()),
        (Unit::Quarter, _) => {
            let months_before = i64::from((date.month() - 1) % 3);
            let start = date.first_of_month().checked_sub(months_before.months()).ok()?;
            if first { Some(start) } else { start.checked_add(2.months()).ok().map(Date::last_of_month) }
        }
        (Unit::Year, true) => Some(date.first_of_year()),
        (Unit::Year, false) => Some(date.last_of_year()),
    }
}

/// The nearest such day of a month strictly after the date, or strictly before it.
fn day_of_month(date: Date, day: i32, backwards: bool) -> Option<Date> {
    let in_month = |month: Date| {
        let last = i32::from(month.days_in_month());
        month.first_of_month().checked_add(i64::from(day.min(last) - 1).days()).ok()
    };
    let here = in_month(date)?;
    if backwards {
        if here < date { Some(here) } else { in_month(date.first_of_month().checked_sub(1.month()).ok()?) }
    } else if here > date {
        Some(here)
    } else {
        in_month(date.first_of_month().checked_add(1.month()).ok()?)
    }
}

/// The nearest such day of a week strictly after the date, or strictly before it.
fn day_of_week(date: Date, day: i32, backwards: bool) -> Option<Date> {
    let today = i32::from(date.weekday().to_monday_one_offset());
    let days =
        if backwards { -((today - day - 1).rem_euclid(7) + 1) } else { (day - today - 1).rem_euclid(7) + 1 };
    date.checked_add(i64::from(days).days()).ok()
}
