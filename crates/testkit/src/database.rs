//! A database of its own for every test, gone when the test is over.

use store::{DatabaseUrl, OpenOptions, Store};
use tempfile::TempDir;
use tokio_postgres::NoTls;
use uuid::Uuid;

use crate::clock::start_of_tests;

/// The variable that names a PostgreSQL in which tests may make databases.
const POSTGRES_VARIABLE: &str = "FUNCHAL_TEST_POSTGRES";

/// Connections of a test's server: few, so that many tests fit into one PostgreSQL.
const CONNECTIONS_MAX: usize = 4;

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    Sqlite,
    Postgres,
}

/// An empty database.
pub struct TestDatabase {
    url: DatabaseUrl,
    /// Where the SQLite file lies; removed when this is dropped.
    _folder: Option<TempDir>,
    /// Dropped when this is dropped.
    _postgres: Option<PostgresDatabase>,
}

struct PostgresDatabase {
    cluster: tokio_postgres::Config,
    name: String,
}

impl TestDatabase {
    /// Makes an empty database. Panics when there is no PostgreSQL for tests.
    pub async fn create(kind: Database) -> TestDatabase {
        match kind {
            Database::Sqlite => {
                let folder = tempfile::tempdir().expect("a temporary folder can be made");
                let url = DatabaseUrl::Sqlite(folder.path().join("books.db"));
                TestDatabase { url, _folder: Some(folder), _postgres: None }
            }
            Database::Postgres => {
                let address = postgres_address();
                let cluster: tokio_postgres::Config = address.parse().expect("a PostgreSQL address");
                remove_left_over(&cluster).await;
                let name = new_name();
                run(&cluster, &format!("CREATE DATABASE {name}")).await;
                let url = DatabaseUrl::Postgres(with_database(&address, &name));
                TestDatabase { url, _folder: None, _postgres: Some(PostgresDatabase { cluster, name }) }
            }
        }
    }

    pub fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    /// Another database with the same contents, which must be at rest: what made it has been dropped, and nothing is
    /// written any more. Copying is many times faster than making the contents anew.
    pub async fn copy(&self) -> TestDatabase {
        let Some(postgres) = &self._postgres else {
            let DatabaseUrl::Sqlite(from) = &self.url else { panic!("a SQLite database has a path") };
            let folder = tempfile::tempdir().expect("a temporary folder can be made");
            let to = folder.path().join("books.db");
            std::fs::copy(from, &to).expect("a test's database can be copied");
            return TestDatabase { url: DatabaseUrl::Sqlite(to), _folder: Some(folder), _postgres: None };
        };
        let address = postgres_address();
        let name = new_name();
        run(&postgres.cluster, &format!("CREATE DATABASE {name} TEMPLATE {}", postgres.name)).await;
        let url = DatabaseUrl::Postgres(with_database(&address, &name));
        let postgres = PostgresDatabase { cluster: postgres.cluster.clone(), name };
        TestDatabase { url, _folder: None, _postgres: Some(postgres) }
    }

    /// Brings the database to rest after its last user was dropped, so that it can be copied.
    pub async fn rest(self) -> TestDatabase {
        if let Some(PostgresDatabase { cluster, name }) = &self._postgres {
            let text = format!(
                "ALTER DATABASE {name} ALLOW_CONNECTIONS false; \
                 SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
            );
            run(cluster, &text).await;
            return self;
        }
        let DatabaseUrl::Sqlite(from) = &self.url else { panic!("a SQLite database has a path") };
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let to = folder.path().join("books.db");
        let connection = rusqlite::Connection::open(from).expect("a test's database can be opened");
        let target = to.to_str().expect("a temporary path is text");
        connection.execute("VACUUM INTO ?1", [target]).expect("a test's database can be copied");
        TestDatabase { url: DatabaseUrl::Sqlite(to), _folder: Some(folder), _postgres: None }
    }

    /// Opens it and brings its schema up to date.
    pub async fn open(&self) -> Store {
        let options =
            OpenOptions { url: self.url.clone(), exclusive: false, connections_max: CONNECTIONS_MAX };
        let opened = Store::open(options, start_of_tests().as_millisecond()).await;
        opened.expect("a test's database can be opened")
    }
}

impl Drop for PostgresDatabase {
    fn drop(&mut self) {
        let PostgresDatabase { cluster, name } = self;
        let (cluster, text) = (cluster.clone(), format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        // A thread of its own: the runtime of the test may be at its end and cannot be waited on from inside.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime can be made").block_on(run(&cluster, &text));
        });
        if dropping.join().is_err() {
            eprintln!("the test database {name} could not be dropped");
        }
    }
}

fn postgres_address() -> String {
    let Ok(address) = std::env::var(POSTGRES_VARIABLE) else {
        panic!("run cargo xtask test, which starts PostgreSQL ({POSTGRES_VARIABLE} is not set)");
    };
    address
}

/// Names say which process made a database, so that later ones can clean up after it.
fn new_name() -> String {
    format!("test_{}_{}", std::process::id(), Uuid::new_v4().simple())
}

/// Drops databases of processes that are gone: copies are made from databases that live as long as their process.
async fn remove_left_over(cluster: &tokio_postgres::Config) {
    static ONCE: tokio::sync::OnceCell<()> = tokio::sync::OnceCell::const_new();
    let remove = async {
        let (client, connection) = cluster.connect(NoTls).await.expect("the PostgreSQL for tests answers");
        let talking = tokio::spawn(connection);
        let text = "TABLE pg_database";
        let names = client.query(text, &[]).await;
        for row in names.unwrap_or_default() {
            let name: String = row.get("datname");
            if !name.starts_with("test_") {
                continue;
            }
            let process = name.split('_').nth(1).and_then(|text| text.parse::<u32>().ok());
            let is_gone = |process: u32| !std::path::Path::new(&format!("/proc/{process}")).exists();
            if cfg!(target_os = "linux") && process.is_some_and(is_gone) {
                // Another process may be doing the same.
                let _ = client.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
            }
        }
        drop(client);
        let _ = talking.await;
    };
    ONCE.get_or_init(|| remove).await;
}

/// The address of another database in the same PostgreSQL.
fn with_database(address: &str, name: &str) -> String {
    let (base, options) = address.split_once('?').map_or((address, None), |(base, rest)| (base, Some(rest)));
    let (scheme, rest) = base.split_once("://").unwrap_or(("postgres", base));
    let server = rest.split('/').next().unwrap_or_default();
    let options = options.map_or_else(String::new, |options| format!("?{options}"));
    format!("{scheme}://{server}/{name}{options}")
}

async fn run(cluster: &tokio_postgres::Config, text: &str) {
    let (client, connection) = cluster.connect(NoTls).await.expect("the PostgreSQL for tests answers");
    let talking = tokio::spawn(connection);
    client.batch_execute(text).await.expect("the PostgreSQL for tests lets databases be made and dropped");
    drop(client);
    let _ = talking.await;
}
