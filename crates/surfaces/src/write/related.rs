//! The records a body names by id or code, as far as they exist.

use finance::accounts::{Account, SetupUse};
use finance::fields::{normalize_code, present_id};
use store::{Record, Session, record, usage};
use uuid::Uuid;

use crate::errors::ApiError;

/// The record with an id; nothing for none and for the blank guid.
pub async fn by_id<R: Record>(
    session: &mut Session,
    company: Uuid,
    id: Option<Uuid>,
) -> Result<Vec<R>, ApiError> {
    let Some(id) = id.and_then(present_id) else { return Ok(Vec::new()) };
    let found = record::by_id::<R>(session, company, id).await?;
    Ok(found.map(|found| found.record).into_iter().collect())
}

/// The record with a code; nothing for none and for a blank one.
pub async fn by_code<R: Record>(
    session: &mut Session,
    company: Uuid,
    code: Option<&str>,
) -> Result<Vec<R>, ApiError> {
    by_text(session, company, "code", code).await
}

/// As [`by_code`], for records whose code stands in another column.
pub async fn by_text<R: Record>(
    session: &mut Session,
    company: Uuid,
    column: &'static str,
    code: Option<&str>,
) -> Result<Vec<R>, ApiError> {
    let Some(code) = code.map(normalize_code).filter(|code| !code.is_empty()) else { return Ok(Vec::new()) };
    Ok(record::by_text(session, company, column, &code).await?.into_iter().collect())
}

/// The accounts with these numbers, and how each is used: what setup that names them is checked against.
pub async fn accounts_for_setup(
    session: &mut Session,
    company: Uuid,
    numbers: impl IntoIterator<Item = String>,
) -> Result<Vec<(Account, SetupUse)>, ApiError> {
    let mut accounts = Vec::new();
    for number in numbers {
        for account in by_text::<Account>(session, company, "number", Some(&number)).await? {
            let known = usage::of_account(session, company, &account).await?;
            accounts.push((account, known));
        }
    }
    Ok(accounts)
}
