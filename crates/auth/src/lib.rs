//! Who may ask: signing keys, access tokens and their check, clients with secrets, outside issuers.
//!
//! This crate knows what an access token says, how it is signed and checked, which permission opens which
//! root, and how the token endpoint answers (PROTOCOL.md section 7). It must not know HTTP routing, SQL, the
//! entities of the books or the wall clock: time comes in as unix seconds, records come in and go out as
//! plain structs that `store` keeps, and answers leave as status, headers and body that `server` sends.
//! Random bytes are drawn only where a key, a secret or an id is made. The one piece of network here is
//! fetching the keys of a configured outside issuer, behind a small trait.

pub mod attempts;
pub mod audiences;
pub mod authenticator;
pub mod cache;
pub mod clients;
pub mod discovery;
pub mod issue;
pub mod keys;
pub mod origin;
pub mod outside;
pub mod principal;
pub mod refusal;
mod strict_json;
pub mod tenants;
pub mod token_endpoint;
pub mod verify;

pub use attempts::AttemptLimiter;
pub use audiences::Audiences;
pub use authenticator::Authenticator;
pub use cache::TokenCache;
pub use clients::{ClientRecord, ClientSecret};
pub use issue::{AccessTokenRequest, Grant, mint};
pub use keys::{KeyRing, SigningKeyRecord};
pub use origin::Origin;
pub use outside::{Fetch, HttpFetch, OutsideIssuer, OutsideIssuers};
pub use principal::{Permissions, Principal, PrincipalKind};
pub use refusal::{Dialect, Refusal, RefusalAnswer};
pub use tenants::{Tenant, Tenants};

#[cfg(test)]
mod test_support;
