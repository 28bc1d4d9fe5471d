//! The same on both databases: answers, keys, clients, health.

use reqwest::Method;
use server::{clients, keys};
use testkit::{Database, FULL_ACCESS, TestServer, for_both_databases};

#[tokio::test]
async fn the_same_request_gives_the_same_text_on_both() {
    let sqlite = TestServer::start(Database::Sqlite).await;
    let postgres = TestServer::start(Database::Postgres).await;
    for request in [
        "GET /beta/financials/companies/{company}/customerPaymentJournals/{journal}/customerPayments/{payment}",
        "GET /beta/financials/companies/{company}/customerPaymentJournals/{journal}/customerPayments?$top=3",
        "GET /api/v2.0/companies({company})/customers?$top=2&$count=true",
        "GET /api/v1.0/companies({company})/nothing",
    ] {
        let (one, other) = (sqlite.exchange(request).await, postgres.exchange(request).await);
        assert_eq!(one, other, "{request}");
    }
}

#[tokio::test]
async fn keys_clients_and_health_on_both() {
    for_both_databases(async |server| {
        let now = testkit::start_of_tests();
        let company = server.company;
        let roles = vec![FULL_ACCESS.to_owned()];
        let (client, secret) = clients::add(&server.store, "Sync", roles, vec![company], now).await.unwrap();
        assert_eq!(clients::find(&server.store, client.client_id).await.unwrap(), Some(client.clone()));
        assert_eq!(keys::home_tenant(&server.store).await.unwrap(), server.tenant);
        let ring = keys::rotate(&server.store, now).await.unwrap();
        let again = keys::load_or_create(&server.store, now).await.unwrap();
        assert_eq!((ring.records().len(), ring.records()), (2, again.records()));
        let form = format!(
            "grant_type=client_credentials&client_id={}&client_secret={}&scope=api%3A%2F%2Ffunchal%2F.default",
            client.client_id,
            secret.reveal()
        );
        let request = server.request_without_token(Method::POST, "/common/oauth2/v2.0/token");
        let request = request.header("Content-Type", "application/x-www-form-urlencoded").body(form);
        let token = server.send(request).await.expect_status(200).json()["access_token"].as_str().unwrap().to_owned();
        let request = server.request_without_token(Method::GET, "/api/v2.0/companies({company})");
        server.send(request.bearer_auth(token)).await.expect_status(200);
        server.get("/health/ready").await.expect_status(200);
    })
    .await;
}
