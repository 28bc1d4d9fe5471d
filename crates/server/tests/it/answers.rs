//! What every answer of a face carries.

use std::io::Read as _;

use reqwest::Method;
use testkit::{Database, Setup, TestServer};

#[tokio::test]
async fn a_payment_on_every_root_by_every_name() {
    let server = TestServer::start(Database::Sqlite).await;
    let tail = "companies({company})/customerPaymentJournals({journal})/customerPayments({payment})";
    let tenant = server.tenant;
    for root in [
        "/beta/financials".to_owned(),
        "/BETA/Financials".to_owned(),
        "/api/v2.0".to_owned(),
        "/api/v1.0".to_owned(),
        "/v2.0/production/api/v2.0".to_owned(),
        format!("/v2.0/{tenant}/production/api/v2.0"),
        format!("/v1.0/{tenant}/api/v1.0"),
        "/v1.0/sandbox/api/v1.0".to_owned(),
    ] {
        let reply = server.get(&format!("{root}/{tail}")).await.expect_status(200);
        let context = reply.json()["@odata.context"].as_str().unwrap().to_owned();
        // However Graph's root was spelt, it is written one way.
        let called = if root.to_lowercase().starts_with("/beta") { "/beta" } else { root.as_str() };
        assert!(context.starts_with(&format!("{}{called}/$metadata#", server.url)), "{context}");
        assert!(reply.header("ETag").starts_with("W/\""));
        assert_eq!(reply.header("OData-Version"), "4.0");
    }
}

#[tokio::test]
async fn documents_lie_below_each_root() {
    let server = TestServer::start(Database::Sqlite).await;
    for (path, kind) in [
        ("/beta/$metadata", "application/xml"),
        ("/beta/financials/$metadata", "application/xml"),
        ("/beta/financials/openapi.json", "application/json"),
        ("/api/v2.0", "application/json"),
        ("/api/v2.0/", "application/json"),
        ("/api/v1.0/$metadata", "application/xml"),
        ("/api/v2.0/openapi.json", "application/json"),
    ] {
        let reply = server.get(path).await.expect_status(200);
        assert!(reply.header("Content-Type").starts_with(kind), "{path}: {}", reply.header("Content-Type"));
    }
}

#[tokio::test]
async fn correlation_and_versions() {
    let server = TestServer::start(Database::Sqlite).await;
    let ask = async |id: &str, version: &str| {
        let request = server.request(Method::GET, "/beta/financials/companies");
        server.send(request.header("client-request-id", id).header("OData-MaxVersion", version)).await
    };
    let reply = ask("my-id", "4.01").await.expect_status(200);
    assert_eq!((reply.header("client-request-id"), reply.header("OData-Version")), ("my-id", "4.01"));
    assert!(uuid_like(reply.header("request-id")) && !reply.header("Date").is_empty());
    assert_eq!(
        reply.header("Content-Type"),
        "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"
    );
    let reply = ask(&"x".repeat(200), "4.0").await.expect_status(200);
    assert_eq!(
        (reply.header("client-request-id"), reply.header("OData-Version")),
        (reply.header("request-id"), "4.0")
    );
    let missing = server.get("/beta/financials/nothing").await.expect_status(404);
    assert_eq!(missing.json()["error"]["innerError"]["request-id"], missing.header("request-id"));
}

#[tokio::test]
async fn forwarded_origins_count_only_where_they_are_trusted() {
    for (trust_forwarded, expected) in [(true, "https://books.example"), (false, "http://127.0.0.1:")] {
        let mut setup = Setup::empty(Database::Sqlite);
        setup.config.trust_forwarded = trust_forwarded;
        let server = TestServer::start_with(setup).await;
        let request = server.request(Method::GET, "/api/v2.0/companies");
        let request =
            request.header("X-Forwarded-Proto", "https").header("X-Forwarded-Host", "books.example, proxy");
        let context = server.send(request).await.expect_status(200).json()["@odata.context"].to_string();
        assert!(context.starts_with(&format!("\"{expected}")), "{context}");
    }
}

#[tokio::test]
async fn head_is_get_without_a_body() {
    let server = TestServer::start(Database::Sqlite).await;
    let path = "/api/v2.0/companies({company})";
    let get = server.get(path).await.expect_status(200);
    let head = server.send(server.request(Method::HEAD, path)).await.expect_status(200);
    assert_eq!(head.body, b"");
    assert_eq!(head.header("Content-Length"), get.body.len().to_string());
    assert_eq!(head.header("ETag"), get.header("ETag"));
}

#[tokio::test]
async fn long_bodies_are_compressed_for_those_who_ask() {
    let server = TestServer::start(Database::Sqlite).await;
    let path = "/api/v2.0/$metadata";
    let plain = server.get(path).await.expect_status(200);
    assert_eq!((plain.header("Content-Encoding"), plain.header("Vary")), ("", "Accept-Encoding"));
    let request = server.request(Method::GET, path).header("Accept-Encoding", "br, gzip");
    let packed = server.send(request).await.expect_status(200);
    assert_eq!(packed.header("Content-Encoding"), "gzip");
    let mut unpacked = Vec::new();
    flate2::read::GzDecoder::new(packed.body.as_slice()).read_to_end(&mut unpacked).unwrap();
    assert!(unpacked == plain.body && packed.body.len() < plain.body.len() / 3);
    let request = server.request(Method::GET, "/api/v2.0/companies({company})/missing");
    let short = server.send(request.header("Accept-Encoding", "gzip")).await.expect_status(404);
    assert_eq!(short.header("Content-Encoding"), "");
}

#[tokio::test]
async fn a_write_and_its_way_back() {
    let server = TestServer::start(Database::Sqlite).await;
    let payments = "/beta/financials/companies/{company}/customerPaymentJournals/{journal}/customerPayments";
    let body = serde_json::json!({ "customerNumber": "10000", "amount": -12.5, "postingDate": "2026-03-10" });
    let reply = server.post(payments, &body).await;
    assert!(matches!(reply.status, 201 | 400 | 404), "{}", reply.text());
    if reply.status == 201 {
        let location = reply.header("Location").strip_prefix(&server.url).unwrap().to_owned();
        assert_eq!(server.get(&location).await.expect_status(200).json()["amount"], reply.json()["amount"]);
        server.delete(&location).await.expect_status(204);
        server.get(&location).await.expect_status(404);
    }
}

fn uuid_like(text: &str) -> bool {
    text.len() == 36 && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}
