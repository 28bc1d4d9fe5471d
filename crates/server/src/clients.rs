//! Registered clients: from their rows to what the token endpoint judges, and back.

use auth::{ClientRecord, ClientSecret};
use jiff::Timestamp;
use store::clients::{self, Client};
use store::{Store, StoreError};
use uuid::Uuid;

use crate::config::StartError;
use crate::keys;

/// Registers a client of the home tenant. The secret is kept nowhere: show it once.
pub async fn add(
    store: &Store,
    name: &str,
    roles: Vec<String>,
    companies: Vec<Uuid>,
    now: Timestamp,
) -> Result<(ClientRecord, ClientSecret), StartError> {
    let tenant_id = keys::home_tenant(store).await?;
    let (record, secret) = auth::clients::create(tenant_id, name, roles, companies, now.as_second())?;
    let row = row_of(&record);
    store
        .write::<_, StoreError, _>(move |session| {
            let row = row.clone();
            Box::pin(async move { clients::insert(session, &row).await })
        })
        .await?;
    Ok((record, secret))
}

/// The client of this id, read anew for every token: one removed gets no further token.
pub async fn find(store: &Store, client_id: Uuid) -> Result<Option<ClientRecord>, StoreError> {
    let row = clients::find(&mut *store.reader().await?, client_id).await?;
    row.map(record_of).transpose()
}

fn row_of(record: &ClientRecord) -> Client {
    let companies: Vec<String> = record.companies.iter().map(Uuid::to_string).collect();
    Client {
        client_id: record.client_id,
        tenant_id: record.tenant_id,
        name: record.name.clone(),
        secret_hash: record.secret_hash.clone(),
        roles: serde_json::Value::from(record.roles.clone()).to_string(),
        companies: serde_json::Value::from(companies).to_string(),
        created_at_seconds: record.created_at_unix_seconds,
    }
}

/// A list that cannot be read is an error, not an empty list: an empty list of companies means all.
fn record_of(row: Client) -> Result<ClientRecord, StoreError> {
    let damaged = |_| StoreError::internal(format!("the client {} has a damaged list", row.client_id));
    let roles: Vec<String> = serde_json::from_str(&row.roles).map_err(damaged)?;
    let companies: Vec<String> = serde_json::from_str(&row.companies).map_err(damaged)?;
    let companies = companies.iter().map(|id| Uuid::try_parse(id)).collect::<Result<Vec<_>, _>>();
    let companies = companies
        .map_err(|_| StoreError::internal(format!("the client {} has a damaged list", row.client_id)))?;
    Ok(ClientRecord {
        client_id: row.client_id,
        tenant_id: row.tenant_id,
        name: row.name,
        secret_hash: row.secret_hash,
        roles,
        companies,
        created_at_unix_seconds: row.created_at_seconds,
    })
}
