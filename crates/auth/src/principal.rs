//! Whom a verified token speaks for, and what that permits.

use uuid::Uuid;

/// The permission that opens every root, delegated or for applications (PROTOCOL.md 7.1).
pub const FINANCIALS_READ_WRITE_ALL: &str = "Financials.ReadWrite.All";
/// The application permission that opens the Business Central roots (PROTOCOL.md 7.1).
pub const API_READ_WRITE_ALL: &str = "API.ReadWrite.All";
/// The delegated permission that opens the Business Central roots (PROTOCOL.md 7.1).
pub const USER_IMPERSONATION: &str = "user_impersonation";

/// A set of the permissions this server knows; others in a token are ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Permissions(u8);

impl Permissions {
    pub const NONE: Self = Self(0);
    /// `Financials.ReadWrite.All`, found in `scp` or `roles`.
    pub const FINANCIALS_READ_WRITE_ALL: Self = Self(1);
    /// `API.ReadWrite.All`, found in `roles` only.
    pub const API_READ_WRITE_ALL: Self = Self(2);
    /// `user_impersonation`, found in `scp` only.
    pub const USER_IMPERSONATION: Self = Self(4);

    /// The permission a value of `roles` stands for; none when the server does not know it.
    pub fn of_role(role: &str) -> Self {
        match role {
            FINANCIALS_READ_WRITE_ALL => Self::FINANCIALS_READ_WRITE_ALL,
            API_READ_WRITE_ALL => Self::API_READ_WRITE_ALL,
            _ => Self::NONE,
        }
    }

    /// The permission one word of `scp` stands for; none when the server does not know it.
    pub fn of_scope(scope: &str) -> Self {
        match scope {
            FINANCIALS_READ_WRITE_ALL => Self::FINANCIALS_READ_WRITE_ALL,
            USER_IMPERSONATION => Self::USER_IMPERSONATION,
            _ => Self::NONE,
        }
    }

    /// Both sets together.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// True when at least one permission is in both sets.
    pub fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// Whether a token stands for an application by itself or for a user in front of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrincipalKind {
    /// No user: the token has no `scp`.
    Application,
    /// A user through a client: the token has `scp` (PROTOCOL.md 7.1: only user tokens do).
    Delegated,
}

/// Whom a verified token speaks for. Made only by the token check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// Claim `tid`, or the tenant configured for an outside issuer whose tokens have none.
    pub tenant_id: Uuid,
    /// Claim `azp` (v2.0) or `appid` (v1.0). A GUID from the embedded issuer; any text from an outside one.
    pub client_id: String,
    /// Claim `oid`, or `sub` from an outside issuer that has none.
    pub object_id: String,
    pub kind: PrincipalKind,
    pub permissions: Permissions,
    /// The only companies to be seen, from the private claim `funchal_companies`; `None` means all.
    pub companies: Option<Vec<Uuid>>,
    /// Claim `nbf`, or the earliest time there is when an outside token has none.
    pub not_before_unix_seconds: i64,
    /// Claim `exp`.
    pub expires_at_unix_seconds: i64,
    /// Claim `preferred_username` (v2.0) or `unique_name` (v1.0), when there is one.
    pub user_name: Option<String>,
}

impl Principal {
    /// True when the token does not restrict companies, or names this one.
    pub fn may_see_company(&self, company_id: &Uuid) -> bool {
        self.companies.as_ref().is_none_or(|companies| companies.contains(company_id))
    }
}
