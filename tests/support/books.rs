//! A fresh demo company on SQLite or PostgreSQL, and the service over it, with clock and ids under control.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use store::row::RowExtension;
use store::{Dialect, OpenOptions, Row, Session, Store, StoreError, demo_company};
use surfaces::answer::{Answer, Request};
use surfaces::service::{Service, ServiceOptions};
use testkit::{Database, TestDatabase};
use tokio::sync::OnceCell;
use uuid::Uuid;

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

    fn of_testkit(self) -> Database {
        match self {
            DatabaseKind::Sqlite => Database::Sqlite,
            DatabaseKind::Postgres => Database::Postgres,
        }
    }
}

/// A database of its own with two companies.
pub struct Books {
    pub service: Arc<Service>,
    /// The demo company.
    pub company: Uuid,
    /// A company with setup only.
    pub other_company: Uuid,
    // Declared last: the store closes before its place goes away.
    _database: TestDatabase,
}

/// Two companies as every test finds them, made once for each kind of database.
struct Made {
    database: TestDatabase,
    company: Uuid,
    other_company: Uuid,
    /// How many ids were taken.
    ids: u64,
}

async fn make(kind: DatabaseKind) -> Made {
    let database = TestDatabase::create(kind.of_testkit()).await;
    let milliseconds = start_milliseconds();
    let ids = Arc::new(AtomicU64::new(0));
    let store = open_store(&database, milliseconds).await;
    let (company, other_company) = create_companies(&store, ids.clone(), milliseconds).await;
    drop(store);
    Made { database: database.rest().await, company, other_company, ids: ids.load(Ordering::Relaxed) }
}

async fn open_store(database: &TestDatabase, milliseconds: i64) -> Store {
    let options = OpenOptions { url: database.url().clone(), exclusive: true, connections_max: 4 };
    Store::open(options, milliseconds).await.unwrap()
}

fn start_milliseconds() -> i64 {
    START.parse::<Timestamp>().unwrap().as_millisecond()
}

impl Books {
    /// Opens a fresh database with the demo company. The same calls give the same ids on either database.
    pub async fn open(kind: DatabaseKind, options: ServiceOptions) -> Books {
        static MADE: [OnceCell<Made>; 2] = [OnceCell::const_new(), OnceCell::const_new()];
        let made = MADE[kind as usize].get_or_init(|| make(kind)).await;
        let database = made.database.copy().await;
        let store = open_store(&database, start_milliseconds()).await;
        let ids = AtomicU64::new(made.ids);
        let make_id = Arc::new(move |_| next_id(&ids));
        Books {
            service: Arc::new(Service::new(store, make_id, options)),
            company: made.company,
            other_company: made.other_company,
            _database: database,
        }
    }

    /// How many rows each table has and which versions they are of: the same as long as nothing is written. Keys of
    /// repeated requests and the like, which are no books, have no version and are left out.
    pub async fn state(&self) -> Vec<String> {
        let store = self.service.store();
        let tables = match store.dialect() {
            Dialect::Sqlite => {
                "SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) p \
                 WHERE m.type = 'table' AND p.name = 'row_version' ORDER BY 1"
            }
            Dialect::Postgres => {
                "SELECT table_name::text FROM information_schema.columns \
                 WHERE table_schema = current_schema() AND column_name = 'row_version' ORDER BY 1"
            }
        };
        let mut reader = store.reader().await.unwrap();
        let mut counts = Vec::new();
        let count = |table: String| {
            counts.push(format!(
                "SELECT '{table} ' || count(*) || ' ' || coalesce(sum(row_version), 0) FROM {table}"
            ));
        };
        texts(&mut reader, tables).await.into_iter().for_each(count);
        assert!(counts.len() > 40, "only {} tables", counts.len());
        texts(&mut reader, &counts.join(" UNION ALL ")).await
    }

    pub async fn send(&self, request: &Request) -> Answer {
        self.service.handle(request).await
    }
}

/// The first column of the rows of a query.
async fn texts(session: &mut Session, query: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut keep = |row: &dyn Row| {
        found.push(row.required_text(0)?);
        Ok(())
    };
    session.query_all(query, &[], &mut keep).await.unwrap();
    found
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
