//! Days since 1970 to year, month and day, for the writers on the hot path.

/// Year, month and day of a count of days since 1970-01-01 in the proleptic Gregorian calendar. Good for the years 1 to
/// 9999; callers keep to them.
pub(super) fn civil_from_days(days: i64) -> (u16, u8, u8) {
    // Years are counted from March, so that the leap day comes last; eras of 400 years repeat exactly.
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097) as u32;
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + i64::from(year_of_era) + i64::from(month <= 2);
    (year as u16, month as u8, day as u8)
}

/// The two decimal digits of a number below 100.
pub(super) fn two_digits(number: u8) -> [u8; 2] {
    [b'0' + number / 10, b'0' + number % 10]
}
