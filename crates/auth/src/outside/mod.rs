//! Tokens of outside issuers (Entra ID, Keycloak, ...), for those configured: `--issuer URL --audience ...`.
//!
//! Their keys are fetched from the addresses in the configuration, never from anything a token says, and
//! kept. A token naming a key that is not there causes one new fetch per issuer and minute at most.

mod fetch;
mod jwks;

use std::collections::HashMap;
use std::sync::Arc;

use jsonwebtoken::DecodingKey;
use parking_lot::RwLock;
use uuid::Uuid;

pub use fetch::{DOCUMENT_BYTES_MAX, FETCH_TIMEOUT_SECONDS, Fetch, FetchError, HttpFetch};

use crate::audiences::Audiences;
use crate::principal::Principal;
use crate::refusal::Refusal;
use crate::verify::{CompactToken, Expectation, IssuerRule, check_signature, principal};
use jwks::PublishedKey;

/// Least time between two fetches of one issuer's keys, in seconds.
pub const REFETCH_AFTER_SECONDS: i64 = 60;
/// Keys older than this are fetched anew before use, so that a withdrawn key goes away, in seconds.
pub const KEYS_STALE_AFTER_SECONDS: i64 = 3600;
/// Keys older than this are not used even when no fetch succeeds, in seconds.
pub const KEYS_UNUSABLE_AFTER_SECONDS: i64 = 24 * 3600;

/// The place in an issuer's address where a multi-tenant issuer writes the tenant.
const TENANT_PLACE: &str = "{tenantid}";

/// One issuer whose tokens are accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutsideIssuer {
    /// `iss` of its tokens, letter for letter; for Entra ID's shared endpoints with `{tenantid}` in the place
    /// of the tenant. Its discovery document lies at `/.well-known/openid-configuration` below it (`common`
    /// stands in for the tenant there). `https`, or `http` to this machine.
    pub issuer_url: String,
    /// What its tokens must name in `aud`; with none, no token is accepted.
    pub audiences: Vec<String>,
    /// The tenant of tokens without `tid`; when tokens have one, the only one accepted.
    pub tenant_id: Option<Uuid>,
}

/// All configured outside issuers with the keys fetched so far.
pub struct OutsideIssuers<F> {
    issuers: Vec<KnownIssuer>,
    fetch: F,
}

struct KnownIssuer {
    template: String,
    audiences: Audiences,
    tenant_id: Option<Uuid>,
    keys: RwLock<Option<FetchedKeys>>,
    /// Held while fetching, so that many requests with a new key cause one fetch; guards the last attempt.
    last_attempt_at_unix_seconds: tokio::sync::Mutex<Option<i64>>,
}

struct FetchedKeys {
    by_kid: HashMap<String, Arc<PublishedKey>>,
    fetched_at_unix_seconds: i64,
}

/// Why a configured issuer is refused at the start.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IssuerError {
    #[error("the issuer {0} must be an https address (or http to this machine)")]
    Address(String),
    #[error("the issuer {0} needs at least one audience")]
    NoAudience(String),
    #[error("the issuer {0} is configured twice")]
    Twice(String),
}

impl<F: Fetch> OutsideIssuers<F> {
    /// Checks the configuration; fetches nothing yet.
    pub fn new(issuers: Vec<OutsideIssuer>, fetch: F) -> Result<Self, IssuerError> {
        let mut known: Vec<KnownIssuer> = Vec::new();
        for issuer in issuers {
            // Entra ID's own documents spell the place in both ways.
            let template = issuer.issuer_url.replace("{tenantId}", TENANT_PLACE);
            if !fetch::is_allowed(&template.replace(TENANT_PLACE, "common")) {
                return Err(IssuerError::Address(issuer.issuer_url));
            }
            if issuer.audiences.iter().all(String::is_empty) {
                return Err(IssuerError::NoAudience(issuer.issuer_url));
            }
            if known.iter().any(|other| other.template == template) {
                return Err(IssuerError::Twice(issuer.issuer_url));
            }
            known.push(KnownIssuer {
                template,
                audiences: Audiences::of(&issuer.audiences),
                tenant_id: issuer.tenant_id,
                keys: RwLock::new(None),
                last_attempt_at_unix_seconds: tokio::sync::Mutex::new(None),
            });
        }
        Ok(Self { issuers: known, fetch })
    }

    /// True when no outside issuer is configured.
    pub fn is_empty(&self) -> bool {
        self.issuers.is_empty()
    }

    /// Checks a token that says it is from a configured issuer; `None` when it says otherwise. `issuer` is
    /// what the token says, unchecked: it only chooses whose keys to try.
    pub(crate) async fn check(
        &self,
        token: &CompactToken<'_>,
        issuer: &str,
        now_unix_seconds: i64,
    ) -> Option<Result<Principal, Refusal>> {
        let known = self.issuers.iter().find(|known| fits_template(&known.template, issuer))?;
        Some(self.check_against(known, token, issuer, now_unix_seconds).await)
    }

    async fn check_against(
        &self,
        known: &KnownIssuer,
        token: &CompactToken<'_>,
        issuer: &str,
        now_unix_seconds: i64,
    ) -> Result<Principal, Refusal> {
        let kid = token.kid().ok_or(Refusal::BadSignature)?;
        let key = self.key(known, kid, now_unix_seconds).await?;
        let key_fits =
            |key: &&Arc<PublishedKey>| key.issuer.as_deref().is_none_or(|of| fits_template(of, issuer));
        let decoding: Option<&DecodingKey> = key.as_ref().filter(key_fits).map(|key| &key.key);
        check_signature(token, decoding)?;
        let expectation = Expectation::Outside {
            audiences: &known.audiences,
            issuer: IssuerRule { template: &known.template },
            tenant_id: known.tenant_id,
        };
        principal(&token.claims()?, &expectation, now_unix_seconds)
    }

    /// The issuer's key of this name. Fetches when it is not there or the keys are stale, within the limits
    /// above. `IssuerUnavailable` when there are no usable keys at all.
    async fn key(
        &self,
        known: &KnownIssuer,
        kid: &str,
        now_unix_seconds: i64,
    ) -> Result<Option<Arc<PublishedKey>>, Refusal> {
        let fresh = known.lookup(kid, now_unix_seconds, KEYS_STALE_AFTER_SECONDS);
        if let Some(Some(key)) = fresh {
            return Ok(Some(key));
        }
        let usable = known.lookup(kid, now_unix_seconds, KEYS_UNUSABLE_AFTER_SECONDS);
        let mut last_attempt = match (known.last_attempt_at_unix_seconds.try_lock(), usable) {
            (Ok(guard), _) => guard,
            // Somebody is fetching: a key that will do until then need not wait for a slow issuer.
            (Err(_), Some(Some(key))) => return Ok(Some(key)),
            (Err(_), _) => known.last_attempt_at_unix_seconds.lock().await,
        };
        let due = last_attempt
            .is_none_or(|at| now_unix_seconds.abs_diff(at) >= REFETCH_AFTER_SECONDS.unsigned_abs());
        if due {
            *last_attempt = Some(now_unix_seconds);
            if let Ok(by_kid) = jwks::fetch_keys(&self.fetch, &known.template).await {
                *known.keys.write() = Some(FetchedKeys { by_kid, fetched_at_unix_seconds: now_unix_seconds });
            }
        }
        drop(last_attempt);
        known.lookup(kid, now_unix_seconds, KEYS_UNUSABLE_AFTER_SECONDS).ok_or(Refusal::IssuerUnavailable)
    }
}

impl KnownIssuer {
    /// Outer `None`: no keys younger than the limit. Inner `None`: not among them.
    fn lookup(&self, kid: &str, now: i64, age_limit_seconds: i64) -> Option<Option<Arc<PublishedKey>>> {
        let keys = self.keys.read();
        let keys = keys.as_ref()?;
        let young = now.abs_diff(keys.fetched_at_unix_seconds) < age_limit_seconds.unsigned_abs();
        young.then(|| keys.by_kid.get(kid).cloned())
    }
}

/// True when `issuer` is the template with one GUID in the tenant's place, or the template itself.
fn fits_template(template: &str, issuer: &str) -> bool {
    let Some((before, after)) = template.split_once(TENANT_PLACE) else { return template == issuer };
    let tenant = issuer.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
    tenant.is_some_and(|tenant| tenant.len() == 36 && Uuid::try_parse(tenant).is_ok())
}

#[cfg(test)]
mod tests;
