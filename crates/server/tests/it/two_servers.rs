//! Two servers on one PostgreSQL: what one remembers of a company never outlives what the other writes, and writes that
//! are committed together stay as good as writes alone.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use reqwest::Method;
use serde_json::{Value, json};
use server::{RunningServer, Server, ServerConfig};
use testkit::{Database, FULL_ACCESS, Reply, TestServer};

/// A second server beside the one of the test.
struct Pair {
    one: TestServer,
    other: RunningServer,
    token: String,
}

impl Pair {
    async fn start() -> Pair {
        let one = TestServer::start(Database::Postgres).await;
        let config =
            ServerConfig { listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), ..ServerConfig::default() };
        let store = one.database.open().await;
        let other = Server::start(config, store, Arc::new(one.clock.clone())).await.unwrap();
        let token = one.token(FULL_ACCESS);
        Pair { one, other, token }
    }

    /// Sends to one of the two.
    async fn send(&self, second: bool, method: Method, path: &str, body: &Value) -> Reply {
        let root = if second { self.other.url() } else { self.one.url.clone() };
        let company = self.one.company;
        let url = format!("{root}/beta/financials/companies/{company}/{path}");
        let request = self.one.client.request(method, url).bearer_auth(&self.token).json(body);
        self.one.send(request).await
    }

    async fn journal(&self) -> String {
        let body = json!({ "code": "SHARED", "displayName": "Shared" });
        let made = self.send(false, Method::POST, "customerPaymentJournals", &body).await;
        let id = made.expect_status(201).json()["id"].as_str().unwrap_or_default().to_owned();
        format!("customerPaymentJournals/{id}/customerPayments")
    }

    async fn customer(&self) -> String {
        let found = self.send(false, Method::GET, "customers?$filter=number eq 'C-100'", &Value::Null).await;
        found.json()["value"][0]["id"].as_str().unwrap_or_default().to_owned()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_one_server_changes_the_other_sees_at_once() {
    let pair = Pair::start().await;
    let lines = pair.journal().await;
    let customer = format!("customers/{}", pair.customer().await);
    for number in 0..12 {
        let name = format!("Name {number}");
        // Either server changes the customer; both have read it before.
        let second = number % 3 == 0;
        let change = json!({ "displayName": name });
        pair.send(second, Method::PATCH, &customer, &change).await.expect_status(200);
        for second in [!second, second, !second] {
            let body = json!({ "customerNumber": "C-100", "amount": -1 });
            let made = pair.send(second, Method::POST, &lines, &body).await.expect_status(201);
            assert_eq!(made.json()["description"], name.as_str());
        }
        // A refused write forgets what it read, and leaves nothing.
        let unknown = json!({ "customerNumber": "NOBODY", "amount": -1 });
        let refused = pair.send(!second, Method::POST, &lines, &unknown).await;
        assert!((400..500).contains(&refused.status), "{}", refused.text());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writes_committed_together_are_each_all_or_nothing() {
    let pair = Arc::new(Pair::start().await);
    let lines = pair.journal().await;
    let mut clients = tokio::task::JoinSet::new();
    for client in 0..8 {
        let (pair, lines) = (pair.clone(), lines.clone());
        clients.spawn(async move {
            let mut made = Vec::new();
            for number in 0..15 {
                let customer = if number % 4 == client % 4 { "NOBODY" } else { "C-100" };
                let body = json!({ "customerNumber": customer, "amount": -1 });
                let reply = pair.send(client % 2 == 0, Method::POST, &lines, &body).await;
                match customer {
                    "NOBODY" => assert!((400..500).contains(&reply.status), "{}", reply.text()),
                    _ => made.push(reply.expect_status(201).json()),
                }
            }
            made
        });
    }
    let made: Vec<Value> = clients.join_all().await.into_iter().flatten().collect();
    let kept = pair.send(false, Method::GET, &lines, &Value::Null).await.expect_status(200).json();
    let kept = kept["value"].as_array().cloned().unwrap_or_default();
    let texts = |rows: &[Value], name: &str| -> BTreeSet<String> {
        rows.iter().map(|row| row[name].to_string()).collect()
    };
    assert_eq!(texts(&made, "id"), texts(&kept, "id"), "acknowledged and kept");
    for name in ["lineNumber", "documentNumber", "@odata.etag"] {
        assert_eq!(texts(&kept, name).len(), kept.len(), "{name}");
    }
    let numbers: Vec<i64> = kept.iter().filter_map(|row| row["lineNumber"].as_i64()).collect();
    let expected: Vec<i64> = (1..=kept.len() as i64).map(|line| line * 10_000).collect();
    assert_eq!(numbers, expected, "no gap where a refused write was undone");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_that_start_together_make_one_demo_company() {
    let database = testkit::TestDatabase::create(Database::Postgres).await;
    let mut starting = tokio::task::JoinSet::new();
    for start in 0..4_u128 {
        let store = database.open().await;
        starting.spawn(async move {
            let work = store.write(move |session| {
                Box::pin(async move {
                    let mut next = start << 64;
                    let mut make_id = || {
                        next += 1;
                        uuid::Uuid::from_u128(next)
                    };
                    let today = jiff::civil::date(2026, 3, 10);
                    store::demo_company::find_or_create(session, &mut make_id, today, 7).await
                })
            });
            work.await.map_err(|error: store::StoreError| error.message)
        });
    }
    let made: BTreeSet<_> = starting.join_all().await.into_iter().map(Result::unwrap).collect();
    assert_eq!(made.len(), 1, "{made:?}");
    let store = database.open().await;
    let names = store::companies::names(&mut store.reader().await.unwrap()).await.unwrap();
    assert_eq!(names.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn work_that_goes_on_after_a_failed_statement_is_not_acknowledged() {
    let database = testkit::TestDatabase::create(Database::Postgres).await;
    let store = database.open().await;
    for company in [None, Some(uuid::Uuid::from_u128(1))] {
        let outcome = store.write_to_company(company, |session| {
            Box::pin(async move {
                session.query_one("SELECT 1", &[], |_| Ok(())).await?;
                // The mistake: the transaction cannot be kept any more, and its commit would not say so.
                let _ = session.query_one("SELECT 1 / 0", &[], |_| Ok(())).await;
                Ok::<(), store::StoreError>(())
            })
        });
        assert!(outcome.await.is_err(), "{company:?}");
    }
    store.check_health().await.unwrap();
}
