//! Tokens already verified, so that a client's next request does not pay for the signature again.

use std::hash::{Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use quick_cache::Equivalent;
use quick_cache::sync::Cache;

use crate::principal::Principal;
use crate::refusal::Refusal;
use crate::verify::is_current;

/// How many tokens are remembered unless told otherwise: about 1.5 kB each.
pub const CACHED_TOKENS_MAX: usize = 10_000;

/// Bytes at the end of a token that place it in the table. They are signature, hence evenly spread, and only
/// verified tokens are ever put in, so nobody can crowd one bucket; equality looks at the whole token.
const HASHED_BYTES: usize = 32;

/// Verified tokens by their full text, bounded in number; the least useful are dropped first.
pub struct TokenCache {
    tokens: Cache<Token, Remembered>,
    generation: AtomicU64,
}

#[derive(Clone)]
struct Remembered {
    principal: Arc<Principal>,
    generation: u64,
}

/// A moment in the life of the key set: what was verified before the keys changed is not stored after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Generation(u64);

impl TokenCache {
    /// An empty cache for at most about this many tokens.
    pub fn new(tokens_max: usize) -> Self {
        Self { tokens: Cache::new(tokens_max), generation: AtomicU64::new(0) }
    }

    /// The principal of a remembered token, when it is still good at this moment; `Expired` or `NotYetValid`
    /// when it is remembered and not good; `None` when it is not remembered.
    pub fn get(&self, token: &str, now_unix_seconds: i64) -> Option<Result<Arc<Principal>, Refusal>> {
        let remembered = self.tokens.get(&Borrowed(token))?;
        if remembered.generation != self.generation.load(Ordering::Acquire) {
            return None;
        }
        let principal = remembered.principal;
        let (from, until) = (principal.not_before_unix_seconds, principal.expires_at_unix_seconds);
        Some(is_current(from, until, now_unix_seconds).map(|()| principal))
    }

    /// To be asked before a token is verified, and handed to [`TokenCache::insert`] after.
    pub fn generation(&self) -> Generation {
        Generation(self.generation.load(Ordering::Acquire))
    }

    /// Remembers a verified token; ignored on reading when the keys changed since `generation`.
    pub fn insert(&self, token: &str, principal: Arc<Principal>, generation: Generation) {
        self.tokens.insert(Token(token.into()), Remembered { principal, generation: generation.0 });
    }

    /// Forgets everything: called whenever the set of keys changes. A key given a retirement in the future
    /// needs a second call at that moment, since remembered tokens are not looked up by key again.
    pub fn clear(&self) {
        self.generation.fetch_add(1, Ordering::AcqRel);
        self.tokens.clear();
    }

    /// How many tokens are remembered.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }
}

impl Default for TokenCache {
    fn default() -> Self {
        Self::new(CACHED_TOKENS_MAX)
    }
}

#[derive(PartialEq, Eq)]
struct Token(Box<str>);

struct Borrowed<'a>(&'a str);

impl Hash for Token {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Borrowed(&self.0).hash(state);
    }
}

impl Hash for Borrowed<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let bytes = self.0.as_bytes();
        state.write(&bytes[bytes.len().saturating_sub(HASHED_BYTES)..]);
    }
}

impl Equivalent<Token> for Borrowed<'_> {
    fn equivalent(&self, key: &Token) -> bool {
        *self.0 == *key.0
    }
}

#[cfg(test)]
mod tests;
