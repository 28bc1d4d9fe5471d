//! The periods of the aged accounts: how a balance is sorted by due date (FINANCE.md 8.1).

use jiff::civil::Date;

use crate::{date_formulas::DateFormula, errors::RuleError, fields::BLANK_DATE};

/// Length of a period when none is asked for.
pub const PERIOD_LENGTH: &str = "30D";

/// Where the periods begin. What is due on `as_of` or later is not yet due; before that come two periods of the same
/// length, and then everything older.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgeingPeriods {
    pub as_of: Date,
    /// First day of the first period, which ends the day before `as_of`.
    pub first: Date,
    /// First day of the second period, which ends the day before `first`.
    pub second: Date,
    /// The length as a formula in its stored form.
    pub length: String,
}

impl AgeingPeriods {
    /// Counts two periods back from a date (FINANCE.md 8.1). A blank length is the default one.
    ///
    /// Errors: `Field` for a length that is no date formula or does not lead back.
    pub fn back_from(as_of: Date, length: Option<&str>) -> Result<AgeingPeriods, RuleError> {
        let length = match length.map(str::trim) {
            None | Some("") => PERIOD_LENGTH,
            Some(length) => length,
        };
        let refused = || {
            let message = format!(
                "periodLengthFilter: \"{length}\" is not the length of a period. Write for example 30D, 2W or 1M."
            );
            RuleError::field("periodLengthFilter", message)
        };
        let text = length.trim_start_matches('<').trim_end_matches('>');
        let known = DateFormula::read(text).ok_or_else(refused)?;
        // A blank one cannot be read once it has a sign.
        let back = DateFormula::read(&format!("-{text}")).ok_or_else(refused)?;
        // Before the first year there is nothing due.
        let before = |date: Date| back.apply(date).unwrap_or(BLANK_DATE).max(BLANK_DATE);
        let (first, second) = (before(as_of), before(before(as_of)));
        if first > as_of || second > first {
            return Err(refused());
        }
        Ok(AgeingPeriods { as_of, first, second, length: known.to_string() })
    }

    /// What the three periods are called: from and to, with the newest first; the last has no beginning.
    pub fn labels(&self) -> [String; 3] {
        let day = |date: Date| format!("{:02}/{:02}/{:02}", date.month(), date.day(), date.year() % 100);
        [
            format!("{}-{}", day(self.first), day(self.as_of)),
            format!("{}-{}", day(self.second), day(self.first)),
            format!("-{}", day(self.second)),
        ]
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::errors::Category;

    #[test]
    fn periods_of_the_reference() {
        let periods = AgeingPeriods::back_from(date(2026, 3, 31), None).unwrap();
        assert_eq!((periods.first, periods.second), (date(2026, 3, 1), date(2026, 1, 30)));
        assert_eq!(periods.labels(), ["03/01/26-03/31/26", "01/30/26-03/01/26", "-01/30/26"]);
        assert_eq!(periods.length, "30D");
    }

    #[test]
    fn lengths() {
        for (length, first, second) in [
            ("1M", date(2026, 2, 28), date(2026, 1, 28)),
            (" <2W> ", date(2026, 3, 17), date(2026, 3, 3)),
            ("", date(2026, 3, 1), date(2026, 1, 30)),
            ("1Y", date(2025, 3, 31), date(2024, 3, 31)),
            ("0D", date(2026, 3, 31), date(2026, 3, 31)),
            ("9999Y", BLANK_DATE, BLANK_DATE),
        ] {
            let periods = AgeingPeriods::back_from(date(2026, 3, 31), Some(length)).unwrap();
            assert_eq!((periods.first, periods.second), (first, second), "{length}");
        }
        // The last: one period back from Tuesday lies ahead of it, a second one no further.
        for length in ["-30D", "thirty", "30", "''", "<>", "< >", "30D; DROP", "WD1+3D"] {
            let error = AgeingPeriods::back_from(date(2026, 3, 31), Some(length)).unwrap_err();
            assert_eq!(error.category, Category::Field, "{length}");
        }
    }

    #[test]
    fn the_first_day_of_all_has_nothing_before_it() {
        let periods = AgeingPeriods::back_from(BLANK_DATE, Some("30D")).unwrap();
        assert_eq!((periods.first, periods.second), (BLANK_DATE, BLANK_DATE));
    }
}
