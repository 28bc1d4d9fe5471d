//! What a correctly signed token must say, and the principal read from it (PROTOCOL.md 7.1 and 7.2).

use serde_json::{Map, Value};
use uuid::{Uuid, uuid};

use crate::audiences::Audiences;
use crate::issue::COMPANIES_CLAIM;
use crate::origin::Origin;
use crate::principal::{Permissions, Principal, PrincipalKind};
use crate::refusal::Refusal;

/// How far clocks may differ, in seconds.
pub const LEEWAY_SECONDS: i64 = 300;

/// The tenant of personal Microsoft accounts, which this API does not serve (PROTOCOL.md 7.1).
pub const PERSONAL_ACCOUNTS_TENANT: Uuid = uuid!("9188040d-6c67-4c5b-b112-36a304b66dad");

/// Claims that only id tokens carry: they answer the client, and must not open an API.
const ID_TOKEN_CLAIMS: [&str; 3] = ["nonce", "at_hash", "c_hash"];

/// What `iss` and `aud` have to be.
pub(crate) enum Expectation<'a> {
    /// A token of the embedded issuer: `iss` is any origin followed by `/{tid}/v2.0`; every claim the issuer
    /// writes must be there.
    Own { audiences: &'a Audiences },
    /// A token of an outside issuer: `iss` is exactly this. Claims other issuers do not write may be missing.
    Outside {
        audiences: &'a Audiences,
        issuer: IssuerRule<'a>,
        /// For tokens without `tid`; when the token has one, it must be this.
        tenant_id: Option<Uuid>,
    },
}

/// How `iss` of an outside token is compared.
#[derive(Clone, Copy)]
pub(crate) struct IssuerRule<'a> {
    /// `iss` itself, or with `{tenantid}` where the value of `tid` belongs.
    pub template: &'a str,
}

impl<'a> Expectation<'a> {
    pub(crate) fn own(audiences: &'a Audiences) -> Self {
        Self::Own { audiences }
    }

    fn is_own(&self) -> bool {
        matches!(self, Self::Own { .. })
    }
}

impl IssuerRule<'_> {
    /// Letter-for-letter comparison after the tenant has been filled in.
    pub(crate) fn accepts(&self, issuer: &str, tenant_id: Option<Uuid>) -> bool {
        match (self.template.split_once("{tenantid}"), tenant_id) {
            (None, _) => issuer == self.template,
            (Some((before, after)), Some(tenant_id)) => issuer == format!("{before}{tenant_id}{after}"),
            (Some(_), None) => false,
        }
    }
}

/// Judges the claims of a token whose signature is good.
pub(crate) fn principal(
    claims: &Map<String, Value>,
    expectation: &Expectation<'_>,
    now_unix_seconds: i64,
) -> Result<Principal, Refusal> {
    refuse_id_token(claims)?;
    let (not_before, expires_at) = lifetime(claims, expectation.is_own())?;
    check_audience(claims, expectation)?;
    let tenant_id = tenant_and_issuer(claims, expectation)?;
    if tenant_id == PERSONAL_ACCOUNTS_TENANT {
        return Err(Refusal::PersonalAccount);
    }
    is_current(not_before, expires_at, now_unix_seconds)?;
    let scopes = match text(claims, "scp")? {
        None if !expectation.is_own() => text(claims, "scope")?,
        scopes => scopes,
    };
    let kind = if scopes.is_some() { PrincipalKind::Delegated } else { PrincipalKind::Application };
    Ok(Principal {
        tenant_id,
        client_id: client(claims, expectation)?,
        object_id: object(claims, expectation)?,
        kind,
        permissions: permissions(claims, scopes)?,
        companies: companies(claims)?,
        not_before_unix_seconds: not_before,
        expires_at_unix_seconds: expires_at,
        user_name: match text(claims, "preferred_username")? {
            None => text(claims, "unique_name")?.map(str::to_owned),
            name => name.map(str::to_owned),
        },
    })
}

/// Whether a token is good at this moment, with the leeway on both sides.
pub(crate) fn is_current(not_before: i64, expires_at: i64, now_unix_seconds: i64) -> Result<(), Refusal> {
    if now_unix_seconds >= expires_at.saturating_add(LEEWAY_SECONDS) {
        return Err(Refusal::Expired);
    }
    if now_unix_seconds < not_before.saturating_sub(LEEWAY_SECONDS) {
        return Err(Refusal::NotYetValid);
    }
    Ok(())
}

fn refuse_id_token(claims: &Map<String, Value>) -> Result<(), Refusal> {
    let marked = ID_TOKEN_CLAIMS.iter().any(|name| claims.contains_key(*name));
    // Keycloak writes the kind of token into the claims.
    let kind = claims.get("typ").and_then(Value::as_str).unwrap_or_default();
    let wrong_kind = ["ID", "Refresh", "Offline", "Logout"].contains(&kind);
    if marked || wrong_kind { Err(Refusal::IdToken) } else { Ok(()) }
}

/// `nbf` and `exp`. Whole seconds only; `iat` counts as a second `nbf`.
fn lifetime(claims: &Map<String, Value>, all_required: bool) -> Result<(i64, i64), Refusal> {
    let expires_at = seconds(claims, "exp")?.ok_or(Refusal::ClaimMissing)?;
    let not_before = seconds(claims, "nbf")?;
    let issued_at = seconds(claims, "iat")?;
    if all_required && (not_before.is_none() || issued_at.is_none()) {
        return Err(Refusal::ClaimMissing);
    }
    Ok((not_before.max(issued_at).unwrap_or(i64::MIN), expires_at))
}

fn check_audience(claims: &Map<String, Value>, expectation: &Expectation<'_>) -> Result<(), Refusal> {
    let (Expectation::Own { audiences } | Expectation::Outside { audiences, .. }) = expectation;
    let accepted = match claims.get("aud").ok_or(Refusal::ClaimMissing)? {
        Value::String(audience) => audiences.accepts(audience),
        Value::Array(several) if !expectation.is_own() => {
            several.iter().filter_map(Value::as_str).any(|audience| audiences.accepts(audience))
        }
        _ => false,
    };
    if accepted { Ok(()) } else { Err(Refusal::WrongAudience) }
}

fn tenant_and_issuer(claims: &Map<String, Value>, expectation: &Expectation<'_>) -> Result<Uuid, Refusal> {
    let issuer = text(claims, "iss")?.ok_or(Refusal::ClaimMissing)?;
    let tenant_id = match text(claims, "tid")? {
        Some(text) => Some(guid(text).ok_or(Refusal::WrongIssuer)?),
        None => None,
    };
    match expectation {
        Expectation::Own { .. } => {
            let tenant_id = tenant_id.ok_or(Refusal::ClaimMissing)?;
            let origin = issuer.strip_suffix(&format!("/{tenant_id}/v2.0"));
            origin.and_then(Origin::parse).ok_or(Refusal::WrongIssuer)?;
            Ok(tenant_id)
        }
        Expectation::Outside { issuer: rule, tenant_id: configured, .. } => {
            let fits = tenant_id.is_none() || configured.is_none() || tenant_id == *configured;
            if !fits || !rule.accepts(issuer, tenant_id) {
                return Err(Refusal::WrongIssuer);
            }
            tenant_id.or(*configured).ok_or(Refusal::ClaimMissing)
        }
    }
}

fn client(claims: &Map<String, Value>, expectation: &Expectation<'_>) -> Result<String, Refusal> {
    let client = match text(claims, "azp")? {
        None if !expectation.is_own() => match text(claims, "appid")? {
            None => text(claims, "client_id")?,
            client => client,
        },
        client => client,
    };
    client.filter(|client| !client.is_empty()).map(str::to_owned).ok_or(Refusal::ClaimMissing)
}

fn object(claims: &Map<String, Value>, expectation: &Expectation<'_>) -> Result<String, Refusal> {
    let subject = text(claims, "sub")?.ok_or(Refusal::ClaimMissing)?;
    let object = match text(claims, "oid")? {
        None if !expectation.is_own() => Some(subject),
        object => object,
    };
    object.filter(|object| !object.is_empty()).map(str::to_owned).ok_or(Refusal::ClaimMissing)
}

fn permissions(claims: &Map<String, Value>, scopes: Option<&str>) -> Result<Permissions, Refusal> {
    let mut found = Permissions::NONE;
    for scope in scopes.unwrap_or_default().split(' ') {
        found = found.union(Permissions::of_scope(scope));
    }
    for role in texts(claims, "roles")?.unwrap_or_default() {
        found = found.union(Permissions::of_role(role));
    }
    Ok(found)
}

/// A restriction that cannot be read must not turn into no restriction.
fn companies(claims: &Map<String, Value>) -> Result<Option<Vec<Uuid>>, Refusal> {
    let Some(companies) = texts(claims, COMPANIES_CLAIM)? else { return Ok(None) };
    let read = companies.into_iter().map(|text| guid(text).ok_or(Refusal::Malformed));
    read.collect::<Result<Vec<_>, _>>().map(Some)
}

fn text<'a>(claims: &'a Map<String, Value>, name: &str) -> Result<Option<&'a str>, Refusal> {
    match claims.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Refusal::Malformed),
    }
}

fn texts<'a>(claims: &'a Map<String, Value>, name: &str) -> Result<Option<Vec<&'a str>>, Refusal> {
    match claims.get(name) {
        None => Ok(None),
        Some(Value::Array(values)) => values
            .iter()
            .map(|value| value.as_str().ok_or(Refusal::Malformed))
            .collect::<Result<_, _>>()
            .map(Some),
        Some(_) => Err(Refusal::Malformed),
    }
}

fn seconds(claims: &Map<String, Value>, name: &str) -> Result<Option<i64>, Refusal> {
    match claims.get(name) {
        None => Ok(None),
        Some(value) => value.as_i64().map(Some).ok_or(Refusal::Malformed),
    }
}

/// The hyphenated spelling only: `uuid` also reads braces and URNs, which no issuer writes.
fn guid(text: &str) -> Option<Uuid> {
    (text.len() == 36).then(|| Uuid::try_parse(text).ok()).flatten()
}
