//! Refusals and how each face words them (PROTOCOL.md 7.3).

use crate::origin::Origin;
use crate::principal::{Permissions, Principal};

/// Which family of roots a request came in by, as far as refusals and permissions differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// `/beta/financials`.
    Graph,
    /// `/api/v2.0`, `/api/v1.0` and their longer forms.
    BusinessCentral,
}

/// Why a request is not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Refusal {
    #[error("no bearer token was sent")]
    Missing,
    #[error("the token cannot be read")]
    Malformed,
    /// Every way a signature, its algorithm or its key can be wrong.
    #[error("the signature does not verify")]
    BadSignature,
    #[error("the token has expired")]
    Expired,
    #[error("the token is not valid yet")]
    NotYetValid,
    #[error("the token is for another audience")]
    WrongAudience,
    #[error("the token is from another issuer")]
    WrongIssuer,
    #[error("the token lacks a claim")]
    ClaimMissing,
    #[error("the token is not an access token")]
    IdToken,
    #[error("the token is of a personal account")]
    PersonalAccount,
    /// The keys of the outside issuer have never been fetched and cannot be now; 503, try again.
    #[error("the keys of the token's issuer cannot be fetched")]
    IssuerUnavailable,
    /// The token is good and does not permit this; 403.
    #[error("the token lacks the permission")]
    PermissionMissing,
}

/// The answer to a refused request. `server` puts code and message into the error envelope of the face, and
/// adds what belongs to every error there (`innerError`, or the ` CorrelationId:` suffix).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusalAnswer {
    pub status: u16,
    pub code: &'static str,
    pub message: &'static str,
    /// Value of `WWW-Authenticate`; `None` on 503.
    pub www_authenticate: Option<String>,
    /// Value of `Retry-After`, in seconds; only on 503.
    pub retry_after_seconds: Option<u32>,
}

impl Refusal {
    /// The answer in the words of a face. `origin` is the one the client used; `tenant` the path segment for
    /// `authorization_uri`, `common` when unknown or when it could not stand in a header.
    pub fn answer(self, dialect: Dialect, origin: &Origin, tenant: Option<&str>) -> RefusalAnswer {
        let status = self.status();
        RefusalAnswer {
            status,
            code: self.code(dialect),
            message: self.message(dialect),
            www_authenticate: (status != 503).then(|| self.challenge(origin, tenant)),
            retry_after_seconds: (status == 503).then_some(RETRY_AFTER_SECONDS),
        }
    }

    fn status(self) -> u16 {
        match self {
            Self::PermissionMissing => 403,
            Self::IssuerUnavailable => 503,
            _ => 401,
        }
    }

    fn code(self, dialect: Dialect) -> &'static str {
        match (self, dialect) {
            (Self::PermissionMissing, _) => "Authorization_RequestDenied",
            (Self::IssuerUnavailable, Dialect::Graph) => "serviceNotAvailable",
            (Self::IssuerUnavailable, Dialect::BusinessCentral) => "Internal_ServerError",
            (_, Dialect::Graph) => "InvalidAuthenticationToken",
            (_, Dialect::BusinessCentral) => "Authentication_InvalidCredentials",
        }
    }

    fn message(self, dialect: Dialect) -> &'static str {
        match (self, dialect) {
            (Self::PermissionMissing, _) => "Insufficient privileges to complete the operation.",
            (Self::IssuerUnavailable, _) => "The token issuer cannot be reached at the moment.",
            // Business Central tells no 401 from another (PROTOCOL.md 6.2).
            (_, Dialect::BusinessCentral) => "The server has rejected the client credentials.",
            (Self::Missing, _) => "Access token is empty.",
            (Self::Malformed, _) => "CompactToken parsing failed with error code: 80049217",
            (Self::Expired, _) => "Lifetime validation failed, the token is expired.",
            (Self::NotYetValid, _) => "Lifetime validation failed, the token is not yet valid.",
            (Self::WrongAudience, _) => "Access token validation failure. Invalid audience.",
            (Self::WrongIssuer, _) => "Access token validation failure. Invalid issuer.",
            (Self::IdToken, _) => "Access token validation failure. An id token is not an access token.",
            (Self::PersonalAccount, _) => {
                "Access token validation failure. Personal accounts are not supported."
            }
            (Self::ClaimMissing, _) => "Access token validation failure. A required claim is missing.",
            (Self::BadSignature, _) => "Access token validation failure.",
        }
    }

    /// RFC 6750 section 3: no `error` when no token was sent. `claims` is never sent: client libraries answer
    /// it by asking for another token and repeating the request.
    fn challenge(self, origin: &Origin, tenant: Option<&str>) -> String {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
        let tenant = tenant.filter(|name| !name.is_empty() && name.bytes().all(plain)).unwrap_or("common");
        let error = match self {
            Self::Missing => "",
            Self::PermissionMissing => r#", error="insufficient_scope""#,
            _ => r#", error="invalid_token""#,
        };
        format!(r#"Bearer realm="", authorization_uri="{origin}/{tenant}/oauth2/v2.0/authorize"{error}"#)
    }
}

/// How long a client should wait when the keys of an outside issuer cannot be had, in seconds.
const RETRY_AFTER_SECONDS: u32 = 10;

/// Whether a principal may use a root at all (PROTOCOL.md 7.1): `Financials.ReadWrite.All` opens every root;
/// `API.ReadWrite.All` as a role, or `user_impersonation` as a scope, open the Business Central roots.
pub fn check_permission(principal: &Principal, dialect: Dialect) -> Result<(), Refusal> {
    let sufficient = match dialect {
        Dialect::Graph => Permissions::FINANCIALS_READ_WRITE_ALL,
        Dialect::BusinessCentral => Permissions::FINANCIALS_READ_WRITE_ALL
            .union(Permissions::API_READ_WRITE_ALL)
            .union(Permissions::USER_IMPERSONATION),
    };
    if principal.permissions.intersects(sufficient) { Ok(()) } else { Err(Refusal::PermissionMissing) }
}

#[cfg(test)]
mod tests;
