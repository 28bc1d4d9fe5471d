//! What is refused because it is too long, too slow or too much (RELIABILITY.md H7).

use std::time::Duration;

use reqwest::Method;
use server::limits::PrincipalLimits;
use testkit::{Database, Setup, TestServer};
use tokio::io::AsyncWriteExt;

use crate::wire;

async fn with(change: impl FnOnce(&mut server::Limits)) -> TestServer {
    let mut setup = Setup::empty(Database::Sqlite);
    change(&mut setup.config.limits);
    TestServer::start_with(setup).await
}

#[tokio::test]
async fn bodies_over_the_limit() {
    let server = with(|limits| limits.request_body_bytes_max = 1000).await;
    let path = "/api/v2.0/companies";
    let post = |body: reqwest::Body| server.request(Method::POST, path).body(body);
    let reply = server.send(post("x".repeat(1001).into())).await.expect_status(413);
    assert_eq!(reply.error_code(), "BadRequest");
    let reply = server.send(post("x".repeat(1000).into())).await;
    assert_ne!(reply.status, 413);
    // The same without a length: in pieces.
    let token = server.token(testkit::FULL_ACCESS);
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\nTransfer-Encoding: chunked\r\n\r\n"
    );
    let piece = format!("200\r\n{}\r\n", "y".repeat(512));
    let answer = wire::send(&server, format!("{head}{}0\r\n\r\n", piece.repeat(3)).as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    // A large body is refused before it is read, and the client still sees the answer.
    let reply = server.send(post("x".repeat(20_000_000).into())).await;
    assert_eq!(reply.status, 413);
}

#[tokio::test]
async fn long_urls_and_heads() {
    let server = with(|_| ()).await;
    let reply = server.get(&format!("/api/v2.0/companies?$filter={}", "a".repeat(20_000))).await;
    assert_eq!((reply.status, reply.error_code().as_str()), (414, "BadRequest"));
    let long = "a".repeat(1_000_000);
    for head in [format!("GET /api/v2.0?{long}"), format!("GET /api/v2.0 HTTP/1.1\r\nHost: a\r\nX: {long}")] {
        let answer = wire::send(&server, head.as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
    }
    let many = "X: y\r\n".repeat(200);
    let answer = wire::send(&server, format!("GET / HTTP/1.1\r\nHost: a\r\n{many}\r\n").as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
}

#[tokio::test]
async fn slow_bodies_and_slow_heads() {
    let server = with(|limits| {
        limits.body_read_timeout = Duration::from_millis(200);
        limits.header_read_timeout = Duration::from_millis(200);
    })
    .await;
    let token = server.token(testkit::FULL_ACCESS);
    let head = format!(
        "POST /api/v2.0/companies HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\nContent-Length: 9\r\n\r\n"
    );
    let answer = wire::send(&server, head.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    // A connection that says nothing is closed without a word; one that works is not.
    let mut silent = wire::connect(&server).await;
    assert_eq!(wire::read(&mut silent).await, "");
    server.get("/api/v2.0/companies").await.expect_status(200);
}

#[tokio::test]
async fn requests_beyond_those_in_flight_wait_outside() {
    let server = with(|limits| limits.requests_in_flight_max = 1).await;
    let token = server.token(testkit::FULL_ACCESS);
    let mut holding = wire::connect(&server).await;
    let head = format!(
        "POST /api/v2.0/companies HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\nContent-Length: 2\r\n\r\n"
    );
    holding.write_all(head.as_bytes()).await.unwrap();
    wire::until_in_flight(&server, 1).await;
    for (path, code) in [
        ("/api/v2.0/companies", "Internal_TenantUnavailable"),
        ("/beta/financials/companies", "serviceNotAvailable"),
    ] {
        let reply = server.get(path).await.expect_status(503);
        assert_eq!((reply.error_code().as_str(), reply.header("Retry-After")), (code, "1"));
    }
    // Pages for operators still answer.
    server.get("/health/ready").await.expect_status(200);
    holding.write_all(b"{}").await.unwrap();
    wire::read(&mut holding).await;
    server.get("/api/v2.0/companies").await.expect_status(200);
}

#[tokio::test]
async fn one_caller_may_not_ask_too_often() {
    let other_tenant = uuid::Uuid::from_u128(3);
    let mut setup = Setup::empty(Database::Sqlite);
    setup.config.tenants = vec![auth::Tenant { id: other_tenant, domains: Vec::new() }];
    setup.config.limits.per_principal =
        Some(PrincipalLimits { requests_per_window_max: 3, ..PrincipalLimits::business_central() });
    let server = TestServer::start_with(setup).await;
    for _ in 0..3 {
        server.get("/api/v2.0/companies").await.expect_status(200);
    }
    for path in ["/api/v2.0/companies", "/beta/financials/companies"] {
        let reply = server.get(path).await.expect_status(429);
        assert_eq!(reply.error_code(), "TooManyRequests");
        let seconds: u64 = reply.header("Retry-After").parse().unwrap();
        assert!((1..=300).contains(&seconds), "{seconds}");
    }
    // Others are not held up.
    let order = server::TokenOrder {
        permission: server::Permission::Role(testkit::FULL_ACCESS.to_owned()),
        tenant_id: Some(other_tenant),
        expires_in_seconds: 60,
        companies: Vec::new(),
    };
    let request = server.request_without_token(Method::GET, "/api/v2.0/companies");
    server.send(request.bearer_auth(server.token_with(&order))).await.expect_status(200);
}

#[tokio::test]
async fn one_caller_may_not_ask_too_much_at_once() {
    let server = with(|limits| {
        limits.per_principal = Some(PrincipalLimits {
            running_max: 1,
            waiting_max: 1,
            waiting_timeout: Duration::from_secs(2),
            ..PrincipalLimits::business_central()
        });
    })
    .await;
    let token = server.token(testkit::FULL_ACCESS);
    let head = format!(
        "POST /api/v2.0/companies HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\nContent-Length: 2\r\n\r\n"
    );
    let mut holding = wire::connect(&server).await;
    holding.write_all(head.as_bytes()).await.unwrap();
    wire::until_in_flight(&server, 1).await;
    // Whichever comes first waits in vain, the other one finds no place to wait.
    let path = "/api/v2.0/companies";
    let (one, other) = tokio::join!(server.get(path), server.get(path));
    let mut answers = [&one, &other].map(|reply| (reply.status, reply.header("Retry-After")));
    answers.sort();
    assert_eq!(answers, [(429, "1"), (503, "1")]);
}
