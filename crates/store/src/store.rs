//! An open database: reads, writes with group commit or retry, and the health of both.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use futures_util::FutureExt;

use odata_sql::compiled::Dialect;
use uuid::Uuid;

use crate::database_url::DatabaseUrl;
use crate::postgres::PostgresStore;
use crate::session::Session;
use crate::sqlite::{Moment, SqliteStore};
use crate::{StoreError, StoreErrorKind, indexes_aside};

/// A piece of work on a session: boxed, because a transaction may be tried again and may run on another thread.
pub type Work<'s, T> = Pin<Box<dyn Future<Output = T> + Send + 's>>;

/// How often a transaction that lost against a concurrent one is tried again.
pub const TRANSACTION_TRIES_MAX: u32 = 8;

/// 256 MiB of pages.
const MANY_ROWS: &str = "PRAGMA cache_size = -262144";

/// How a database is opened.
#[derive(Clone, Debug)]
pub struct OpenOptions {
    pub url: DatabaseUrl,
    /// Held by `serve` and `generate`: a second one on the same SQLite file is refused.
    pub exclusive: bool,
    /// Connections that read (SQLite) or all connections (PostgreSQL).
    pub connections_max: usize,
}

/// An open database of either kind; cheap to clone.
#[derive(Clone)]
pub struct Store {
    inner: Inner,
}

#[derive(Clone)]
enum Inner {
    Sqlite(SqliteStore),
    Postgres(PostgresStore),
}

impl Store {
    /// Opens the database and brings its schema up to date. `now_milliseconds` dates the migrations.
    ///
    /// Errors: `TooNew`, `Locked`, `Unavailable`, each with a sentence that says what to do; nothing was touched.
    pub async fn open(options: OpenOptions, now_milliseconds: i64) -> Result<Store, StoreError> {
        let inner = match &options.url {
            DatabaseUrl::Sqlite(path) => Inner::Sqlite(SqliteStore::open(
                path,
                options.exclusive,
                options.connections_max,
                now_milliseconds,
            )?),
            DatabaseUrl::Postgres(address) => Inner::Postgres(
                PostgresStore::open(address, options.connections_max, now_milliseconds).await?,
            ),
        };
        let store = Store { inner };
        if options.exclusive {
            indexes_aside::make_again(&store, &mut |made, count| {
                tracing::info!("index {made} of {count} of an interrupted `generate` made again");
            })
            .await?;
        }
        Ok(store)
    }

    pub fn dialect(&self) -> Dialect {
        match self.inner {
            Inner::Sqlite(_) => Dialect::Sqlite,
            Inner::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Lends a connection for reading, on which each statement sees what is there when it begins. It goes back when
    /// dropped.
    pub async fn reader(&self) -> Result<Reader, StoreError> {
        let (session, home) = match &self.inner {
            Inner::Sqlite(store) => (store.lend()?, Some(store.clone())),
            Inner::Postgres(store) => (store.session().await?, None),
        };
        Ok(Reader { session: Some(session), moment: None, home })
    }

    /// Lends a connection for the reads of one request. On SQLite they all see one moment, and every write that this
    /// server has acknowledged; what another process wrote may show a few milliseconds later. On PostgreSQL it is
    /// [`Store::reader`].
    pub async fn reader_for_request(&self) -> Result<Reader, StoreError> {
        let Inner::Sqlite(store) = &self.inner else { return self.reader().await };
        let (session, moment) = store.lend_at_a_moment()?;
        Ok(Reader { session: Some(session), moment: Some(moment), home: Some(store.clone()) })
    }

    /// Runs `work` in one transaction that is on disk when this returns `Ok`. When `work` or the commit fails nothing
    /// of it remains. `work` may be called again after losing against a concurrent transaction.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: for<'s> Fn(&'s mut Session) -> Work<'s, Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Retryable + Send + 'static,
    {
        match &self.inner {
            Inner::Sqlite(store) => store.write(work).await,
            Inner::Postgres(store) => {
                let mut tries = 1;
                loop {
                    match store.write_once(&work).await {
                        Err(error) if error.is_conflict() && tries < TRANSACTION_TRIES_MAX => {
                            tokio::time::sleep(Duration::from_millis(1 << tries)).await;
                            tries += 1;
                        }
                        answer => return answer,
                    }
                }
            }
        }
    }

    /// Like [`Store::write`] for work that takes the row-version counter of one company, with `record::next_stamp`,
    /// before it reads or changes anything of it. Such writes are committed together where they would wait for each
    /// other anyway. Without a company it is [`Store::write`].
    pub async fn write_to_company<T, E, F>(&self, company: Option<Uuid>, work: F) -> Result<T, E>
    where
        F: for<'s> Fn(&'s mut Session) -> Work<'s, Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Retryable + Send + 'static,
    {
        let (Inner::Postgres(store), Some(company)) = (&self.inner, company) else {
            return self.write(work).await;
        };
        let (mut tries, mut work) = (1, work);
        loop {
            match store.write_with_company(company, work).await {
                (Err(error), Some(again)) if error.is_conflict() && tries < TRANSACTION_TRIES_MAX => {
                    tokio::time::sleep(Duration::from_millis(1 << tries)).await;
                    (tries, work) = (tries + 1, again);
                }
                (answer, _) => return answer,
            }
        }
    }

    /// Waits for a read. A long one on SQLite would hold up the other requests of its thread: those are moved away from
    /// it first. A short one is not worth the move.
    pub async fn wait_for_read<F: Future>(&self, long: bool, read: F) -> F::Output {
        let may_block = long
            && self.dialect() == Dialect::Sqlite
            && tokio::runtime::Handle::try_current()
                .is_ok_and(|handle| handle.runtime_flavor() == tokio::runtime::RuntimeFlavor::MultiThread);
        if !may_block {
            return read.await;
        }
        tokio::task::block_in_place(|| read.now_or_never().expect("a read on SQLite never waits"))
    }

    /// Runs a read on a thread of its own, which it may hold up while its rows are taken away.
    pub fn read_apart(&self, read: impl Future<Output = ()> + Send + 'static) {
        let handle = tokio::runtime::Handle::current();
        tokio::task::spawn_blocking(move || handle.block_on(read));
    }

    /// Spends memory on the rows to come: for a command that fills the books and ends, not for a server. The cache of
    /// the writer then holds most of every index.
    pub async fn expect_many_rows(&self) -> Result<(), StoreError> {
        if self.dialect() == Dialect::Postgres {
            return Ok(());
        }
        self.write(|session| Box::pin(session.run_script(MANY_ROWS))).await
    }

    /// `Ok` when the database answers and writes are accepted.
    pub async fn check_health(&self) -> Result<(), StoreError> {
        if let Inner::Sqlite(store) = &self.inner {
            store.check_writer()?;
        }
        let mut reader = self.reader().await?;
        reader.query_one("SELECT 1", &[], |_| Ok(())).await?;
        Ok(())
    }

    /// Connections in use now, and at most.
    pub fn connections(&self) -> (usize, usize) {
        match &self.inner {
            Inner::Sqlite(store) => store.connections(),
            Inner::Postgres(store) => store.connections(),
        }
    }
}

/// Tells the transaction wrapper whether another try can help.
pub trait Retryable {
    fn is_conflict(&self) -> bool;
}

impl Retryable for StoreError {
    fn is_conflict(&self) -> bool {
        self.kind == StoreErrorKind::Conflict
    }
}

/// A connection lent for reading.
pub struct Reader {
    session: Option<Session>,
    moment: Option<Moment>,
    home: Option<SqliteStore>,
}

impl Reader {
    /// All its reads see one moment already.
    pub fn is_at_a_moment(&self) -> bool {
        self.moment.is_some()
    }
}

impl std::ops::Deref for Reader {
    type Target = Session;

    fn deref(&self) -> &Session {
        self.session.as_ref().expect("a reader holds its session until it is dropped")
    }
}

impl std::ops::DerefMut for Reader {
    fn deref_mut(&mut self) -> &mut Session {
        self.session.as_mut().expect("a reader holds its session until it is dropped")
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        if let (Some(session), Some(home)) = (self.session.take(), self.home.take()) {
            home.give_back(session, self.moment);
        }
    }
}
