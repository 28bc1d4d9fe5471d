//! How a server is set up.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};

use auth::{OutsideIssuer, Tenant};

use crate::limits::Limits;
use crate::mail::SmtpMailer;

/// Everything a server is told at its start.
#[derive(Clone, Debug)]
pub struct ServerConfig {
    /// Port 0: any free one.
    pub listen: SocketAddr,
    pub tls: Option<TlsFiles>,
    /// Refuse what the originals refuse.
    pub strict: bool,
    pub limits: Limits,
    /// Believe `X-Forwarded-Proto`, `-Host` and `-For`: only behind a proxy that sets them itself.
    pub trust_forwarded: bool,
    /// Tenants besides the home tenant, whose id the database keeps.
    pub tenants: Vec<Tenant>,
    /// Issuers besides the embedded one.
    pub outside_issuers: Vec<OutsideIssuer>,
    /// The mail server that documents are sent through.
    pub mailer: Option<SmtpMailer>,
    /// Audiences of own tokens besides the standard ones.
    pub audiences: Vec<String>,
}

impl Default for ServerConfig {
    fn default() -> ServerConfig {
        ServerConfig {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            tls: None,
            strict: false,
            limits: Limits::default(),
            trust_forwarded: false,
            tenants: Vec::new(),
            outside_issuers: Vec::new(),
            mailer: None,
            audiences: Vec::new(),
        }
    }
}

/// A certificate chain and its key, as the bytes of PEM files. `Debug` shows neither.
#[derive(Clone)]
pub struct TlsFiles {
    pub certificates_pem: Vec<u8>,
    pub private_key_pem: Vec<u8>,
}

impl fmt::Debug for TlsFiles {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("TlsFiles").finish_non_exhaustive()
    }
}

/// Why a server does not start; each says what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("cannot listen on {address}: {error}")]
    Listen { address: SocketAddr, error: std::io::Error },
    #[error("the certificate or its key cannot be used: {0}")]
    Tls(String),
    #[error(transparent)]
    Issuer(#[from] auth::outside::IssuerError),
    #[error("outside issuers cannot be asked for their keys: {0}")]
    Fetch(#[from] auth::outside::FetchError),
    #[error(transparent)]
    Key(#[from] auth::keys::KeyError),
    #[error(transparent)]
    Mint(#[from] auth::issue::MintError),
    #[error("no random bytes could be drawn")]
    Randomness(#[from] auth::clients::NoRandomness),
    #[error(transparent)]
    Store(#[from] store::StoreError),
    #[error("{0}")]
    Damaged(String),
}
