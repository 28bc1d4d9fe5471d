//! From the scope or resource a client asks for to the audience of its token.

use uuid::Uuid;

use super::errors::EndpointError;
use crate::audiences;
use crate::origin::Origin;

/// Scopes about signing in; they name no resource.
const SIGN_IN_SCOPES: [&str; 5] = ["openid", "profile", "email", "address", "offline_access"];

/// The one resource a `scope` names, without `/.default`.
///
/// Client credentials take exactly one resource, asked for as `{resource}/.default` (PROTOCOL.md 7.5):
/// another scope is 1002012, two resources are 70011.
pub(super) fn resource_of_scope(scope: &str) -> Result<String, EndpointError> {
    let mut found: Option<&str> = None;
    for word in scope.split_whitespace().filter(|word| !SIGN_IN_SCOPES.contains(word)) {
        let resource = word
            .strip_suffix("/.default")
            .filter(|resource| !resource.is_empty())
            .ok_or_else(|| EndpointError::ScopeNotDefault(word.to_owned()))?;
        if found.is_some_and(|other| other != resource) {
            return Err(EndpointError::TwoResources(scope.to_owned()));
        }
        found = Some(resource);
    }
    found.map(str::to_owned).ok_or_else(|| EndpointError::ScopeNotDefault(scope.to_owned()))
}

/// The value of `aud` for a resource.
///
/// Graph and Business Central keep the spelling asked for, address or id. Every other host is taken to be
/// this server under one of its names and gets the one stable audience [`audiences::OWN`]: SDKs ask for
/// `{scheme}://{host}/.default` of the server they call, without its port (PROTOCOL.md 7.6), and the token
/// must hold when the server is later called by another name.
pub(super) fn audience_of_resource(resource: &str) -> Result<String, EndpointError> {
    let plain = resource.strip_suffix('/').unwrap_or(resource);
    let known = [
        audiences::GRAPH,
        audiences::GRAPH_APPLICATION_ID,
        audiences::BUSINESS_CENTRAL,
        audiences::BUSINESS_CENTRAL_APPLICATION_ID,
        audiences::OWN,
    ];
    if let Some(audience) = known.iter().find(|audience| audience.eq_ignore_ascii_case(plain)) {
        return Ok((*audience).to_owned());
    }
    if Uuid::try_parse(plain).is_err() && Origin::parse(&plain.to_ascii_lowercase()).is_some() {
        return Ok(audiences::OWN.to_owned());
    }
    Err(EndpointError::UnknownResource(resource.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::{audience_of_resource, resource_of_scope};

    #[test]
    fn scopes_and_resources_become_audiences() {
        let cases = [
            ("https://graph.microsoft.com/.default", Ok("https://graph.microsoft.com")),
            ("https://graph.microsoft.com//.default", Ok("https://graph.microsoft.com")),
            ("00000003-0000-0000-c000-000000000000/.default", Ok("00000003-0000-0000-c000-000000000000")),
            (
                "https://api.businesscentral.dynamics.com/.default",
                Ok("https://api.businesscentral.dynamics.com"),
            ),
            ("996DEF3D-b36c-4153-8607-a6fd3c01b89f/.default", Ok("996def3d-b36c-4153-8607-a6fd3c01b89f")),
            ("http://127.0.0.1/.default", Ok("api://funchal")),
            ("http://localhost/.default openid  profile offline_access", Ok("api://funchal")),
            ("https://Books.Example:8443/.default", Ok("api://funchal")),
            ("http://[::1]:8080/.default", Ok("api://funchal")),
            ("api://funchal/.default", Ok("api://funchal")),
            ("http://a/.default http://a/.default", Ok("api://funchal")),
            ("http://a/.default http://b/.default", Err(70011)),
            (
                "https://graph.microsoft.com/.default https://api.businesscentral.dynamics.com/.default",
                Err(70011),
            ),
            ("https://graph.microsoft.com/Financials.ReadWrite.All", Err(1_002_012)),
            ("Financials.ReadWrite.All", Err(1_002_012)),
            ("/.default", Err(1_002_012)),
            (".default", Err(1_002_012)),
            ("openid profile", Err(1_002_012)),
            (" ", Err(1_002_012)),
            ("11111111-1111-1111-1111-111111111111/.default", Err(500_011)),
            ("https://host/path/.default", Err(500_011)),
            ("ftp://host/.default", Err(500_011)),
            ("api://other/.default", Err(500_011)),
        ];
        for (scope, expected) in cases {
            let found = resource_of_scope(scope).and_then(|resource| audience_of_resource(&resource));
            let found = found.as_deref().map_err(super::EndpointError::number);
            assert_eq!(found, expected, "{scope}");
        }
    }
}
