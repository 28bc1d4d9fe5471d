//! Refusals of the outer shell in the words of each face (PROTOCOL.md 6 and 7.3).

use jiff::SignedDuration;
use reqwest::Method;
use server::{Permission, TokenOrder};
use testkit::{Database, Reply, Setup, TestServer};

const GRAPH: &str = "/beta/financials/companies";
const BUSINESS_CENTRAL: &str = "/api/v2.0/companies";

async fn ask(server: &TestServer, path: &str, token: Option<&str>) -> Reply {
    let request = server.request_without_token(Method::GET, path);
    server
        .send(match token {
            Some(token) => request.bearer_auth(token),
            None => request,
        })
        .await
}

#[tokio::test]
async fn tokens_are_refused_in_the_words_of_each_face() {
    let server = TestServer::start_with(Setup::empty(Database::Sqlite)).await;
    let weak = server.token("Other.Read.All");
    let api = server.token("API.ReadWrite.All");
    let full = server.token(testkit::FULL_ACCESS);
    let graph = "InvalidAuthenticationToken";
    let central = "Authentication_InvalidCredentials";
    let denied = "Authorization_RequestDenied";
    for (path, token, status, code) in [
        (GRAPH, None, 401, graph),
        (GRAPH, Some("garbage"), 401, graph),
        (GRAPH, Some(weak.as_str()), 403, denied),
        (GRAPH, Some(api.as_str()), 403, denied),
        (BUSINESS_CENTRAL, None, 401, central),
        (BUSINESS_CENTRAL, Some("garbage"), 401, central),
        (BUSINESS_CENTRAL, Some(weak.as_str()), 403, denied),
    ] {
        let reply = ask(&server, path, token).await.expect_status(status);
        let challenge = reply.header("WWW-Authenticate");
        assert_eq!(reply.error_code(), code, "{path} {token:?}");
        assert!(
            challenge.starts_with("Bearer realm=\"\", authorization_uri=\"http://127.0.0.1:"),
            "{challenge}"
        );
        assert_eq!(challenge.contains("error="), token.is_some(), "{challenge}");
        assert!(!challenge.contains("claims"));
    }
    ask(&server, BUSINESS_CENTRAL, Some(&api)).await.expect_status(200);
    ask(&server, GRAPH, Some(&full)).await.expect_status(200);
    server.clock.advance(SignedDuration::from_hours(2));
    assert_eq!(ask(&server, GRAPH, Some(&full)).await.expect_status(401).error_code(), graph);
}

#[tokio::test]
async fn bodies_of_both_families() {
    let server = TestServer::start_with(Setup::empty(Database::Sqlite)).await;
    server
        .check(
            "GET /beta/financials/companies\nAuthorization: none",
            r#"
401
Content-Type: application/json
WWW-Authenticate: Bearer realm="", authorization_uri="<server>/common/oauth2/v2.0/authorize"

{
  "error": {
    "code": "InvalidAuthenticationToken",
    "message": "Access token is empty.",
    "innerError": {
      "date": "<time 1>",
      "request-id": "<id 1>",
      "client-request-id": "<id 1>"
    }
  }
}"#,
        )
        .await;
    server
        .check(
            "GET /api/v1.0/companies\nAuthorization: Bearer x",
            r#"
401
Content-Type: application/json
WWW-Authenticate: Bearer realm="", authorization_uri="<server>/common/oauth2/v2.0/authorize", error="invalid_token"

{
  "error": {
    "code": "Authentication_InvalidCredentials",
    "message": "The server has rejected the client credentials.  CorrelationId:  <id 1>."
  }
}"#,
        )
        .await;
}

#[tokio::test]
async fn tenants_in_paths() {
    let server = TestServer::start_with(Setup::empty(Database::Sqlite)).await;
    let stranger = uuid::Uuid::from_u128(77);
    let reply =
        server.get(&format!("/v2.0/{stranger}/production/api/v2.0/companies")).await.expect_status(404);
    assert_eq!(reply.error_code(), "BadRequest_NotFound");
    let order = TokenOrder {
        permission: Permission::Role(testkit::FULL_ACCESS.to_owned()),
        tenant_id: Some(stranger),
        expires_in_seconds: 60,
        companies: Vec::new(),
    };
    let token = server.token_with(&order);
    let path = format!("/v2.0/{}/production/api/v2.0/companies", server.tenant);
    let reply = ask(&server, &path, Some(&token)).await.expect_status(401);
    assert!(reply.header("WWW-Authenticate").contains(&server.tenant.to_string()));
    server.get(&path).await.expect_status(200);
}

#[tokio::test]
async fn a_token_for_some_companies_shows_those() {
    let server = TestServer::start(Database::Sqlite).await;
    let order = TokenOrder {
        permission: Permission::Scope(testkit::FULL_ACCESS.to_owned()),
        tenant_id: None,
        expires_in_seconds: 60,
        companies: vec![uuid::Uuid::from_u128(5)],
    };
    let token = server.token_with(&order);
    ask(&server, "/api/v2.0/companies({company})/customers", Some(&token)).await.expect_status(404);
    let reply = ask(&server, "/api/v2.0/companies", Some(&token)).await.expect_status(200);
    assert_eq!(reply.json()["value"].as_array().unwrap().len(), 0);
}

#[tokio::test]
async fn paths_and_methods_that_are_not() {
    let server = TestServer::start_with(Setup::empty(Database::Sqlite)).await;
    for path in ["/nothing", "/api/v3.0/companies", "/betas", "/v1.0/me", "/health", "/a/b/c"] {
        let reply = server.get(path).await.expect_status(404);
        assert_eq!(reply.error_code(), "BadRequest_NotFound", "{path}");
    }
    for method in [Method::OPTIONS, Method::TRACE] {
        for path in [GRAPH, BUSINESS_CENTRAL] {
            let reply =
                server.send(server.request_without_token(method.clone(), path)).await.expect_status(405);
            assert_eq!(reply.header("Allow"), "GET, HEAD, POST, PATCH, PUT, DELETE");
            assert_eq!(reply.error_code(), "BadRequest_MethodNotAllowed");
        }
    }
    for (method, path, allowed) in [(Method::POST, "/", "GET,HEAD"), (Method::DELETE, "/metrics", "GET,HEAD")]
    {
        let reply = server.send(server.request_without_token(method, path)).await.expect_status(405);
        assert_eq!(reply.header("Allow"), allowed, "{path}");
        assert_eq!(reply.error_code(), "BadRequest_MethodNotAllowed", "{path}");
    }
    let reply = server.send(server.request(Method::GET, GRAPH).header("Host", "a b")).await;
    assert_eq!(reply.status, 400, "{}", reply.text());
    let packed = server.request(Method::POST, GRAPH).header("Content-Encoding", "gzip").body("x");
    server.send(packed).await.expect_status(415);
}
