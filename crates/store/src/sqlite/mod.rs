//! SQLite: opening the file, lending readers, and handing writes to the one writer.

mod durability;
mod functions;
mod lock;
mod readers;
mod session;
mod writer;

use std::path::Path;
use std::sync::Arc;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

pub(crate) use readers::Moment;
pub(crate) use session::SqliteSession;

use crate::migrations;
use crate::session::Session;
use crate::store::{Retryable, Work};
use crate::{StoreError, StoreErrorKind};
use lock::ServerLock;
use readers::Readers;
use writer::Writer;

/// Statements kept prepared on each connection.
const PREPARED_STATEMENTS_MAX: usize = 256;

/// Page cache of one reader; the pages themselves are in the cache of the system as well.
const READER_CACHE_KIBIBYTES: i64 = 2_000;
/// Page cache of the one writer, which changes several indexes with every row: their upper levels and the pages at
/// their ends fit in, so that a commit is the only time that pages go to the log.
const WRITER_CACHE_KIBIBYTES: i64 = 16_000;

/// How long a statement waits for another process (a `funchal client add` beside the server).
const BUSY_MILLISECONDS: u64 = 5_000;

#[derive(Clone)]
pub(crate) struct SqliteStore {
    shared: Arc<Shared>,
}

struct Shared {
    readers: Arc<Readers>,
    writer: Writer,
    /// Released when the store goes.
    _lock: Option<ServerLock>,
}

impl Drop for Shared {
    /// The writer is the last to close the database: it carries the log over.
    fn drop(&mut self) {
        self.readers.close();
    }
}

impl SqliteStore {
    pub fn open(
        path: &Path,
        exclusive: bool,
        readers_max: usize,
        now_milliseconds: i64,
    ) -> Result<Self, StoreError> {
        let lock = if exclusive { Some(ServerLock::take(path)?) } else { None };
        let mut writer = open_connection(path)?;
        if exclusive {
            empty_log(&writer)?;
        }
        migrations::apply_to_sqlite(&mut writer, now_milliseconds)?;
        let readers = Arc::new(Readers::new(path, readers_max));
        let writer = Writer::start(writer, readers.clone())?;
        Ok(SqliteStore { shared: Arc::new(Shared { readers, writer, _lock: lock }) })
    }

    pub fn lend(&self) -> Result<Session, StoreError> {
        self.shared.readers.lend()
    }

    pub fn lend_at_a_moment(&self) -> Result<(Session, Moment), StoreError> {
        self.shared.readers.lend_at_a_moment()
    }

    pub fn give_back(&self, session: Session, moment: Option<Moment>) {
        self.shared.readers.give_back(session, moment);
    }

    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: for<'s> Fn(&'s mut Session) -> Work<'s, Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Retryable + Send + 'static,
    {
        self.shared.writer.run(work).await
    }

    pub fn check_writer(&self) -> Result<(), StoreError> {
        self.shared.writer.check()
    }

    pub fn connections(&self) -> (usize, usize) {
        self.shared.readers.counts()
    }
}

/// Carries what an earlier server left in the log over into the database before anything is added to it. After a flush
/// that failed the system may still show what never reached the disk: commits that followed in the same log would be
/// lost with it at a power cut.
fn empty_log(connection: &Connection) -> Result<(), StoreError> {
    Ok(connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
}

/// Opens a connection that may write. An acknowledged commit survives a power cut (see `durability`).
fn open_connection(path: &Path) -> Result<Connection, StoreError> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(|error| cannot_open(path, &error))?;
    prepare_connection(&connection).map_err(|error| cannot_open(path, &error))?;
    connection.pragma_update(None, "journal_mode", "WAL").map_err(|error| cannot_open(path, &error))?;
    connection.pragma_update(None, "synchronous", durability::synchronous()?)?;
    connection.pragma_update(None, "cache_size", -WRITER_CACHE_KIBIBYTES)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    Ok(connection)
}

fn open_reader(path: &Path) -> Result<Connection, StoreError> {
    // Read-write at the level of the file, because a WAL reader may have to recover the log; queries only.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(|error| cannot_open(path, &error))?;
    prepare_connection(&connection)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

fn prepare_connection(connection: &Connection) -> Result<(), rusqlite::Error> {
    connection.busy_timeout(std::time::Duration::from_millis(BUSY_MILLISECONDS))?;
    connection.set_prepared_statement_cache_capacity(PREPARED_STATEMENTS_MAX);
    // Without this a prepared statement is planned anew whenever a parameter is bound that the statistics could speak
    // to: most of the time of a key read.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update(None, "cache_size", -READER_CACHE_KIBIBYTES)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    rusqlite::vtab::array::load_module(connection)?;
    session::register_functions(connection)
}

fn cannot_open(path: &Path, error: &rusqlite::Error) -> StoreError {
    StoreError::new(
        StoreErrorKind::Unavailable,
        format!(
            "cannot open the database file {}: {error}. Check that the folder exists and is writable.",
            path.display()
        ),
    )
}
