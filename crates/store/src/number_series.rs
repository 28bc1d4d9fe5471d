//! Rows of number series.

use finance::number_series::{NumberSeries, NumberSeriesLine};

use crate::record::record;

record! {
    NumberSeries in "number_series" {
        id: value = "id",
        code: value = "code",
        description: value = "description",
        default_numbers: value = "default_numbers",
        manual_numbers: value = "manual_numbers",
        date_order: value = "date_order",
    }
}

record! {
    NumberSeriesLine in "number_series_lines" {
        id: value = "id",
        series_code: value = "series_code",
        line_number: value = "line_number",
        starting_date: value = "starting_date",
        starting_number: value = "starting_number",
        ending_number: value = "ending_number",
        warning_number: value = "warning_number",
        last_number_used: value = "last_number_used",
        last_date_used: value = "last_date_used",
        increment: value = "increment",
        open: value = "open",
    }
}
