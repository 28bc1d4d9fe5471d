//! Rows of registered clients: they belong to the installation, not to a company.

use std::fmt;

use uuid::Uuid;

use crate::row::{Row, RowExtension};
use crate::{Session, SqlValue, StoreError};

/// A client as it is kept. `Debug` hides the hash of its secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Client {
    pub client_id: Uuid,
    pub tenant_id: Uuid,
    pub name: String,
    pub secret_hash: String,
    /// JSON list of permission names.
    pub roles: String,
    /// JSON list of the GUIDs of the only companies to be seen; an empty list means all.
    pub companies: String,
    pub created_at_seconds: i64,
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Client")
            .field("client_id", &self.client_id)
            .field("name", &self.name)
            .field("roles", &self.roles)
            .finish_non_exhaustive()
    }
}

const COLUMNS: &str = "client_id, tenant_id, name, secret_hash, roles, companies, created_at_seconds";

/// The client of this id.
pub async fn find(session: &mut Session, client_id: Uuid) -> Result<Option<Client>, StoreError> {
    let text = format!("SELECT {COLUMNS} FROM clients WHERE client_id = ?1");
    session.query_one(&text, &[SqlValue::Uuid(client_id)], read).await
}

/// Every client, by name.
pub async fn all(session: &mut Session) -> Result<Vec<Client>, StoreError> {
    let text = format!("SELECT {COLUMNS} FROM clients ORDER BY name, client_id");
    let mut clients = Vec::new();
    session
        .query_all(&text, &[], |row| {
            clients.push(read(row)?);
            Ok(())
        })
        .await?;
    Ok(clients)
}

/// Adds a client. Errors: `Duplicate` when the id is taken.
pub async fn insert(session: &mut Session, client: &Client) -> Result<(), StoreError> {
    let text = format!("INSERT INTO clients ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    let parameters = [
        SqlValue::Uuid(client.client_id),
        SqlValue::Uuid(client.tenant_id),
        SqlValue::Text(client.name.clone()),
        SqlValue::Text(client.secret_hash.clone()),
        SqlValue::Text(client.roles.clone()),
        SqlValue::Text(client.companies.clone()),
        SqlValue::Integer(client.created_at_seconds),
    ];
    session.execute(&text, &parameters).await?;
    Ok(())
}

/// Removes a client; tells whether there was one. Its tokens hold until they expire.
pub async fn delete(session: &mut Session, client_id: Uuid) -> Result<bool, StoreError> {
    let removed =
        session.execute("DELETE FROM clients WHERE client_id = ?1", &[SqlValue::Uuid(client_id)]).await?;
    Ok(removed > 0)
}

fn read(row: &dyn Row) -> Result<Client, StoreError> {
    Ok(Client {
        client_id: row.required_uuid(0)?,
        tenant_id: row.required_uuid(1)?,
        name: row.required_text(2)?,
        secret_hash: row.required_text(3)?,
        roles: row.required_text(4)?,
        companies: row.required_text(5)?,
        created_at_seconds: row.required_integer(6)?,
    })
}
