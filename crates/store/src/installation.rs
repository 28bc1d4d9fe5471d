//! Facts about the installation as a whole, by name.

use crate::row::RowExtension;
use crate::{Session, SqlValue, StoreError};

/// Name of the fact that holds the GUID of the home tenant.
pub const TENANT_ID: &str = "tenant_id";

/// The fact of this name.
pub async fn find(session: &mut Session, name: &str) -> Result<Option<String>, StoreError> {
    let text = "SELECT value FROM installation WHERE name = ?1";
    session.query_one(text, &[SqlValue::Text(name.to_owned())], |row| row.required_text(0)).await
}

/// Sets a fact unless it is there, and returns what then holds: of several servers starting at once on one database
/// the first one decides.
pub async fn find_or_set(session: &mut Session, name: &str, value: &str) -> Result<String, StoreError> {
    let text = "INSERT INTO installation (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO NOTHING";
    let parameters = [SqlValue::Text(name.to_owned()), SqlValue::Text(value.to_owned())];
    session.execute(text, &parameters).await?;
    let found = find(session, name).await?;
    found.ok_or_else(|| StoreError::internal(format!("the installation's {name} cannot be read back")))
}
