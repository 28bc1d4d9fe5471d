//! Registered clients: a name, permissions, and a secret shown once.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};
use uuid::Uuid;

/// Random bytes in a secret. 256 bits cannot be guessed, so one salted SHA-256 keeps the secret as safe as a
/// slow password hash would, without giving strangers a way to make the server work.
const SECRET_BYTES: usize = 32;
const SALT_BYTES: usize = 16;
const HASH_PREFIX: &str = "$sha256$v=1$";

/// What the store keeps of one client. The secret itself is kept nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct ClientRecord {
    pub client_id: Uuid,
    pub tenant_id: Uuid,
    pub name: String,
    /// `$sha256$v=1$<salt>$<hash>`, both in unpadded base64.
    pub secret_hash: String,
    /// Application permissions, such as `Financials.ReadWrite.All`.
    pub roles: Vec<String>,
    /// The only companies the client may see; empty means all.
    pub companies: Vec<Uuid>,
    pub created_at_unix_seconds: i64,
}

impl fmt::Debug for ClientRecord {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ClientRecord")
            .field("client_id", &self.client_id)
            .field("tenant_id", &self.tenant_id)
            .field("name", &self.name)
            .field("secret_hash", &"[secret]")
            .field("roles", &self.roles)
            .field("companies", &self.companies)
            .field("created_at_unix_seconds", &self.created_at_unix_seconds)
            .finish()
    }
}

/// A fresh client secret of 43 characters, to be shown once. `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct ClientSecret(String);

impl ClientSecret {
    /// The text, for the one time it is shown.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ClientSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[secret]")
    }
}

/// The system's random source failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no random bytes could be drawn")]
pub struct NoRandomness;

/// Makes a client with a new id and secret.
pub fn create(
    tenant_id: Uuid,
    name: &str,
    roles: Vec<String>,
    companies: Vec<Uuid>,
    now_unix_seconds: i64,
) -> Result<(ClientRecord, ClientSecret), NoRandomness> {
    let client_id = uuid::Builder::from_random_bytes(random()?).into_uuid();
    let secret = new_secret()?;
    let record = ClientRecord {
        client_id,
        tenant_id,
        name: name.to_owned(),
        secret_hash: hash_secret(secret.reveal(), random()?),
        roles,
        companies,
        created_at_unix_seconds: now_unix_seconds,
    };
    Ok((record, secret))
}

/// A secret that does not start with `-`, so that it can be pasted behind a command's option.
fn new_secret() -> Result<ClientSecret, NoRandomness> {
    loop {
        let secret = URL_SAFE_NO_PAD.encode(random::<SECRET_BYTES>()?);
        if !secret.starts_with('-') {
            return Ok(ClientSecret(secret));
        }
    }
}

fn random<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|_| NoRandomness)?;
    Ok(bytes)
}

fn hash_secret(secret: &str, salt: [u8; SALT_BYTES]) -> String {
    let hash = STANDARD_NO_PAD.encode(digest(secret, &salt));
    format!("{HASH_PREFIX}{}${hash}", STANDARD_NO_PAD.encode(salt))
}

fn digest(secret: &str, salt: &[u8]) -> [u8; 32] {
    Sha256::new().chain_update(salt).chain_update(secret.as_bytes()).finalize().into()
}

/// True when the client is known and this is its secret. A missing client, or one whose stored hash cannot be
/// read, costs the same work as a known one, and the comparison does not stop at the first difference.
pub fn secret_matches(client: Option<&ClientRecord>, secret: &str) -> bool {
    let stored = client.and_then(|client| read_hash(&client.secret_hash));
    let known = Choice::from(u8::from(stored.is_some()));
    let (salt, expected) = stored.unwrap_or(([0; SALT_BYTES], [0; 32]));
    (digest(secret, &salt).ct_eq(&expected) & known).into()
}

fn read_hash(text: &str) -> Option<([u8; SALT_BYTES], [u8; 32])> {
    let (salt, hash) = text.strip_prefix(HASH_PREFIX)?.split_once('$')?;
    let bytes = |part: &str| STANDARD_NO_PAD.decode(part).ok();
    Some((bytes(salt)?.try_into().ok()?, bytes(hash)?.try_into().ok()?))
}

#[cfg(test)]
mod tests;
