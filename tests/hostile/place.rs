//! Where the requests go: a server in the test's process, with the demo company, on either database.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use server::{RunningServer, Server, ServerConfig};
use surfaces::face::Face;
use testkit::{Database, Setup, TestServer};
use tokio::runtime::{Builder, Runtime};

use super::http::Client;

/// A running server and the way to it.
pub struct Place {
    /// `HOST:PORT`.
    pub address: String,
    pub token: String,
    pub company: String,
    server: Option<TestServer>,
    /// Beside the first, on the same database.
    second: Option<RunningServer>,
    runtime: Runtime,
}

impl Place {
    pub fn start(database: Database) -> Place {
        Place::start_with(Setup::new(database))
    }

    pub fn start_with(setup: Setup) -> Place {
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let runtime = runtime.expect("a runtime can be made");
        let server = runtime.block_on(TestServer::start_with(setup));
        Place {
            address: server.url.trim_start_matches("http://").to_owned(),
            token: server.token(testkit::FULL_ACCESS),
            company: server.company.to_string(),
            server: Some(server),
            second: None,
            runtime,
        }
    }

    /// Two servers on one PostgreSQL, as two machines would be.
    pub fn start_pair() -> Place {
        let mut place = Place::start(Database::Postgres);
        let Some(server) = &place.server else { return place };
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let config = ServerConfig { listen, ..ServerConfig::default() };
        let clock = Arc::new(server.clock.clone());
        let started = place.runtime.block_on(async {
            let store = server.database.open().await;
            Server::start(config, store, clock).await
        });
        place.second = Some(started.expect("a second server can be started"));
        place
    }

    /// A client of the second server, where there is one.
    pub fn client_of_second(&self) -> Client {
        let second = self.second.as_ref().map(|server| server.url().trim_start_matches("http://").to_owned());
        Client::new(second.as_deref().unwrap_or(&self.address), &self.token)
    }

    pub fn client(&self) -> Client {
        Client::new(&self.address, &self.token)
    }

    /// Adds payments, in one journal.
    pub fn fill(&self, payments: u64) {
        let Some(server) = &self.server else { return };
        let plan = store::generate::Plan {
            customers: 20,
            invoices: 0,
            payments,
            posted_payments: 0,
            journals: Some(1),
            seed: 1,
        };
        let mut quietly = |_| {};
        let made = store::generate::run(&server.store, &plan, 1_767_225_600_000, &mut quietly);
        self.runtime.block_on(made).expect("payments can be made");
    }

    /// A token that is good for an hour from now.
    pub fn fresh_token(&self) -> String {
        self.server.as_ref().map_or_else(String::new, |server| server.token(testkit::FULL_ACCESS))
    }

    /// Moves the clock on.
    pub fn advance(&self, by: jiff::SignedDuration) {
        if let Some(server) = &self.server {
            server.clock.advance(by);
        }
    }

    /// What `funchal check` does.
    pub fn check(&self, listener: &mut dyn store::check::Listener) -> store::check::Summary {
        let store = &self.server.as_ref().expect("the server has not been stopped").store;
        self.runtime.block_on(async {
            let mut reader = store.reader().await.expect("a connection can be lent");
            store::check::run(&mut reader, listener).await.expect("the database can be read")
        })
    }

    /// Connections to the database that are lent out.
    pub fn connections_in_use(&self) -> usize {
        self.server.as_ref().map_or(0, |server| server.store.connections().0)
    }

    /// The company as the path of a face.
    pub fn company_path(&self, face: Face) -> String {
        match face {
            Face::GraphBeta => format!("/beta/financials/companies/{}", self.company),
            Face::V1 => format!("/api/v1.0/companies({})", self.company),
            Face::V2 => format!("/api/v2.0/companies({})", self.company),
            Face::Own => format!("/api/funchal/finance/v1.0/companies({})", self.company),
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(mut server) = self.server.take() {
            let second = self.second.take();
            self.runtime.block_on(async {
                if let Some(second) = second {
                    second.shutdown().await;
                }
                server.stop().await;
                drop(server);
            });
        }
    }
}

/// The databases to test on: PostgreSQL when `cargo xtask test` has started one.
pub fn databases() -> Vec<Database> {
    if std::env::var_os("FUNCHAL_TEST_POSTGRES").is_none() {
        eprintln!("on SQLite alone: FUNCHAL_TEST_POSTGRES is not set");
        return vec![Database::Sqlite];
    }
    vec![Database::Sqlite, Database::Postgres]
}
