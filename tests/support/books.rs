//! A fresh demo company on SQLite or PostgreSQL, and the service over it, with clock and ids under control.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use jiff::Timestamp;
use store::{DatabaseUrl, OpenOptions, Store, StoreError, demo_company};
use surfaces::answer::{Answer, Request};
use surfaces::service::{Service, ServiceOptions};
use uuid::Uuid;

/// The variable that says where PostgreSQL is.
const POSTGRES_VARIABLE: &str = "FUNCHAL_TEST_POSTGRES";
/// When every test begins.
pub const START: &str = "2026-03-10T10:00:00Z";
/// The name of the second company, which has setup but no data.
pub const OTHER_COMPANY: &str = "Harbour Books";

/// Which database a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatabaseKind {
    Sqlite,
    Postgres,
}

impl DatabaseKind {
    pub const BOTH: [DatabaseKind; 2] = [DatabaseKind::Sqlite, DatabaseKind::Postgres];
}

/// A database of its own with two companies.
pub struct Books {
    pub service: Arc<Service>,
    /// The demo company.
    pub company: Uuid,
    /// A company with setup only.
    pub other_company: Uuid,
    // Declared last: the store closes before its place goes away.
    _place: Place,
}

enum Place {
    Folder { _folder: tempfile::TempDir },
    Postgres(String),
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Place::Postgres(name) = self {
            let statement = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
            // On a thread of its own: the runtime of the test may be at its end. A database left behind does no harm.
            std::thread::spawn(move || {
                if let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() {
                    runtime.block_on(execute(&statement));
                }
            })
            .join()
            .ok();
        }
    }
}

impl Books {
    /// Opens a fresh database with the demo company. The same calls give the same ids on either database.
    pub async fn open(kind: DatabaseKind, options: ServiceOptions) -> Books {
        let (place, url) = match kind {
            DatabaseKind::Sqlite => {
                let folder = tempfile::tempdir().unwrap();
                let url = DatabaseUrl::Sqlite(folder.path().join("books.db"));
                (Place::Folder { _folder: folder }, url)
            }
            DatabaseKind::Postgres => {
                static NEXT: AtomicUsize = AtomicUsize::new(0);
                let number = NEXT.fetch_add(1, Ordering::Relaxed);
                let name = format!("acceptance_{}_{number}", std::process::id());
                execute(&format!("CREATE DATABASE {name}")).await;
                let url = DatabaseUrl::Postgres(address_of(&name));
                (Place::Postgres(name), url)
            }
        };
        let start: Timestamp = START.parse().unwrap();
        let milliseconds = start.as_millisecond();
        let options_of_store = OpenOptions { url, exclusive: true, connections_max: 4 };
        let store = Store::open(options_of_store, milliseconds).await.unwrap();
        let ids = Arc::new(AtomicU64::new(0));
        let (company, other_company) = create_companies(&store, ids.clone(), milliseconds).await;
        let make_id = Arc::new(move |_| next_id(&ids));
        Books {
            service: Arc::new(Service::new(store, make_id, options)),
            company,
            other_company,
            _place: place,
        }
    }

    pub async fn send(&self, request: &Request) -> Answer {
        self.service.handle(request).await
    }
}

async fn create_companies(store: &Store, ids: Arc<AtomicU64>, milliseconds: i64) -> (Uuid, Uuid) {
    let today = jiff::civil::date(2026, 3, 10);
    store
        .write::<_, StoreError, _>(move |session| {
            let ids = ids.clone();
            Box::pin(async move {
                let mut make_id = || next_id(&ids);
                let demo = demo_company::create(session, &mut make_id, today, milliseconds).await?;
                let other =
                    demo_company::create_without_data(session, &mut make_id, OTHER_COMPANY, milliseconds)
                        .await?;
                Ok((demo, other))
            })
        })
        .await
        .unwrap()
}

/// Ids that follow from a count, but do not ascend with it, so that no test leans on their order.
fn next_id(ids: &AtomicU64) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, &ids.fetch_add(1, Ordering::Relaxed).to_be_bytes())
}

fn server_address() -> String {
    std::env::var(POSTGRES_VARIABLE).unwrap_or_else(|_| {
        panic!("{POSTGRES_VARIABLE} is not set: run cargo xtask test, which starts PostgreSQL")
    })
}

/// The server's address with another database at its end.
fn address_of(database: &str) -> String {
    let address = server_address();
    let (server, _) = address.rsplit_once('/').unwrap();
    format!("{server}/{database}")
}

async fn execute(statement: &str) {
    let (client, connection) =
        tokio_postgres::connect(&server_address(), tokio_postgres::NoTls).await.unwrap();
    let driver = tokio::spawn(connection);
    client.batch_execute(statement).await.unwrap();
    drop(client);
    driver.await.unwrap().ok();
}
