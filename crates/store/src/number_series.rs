//! Rows of number series.

use finance::number_series::{NumberSeries, NumberSeriesLine, NumberSource};
use uuid::Uuid;

use crate::record::{self, record};
use crate::{Session, SqlValue, Stamp, StoreError};

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

/// A series with its lines, by code.
pub async fn source(
    session: &mut Session,
    company: Uuid,
    code: &str,
) -> Result<Option<NumberSource>, StoreError> {
    let Some(series) = record::by_text::<NumberSeries>(session, company, "code", code).await? else {
        return Ok(None);
    };
    let condition = "AND series_code = ?2 ORDER BY line_number";
    let lines = record::list(session, company, condition, &[SqlValue::Text(code.to_owned())]).await?;
    Ok(Some(NumberSource { series, lines }))
}

/// Keeps the lines of a series that differ from those loaded before numbers were taken.
pub async fn keep_taken(
    session: &mut Session,
    company: Uuid,
    loaded: &NumberSource,
    taken: &NumberSource,
    stamp: Stamp,
) -> Result<(), StoreError> {
    for line in taken.lines.iter().filter(|line| !loaded.lines.contains(line)) {
        record::update(session, company, line, stamp).await?;
    }
    Ok(())
}
