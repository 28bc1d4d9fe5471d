//! The wording of refusals per face, and which permission opens which root.

use super::{Dialect, Refusal, check_permission};
use crate::principal::{Permissions, Principal, PrincipalKind};
use crate::test_support::{TENANT, origin};
use Dialect::{BusinessCentral, Graph};

const EVERY_REFUSAL: [Refusal; 12] = [
    Refusal::Missing,
    Refusal::Malformed,
    Refusal::BadSignature,
    Refusal::Expired,
    Refusal::NotYetValid,
    Refusal::WrongAudience,
    Refusal::WrongIssuer,
    Refusal::ClaimMissing,
    Refusal::IdToken,
    Refusal::PersonalAccount,
    Refusal::IssuerUnavailable,
    Refusal::PermissionMissing,
];

#[test]
fn graph_and_business_central_word_refusals_their_own_way() {
    let rejected = "The server has rejected the client credentials.";
    let denied = "Insufficient privileges to complete the operation.";
    let cases = [
        (Refusal::Missing, Graph, 401, "InvalidAuthenticationToken", "Access token is empty."),
        (
            Refusal::Malformed,
            Graph,
            401,
            "InvalidAuthenticationToken",
            "CompactToken parsing failed with error code: 80049217",
        ),
        (
            Refusal::Expired,
            Graph,
            401,
            "InvalidAuthenticationToken",
            "Lifetime validation failed, the token is expired.",
        ),
        (Refusal::BadSignature, Graph, 401, "InvalidAuthenticationToken", "Access token validation failure."),
        (
            Refusal::WrongAudience,
            Graph,
            401,
            "InvalidAuthenticationToken",
            "Access token validation failure. Invalid audience.",
        ),
        (Refusal::PermissionMissing, Graph, 403, "Authorization_RequestDenied", denied),
        (Refusal::Missing, BusinessCentral, 401, "Authentication_InvalidCredentials", rejected),
        (Refusal::Malformed, BusinessCentral, 401, "Authentication_InvalidCredentials", rejected),
        (Refusal::Expired, BusinessCentral, 401, "Authentication_InvalidCredentials", rejected),
        (Refusal::PermissionMissing, BusinessCentral, 403, "Authorization_RequestDenied", denied),
    ];
    for (refusal, dialect, status, code, message) in cases {
        let answer = refusal.answer(dialect, &origin(), None);
        assert_eq!((answer.status, answer.code, answer.message), (status, code, message), "{refusal:?}");
    }
}

#[test]
fn challenges_name_the_authority_and_never_claims() {
    let uri = r#"Bearer realm="", authorization_uri="http://127.0.0.1:8080/common/oauth2/v2.0/authorize""#;
    for dialect in [Graph, BusinessCentral] {
        for refusal in EVERY_REFUSAL {
            let answer = refusal.answer(dialect, &origin(), None);
            let expected = match refusal {
                Refusal::IssuerUnavailable => None,
                Refusal::Missing => Some(uri.to_owned()),
                Refusal::PermissionMissing => Some(format!(r#"{uri}, error="insufficient_scope""#)),
                _ => Some(format!(r#"{uri}, error="invalid_token""#)),
            };
            assert_eq!(answer.www_authenticate, expected, "{refusal:?}");
            assert_eq!(answer.retry_after_seconds.is_some(), answer.status == 503);
            assert!(!format!("{answer:?}").contains("claims="));
        }
    }
}

#[test]
fn the_tenant_in_a_challenge_is_a_plain_name() {
    let challenge =
        |tenant: &str| Refusal::Missing.answer(Graph, &origin(), Some(tenant)).www_authenticate.unwrap();
    assert!(challenge("contoso.example").contains("/contoso.example/oauth2"));
    for odd in ["", "a\"b", "a\r\nX: y", "a/b", "ä"] {
        assert!(challenge(odd).contains("/common/oauth2"), "{odd:?}");
    }
}

#[test]
fn roots_open_to_their_permissions() {
    let cases = [
        (Permissions::NONE, false, false),
        (Permissions::FINANCIALS_READ_WRITE_ALL, true, true),
        (Permissions::API_READ_WRITE_ALL, false, true),
        (Permissions::USER_IMPERSONATION, false, true),
        (Permissions::of_role("user_impersonation"), false, false),
        (Permissions::of_scope("API.ReadWrite.All"), false, false),
        (Permissions::of_scope("financials.readwrite.all"), false, false),
    ];
    for (permissions, graph, business_central) in cases {
        let principal = Principal {
            tenant_id: TENANT,
            client_id: String::new(),
            object_id: String::new(),
            kind: PrincipalKind::Application,
            permissions,
            companies: None,
            not_before_unix_seconds: 0,
            expires_at_unix_seconds: 0,
            user_name: None,
        };
        assert_eq!(check_permission(&principal, Graph).is_ok(), graph, "{permissions:?}");
        assert_eq!(
            check_permission(&principal, BusinessCentral).is_ok(),
            business_central,
            "{permissions:?}"
        );
    }
}
