//! Access tokens of the embedded issuer: which claims they carry and how they are signed.

use jsonwebtoken::{Algorithm, Header};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::keys::{KeyError, KeyRing};
use crate::origin::Origin;

/// How long a token of the token endpoint is good for (PROTOCOL.md 7.5).
pub const ACCESS_TOKEN_LIFETIME_SECONDS: i64 = 3599;

/// Private claim: the GUIDs of the only companies the token opens. Left out when it opens all.
pub const COMPANIES_CLAIM: &str = "funchal_companies";

/// What a token permits, and on whose behalf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grant {
    /// An application by itself: permissions go into `roles`.
    Application { roles: Vec<String> },
    /// A user through a client: permissions go into `scp`, separated by blanks.
    Delegated { scopes: Vec<String>, user_name: String },
}

/// Everything a new token says.
#[derive(Debug, Clone)]
pub struct AccessTokenRequest<'a> {
    /// The origin the client used; becomes part of `iss`.
    pub origin: &'a Origin,
    pub tenant_id: Uuid,
    /// Claim `aud`: one of the accepted audiences.
    pub audience: &'a str,
    pub client_id: Uuid,
    /// Claim `oid`: the user, or [`service_principal_id`] of the client.
    pub object_id: Uuid,
    pub grant: Grant,
    /// The only companies to be seen; empty means all.
    pub companies: &'a [Uuid],
    pub now_unix_seconds: i64,
    /// Seconds from now until `exp`.
    pub lifetime_seconds: i64,
}

/// Why no token could be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MintError {
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error("the token could not be signed")]
    Signing,
}

/// Makes and signs an access token with the claims of a v2.0 token (PROTOCOL.md 7.2).
///
/// `iss` is built from the origin the client used, because one server is reached by several names and client
/// libraries compare `iss` with the host they asked. It therefore cannot be one fixed text; what makes the
/// token ours is the key, and the check only asks that the tenant in `iss` and in `tid` are the same.
pub fn mint(ring: &KeyRing, request: &AccessTokenRequest<'_>) -> Result<String, MintError> {
    let (kid, key) = ring.signing_key(request.now_unix_seconds)?;
    let mut header = Header::new(Algorithm::RS256);
    header.kid = Some(kid.to_owned());
    jsonwebtoken::encode(&header, &claims(request)?, key).map_err(|_| MintError::Signing)
}

/// The value of `iss` for a tenant reached through this origin.
pub fn issuer(origin: &Origin, tenant_id: Uuid) -> String {
    format!("{origin}/{tenant_id}/v2.0")
}

/// The object id of a client acting by itself: stable, and different in every tenant.
pub fn service_principal_id(tenant_id: Uuid, client_id: Uuid) -> Uuid {
    let mut hash = Sha256::new();
    hash.update(b"funchal service principal");
    hash.update(tenant_id.as_bytes());
    hash.update(client_id.as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.finalize()[..16]);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

fn claims(request: &AccessTokenRequest<'_>) -> Result<Map<String, Value>, MintError> {
    let now = request.now_unix_seconds;
    let mut claims = Map::new();
    let mut set = |name: &str, value: Value| claims.insert(name.to_owned(), value);
    set("ver", json!("2.0"));
    set("iss", json!(issuer(request.origin, request.tenant_id)));
    set("aud", json!(request.audience));
    set("azp", json!(request.client_id.to_string()));
    set("azpacr", json!("1"));
    set("oid", json!(request.object_id.to_string()));
    set("sub", json!(request.object_id.to_string()));
    set("tid", json!(request.tenant_id.to_string()));
    set("iat", json!(now));
    set("nbf", json!(now));
    set("exp", json!(now.saturating_add(request.lifetime_seconds)));
    set("uti", json!(random_token_id()?));
    match &request.grant {
        Grant::Application { roles } => {
            set("roles", json!(roles));
        }
        Grant::Delegated { scopes, user_name } => {
            set("scp", json!(scopes.join(" ")));
            set("preferred_username", json!(user_name));
        }
    }
    if !request.companies.is_empty() {
        let companies: Vec<String> = request.companies.iter().map(Uuid::to_string).collect();
        set(COMPANIES_CLAIM, json!(companies));
    }
    Ok(claims)
}

fn random_token_id() -> Result<String, MintError> {
    use base64::Engine as _;
    let mut bytes = [0; 16];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|_| MintError::Signing)?;
    Ok(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes))
}

#[cfg(test)]
mod tests;
