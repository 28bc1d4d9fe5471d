//! The errors of the token endpoint and their JSON (PROTOCOL.md 7.5).

use serde_json::json;

use super::{Answer, RequestParts};

/// Why there is no token. Values in it are the client's own, and go back to the client only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EndpointError {
    UnknownTenant(String),
    BodyTooLarge,
    DoubledParameter(String),
    MissingParameter(&'static str),
    UnsupportedGrant(String),
    BadBasic,
    ScopeNotDefault(String),
    TwoResources(String),
    UnknownResource(String),
    UnknownClient(String),
    WrongSecret(String),
    /// Too many failures; seconds to wait.
    Slowed(i64),
    /// The server has no key to sign with.
    NoKey,
}

/// Longest part of a client's own value repeated in a description, in characters.
const ECHO_CHARACTERS_MAX: usize = 120;

impl EndpointError {
    /// The number behind `AADSTS`.
    pub fn number(&self) -> u32 {
        match self {
            Self::UnknownTenant(_) => 90_002,
            Self::BodyTooLarge => 90_013,
            Self::DoubledParameter(_) => 9_000_411,
            Self::MissingParameter(_) => 900_144,
            Self::UnsupportedGrant(_) => 70_003,
            Self::BadBasic | Self::WrongSecret(_) => 7_000_215,
            Self::ScopeNotDefault(_) => 1_002_012,
            Self::TwoResources(_) => 70_011,
            Self::UnknownResource(_) => 500_011,
            Self::UnknownClient(_) => 700_016,
            Self::Slowed(_) => 50_196,
            Self::NoKey => 90_033,
        }
    }

    /// The value of `error` (RFC 6749 section 5.2) and the HTTP status.
    fn kind(&self) -> (&'static str, u16) {
        match self {
            Self::UnknownTenant(_) | Self::DoubledParameter(_) | Self::MissingParameter(_) => {
                ("invalid_request", 400)
            }
            Self::BodyTooLarge => ("invalid_request", 413),
            Self::UnsupportedGrant(_) => ("unsupported_grant_type", 400),
            Self::BadBasic | Self::WrongSecret(_) => ("invalid_client", 401),
            Self::ScopeNotDefault(_) | Self::TwoResources(_) => ("invalid_scope", 400),
            Self::UnknownResource(_) => ("invalid_resource", 400),
            Self::UnknownClient(_) => ("unauthorized_client", 400),
            Self::Slowed(_) => ("temporarily_unavailable", 429),
            Self::NoKey => ("temporarily_unavailable", 503),
        }
    }

    fn sentence(&self, parts: &RequestParts<'_>) -> String {
        match self {
            Self::UnknownTenant(tenant) => format!("Tenant '{}' is not served here.", echo(tenant)),
            Self::BodyTooLarge => "The request is too large.".to_owned(),
            Self::DoubledParameter(name) => format!("The parameter '{}' is sent more than once.", echo(name)),
            Self::MissingParameter(name) => {
                format!("The request body must contain the following parameter: '{name}'.")
            }
            Self::UnsupportedGrant(grant) => {
                format!("The grant type '{}' is not supported; use 'client_credentials'.", echo(grant))
            }
            Self::BadBasic => "The Authorization header is not the id and secret of this client.".to_owned(),
            Self::ScopeNotDefault(scope) => {
                format!(
                    "The scope '{}' is not valid: ask for one resource followed by /.default.",
                    echo(scope)
                )
            }
            Self::TwoResources(scope) => {
                format!("The scope '{}' is not valid: it names more than one resource.", echo(scope))
            }
            Self::UnknownResource(resource) => {
                format!("The resource '{}' is not known here.", echo(resource))
            }
            Self::UnknownClient(client) => format!(
                "Application with identifier '{}' is not registered in tenant '{}'.",
                echo(client),
                echo(parts.tenant)
            ),
            Self::WrongSecret(client) => {
                format!("The client secret is not the one of application '{}'.", echo(client))
            }
            Self::Slowed(seconds) => format!("Too many failed attempts; try again in {seconds} seconds."),
            Self::NoKey => "There is no key to sign tokens with.".to_owned(),
        }
    }

    pub(super) fn answer(&self, parts: &RequestParts<'_>) -> Answer {
        let (error, status) = self.kind();
        let (trace_id, correlation_id) = (parts.trace_id, parts.correlation_id);
        let timestamp = timestamp(parts.now_unix_seconds);
        let number = self.number();
        let sentence = self.sentence(parts);
        let body = json!({
            "error": error,
            "error_description": format!(
                "AADSTS{number}: {sentence} \r\nTrace ID: {trace_id}\r\n\
                 Correlation ID: {correlation_id}\r\nTimestamp: {timestamp}"
            ),
            "error_codes": [number],
            "timestamp": timestamp,
            "trace_id": trace_id.to_string(),
            "correlation_id": correlation_id.to_string(),
            "error_uri": format!("https://login.microsoftonline.com/error?code={number}"),
        });
        let mut headers = json_headers();
        if status == 401 && parts.authorization.is_some() {
            // RFC 6749 section 5.2: who tried HTTP Basic is told the scheme that was expected.
            headers.push(("WWW-Authenticate", r#"Basic realm="""#.to_owned()));
        }
        if let Self::Slowed(seconds) = self {
            headers.push(("Retry-After", seconds.to_string()));
        }
        Answer { status, headers, body: body.to_string() }
    }
}

/// What every answer of the endpoint carries: tokens must not be kept by caches (RFC 6749 section 5.1).
pub(super) fn json_headers() -> Vec<(&'static str, String)> {
    [
        ("Content-Type", "application/json; charset=utf-8"),
        ("Cache-Control", "no-store, no-cache"),
        ("Pragma", "no-cache"),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .to_vec()
}

/// `YYYY-MM-DD HH:MM:SSZ`; a moment outside the calendar shows as the epoch.
fn timestamp(unix_seconds: i64) -> String {
    jiff::Timestamp::from_second(unix_seconds).unwrap_or_default().strftime("%Y-%m-%d %H:%M:%SZ").to_string()
}

/// A client's value for repeating: cut to a length, without control characters.
fn echo(value: &str) -> String {
    value.chars().filter(|character| !character.is_control()).take(ECHO_CHARACTERS_MAX).collect()
}
