//! Requests to the token endpoint and what they are answered with.

use std::net::{IpAddr, Ipv4Addr};

use base64::Engine as _;
use serde_json::Value;
use uuid::Uuid;

use super::{Answer, Context, RequestParts, Version, answer};
use crate::attempts::AttemptLimiter;
use crate::audiences::Audiences;
use crate::clients::{self, ClientRecord, ClientSecret};
use crate::principal::{Permissions, PrincipalKind};
use crate::tenants::{Tenant, Tenants};
use crate::test_support::{NOW, TENANT, origin, ring};
use crate::verify::own_token;

struct Bench {
    client: ClientRecord,
    secret: ClientSecret,
    limiter: AttemptLimiter,
    tenants: Tenants,
}

impl Bench {
    fn new() -> Self {
        let roles = vec!["Financials.ReadWrite.All".to_owned()];
        let (client, secret) = clients::create(TENANT, "shop", roles, vec![Uuid::from_u128(9)], NOW).unwrap();
        let home = Tenant { id: TENANT, domains: vec!["contoso.example".to_owned()] };
        let other = Tenant { id: Uuid::from_u128(2), domains: Vec::new() };
        Self { client, secret, limiter: AttemptLimiter::new(), tenants: Tenants(vec![home, other]) }
    }

    /// `{id}` and `{secret}` in the body are filled in.
    fn body(&self, body: &str) -> String {
        body.replace("{id}", &self.client.client_id.to_string()).replace("{secret}", self.secret.reveal())
    }

    fn send(&self, version: Version, tenant: &str, authorization: Option<&str>, body: &str) -> Answer {
        let (origin, ring, body) = (origin(), ring(), self.body(body));
        let parts = RequestParts {
            version,
            origin: &origin,
            tenant,
            authorization: authorization.map(str::as_bytes),
            body: body.as_bytes(),
            address: IpAddr::V4(Ipv4Addr::LOCALHOST),
            now_unix_seconds: NOW,
            trace_id: Uuid::from_u128(1),
            correlation_id: Uuid::from_u128(2),
        };
        let context = Context { tenants: &self.tenants, ring: &ring, limiter: &self.limiter };
        answer(parts, context, |id| Some(self.client.clone()).filter(|client| client.client_id == id))
    }

    fn v2(&self, body: &str) -> Answer {
        self.send(Version::V2, "common", None, body)
    }
}

fn json(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap()
}

fn header<'a>(answer: &'a Answer, name: &str) -> Option<&'a str> {
    answer.headers.iter().find(|header| header.0 == name).map(|header| header.1.as_str())
}

const GOOD: &str = "grant_type=client_credentials&client_id={id}&client_secret={secret}\
    &scope=https%3A%2F%2Fgraph.microsoft.com%2F.default";

#[test]
fn client_credentials_give_a_token_that_verifies() {
    let bench = Bench::new();
    let scopes = [
        "https://graph.microsoft.com",
        "http://127.0.0.1",
        "http://localhost",
        "https://api.businesscentral.dynamics.com",
        "996def3d-b36c-4153-8607-a6fd3c01b89f",
    ];
    for tenant in ["common", "contoso.example", &TENANT.to_string()] {
        for scope in scopes {
            let body = format!(
                "client_info=1&claims=%7B%7D&x=&grant_type=client_credentials&client_id={{id}}\
                 &client_secret={{secret}}&scope={scope}/.default"
            );
            let answer = bench.send(Version::V2, tenant, None, &body);
            assert_eq!(answer.status, 200, "{scope}: {}", answer.body);
            assert_eq!(header(&answer, "Cache-Control"), Some("no-store, no-cache"));
            let reply = json(&answer);
            assert_eq!(
                (&reply["token_type"], &reply["expires_in"], &reply["ext_expires_in"]),
                (&"Bearer".into(), &3599.into(), &3599.into())
            );
            let token = reply["access_token"].as_str().unwrap();
            let principal = own_token(&ring(), &Audiences::standard(), token, NOW + 3000).unwrap();
            assert_eq!((principal.tenant_id, principal.kind), (TENANT, PrincipalKind::Application));
            assert_eq!(principal.client_id, bench.client.client_id.to_string());
            assert_eq!(principal.permissions, Permissions::FINANCIALS_READ_WRITE_ALL);
            assert_eq!(principal.companies, Some(vec![Uuid::from_u128(9)]));
        }
    }
}

#[test]
fn the_older_form_takes_a_resource_and_writes_numbers_as_text() {
    let bench = Bench::new();
    let body = "grant_type=client_credentials&client_id={id}&client_secret={secret}\
        &resource=https://graph.microsoft.com/";
    let answer = bench.send(Version::V1, "common", None, body);
    let reply = json(&answer);
    assert_eq!((answer.status, &reply["expires_in"]), (200, &"3599".into()), "{}", answer.body);
    assert_eq!(reply["expires_on"], (NOW + 3599).to_string());
    assert_eq!(reply["resource"], "https://graph.microsoft.com/");
    let none = bench.send(Version::V1, "common", None, GOOD);
    assert_eq!(json(&none)["error_codes"][0], 900_144);
}

#[test]
fn http_basic_stands_in_for_the_secret_field() {
    let bench = Bench::new();
    let basic =
        |text: &str| format!("basic {}", base64::engine::general_purpose::STANDARD.encode(bench.body(text)));
    let scope = "grant_type=client_credentials&scope=http://localhost/.default";
    let both = format!("{scope}&client_id={{id}}&client_secret=ignored");
    let other = format!("{scope}&client_id=00000000-0000-0000-0000-000000000001");
    let cases = [
        (basic("{id}:{secret}"), scope, 200),
        (basic("{id}:{secret}"), &both, 200),
        (basic("{id}:wrong"), scope, 401),
        (basic("{id}:{secret}"), &other, 401),
        (basic("{id}"), scope, 401),
        (basic(":{secret}"), scope, 401),
        ("Basic ???".to_owned(), scope, 401),
        ("Basic".to_owned(), scope, 401),
        ("Bearer x".to_owned(), GOOD, 401),
        (String::new(), GOOD, 401),
    ];
    for (authorization, body, status) in cases {
        let answer = bench.send(Version::V2, "common", Some(&authorization), body);
        assert_eq!(answer.status, status, "{authorization} {}", answer.body);
        assert_eq!(header(&answer, "WWW-Authenticate").is_some(), status == 401);
    }
}

#[test]
fn each_mistake_has_its_number() {
    let bench = Bench::new();
    let start = "grant_type=client_credentials&client_id={id}";
    let cases = [
        (String::new(), 400, "invalid_request", 900_144),
        ("{\"grant_type\":\"client_credentials\"}".to_owned(), 400, "invalid_request", 900_144),
        ("grant_type=".to_owned(), 400, "invalid_request", 900_144),
        ("grant_type=client_credentials".to_owned(), 400, "invalid_request", 900_144),
        (start.to_owned(), 400, "invalid_request", 900_144),
        (format!("{start}&client_secret={{secret}}"), 400, "invalid_request", 900_144),
        (format!("{GOOD}&scope=x"), 400, "invalid_request", 9_000_411),
        ("grant_type=password".to_owned(), 400, "unsupported_grant_type", 70_003),
        ("grant_type=authorization_code&code=1".to_owned(), 400, "unsupported_grant_type", 70_003),
        (
            format!("{start}&client_secret={{secret}}&scope=http://a/.default+http://b/.default"),
            400,
            "invalid_scope",
            70_011,
        ),
        (format!("{start}&client_secret={{secret}}&scope=openid"), 400, "invalid_scope", 1_002_012),
        (
            format!("{start}&client_secret={{secret}}&scope=api://x/.default"),
            400,
            "invalid_resource",
            500_011,
        ),
        (format!("{start}&client_secret=wrong&scope=http://a/.default"), 401, "invalid_client", 7_000_215),
        (GOOD.replace("{id}", "00000000-0000-0000-0000-00000000abcd"), 400, "unauthorized_client", 700_016),
        (GOOD.replace("{id}", "shop"), 400, "unauthorized_client", 700_016),
        ("x".repeat(super::BODY_BYTES_MAX + 1), 413, "invalid_request", 90_013),
        ((0..200).map(|n| format!("p{n}=1&")).collect(), 413, "invalid_request", 90_013),
    ];
    for (body, status, error, number) in cases {
        let answer = bench.v2(&body);
        let reply = json(&answer);
        let found = (answer.status, reply["error"].as_str().unwrap(), reply["error_codes"][0].as_u64());
        assert_eq!(found, (status, error, Some(number)), "{}", answer.body);
        assert!(!answer.body.contains(bench.secret.reveal()));
    }
    for tenant in ["", "consumers", "fabrikam.example", "00000000-0000-0000-0000-0000000000ff", "a\"\r\n"] {
        let answer = bench.send(Version::V2, tenant, None, GOOD);
        assert_eq!((answer.status, &json(&answer)["error_codes"][0]), (400, &90_002.into()), "{tenant:?}");
    }
    let elsewhere = bench.send(Version::V2, "00000000-0000-0000-0000-000000000002", None, GOOD);
    assert_eq!(json(&elsewhere)["error_codes"][0], 700_016);
}

#[test]
fn an_error_carries_every_field_twice_over() {
    let reply = json(&Bench::new().v2("grant_type=password"));
    assert_eq!(
        reply,
        serde_json::json!({
            "error": "unsupported_grant_type",
            "error_description": "AADSTS70003: The grant type 'password' is not supported; \
                use 'client_credentials'. \r\n\
                Trace ID: 00000000-0000-0000-0000-000000000001\r\n\
                Correlation ID: 00000000-0000-0000-0000-000000000002\r\n\
                Timestamp: 2026-02-02 02:40:00Z",
            "error_codes": [70003],
            "timestamp": "2026-02-02 02:40:00Z",
            "trace_id": "00000000-0000-0000-0000-000000000001",
            "correlation_id": "00000000-0000-0000-0000-000000000002",
            "error_uri": "https://login.microsoftonline.com/error?code=70003",
        })
    );
}

#[test]
fn guessing_is_slowed_after_ten_failures() {
    let bench = Bench::new();
    let wrong = GOOD.replace("{secret}", "guess");
    let statuses: Vec<u16> = (0..13).map(|_| bench.v2(&wrong).status).collect();
    assert_eq!(statuses, [[401; 10].as_slice(), &[429; 3]].concat());
    let slowed = bench.v2(GOOD);
    assert_eq!((slowed.status, header(&slowed, "Retry-After")), (429, Some("60")));
    let unknown = GOOD.replace("{id}", "00000000-0000-0000-0000-00000000abcd");
    let statuses: Vec<u16> = (0..11).map(|_| bench.v2(&unknown).status).collect();
    assert_eq!(statuses, [[400; 10].as_slice(), &[429]].concat());
}

#[test]
fn answers_do_not_show_tokens_in_logs() {
    let answer = Bench::new().v2(GOOD);
    assert_eq!(answer.status, 200);
    assert_eq!(format!("{answer:?}"), "Answer { status: 200, .. }");
}
