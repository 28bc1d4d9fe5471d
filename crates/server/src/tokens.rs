//! Tokens made by command, without the token endpoint.

use auth::issue::{AccessTokenRequest, Grant, mint, service_principal_id};
use auth::{KeyRing, Origin, audiences};
use jiff::Timestamp;
use store::Store;
use uuid::Uuid;

use crate::config::StartError;
use crate::keys;

/// The client that tokens made by command name: none that is registered.
pub const COMMAND_CLIENT_ID: Uuid = Uuid::from_u128(0xf0c4a100_0000_4000_8000_000000000001);

/// What a token made by command permits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Permission {
    /// An application by itself, such as `Financials.ReadWrite.All`.
    Role(String),
    /// A user, with these scopes separated by blanks.
    Scope(String),
}

/// A token to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenOrder {
    pub permission: Permission,
    /// `None`: the home tenant.
    pub tenant_id: Option<Uuid>,
    /// Good for so long from now.
    pub expires_in_seconds: i64,
    /// The only companies to be seen; empty means all.
    pub companies: Vec<Uuid>,
}

/// Makes a token with the keys of the installation, creating keys and tenant on first use.
pub async fn mint_token(store: &Store, order: &TokenOrder, now: Timestamp) -> Result<String, StartError> {
    let ring = keys::load_or_create(store, now).await?;
    let tenant_id = match order.tenant_id {
        Some(tenant_id) => tenant_id,
        None => keys::home_tenant(store).await?,
    };
    sign(&ring, order, tenant_id, now)
}

/// Makes a token with keys at hand.
pub fn sign(
    ring: &KeyRing,
    order: &TokenOrder,
    tenant_id: Uuid,
    now: Timestamp,
) -> Result<String, StartError> {
    // Nobody is known by this name outside: a token is ours by its key, not by its issuer's address.
    let origin = Origin::parse("http://localhost")
        .ok_or_else(|| StartError::Damaged("the issuer's own address cannot be read".to_owned()))?;
    let grant = match &order.permission {
        Permission::Role(role) => {
            Grant::Application { roles: role.split_whitespace().map(str::to_owned).collect() }
        }
        Permission::Scope(scope) => Grant::Delegated {
            scopes: scope.split_whitespace().map(str::to_owned).collect(),
            user_name: "operator@localhost".to_owned(),
        },
    };
    let request = AccessTokenRequest {
        origin: &origin,
        tenant_id,
        audience: audiences::OWN,
        client_id: COMMAND_CLIENT_ID,
        object_id: service_principal_id(tenant_id, COMMAND_CLIENT_ID),
        grant,
        companies: &order.companies,
        now_unix_seconds: now.as_second(),
        lifetime_seconds: order.expires_in_seconds,
    };
    Ok(mint(ring, &request)?)
}
