//! Writes whose answers get lost on the way are repeated with their key, and done once (RELIABILITY B4). Over HTTP.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use store::row::RowExtension;
use testkit::{Database, TestServer};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy};
use tokio::net::{TcpListener, TcpStream};

/// Payments made on each database; the gate of RELIABILITY B4 counts both.
const INTENTS: usize = 1_000;
const CLIENTS: usize = 8;
/// Tries through the proxy before a client gives up and the outcome stays unknown to it.
const TRIES_MAX: usize = 6;
/// How long a client waits for a server that is not there.
const PATIENCE: Duration = Duration::from_millis(50);

/// Between clients and server: loses three answers of ten after the server has given them.
struct Proxy {
    port: u16,
    /// Where the server is at the moment; 0 while it is away.
    server: AtomicU16,
    seen: AtomicU64,
    lost: AtomicUsize,
}

impl Proxy {
    async fn start(server_url: &str) -> Arc<Proxy> {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let proxy = Arc::new(Proxy {
            port: listener.local_addr().unwrap().port(),
            server: AtomicU16::new(port_of(server_url)),
            seen: AtomicU64::new(0),
            lost: AtomicUsize::new(0),
        });
        let shared = proxy.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let proxy = shared.clone();
                tokio::spawn(async move { proxy.carry(client).await });
            }
        });
        proxy
    }

    /// Carries one request there and its answer back, or loses the answer.
    async fn carry(&self, mut client: TcpStream) -> Option<()> {
        let port = self.server.load(Ordering::SeqCst);
        let mut server = TcpStream::connect(("127.0.0.1", port)).await.ok()?;
        let (mut from_client, mut to_client) = client.split();
        let (mut from_server, mut to_server) = server.split();
        let answer = async {
            let mut start = [0; 4_096];
            let length = from_server.read(&mut start).await.ok().filter(|length| *length > 0)?;
            // Spread by a multiplication, so that every run loses the same share in no visible pattern.
            let number = self.seen.fetch_add(1, Ordering::Relaxed);
            if (number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) % 10 < 3 {
                self.lost.fetch_add(1, Ordering::Relaxed);
                return None;
            }
            to_client.write_all(&start[..length]).await.ok()?;
            copy(&mut from_server, &mut to_client).await.ok()
        };
        tokio::select! {
            _ = answer => {}
            _ = copy(&mut from_client, &mut to_server) => {}
        }
        Some(())
    }
}

fn port_of(url: &str) -> u16 {
    url.rsplit(':').next().and_then(|port| port.parse().ok()).unwrap()
}

/// One client, each request on a connection of its own.
#[derive(Clone)]
struct Client {
    http: reqwest::Client,
    root: String,
    token: String,
}

impl Client {
    fn new(server: &TestServer, port: u16) -> Client {
        let http = reqwest::Client::builder().no_proxy().pool_max_idle_per_host(0).build().unwrap();
        let root = format!("http://127.0.0.1:{port}/api/v2.0/companies({})", server.company);
        Client { http, root, token: server.token(testkit::FULL_ACCESS) }
    }

    /// Status, whether the answer had been given before, and body.
    async fn send(
        &self,
        method: Method,
        path: &str,
        key: &str,
        body: Option<&Value>,
    ) -> Option<(u16, bool, Value)> {
        let request = self.http.request(method, format!("{}/{path}", self.root)).bearer_auth(&self.token);
        let request = request.header("Idempotency-Key", key).header("If-Match", "*");
        let request = match body {
            Some(body) => request.json(body),
            None => request,
        };
        let answer = request.send().await.ok()?;
        let (status, replayed) =
            (answer.status().as_u16(), answer.headers().contains_key("Idempotency-Replayed"));
        let text = answer.text().await.ok()?;
        Some((status, replayed, serde_json::from_str(&text).unwrap_or_default()))
    }

    /// Sends until there is an answer, a few times at most; what could not be reached does not count.
    async fn insist(
        &self,
        method: Method,
        path: &str,
        key: &str,
        body: Option<&Value>,
    ) -> Option<(u16, Value)> {
        let mut tries = 0;
        while tries < TRIES_MAX {
            match self.send(method.clone(), path, key, body).await {
                Some((503, ..)) => tokio::time::sleep(PATIENCE).await,
                Some((status, _, body)) => return Some((status, body)),
                None => {
                    tries += 1;
                    tokio::time::sleep(PATIENCE / 10).await;
                }
            }
        }
        None
    }
}

fn payment(number: usize) -> Value {
    json!({"customerNumber": "C-100", "amount": -1, "description": format!("intent {number}")})
}

/// What a client knows of its intent: the id of the payment, if an answer ever came.
type Outcomes = HashMap<usize, Option<String>>;

/// Makes every `CLIENTS`-th payment, and deletes every tenth of them again.
async fn work(client: Client, journal: String, first: usize, done: Arc<AtomicUsize>) -> Outcomes {
    let mut outcomes = Outcomes::new();
    for number in (first..INTENTS).step_by(CLIENTS) {
        let path = format!("customerPaymentJournals({journal})/customerPayments");
        let answer =
            client.insist(Method::POST, &path, &format!("make {number}"), Some(&payment(number))).await;
        let id = answer.map(|(status, body)| {
            assert_eq!(status, 201, "{body}");
            body["id"].as_str().unwrap().to_owned()
        });
        if number % 10 == 0
            && let Some(id) = &id
        {
            let path = format!("customerPayments({id})");
            let answer = client.insist(Method::DELETE, &path, &format!("delete {number}"), None).await;
            assert!(answer.is_none_or(|(status, _)| status == 204), "payment {number} was deleted twice");
        }
        outcomes.insert(number, id);
        done.fetch_add(1, Ordering::Relaxed);
    }
    outcomes
}

async fn journal_of(server: &TestServer) -> String {
    let journals = server.get("/api/v2.0/companies({company})/customerPaymentJournals").await.json();
    journals["value"][0]["id"].as_str().unwrap().to_owned()
}

/// How many payments each intent has left in the books.
async fn payments_by_intent(server: &TestServer, journal: &str) -> HashMap<String, usize> {
    let path = format!(
        "/api/v2.0/companies({{company}})/customerPaymentJournals({journal})/customerPayments?$select=description"
    );
    let found = server.get(&path).await.json();
    let mut counts = HashMap::new();
    for row in found["value"].as_array().unwrap() {
        *counts.entry(row["description"].as_str().unwrap().to_owned()).or_insert(0) += 1;
    }
    counts
}

async fn lose_answers_and_restart(mut server: TestServer) {
    let journal = journal_of(&server).await;
    let proxy = Proxy::start(&server.url).await;
    let done = Arc::new(AtomicUsize::new(0));
    let clients: Vec<_> = (0..CLIENTS)
        .map(|first| {
            let client = Client::new(&server, proxy.port);
            tokio::spawn(work(client, journal.clone(), first, done.clone()))
        })
        .collect();
    while done.load(Ordering::Relaxed) < INTENTS / 2 {
        tokio::time::sleep(PATIENCE).await;
    }
    proxy.server.store(0, Ordering::SeqCst);
    server.restart().await;
    proxy.server.store(port_of(&server.url), Ordering::SeqCst);
    let mut outcomes = Outcomes::new();
    for client in clients {
        outcomes.extend(client.await.unwrap());
    }
    let (lost, seen) = (proxy.lost.load(Ordering::Relaxed), proxy.seen.load(Ordering::Relaxed));
    assert!(lost as u64 > seen / 4, "{lost} answers of {seen} were lost");

    // Whoever asks again, now that nothing is lost, learns what became of it.
    let client = Client::new(&server, port_of(&server.url));
    let path = format!("customerPaymentJournals({journal})/customerPayments");
    for number in 0..INTENTS {
        let key = format!("make {number}");
        let answer = client.send(Method::POST, &path, &key, Some(&payment(number))).await;
        let (status, replayed, body) = answer.unwrap();
        assert_eq!(status, 201, "{key}: {body}");
        if let Some(id) = outcomes[&number].as_ref() {
            assert!(replayed, "{key} was done again");
            assert_eq!(body["id"].as_str(), Some(id.as_str()), "{key} has become another payment");
        }
        if number % 10 == 0 {
            let path = format!("customerPayments({})", body["id"].as_str().unwrap());
            let (status, ..) =
                client.send(Method::DELETE, &path, &format!("delete {number}"), None).await.unwrap();
            assert_eq!(status, 204, "delete {number}");
        }
    }
    let counts = payments_by_intent(&server, &journal).await;
    for number in 0..INTENTS {
        let expected = usize::from(number % 10 != 0);
        let found = counts.get(&format!("intent {number}")).copied().unwrap_or(0);
        assert_eq!(found, expected, "payments of intent {number}");
    }
}

#[test]
fn each_intent_is_done_once_however_often_its_answer_is_lost() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for database in [Database::Sqlite, Database::Postgres] {
        runtime.block_on(async { lose_answers_and_restart(TestServer::start(database).await).await });
    }
}

#[test]
fn the_same_key_at_the_same_time_is_done_once() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(testkit::for_both_databases(async |server: TestServer| {
        let journal = journal_of(&server).await;
        let client = Client::new(&server, port_of(&server.url));
        let path = format!("customerPaymentJournals({journal})/customerPayments");
        let sending: Vec<_> = (0..16)
            .map(|_| {
                let (client, path) = (client.clone(), path.clone());
                tokio::spawn(async move {
                    client.send(Method::POST, &path, "at once", Some(&payment(1))).await.unwrap()
                })
            })
            .collect();
        let mut answers = Vec::new();
        for answer in sending {
            answers.push(answer.await.unwrap());
        }
        assert_eq!(answers.iter().filter(|(_, replayed, _)| !replayed).count(), 1);
        let bodies: Vec<_> = answers.iter().map(|(status, _, body)| (*status, &body["id"])).collect();
        assert!(bodies.iter().all(|body| *body == bodies[0] && body.0 == 201), "{bodies:?}");
        assert_eq!(payments_by_intent(&server, &journal).await["intent 1"], 1);
    }));
}

#[test]
fn expired_keys_are_removed_as_time_passes() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(testkit::for_both_databases(async |server: TestServer| {
        let write = async |client: &Client, code: &str| {
            let answer =
                client.send(Method::POST, "paymentMethods", code, Some(&json!({"code": code}))).await;
            assert_eq!(answer.unwrap().0, 201, "{code}");
        };
        let client = Client::new(&server, port_of(&server.url));
        for number in 0..20 {
            write(&client, &format!("OLD{number}")).await;
        }
        server.clock.advance(jiff::SignedDuration::from_hours(8 * 24));
        // The token has expired along with the keys.
        let client = Client::new(&server, port_of(&server.url));
        let mut kept = Vec::new();
        for number in 0..4 {
            write(&client, &format!("NEW{number}")).await;
            let mut reader = server.store.reader().await.unwrap();
            let text = "SELECT count(*) FROM idempotency_keys";
            kept.push(reader.query_one(text, &[], |row| row.required_integer(0)).await.unwrap().unwrap());
        }
        assert_eq!(kept, [13, 6, 3, 4]);
    }));
}
