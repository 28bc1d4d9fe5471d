//! Signing keys of the embedded issuer: making, keeping, rotating and publishing them.

use std::fmt;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RsaPublicKeyComponents};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::{DecodingKey, EncodingKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::origin::Origin;

/// What the store keeps of one signing key. `Debug` never shows the private part.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningKeyRecord {
    /// Name of the key in token headers: its RFC 7638 thumbprint.
    pub kid: String,
    /// RSA-2048 private key as unencrypted PKCS#8 DER.
    pub private_key_pkcs8: Vec<u8>,
    pub created_at_unix_seconds: i64,
    /// From this moment the key verifies nothing; `None` while it is in use.
    pub retired_at_unix_seconds: Option<i64>,
}

impl fmt::Debug for SigningKeyRecord {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SigningKeyRecord")
            .field("kid", &self.kid)
            .field("private_key_pkcs8", &"[secret]")
            .field("created_at_unix_seconds", &self.created_at_unix_seconds)
            .field("retired_at_unix_seconds", &self.retired_at_unix_seconds)
            .finish()
    }
}

/// Why a key could not be made or read. Says nothing about the key's content.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error("a signing key could not be generated")]
    Generation,
    #[error("the stored signing key {kid} cannot be read as an RSA key")]
    Unreadable { kid: String },
    #[error("the stored signing key {kid} does not match its name")]
    WrongName { kid: String },
    #[error("there is no signing key in use")]
    NoSigningKey,
}

/// Makes a new RSA-2048 key from the system's random source. Takes about a tenth of a second.
pub fn generate(now_unix_seconds: i64) -> Result<SigningKeyRecord, KeyError> {
    let pair = KeyPair::generate(KeySize::Rsa2048).map_err(|_| KeyError::Generation)?;
    let der = AsDer::<Pkcs8V1Der>::as_der(&pair).map_err(|_| KeyError::Generation)?;
    Ok(SigningKeyRecord {
        kid: PublicPart::of(&pair).thumbprint(),
        private_key_pkcs8: der.as_ref().to_vec(),
        created_at_unix_seconds: now_unix_seconds,
        retired_at_unix_seconds: None,
    })
}

/// The keys of the embedded issuer, ready for use: the newest one in use signs, all in use verify.
#[derive(Clone)]
pub struct KeyRing {
    /// Newest first.
    keys: Vec<ReadyKey>,
}

#[derive(Clone)]
struct ReadyKey {
    record: SigningKeyRecord,
    signing: EncodingKey,
    verifying: DecodingKey,
    public: PublicPart,
}

#[derive(Clone)]
struct PublicPart {
    modulus: String,
    exponent: String,
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.keys.iter().map(|key| &key.record)).finish()
    }
}

impl KeyRing {
    /// Reads the stored keys, in any order. Fails when one cannot be read or does not match its name: a
    /// damaged key store must be noticed at the start, not at a client's first refused token.
    pub fn from_records(records: impl IntoIterator<Item = SigningKeyRecord>) -> Result<Self, KeyError> {
        let mut keys = records.into_iter().map(ReadyKey::read).collect::<Result<Vec<_>, _>>()?;
        keys.sort_by(|left, right| {
            let age = |key: &ReadyKey| (key.record.created_at_unix_seconds, key.record.kid.clone());
            age(right).cmp(&age(left))
        });
        keys.dedup_by(|left, right| left.record.kid == right.record.kid);
        Ok(Self { keys })
    }

    /// The records as they should be stored, newest first.
    pub fn records(&self) -> Vec<SigningKeyRecord> {
        self.keys.iter().map(|key| key.record.clone()).collect()
    }

    /// A ring in which `new_key` signs, the key that signed before still verifies, and every older one is
    /// retired at `now_unix_seconds`. Rotate no faster than tokens live, else tokens signed two keys ago
    /// fail.
    pub fn rotated(&self, mut new_key: SigningKeyRecord, now_unix_seconds: i64) -> Result<Self, KeyError> {
        let newest = self.keys.first().map_or(i64::MIN, |key| key.record.created_at_unix_seconds);
        // Two rotations within one second, or a clock set back, must still make the new key the newest.
        new_key.created_at_unix_seconds = new_key.created_at_unix_seconds.max(newest.saturating_add(1));
        let previous = self.signing_key(now_unix_seconds).ok().map(|(kid, _)| kid.to_owned());
        let mut records = self.records();
        for record in &mut records {
            if Some(&record.kid) != previous.as_ref() && record.retired_at_unix_seconds.is_none() {
                record.retired_at_unix_seconds = Some(now_unix_seconds);
            }
        }
        records.push(new_key);
        Self::from_records(records)
    }

    /// The key that signs at this moment and its name.
    pub(crate) fn signing_key(&self, now_unix_seconds: i64) -> Result<(&str, &EncodingKey), KeyError> {
        let key = self.in_use(now_unix_seconds).next().ok_or(KeyError::NoSigningKey)?;
        Ok((&key.record.kid, &key.signing))
    }

    /// The key of exactly this name, when it is in use at this moment.
    pub(crate) fn verifying_key(&self, kid: &str, now_unix_seconds: i64) -> Option<&DecodingKey> {
        self.in_use(now_unix_seconds).find(|key| key.record.kid == kid).map(|key| &key.verifying)
    }

    /// True when a key of this name is in use at this moment. A process that shares its database with others
    /// uses this to notice that another one has rotated the keys.
    pub fn knows(&self, kid: &str, now_unix_seconds: i64) -> bool {
        self.verifying_key(kid, now_unix_seconds).is_some()
    }

    /// The JSON Web Key Set served at `/{tenant}/discovery/v2.0/keys` (PROTOCOL.md 7.4): the public parts of
    /// the keys in use, newest first.
    pub fn jwks(&self, origin: &Origin, tenant: Uuid, now_unix_seconds: i64) -> Value {
        let issuer = crate::issue::issuer(origin, tenant);
        let key_json = |key: &ReadyKey| {
            json!({
                "kty": "RSA", "use": "sig", "alg": "RS256", "kid": key.record.kid,
                "n": key.public.modulus, "e": key.public.exponent, "issuer": issuer,
            })
        };
        json!({ "keys": self.in_use(now_unix_seconds).map(key_json).collect::<Vec<_>>() })
    }

    fn in_use(&self, now_unix_seconds: i64) -> impl Iterator<Item = &ReadyKey> {
        self.keys
            .iter()
            .filter(move |key| key.record.retired_at_unix_seconds.is_none_or(|at| now_unix_seconds < at))
    }
}

impl ReadyKey {
    fn read(record: SigningKeyRecord) -> Result<Self, KeyError> {
        let unreadable = || KeyError::Unreadable { kid: record.kid.clone() };
        let pair = KeyPair::from_pkcs8(&record.private_key_pkcs8).map_err(|_| unreadable())?;
        let public = PublicPart::of(&pair);
        if public.thumbprint() != record.kid {
            return Err(KeyError::WrongName { kid: record.kid });
        }
        let signing =
            EncodingKey::from_rsa_pem(pem(&record.private_key_pkcs8).as_bytes()).map_err(|_| unreadable())?;
        let verifying =
            DecodingKey::from_rsa_components(&public.modulus, &public.exponent).map_err(|_| unreadable())?;
        Ok(Self { record, signing, verifying, public })
    }
}

impl PublicPart {
    fn of(pair: &KeyPair) -> Self {
        let components = RsaPublicKeyComponents::<Vec<u8>>::from(pair.public_key());
        Self { modulus: URL_SAFE_NO_PAD.encode(components.n), exponent: URL_SAFE_NO_PAD.encode(components.e) }
    }

    /// RFC 7638: the hash of the key's required members in alphabetical order without blanks.
    fn thumbprint(&self) -> String {
        let canonical = format!(r#"{{"e":"{}","kty":"RSA","n":"{}"}}"#, self.exponent, self.modulus);
        URL_SAFE_NO_PAD.encode(Sha256::digest(canonical.as_bytes()))
    }
}

/// The same key in the text form `jsonwebtoken` reads PKCS#8 from.
fn pem(private_key_pkcs8: &[u8]) -> String {
    let encoded = STANDARD.encode(private_key_pkcs8);
    let lines: Vec<&str> =
        encoded.as_bytes().chunks(64).filter_map(|line| std::str::from_utf8(line).ok()).collect();
    format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", lines.join("\n"))
}

#[cfg(test)]
mod tests;
