//! The embedded issuer: a client's way to a token, keys made elsewhere.

use reqwest::Method;
use server::{clients, keys};
use testkit::{Database, FULL_ACCESS, Reply, Setup, TestServer};

async fn empty() -> TestServer {
    TestServer::start_with(Setup::empty(Database::Sqlite)).await
}

async fn ask_token(server: &TestServer, path: &str, form: &str) -> Reply {
    let request = server.request_without_token(Method::POST, path);
    let form_type = "application/x-www-form-urlencoded";
    server.send(request.header("Content-Type", form_type).body(form.to_owned())).await
}

#[tokio::test]
async fn client_credentials_from_registration_to_request() {
    let server = empty().await;
    let now = testkit::start_of_tests();
    let (client, secret) =
        clients::add(&server.store, "Ledger sync", vec![FULL_ACCESS.to_owned()], Vec::new(), now)
            .await
            .unwrap();
    let (id, secret) = (client.client_id, secret.reveal());
    let form = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
    let scope = "&client_info=1&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default";
    for (path, rest) in [
        (format!("/{}/oauth2/v2.0/token", server.tenant), scope),
        ("/common/oauth2/v2.0/token".to_owned(), "&scope=http%3A%2F%2F127.0.0.1%2F.default"),
        ("/organizations/oauth2/token".to_owned(), "&resource=https%3A%2F%2Fgraph.microsoft.com"),
    ] {
        let reply = ask_token(&server, &path, &format!("{form}{rest}")).await.expect_status(200);
        assert_eq!(reply.header("Cache-Control"), "no-store, no-cache");
        let token = reply.json()["access_token"].as_str().unwrap().to_owned();
        let request = server.request_without_token(Method::GET, "/beta/financials/companies");
        server.send(request.bearer_auth(token)).await.expect_status(200);
    }
    let path = "/common/oauth2/v2.0/token";
    let wrong = form.replace(secret, "wrong") + scope;
    for attempt in 0..10 {
        let reply = ask_token(&server, path, &wrong).await.expect_status(401);
        assert_eq!(reply.json()["error"], "invalid_client", "{attempt}");
    }
    let slowed = ask_token(&server, path, &wrong).await.expect_status(429);
    assert!(slowed.header("Retry-After").parse::<u64>().is_ok_and(|seconds| seconds > 0));
}

#[tokio::test]
async fn requests_that_get_no_token() {
    let server = empty().await;
    let path = "/common/oauth2/v2.0/token";
    let unknown =
        "grant_type=client_credentials&client_secret=s&scope=api%3A%2F%2Ffunchal%2F.default&client_id=";
    for (path, form, status, number) in [
        (path, String::new(), 400, 900_144),
        (path, format!("{unknown}{}", uuid::Uuid::from_u128(9)), 400, 700_016),
        ("/stranger.example/oauth2/v2.0/token", unknown.to_owned(), 400, 90_002),
        (path, "a".repeat(70_000), 413, 90_013),
    ] {
        let reply = ask_token(&server, path, &form).await.expect_status(status);
        assert_eq!(reply.json()["error_codes"][0], number);
    }
    // A body that is no form has no parameters.
    let request = server.request_without_token(Method::POST, path).header("Content-Type", "application/json");
    let reply = server.send(request.body(r#"{"grant_type":"client_credentials"}"#)).await.expect_status(400);
    assert_eq!(reply.json()["error_codes"][0], 900_144);
    server.send(server.request_without_token(Method::GET, path)).await.expect_status(405);
}

#[tokio::test]
async fn discovery_echoes_the_origin_and_names_the_keys() {
    let server = empty().await;
    let document =
        server.get("/common/v2.0/.well-known/openid-configuration").await.expect_status(200).json();
    assert_eq!(document["issuer"], format!("{}/{}/v2.0", server.url, server.tenant));
    assert_eq!(document["token_endpoint"], format!("{}/common/oauth2/v2.0/token", server.url));
    let keys = document["jwks_uri"].as_str().unwrap().strip_prefix(&server.url).unwrap().to_owned();
    let keys = server.get(&keys).await.expect_status(200).json();
    assert_eq!(keys["keys"].as_array().unwrap().len(), 1);
    assert!(keys["keys"][0].get("d").is_none(), "the private part stays here");
    server.get("/stranger.example/discovery/v2.0/keys").await.expect_status(400);
}

#[tokio::test]
async fn a_key_made_elsewhere_is_found_when_a_token_names_it() {
    let server = empty().await;
    server.get("/api/v2.0/companies").await.expect_status(200);
    keys::rotate(&server.store, testkit::start_of_tests()).await.unwrap();
    let order = server::TokenOrder {
        permission: server::Permission::Role(FULL_ACCESS.to_owned()),
        tenant_id: None,
        expires_in_seconds: 60,
        companies: Vec::new(),
    };
    let token = server::mint_token(&server.store, &order, testkit::start_of_tests()).await.unwrap();
    let request = server.request_without_token(Method::GET, "/api/v2.0/companies").bearer_auth(token);
    server.send(request).await.expect_status(200);
    server.get("/api/v2.0/companies").await.expect_status(200);
}
