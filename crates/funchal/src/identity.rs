//! The installation's tenant, its signing keys and its clients, as the commands use them.

use auth::{
    AccessTokenRequest, ClientRecord, ClientSecret, Grant, KeyRing, Origin, SigningKeyRecord, audiences, keys,
};
use jiff::Timestamp;
use store::clients::{self, Client};
use store::signing_keys::{self, SigningKey};
use store::{Session, Store, StoreError, installation};
use uuid::Uuid;

use crate::clock;
use crate::failure::Failure;

/// The origin in `iss` of tokens printed by a command, which does not know by which name the server is reached. What
/// makes such a token good is the key that signed it.
const TOKEN_ORIGIN: &str = "http://localhost";

/// The user of tokens that stand for one.
const USER_NAME: &str = "operator@funchal.example";

/// An application that may do everything.
pub fn anything() -> Grant {
    Grant::Application { roles: vec![auth::principal::FINANCIALS_READ_WRITE_ALL.to_owned()] }
}

/// A user with these permissions.
pub fn user(scopes: Vec<String>) -> Grant {
    Grant::Delegated { scopes, user_name: USER_NAME.to_owned() }
}

/// A token signed with the installation's key, which is made if there is none.
pub async fn token(
    store: &Store,
    grant: Grant,
    tenant: Option<Uuid>,
    lifetime_seconds: i64,
) -> Result<String, Failure> {
    let now = clock::now();
    let tenant_id = match tenant {
        Some(tenant) => tenant,
        None => home_tenant(store).await?,
    };
    let ring = key_ring(store, now).await?;
    let origin =
        Origin::parse(TOKEN_ORIGIN).ok_or_else(|| Failure::of("the origin of tokens cannot be read"))?;
    let client_id = Uuid::new_v5(&tenant_id, b"funchal token");
    let request = AccessTokenRequest {
        origin: &origin,
        tenant_id,
        audience: audiences::OWN,
        client_id,
        object_id: auth::issue::service_principal_id(tenant_id, client_id),
        grant,
        companies: &[],
        now_unix_seconds: now.as_second(),
        lifetime_seconds,
    };
    auth::mint(&ring, &request).map_err(|error| Failure::of(error.to_string()))
}

/// Makes a new signing key and retires those older than the one before; returns its name.
pub async fn rotate_key(store: &Store) -> Result<String, Failure> {
    let now = clock::now();
    let failed = |error: keys::KeyError| Failure::of(error.to_string());
    let new = keys::generate(now.as_second()).map_err(failed)?;
    let kid = new.kid.clone();
    let ring = key_ring(store, now).await?.rotated(new, now.as_second()).map_err(failed)?;
    put_keys(store, ring.records()).await?;
    Ok(kid)
}

/// Adds a client of the home tenant.
pub async fn add_client(
    store: &Store,
    name: &str,
    roles: Vec<String>,
    companies: Vec<Uuid>,
) -> Result<(ClientRecord, ClientSecret), Failure> {
    let tenant = home_tenant(store).await?;
    let (record, secret) = auth::clients::create(tenant, name, roles, companies, clock::now().as_second())
        .map_err(|error| Failure::of(error.to_string()))?;
    let row = Client {
        client_id: record.client_id,
        tenant_id: record.tenant_id,
        name: record.name.clone(),
        secret_hash: record.secret_hash.clone(),
        roles: serde_json::json!(record.roles).to_string(),
        companies: serde_json::json!(record.companies.iter().map(Uuid::to_string).collect::<Vec<_>>())
            .to_string(),
        created_at_seconds: record.created_at_unix_seconds,
    };
    let row = std::sync::Arc::new(row);
    let work = store.write(move |session| {
        let row = row.clone();
        Box::pin(async move { clients::insert(session, &row).await })
    });
    work.await.map_err(|error: StoreError| Failure::of(error.message))?;
    Ok((record, secret))
}

/// Every client, by name.
pub async fn clients(store: &Store) -> Result<Vec<ClientRecord>, Failure> {
    let rows = clients::all(&mut *store.reader().await?).await?;
    rows.into_iter().map(record_of).collect()
}

fn record_of(row: Client) -> Result<ClientRecord, Failure> {
    let damaged = |_| {
        Failure::of(format!("the stored client {} cannot be read; remove it and add it anew", row.client_id))
    };
    Ok(ClientRecord {
        roles: serde_json::from_str(&row.roles).map_err(damaged)?,
        companies: serde_json::from_str::<Vec<String>>(&row.companies)
            .map_err(damaged)?
            .iter()
            .filter_map(|id| Uuid::try_parse(id).ok())
            .collect(),
        client_id: row.client_id,
        tenant_id: row.tenant_id,
        name: row.name,
        secret_hash: row.secret_hash,
        created_at_unix_seconds: row.created_at_seconds,
    })
}

async fn home_tenant(store: &Store) -> Result<Uuid, Failure> {
    let fresh = Uuid::new_v4().to_string();
    let work = store.write(move |session| {
        let fresh = fresh.clone();
        Box::pin(async move { installation::find_or_set(session, installation::TENANT_ID, &fresh).await })
    });
    let text = work.await.map_err(|error: StoreError| Failure::of(error.message))?;
    Uuid::try_parse(&text).map_err(|_| Failure::of("the stored tenant id cannot be read"))
}

async fn key_ring(store: &Store, now: Timestamp) -> Result<KeyRing, Failure> {
    let failed = |error: keys::KeyError| Failure::of(error.to_string());
    let mut records = stored_keys(&mut *store.reader().await?).await?;
    if !records.iter().any(|key| key.retired_at_unix_seconds.is_none()) {
        let new = keys::generate(now.as_second()).map_err(failed)?;
        put_keys(store, vec![new.clone()]).await?;
        records.push(new);
    }
    KeyRing::from_records(records).map_err(failed)
}

async fn stored_keys(session: &mut Session) -> Result<Vec<SigningKeyRecord>, StoreError> {
    let keys = signing_keys::all(session).await?;
    Ok(keys
        .into_iter()
        .map(|key| SigningKeyRecord {
            kid: key.kid,
            private_key_pkcs8: key.private_key_pkcs8,
            created_at_unix_seconds: key.created_at_seconds,
            retired_at_unix_seconds: key.retired_at_seconds,
        })
        .collect())
}

async fn put_keys(store: &Store, records: Vec<SigningKeyRecord>) -> Result<(), Failure> {
    let work = store.write(move |session| {
        let records = records.clone();
        Box::pin(async move {
            for record in records {
                let key = SigningKey {
                    kid: record.kid,
                    private_key_pkcs8: record.private_key_pkcs8,
                    created_at_seconds: record.created_at_unix_seconds,
                    retired_at_seconds: record.retired_at_unix_seconds,
                };
                signing_keys::put(session, &key).await?;
            }
            Ok(())
        })
    });
    work.await.map_err(|error: StoreError| Failure::of(error.message))
}
