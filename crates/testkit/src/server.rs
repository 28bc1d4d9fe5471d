//! A server for one test: started on a free port, asked over HTTP, gone with the test.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ::server::{Permission, RunningServer, Server, ServerConfig, TokenOrder};
use jiff::tz::TimeZone;
use reqwest::{Method, RequestBuilder};
use serde_json::Value;
use store::signing_keys::{self, SigningKey};
use store::{Store, StoreError, demo_company};
use tokio::sync::OnceCell;
use uuid::Uuid;

use crate::clock::{TestClock, start_of_tests};
use crate::database::{Database, TestDatabase};
use crate::exchange::{self, WrittenRequest};
use crate::mask::Mask;
use crate::reply::Reply;

/// The permission that opens everything.
pub const FULL_ACCESS: &str = "Financials.ReadWrite.All";

/// What a test wants of its server.
#[derive(Clone, Debug)]
pub struct Setup {
    pub database: Database,
    pub config: ServerConfig,
    /// Make the demo company.
    pub demo: bool,
}

impl Setup {
    /// The demo company on this database, every limit at its default.
    pub fn new(database: Database) -> Setup {
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Setup { database, config: ServerConfig { listen, ..ServerConfig::default() }, demo: true }
    }

    /// A server without any company.
    pub fn empty(database: Database) -> Setup {
        Setup { demo: false, ..Setup::new(database) }
    }
}

/// A running server and what a test needs to talk to it.
pub struct TestServer {
    pub clock: TestClock,
    /// `http://127.0.0.1:PORT`.
    pub url: String,
    /// The demo company; nil without one.
    pub company: Uuid,
    /// The home tenant.
    pub tenant: Uuid,
    pub store: Store,
    /// For requests beyond the helpers here.
    pub client: reqwest::Client,
    names: BTreeMap<String, String>,
    token: String,
    config: ServerConfig,
    running: Option<RunningServer>,
    /// Last, so that it goes after everything that uses it.
    pub database: TestDatabase,
}

impl TestServer {
    /// A server with the demo company.
    pub async fn start(database: Database) -> TestServer {
        TestServer::start_with(Setup::new(database)).await
    }

    pub async fn start_with(setup: Setup) -> TestServer {
        let (database, example) = match setup.demo {
            true => demo_database(setup.database).await,
            false => (TestDatabase::create(setup.database).await, None),
        };
        let store = database.open().await;
        put_signing_key(&store).await;
        let clock = TestClock::at(start_of_tests());
        let running = Server::start(setup.config.clone(), store.clone(), Arc::new(clock.clone())).await;
        let running = running.expect("a server for a test can be started");
        let company = example.as_ref().map_or(Uuid::nil(), |example| example.company);
        let mut names = BTreeMap::new();
        if let Some(example) = example {
            names.insert("company".to_owned(), company.to_string());
            if let Some((journal, payment)) = example.payment {
                names.insert("journal".to_owned(), journal.to_string());
                names.insert("payment".to_owned(), payment.to_string());
            }
        }
        TestServer {
            clock,
            url: running.url(),
            company,
            tenant: running.tenant_id(),
            store,
            client: client(),
            names,
            token: token_of(&running, FULL_ACCESS),
            config: setup.config,
            running: Some(running),
            database,
        }
    }

    /// Lets `{name}` stand for a value in request texts and paths, and shows the value as `<name>` in answers.
    pub fn name(&mut self, name: &str, value: impl ToString) {
        self.names.insert(name.to_owned(), value.to_string());
    }

    /// A token of an application with this role, good for an hour from where the clock stands.
    pub fn token(&self, role: &str) -> String {
        token_of(self.running(), role)
    }

    /// A token of any kind.
    pub fn token_with(&self, order: &TokenOrder) -> String {
        self.running().token(order).expect("a token can be made")
    }

    /// A request with a token for everything.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.request_without_token(method, path).bearer_auth(&self.token)
    }

    pub fn request_without_token(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{}", self.url, self.filled_in(path)))
    }

    /// Sends what was built.
    pub async fn send(&self, request: RequestBuilder) -> Reply {
        Reply::of(request.send().await.expect("the server answers")).await
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Reply {
        self.send(self.request(Method::POST, path).json(body)).await
    }

    /// With `If-Match: *`.
    pub async fn patch(&self, path: &str, body: &Value) -> Reply {
        self.send(self.request(Method::PATCH, path).header("If-Match", "*").json(body)).await
    }

    /// With `If-Match: *`.
    pub async fn delete(&self, path: &str) -> Reply {
        self.send(self.request(Method::DELETE, path).header("If-Match", "*")).await
    }

    /// Sends a written request (`METHOD path`, headers, empty line, body) and writes its answer down, with ids, times
    /// and etags masked. A token for everything goes with it unless it says `Authorization:` itself; `none` sends no
    /// such header. A body goes as JSON unless it says otherwise.
    pub async fn exchange(&self, request: &str) -> String {
        self.exchange_masked(request, &mut self.mask()).await
    }

    /// [`TestServer::exchange`] with a mask kept from exchange to exchange.
    pub async fn exchange_masked(&self, request: &str, mask: &mut Mask) -> String {
        let written = WrittenRequest::read(&self.filled_in(request));
        let method = Method::from_bytes(written.method.as_bytes()).expect("a method");
        let says = |name: &str| written.headers.iter().any(|(said, _)| said.eq_ignore_ascii_case(name));
        let mut builder = self.request_without_token(method, &written.path);
        if !says("Authorization") {
            builder = builder.bearer_auth(&self.token);
        }
        if !written.body.is_empty() && !says("Content-Type") {
            builder = builder.header("Content-Type", "application/json");
        }
        let is_sent =
            |name: &str, value: &str| !(name.eq_ignore_ascii_case("Authorization") && value == "none");
        for (name, value) in written.headers.iter().filter(|(name, value)| is_sent(name, value)) {
            builder = builder.header(name, value);
        }
        let reply = self.send(builder.body(written.body)).await;
        mask.apply(&exchange::render(&reply))
    }

    /// Compares an exchange with what is expected, both trimmed.
    #[track_caller]
    pub fn check<'s>(&'s self, request: &'s str, expected: &'s str) -> impl Future<Output = ()> + 's {
        let caller = std::panic::Location::caller();
        async move {
            let found = self.exchange(request).await;
            let trimmed = |text: &str| text.trim().lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
            let (found, expected) = (trimmed(&found), trimmed(expected));
            assert!(found == expected, "{caller}\n{request}\n-- expected\n{expected}\n-- found\n{found}\n");
        }
    }

    /// A mask that knows this server's address and named ids.
    pub fn mask(&self) -> Mask {
        let mut mask = Mask::default();
        mask.fix(self.url.clone(), "server");
        for (name, value) in &self.names {
            mask.fix(value.clone(), name);
        }
        mask
    }

    /// Stops the server as SIGTERM does; `true` when every request came to its end.
    pub async fn stop(&mut self) -> bool {
        match self.running.take() {
            Some(running) => running.shutdown().await,
            None => true,
        }
    }

    /// Stops the server and starts another one on the same database, at another port.
    pub async fn restart(&mut self) {
        self.stop().await;
        self.store = self.database.open().await;
        let running =
            Server::start(self.config.clone(), self.store.clone(), Arc::new(self.clock.clone())).await;
        let running = running.expect("a server for a test can be started again");
        self.url = running.url();
        self.running = Some(running);
    }

    fn running(&self) -> &RunningServer {
        self.running.as_ref().expect("the server has not been stopped")
    }

    fn filled_in(&self, text: &str) -> String {
        self.names
            .iter()
            .fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
    }
}

/// Runs a test once on SQLite and once on PostgreSQL, each with the demo company.
pub async fn for_both_databases<F: Future<Output = ()>>(test: impl Fn(TestServer) -> F) {
    for database in [Database::Sqlite, Database::Postgres] {
        eprintln!("on {database:?}:");
        test(TestServer::start(database).await).await;
    }
}

/// A copy of a database with the demo company, which is made once for each kind and process.
async fn demo_database(kind: Database) -> (TestDatabase, Option<Example>) {
    static MADE: [OnceCell<(TestDatabase, Example)>; 2] = [OnceCell::const_new(), OnceCell::const_new()];
    let make = async || {
        let database = TestDatabase::create(kind).await;
        let store = database.open().await;
        let example = make_demo_company(&store).await;
        drop(store);
        (database.rest().await, example)
    };
    let (database, example) = MADE[kind as usize].get_or_init(make).await;
    (database.copy().await, Some(*example))
}

#[derive(Clone, Copy)]
struct Example {
    company: Uuid,
    /// Journal and payment.
    payment: Option<(Uuid, Uuid)>,
}

async fn make_demo_company(store: &Store) -> Example {
    let now = start_of_tests();
    let today = TimeZone::UTC.to_datetime(now).date();
    let made = store.write::<_, StoreError, _>(move |session| {
        Box::pin(async move {
            // The same ids in every run, in the order in which records are made.
            let next = AtomicU64::new(1);
            let mut make_id = || {
                Uuid::from_u64_pair(0x0190_0000_0000_7000, (1 << 63) | next.fetch_add(1, Ordering::Relaxed))
            };
            let company = demo_company::create(session, &mut make_id, today, now.as_millisecond()).await?;
            let payment = demo_company::example_payment(session, company).await?;
            Ok(Example { company, payment })
        })
    });
    made.await.expect("the demo company can be made")
}

/// One key for all tests of a process: making one takes longer than most tests.
async fn put_signing_key(store: &Store) {
    static KEY: OnceCell<SigningKey> = OnceCell::const_new();
    let make = async || {
        let made = auth::keys::generate(start_of_tests().as_second()).expect("a key can be made");
        SigningKey {
            kid: made.kid,
            private_key_pkcs8: made.private_key_pkcs8,
            created_at_seconds: made.created_at_unix_seconds,
            retired_at_seconds: None,
        }
    };
    let key = KEY.get_or_init(make).await;
    let put = store.write::<_, StoreError, _>(move |session| Box::pin(signing_keys::put(session, key)));
    put.await.expect("the key can be stored");
}

fn token_of(running: &RunningServer, role: &str) -> String {
    let order = TokenOrder {
        permission: Permission::Role(role.to_owned()),
        tenant_id: None,
        expires_in_seconds: 3600,
        companies: Vec::new(),
    };
    running.token(&order).expect("a token can be made")
}

fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().expect("an HTTP client can be made")
}
