//! The server's own pages.

use testkit::{Database, Setup, TestServer};

#[tokio::test]
async fn health_and_welcome() {
    let server = TestServer::start_with(Setup::empty(Database::Sqlite)).await;
    for (path, text) in [("/", "funchal"), ("/health/live", "alive"), ("/health/ready", "ready")] {
        let request = server.request_without_token(reqwest::Method::GET, path);
        let reply = server.send(request).await.expect_status(200);
        assert!(reply.text().starts_with(text), "{path}: {}", reply.text());
    }
}

#[tokio::test]
async fn metrics_count_what_was_answered() {
    let server = TestServer::start_with(Setup::empty(Database::Sqlite)).await;
    server.get("/api/v2.0/companies").await.expect_status(200);
    server.get("/api/v2.0/nothing").await.expect_status(404);
    let text = server.get("/metrics").await.expect_status(200).text();
    for line in [
        r#"funchal_requests_total{face="v2.0",method="GET",status="2xx"} 1"#,
        r#"funchal_requests_total{face="v2.0",method="GET",status="4xx"} 1"#,
        r#"funchal_request_duration_seconds_count{face="v2.0"} 2"#,
        r#"funchal_errors_total{face="v2.0",code="BadRequest_ResourceNotFound"} 1"#,
        "funchal_requests_in_flight 0",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\n{text}");
    }
    assert!(text.contains("funchal_build_info{version="));
    assert!(!text.contains("eyJ"), "no token in the metrics");
}
