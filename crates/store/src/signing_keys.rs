//! Rows of the embedded issuer's signing keys: they belong to the installation, not to a company.

use std::fmt;

use crate::row::{Row, RowExtension};
use crate::{Dialect, Session, SqlValue, StoreError};

/// One signing key as it is kept. `Debug` never shows the private part.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningKey {
    /// Name of the key in token headers.
    pub kid: String,
    /// Private key as unencrypted PKCS#8 DER.
    pub private_key_pkcs8: Vec<u8>,
    pub created_at_seconds: i64,
    /// From this moment the key verifies nothing; `None` while it is in use.
    pub retired_at_seconds: Option<i64>,
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SigningKey")
            .field("kid", &self.kid)
            .field("created_at_seconds", &self.created_at_seconds)
            .field("retired_at_seconds", &self.retired_at_seconds)
            .finish_non_exhaustive()
    }
}

/// Every key ever made, newest first.
pub async fn all(session: &mut Session) -> Result<Vec<SigningKey>, StoreError> {
    let text = "SELECT kid, private_key_pkcs8, created_at_seconds, retired_at_seconds FROM signing_keys \
                ORDER BY created_at_seconds DESC, kid";
    let mut keys = Vec::new();
    session
        .query_all(text, &[], |row| {
            keys.push(read(row)?);
            Ok(())
        })
        .await?;
    Ok(keys)
}

/// Adds a key, or notes when a known one retires. The private part of a known key never changes.
pub async fn put(session: &mut Session, key: &SigningKey) -> Result<(), StoreError> {
    // Bytes travel as hexadecimal text, as bound values: a literal could end up in a log.
    let from_hexadecimal = match session.dialect() {
        Dialect::Sqlite => "unhex(?2)",
        Dialect::Postgres => "decode(?2, 'hex')",
    };
    let text = format!(
        "INSERT INTO signing_keys (kid, private_key_pkcs8, created_at_seconds, retired_at_seconds) \
         VALUES (?1, {from_hexadecimal}, ?3, ?4) \
         ON CONFLICT (kid) DO UPDATE SET retired_at_seconds = excluded.retired_at_seconds"
    );
    let parameters = [
        SqlValue::Text(key.kid.clone()),
        SqlValue::Text(hexadecimal(&key.private_key_pkcs8)),
        SqlValue::Integer(key.created_at_seconds),
        key.retired_at_seconds.map_or(SqlValue::Null, SqlValue::Integer),
    ];
    session.execute(&text, &parameters).await?;
    Ok(())
}

fn read(row: &dyn Row) -> Result<SigningKey, StoreError> {
    let private_key =
        row.bytes(1)?.ok_or_else(|| StoreError::internal("a signing key has no private part"))?;
    Ok(SigningKey {
        kid: row.required_text(0)?,
        private_key_pkcs8: private_key.to_vec(),
        created_at_seconds: row.required_integer(2)?,
        retired_at_seconds: row.integer(3)?,
    })
}

fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|half| char::from(DIGITS[usize::from(half)]))
        .collect()
}
