//! Fetching documents of outside issuers over HTTP.

use std::future::Future;
use std::time::Duration;

/// Longest a fetch may take as a whole, in seconds.
pub const FETCH_TIMEOUT_SECONDS: u64 = 5;
/// Largest document taken, in bytes. Entra ID's key set has about 15 KiB.
pub const DOCUMENT_BYTES_MAX: usize = 512 * 1024;

/// The document could not be had. The reason goes to the log, not to clients.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("cannot fetch {address}: {reason}")]
pub struct FetchError {
    pub address: String,
    pub reason: String,
}

impl FetchError {
    pub(super) fn new(address: &str, reason: impl ToString) -> Self {
        Self { address: address.to_owned(), reason: reason.to_string() }
    }
}

/// Gets the body at an address. A trait so that tests need no network.
pub trait Fetch: Send + Sync {
    /// The body of a successful answer, at most [`DOCUMENT_BYTES_MAX`] long.
    fn get(&self, address: &str) -> impl Future<Output = Result<Vec<u8>, FetchError>> + Send;
}

/// Fetches with `reqwest`: no redirects, a timeout, a size limit, `https` (or `http` to this machine) only.
#[derive(Debug, Clone)]
pub struct HttpFetch(reqwest::Client);

impl HttpFetch {
    /// Fails when the TLS library cannot start.
    pub fn new() -> Result<Self, FetchError> {
        let client = reqwest::Client::builder()
            .timeout(Duration::from_secs(FETCH_TIMEOUT_SECONDS))
            .connect_timeout(Duration::from_secs(FETCH_TIMEOUT_SECONDS))
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|error| FetchError::new("", error))?;
        Ok(Self(client))
    }
}

impl Fetch for HttpFetch {
    async fn get(&self, address: &str) -> Result<Vec<u8>, FetchError> {
        let failed = |error: reqwest::Error| FetchError::new(address, error.without_url());
        if !is_allowed(address) {
            return Err(FetchError::new(address, "only https, or http to this machine"));
        }
        let mut answer = self.0.get(address).send().await.map_err(failed)?;
        if answer.status() != reqwest::StatusCode::OK {
            return Err(FetchError::new(address, answer.status()));
        }
        let mut body = Vec::new();
        while let Some(piece) = answer.chunk().await.map_err(failed)? {
            if body.len() + piece.len() > DOCUMENT_BYTES_MAX {
                return Err(FetchError::new(address, "the document is too large"));
            }
            body.extend_from_slice(&piece);
        }
        Ok(body)
    }
}

/// True for `https` to anywhere and `http` to this machine, without user name or password.
pub(super) fn is_allowed(address: &str) -> bool {
    let Ok(url) = reqwest::Url::parse(address) else { return false };
    let host = url.host_str().unwrap_or_default();
    let is_loopback = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
    let bare = url.username().is_empty() && url.password().is_none() && !host.is_empty();
    bare && (url.scheme() == "https" || (url.scheme() == "http" && is_loopback))
}

#[cfg(test)]
mod tests;
