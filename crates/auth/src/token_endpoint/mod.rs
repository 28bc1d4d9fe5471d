//! The token endpoint of the embedded issuer: client credentials in, an access token or an error out.
//!
//! Two steps, because the client's record comes from a database in between: [`read`] parses the request and
//! says which client is meant, [`ClientCredentials::answer`] decides. `answer` does both where the records
//! are at hand. (PROTOCOL.md 7.5; RFC 6749 sections 4.4 and 5.)

mod errors;
mod form;
mod scope;

use std::net::IpAddr;

use serde_json::json;
use uuid::Uuid;

pub use errors::EndpointError;

use crate::attempts::AttemptLimiter;
use crate::clients::{ClientRecord, secret_matches};
use crate::issue::{ACCESS_TOKEN_LIFETIME_SECONDS, AccessTokenRequest, Grant, mint, service_principal_id};
use crate::keys::KeyRing;
use crate::origin::Origin;
use crate::tenants::Tenants;
use form::Form;

/// Largest request body looked at, in bytes. The largest honest one carries a client assertion of a few KiB.
pub const BODY_BYTES_MAX: usize = 64 * 1024;

/// Which form of the endpoint was called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// `/{tenant}/oauth2/token`, with `resource=`.
    V1,
    /// `/{tenant}/oauth2/v2.0/token`, with `scope=`.
    V2,
}

/// The parts of one HTTP request, and the facts around it.
#[derive(Debug, Clone, Copy)]
pub struct RequestParts<'a> {
    pub version: Version,
    /// The origin the client used.
    pub origin: &'a Origin,
    /// The path segment in front of `/oauth2`.
    pub tenant: &'a str,
    /// The value of the `Authorization` header.
    pub authorization: Option<&'a [u8]>,
    pub body: &'a [u8],
    /// Where the request came from, for slowing down guesses.
    pub address: IpAddr,
    pub now_unix_seconds: i64,
    /// A new id for this request, shown as `trace_id`.
    pub trace_id: Uuid,
    /// The client's `client-request-id` when it is a GUID, else a new id; shown as `correlation_id`.
    pub correlation_id: Uuid,
}

/// An HTTP answer: the body is JSON.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

impl std::fmt::Debug for Answer {
    /// Without the body, which may hold a token.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Answer").field("status", &self.status).finish_non_exhaustive()
    }
}

/// What decides about a request besides the client's record.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    pub tenants: &'a Tenants,
    pub ring: &'a KeyRing,
    pub limiter: &'a AttemptLimiter,
}

/// A request for a token with client credentials, in good form and not yet decided.
pub struct ClientCredentials<'a> {
    parts: RequestParts<'a>,
    tenant_id: Uuid,
    /// As sent; the record is looked up by [`ClientCredentials::client_id`].
    client: String,
    secret: String,
    audience: String,
    /// `resource` as asked, echoed by the v1 form.
    resource: String,
}

/// Reads a request. Parameters this endpoint has no use for (`client_info`, `claims`, ...) are ignored.
///
/// The answer on failure is one of: unknown tenant (90002), doubled parameter (9000411), missing parameter
/// (900144), a grant other than client credentials (70003), bad client authentication (7000215), and what
/// is wrong with the scope (70011, 1002012, 500011).
pub fn read<'a>(parts: RequestParts<'a>, tenants: &Tenants) -> Result<ClientCredentials<'a>, Answer> {
    read_or_error(parts, tenants).map_err(|error| error.answer(&parts))
}

/// Reads and decides in one go; `client` gives the record of an id.
pub fn answer(
    parts: RequestParts<'_>,
    context: Context<'_>,
    client: impl FnOnce(Uuid) -> Option<ClientRecord>,
) -> Answer {
    match read(parts, context.tenants) {
        Ok(request) => {
            let record = request.client_id().and_then(client);
            request.answer(context, record.as_ref())
        }
        Err(answer) => answer,
    }
}

fn read_or_error<'a>(
    parts: RequestParts<'a>,
    tenants: &Tenants,
) -> Result<ClientCredentials<'a>, EndpointError> {
    let tenant =
        tenants.resolve(parts.tenant).ok_or_else(|| EndpointError::UnknownTenant(parts.tenant.to_owned()))?;
    if parts.body.len() > BODY_BYTES_MAX {
        return Err(EndpointError::BodyTooLarge);
    }
    let form = Form::read(parts.body)?;
    match form.required("grant_type")? {
        "client_credentials" => {}
        other => return Err(EndpointError::UnsupportedGrant(other.to_owned())),
    }
    let (client, secret) = form.client_authentication(parts.authorization)?;
    let resource = match parts.version {
        Version::V2 => scope::resource_of_scope(form.required("scope")?)?,
        Version::V1 => form.required("resource")?.to_owned(),
    };
    let audience = scope::audience_of_resource(&resource)?;
    Ok(ClientCredentials { parts, tenant_id: tenant.id, client, secret, audience, resource })
}

impl ClientCredentials<'_> {
    /// The client that asks; `None` when what was sent is no GUID and therefore nobody's id.
    pub fn client_id(&self) -> Option<Uuid> {
        Uuid::try_parse(&self.client).ok()
    }

    /// The tenant the token is asked for.
    pub fn tenant_id(&self) -> Uuid {
        self.tenant_id
    }

    /// Decides, given the client's record, and answers with a token or an error: slowed down (50196), unknown
    /// in this tenant (700016), wrong secret (7000215).
    pub fn answer(self, context: Context<'_>, client: Option<&ClientRecord>) -> Answer {
        match self.decide(context, client) {
            Ok(answer) => answer,
            Err(error) => error.answer(&self.parts),
        }
    }

    fn decide(&self, context: Context<'_>, client: Option<&ClientRecord>) -> Result<Answer, EndpointError> {
        let (address, now) = (self.parts.address, self.parts.now_unix_seconds);
        let name = self.client_id().map_or_else(|| self.client.clone(), |id| id.to_string());
        context.limiter.check(&name, address, now).map_err(EndpointError::Slowed)?;
        // The record must be the one asked for, whatever the look-up did.
        let client = client.filter(|record| {
            Some(record.client_id) == self.client_id() && record.tenant_id == self.tenant_id
        });
        let matches = secret_matches(client, &self.secret);
        match client {
            Some(record) if matches => {
                context.limiter.record_success(&name, address);
                self.grant(context.ring, record)
            }
            Some(_) => {
                context.limiter.record_failure(&name, address, now);
                Err(EndpointError::WrongSecret(self.client.clone()))
            }
            None => {
                context.limiter.record_failure(&name, address, now);
                Err(EndpointError::UnknownClient(self.client.clone()))
            }
        }
    }

    fn grant(&self, ring: &KeyRing, client: &ClientRecord) -> Result<Answer, EndpointError> {
        let now = self.parts.now_unix_seconds;
        let request = AccessTokenRequest {
            origin: self.parts.origin,
            tenant_id: self.tenant_id,
            audience: &self.audience,
            client_id: client.client_id,
            object_id: service_principal_id(self.tenant_id, client.client_id),
            grant: Grant::Application { roles: client.roles.clone() },
            companies: &client.companies,
            now_unix_seconds: now,
            lifetime_seconds: ACCESS_TOKEN_LIFETIME_SECONDS,
        };
        let token = mint(ring, &request).map_err(|_| EndpointError::NoKey)?;
        let seconds = ACCESS_TOKEN_LIFETIME_SECONDS;
        let body = match self.parts.version {
            Version::V2 => json!({
                "token_type": "Bearer", "expires_in": seconds, "ext_expires_in": seconds,
                "access_token": token,
            }),
            // The older form writes its numbers as text and repeats the resource.
            Version::V1 => json!({
                "token_type": "Bearer", "expires_in": seconds.to_string(),
                "ext_expires_in": seconds.to_string(), "not_before": now.to_string(),
                "expires_on": now.saturating_add(seconds).to_string(), "resource": self.resource,
                "access_token": token,
            }),
        };
        Ok(Answer { status: 200, headers: errors::json_headers(), body: body.to_string() })
    }
}

#[cfg(test)]
mod tests;
