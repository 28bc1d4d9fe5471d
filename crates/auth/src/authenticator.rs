//! The one door: header in, principal or refusal out, over own keys, outside issuers and the cache.

use std::sync::Arc;

use parking_lot::RwLock;

use crate::audiences::Audiences;
use crate::cache::TokenCache;
use crate::keys::KeyRing;
use crate::outside::{Fetch, HttpFetch, OutsideIssuers};
use crate::principal::Principal;
use crate::refusal::Refusal;
use crate::verify::{CompactToken, bearer_token, own_token, unverified_issuer};

/// Everything needed to judge the `Authorization` header of a request. Shared by all requests of a process.
pub struct Authenticator<F = HttpFetch> {
    ring: RwLock<Arc<KeyRing>>,
    audiences: Audiences,
    outside: Option<OutsideIssuers<F>>,
    cache: TokenCache,
}

impl<F: Fetch> Authenticator<F> {
    /// `audiences` are those of own tokens; outside issuers bring theirs.
    pub fn new(ring: KeyRing, audiences: Audiences, outside: Option<OutsideIssuers<F>>) -> Self {
        let outside = outside.filter(|outside| !outside.is_empty());
        Self { ring: RwLock::new(Arc::new(ring)), audiences, outside, cache: TokenCache::default() }
    }

    /// The keys in use, for the token endpoint and the published key set.
    pub fn ring(&self) -> Arc<KeyRing> {
        self.ring.read().clone()
    }

    /// Takes a new set of keys after a rotation and forgets what was verified with the old one.
    pub fn replace_ring(&self, ring: KeyRing) {
        *self.ring.write() = Arc::new(ring);
        self.cache.clear();
    }

    /// The answer from memory, without waiting for anything: `None` when the token must be verified first.
    pub fn remembered(
        &self,
        authorization: Option<&[u8]>,
        now_unix_seconds: i64,
    ) -> Option<Result<Arc<Principal>, Refusal>> {
        match bearer_token(authorization) {
            Ok(token) => self.cache.get(token, now_unix_seconds),
            Err(refusal) => Some(Err(refusal)),
        }
    }

    /// Whom the value of an `Authorization` header speaks for at this moment.
    ///
    /// Waits only when the keys of an outside issuer have to be fetched.
    pub async fn authenticate(
        &self,
        authorization: Option<&[u8]>,
        now_unix_seconds: i64,
    ) -> Result<Arc<Principal>, Refusal> {
        let token = bearer_token(authorization)?;
        if let Some(remembered) = self.cache.get(token, now_unix_seconds) {
            return remembered;
        }
        let generation = self.cache.generation();
        let principal = Arc::new(self.verify(token, now_unix_seconds).await?);
        self.cache.insert(token, principal.clone(), generation);
        Ok(principal)
    }

    async fn verify(&self, token: &str, now_unix_seconds: i64) -> Result<Principal, Refusal> {
        if let Some(outside) = &self.outside {
            let compact = CompactToken::read(token)?;
            if let Some(issuer) = unverified_issuer(&compact)
                && let Some(verdict) = outside.check(&compact, &issuer, now_unix_seconds).await
            {
                return verdict;
            }
        }
        let ring = self.ring();
        own_token(&ring, &self.audiences, token, now_unix_seconds)
    }
}

#[cfg(test)]
mod tests;
