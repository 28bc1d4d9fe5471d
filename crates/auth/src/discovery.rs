//! The discovery document of the embedded issuer (PROTOCOL.md 7.4).

use serde_json::{Value, json};

use crate::origin::Origin;

/// The JSON of `GET /{tenant}/v2.0/.well-known/openid-configuration`.
///
/// Every address echoes the origin the client used and the tenant segment as it asked, because client
/// libraries go on to the addresses named here. `issuer` names the tenant's id, as tokens do; a library that
/// compares it looks at scheme and host.
pub fn openid_configuration(origin: &Origin, segment: &str, tenant_id: uuid::Uuid) -> Value {
    let segment = path_segment(segment, tenant_id);
    let below = |path: &str| format!("{origin}/{segment}{path}");
    json!({
        "issuer": crate::issue::issuer(origin, tenant_id),
        "authorization_endpoint": below("/oauth2/v2.0/authorize"),
        "token_endpoint": below("/oauth2/v2.0/token"),
        "device_authorization_endpoint": below("/oauth2/v2.0/devicecode"),
        "end_session_endpoint": below("/oauth2/v2.0/logout"),
        "userinfo_endpoint": below("/oidc/userinfo"),
        "jwks_uri": below("/discovery/v2.0/keys"),
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "grant_types_supported": ["client_credentials"],
        "response_modes_supported": ["query", "form_post"],
        "response_types_supported": ["code"],
        "subject_types_supported": ["pairwise"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "claims_supported": [
            "ver", "iss", "aud", "azp", "azpacr", "oid", "sub", "tid", "iat", "nbf", "exp", "uti",
            "roles", "scp", "preferred_username",
        ],
        "tenant_region_scope": null,
        "cloud_instance_name": null,
    })
}

/// The tenant as asked when it is a plain name, else its id: the segment comes from the client's path.
fn path_segment(segment: &str, tenant_id: uuid::Uuid) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
    if !segment.is_empty() && segment.bytes().all(plain) { segment.to_owned() } else { tenant_id.to_string() }
}

#[cfg(test)]
mod tests {
    use super::openid_configuration;
    use crate::origin::Origin;
    use uuid::Uuid;

    #[test]
    fn addresses_echo_origin_and_tenant_as_asked() {
        let origin = Origin::parse("https://127.0.0.1:8443").unwrap();
        for segment in ["common", "contoso.example", "00000000-0000-0000-0000-000000000007"] {
            let document = openid_configuration(&origin, segment, Uuid::from_u128(7));
            let text = |name: &str| document[name].as_str().unwrap().to_owned();
            assert_eq!(text("issuer"), "https://127.0.0.1:8443/00000000-0000-0000-0000-000000000007/v2.0");
            for (name, path) in [
                ("authorization_endpoint", "oauth2/v2.0/authorize"),
                ("token_endpoint", "oauth2/v2.0/token"),
                ("device_authorization_endpoint", "oauth2/v2.0/devicecode"),
                ("jwks_uri", "discovery/v2.0/keys"),
            ] {
                assert_eq!(text(name), format!("https://127.0.0.1:8443/{segment}/{path}"));
            }
        }
        let odd = openid_configuration(&origin, "a\"/..", Uuid::from_u128(7));
        assert!(odd["jwks_uri"].as_str().unwrap().contains("/00000000-0000-0000-0000-000000000007/"));
    }
}
