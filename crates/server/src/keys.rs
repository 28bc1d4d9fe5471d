//! Signing keys and home tenant from the database, and the door that checks tokens with them.

use std::sync::Arc;
use std::time::{Duration, Instant};

use auth::keys::SigningKeyRecord;
use auth::verify::unverified_key_id;
use auth::{Authenticator, HttpFetch, KeyRing, Principal, Refusal};
use jiff::Timestamp;
use parking_lot::Mutex;
use store::signing_keys::{self, SigningKey};
use store::{Store, StoreError, installation};
use uuid::Uuid;

use crate::config::StartError;
use crate::limits::KEY_RELOAD_SECONDS_MIN;

/// Checks tokens, and reads the keys again when a token names one that was made elsewhere.
pub struct Door {
    authenticator: Authenticator<HttpFetch>,
    store: Store,
    reloaded_at: Mutex<Option<Instant>>,
}

impl Door {
    pub fn new(authenticator: Authenticator<HttpFetch>, store: Store) -> Door {
        Door { authenticator, store, reloaded_at: Mutex::new(None) }
    }

    pub fn ring(&self) -> Arc<KeyRing> {
        self.authenticator.ring()
    }

    /// Whom the value of an `Authorization` header speaks for.
    pub async fn authenticate(
        &self,
        authorization: Option<&[u8]>,
        now: Timestamp,
    ) -> Result<Arc<Principal>, Refusal> {
        let now_seconds = now.as_second();
        if let Some(remembered) = self.authenticator.remembered(authorization, now_seconds) {
            return remembered;
        }
        let verdict = self.authenticator.authenticate(authorization, now_seconds).await;
        if verdict != Err(Refusal::BadSignature) || !self.may_be_new_key(authorization, now_seconds) {
            return verdict;
        }
        match self.reload().await {
            Ok(true) => self.authenticator.authenticate(authorization, now_seconds).await,
            Ok(false) => verdict,
            Err(error) => {
                tracing::warn!(%error, "the signing keys could not be read again");
                verdict
            }
        }
    }

    /// Reads the keys from the database; `true` when they differ from those in use.
    pub async fn reload(&self) -> Result<bool, StartError> {
        let ring = read_ring(&self.store).await?;
        let is_new = ring.records() != self.ring().records();
        if is_new {
            self.authenticator.replace_ring(ring);
        }
        Ok(is_new)
    }

    /// True when the token names a key unknown here and the last look at the database was a while ago.
    fn may_be_new_key(&self, authorization: Option<&[u8]>, now_seconds: i64) -> bool {
        let kid = auth::verify::bearer_token(authorization).ok().and_then(unverified_key_id);
        if kid.is_none_or(|kid| self.ring().knows(&kid, now_seconds)) {
            return false;
        }
        let mut reloaded_at = self.reloaded_at.lock();
        let pause = Duration::from_secs(KEY_RELOAD_SECONDS_MIN);
        let is_due = reloaded_at.is_none_or(|at| at.elapsed() >= pause);
        if is_due {
            *reloaded_at = Some(Instant::now());
        }
        is_due
    }
}

/// The keys of the installation; on first use one is made.
pub async fn load_or_create(store: &Store, now: Timestamp) -> Result<KeyRing, StartError> {
    let ring = read_ring(store).await?;
    let now_seconds = now.as_second();
    if ring.records().iter().any(|record| ring.knows(&record.kid, now_seconds)) {
        return Ok(ring);
    }
    let record = generate(now_seconds).await?;
    put(store, vec![record]).await?;
    read_ring(store).await
}

/// Makes a new signing key; the one before still verifies, older ones retire. Running servers notice by themselves.
pub async fn rotate(store: &Store, now: Timestamp) -> Result<KeyRing, StartError> {
    let ring = load_or_create(store, now).await?;
    let record = generate(now.as_second()).await?;
    let ring = ring.rotated(record, now.as_second())?;
    put(store, ring.records()).await?;
    Ok(ring)
}

/// The id of the home tenant; made on first use.
pub async fn home_tenant(store: &Store) -> Result<Uuid, StartError> {
    let found = installation::find(&mut *store.reader().await?, installation::TENANT_ID).await?;
    let text = match found {
        Some(text) => text,
        None => {
            let fresh = Uuid::new_v4().to_string();
            store
                .write::<_, StoreError, _>(move |session| {
                    let fresh = fresh.clone();
                    Box::pin(async move {
                        installation::find_or_set(session, installation::TENANT_ID, &fresh).await
                    })
                })
                .await?
        }
    };
    Uuid::try_parse(&text)
        .map_err(|_| StartError::Damaged(format!("the tenant id '{text}' of this database is not a GUID")))
}

async fn read_ring(store: &Store) -> Result<KeyRing, StartError> {
    let keys = signing_keys::all(&mut *store.reader().await?).await?;
    Ok(KeyRing::from_records(keys.into_iter().map(record_of))?)
}

async fn put(store: &Store, records: Vec<SigningKeyRecord>) -> Result<(), StoreError> {
    let keys: Arc<Vec<SigningKey>> = Arc::new(records.into_iter().map(row_of).collect());
    store
        .write(move |session| {
            let keys = keys.clone();
            Box::pin(async move {
                for key in keys.iter() {
                    signing_keys::put(session, key).await?;
                }
                Ok::<(), StoreError>(())
            })
        })
        .await
}

/// A tenth of a second of arithmetic: away from the threads that serve requests.
async fn generate(now_seconds: i64) -> Result<SigningKeyRecord, StartError> {
    let made = tokio::task::spawn_blocking(move || auth::keys::generate(now_seconds)).await;
    Ok(made.unwrap_or(Err(auth::keys::KeyError::Generation))?)
}

fn record_of(key: SigningKey) -> SigningKeyRecord {
    SigningKeyRecord {
        kid: key.kid,
        private_key_pkcs8: key.private_key_pkcs8,
        created_at_unix_seconds: key.created_at_seconds,
        retired_at_unix_seconds: key.retired_at_seconds,
    }
}

fn row_of(record: SigningKeyRecord) -> SigningKey {
    SigningKey {
        kid: record.kid,
        private_key_pkcs8: record.private_key_pkcs8,
        created_at_seconds: record.created_at_unix_seconds,
        retired_at_seconds: record.retired_at_unix_seconds,
    }
}
