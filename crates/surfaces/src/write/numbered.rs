//! New records whose number comes from a series of setup when the body gives none (FINANCE.md 7.1).

use finance::companies::NumberSeriesSetup;
use finance::errors::RuleError;
use finance::number_series::NumberSource;
use store::{Record, Session, number_series, record};

use super::Write;
use super::coded::is_taken;
use crate::errors::ApiError;

/// Makes the record of a POST and stores it. `series` picks the series of its kind from setup; `make` applies the
/// rules, and does so again with the series moved on while the number it took is in use.
pub async fn create<R: Record + Sync>(
    session: &mut Session,
    write: &Write,
    series: impl Fn(&NumberSeriesSetup) -> &str + Send,
    number: impl Fn(&R) -> &str + Send,
    mut make: impl FnMut(Option<&mut NumberSource>) -> Result<R, RuleError> + Send,
) -> Result<(), ApiError> {
    let loaded = source(session, write, series).await?;
    let mut numbers = loaded.clone();
    let mut made = make(numbers.as_mut())?;
    while is_taken::<R>(session, write, "number", number(&made)).await? {
        made = make(numbers.as_mut())?;
    }
    if let (Some(loaded), Some(taken)) = (&loaded, &numbers) {
        number_series::keep_taken(session, write.company, loaded, taken, write.stamp).await?;
    }
    Ok(record::insert(session, write.company, &made, write.stamp).await?)
}

/// The series that setup names; none when it names none that exists.
async fn source(
    session: &mut Session,
    write: &Write,
    series: impl Fn(&NumberSeriesSetup) -> &str,
) -> Result<Option<NumberSource>, ApiError> {
    let setups: Vec<NumberSeriesSetup> = record::list(session, write.company, "", &[]).await?;
    let Some(code) = setups.first().map(series).filter(|code| !code.is_empty()) else { return Ok(None) };
    Ok(number_series::source(session, write.company, code).await?)
}
