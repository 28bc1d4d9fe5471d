//! Connections that read: lent, given back, and kept at the moment they saw while nothing has changed since.
//!
//! To begin and to end reading costs SQLite as much as a row does: locks on the file, which all threads wait for in
//! turn. A connection that comes back therefore stays where it is, and the next read on it goes on there as long as
//! no write has been committed since. Whoever was told of a write sees it: the writer counts before it answers. While
//! the log waits to be carried over and begun anew, which readers stand in the way of, nobody stays.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use parking_lot::Mutex;

use super::{SqliteSession, open_reader};
use crate::StoreError;
use crate::session::{Inner, Session};

/// How old what a reader sees may be, as far as other processes are concerned: their commits are not counted here.
const MOMENT_MILLISECONDS_MAX: u64 = 2;

pub(super) struct Readers {
    path: PathBuf,
    waiting: Mutex<Waiting>,
    idle_max: usize,
    lent: AtomicUsize,
    /// Commits of the writer.
    commits: AtomicU64,
}

/// The connections that nobody has.
#[derive(Default)]
struct Waiting {
    idle: Vec<Idle>,
    /// They shall not stay where they are.
    nobody_stays: bool,
}

struct Idle {
    session: Session,
    moment: Option<Moment>,
}

/// What a connection sees: an open transaction, begun after so many commits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    commits: u64,
    began: Instant,
}

impl Readers {
    pub fn new(path: &Path, idle_max: usize) -> Readers {
        Readers {
            path: path.to_owned(),
            waiting: Mutex::default(),
            idle_max,
            lent: AtomicUsize::new(0),
            commits: AtomicU64::new(0),
        }
    }

    /// A connection on which each statement sees what is there when it begins.
    pub fn lend(&self) -> Result<Session, StoreError> {
        let session = self.waiting_or_new()?.at_no_moment(&self.path)?;
        self.lent.fetch_add(1, Ordering::Relaxed);
        Ok(session)
    }

    /// A connection whose statements all see one moment, with every write that this process was told of.
    pub fn lend_at_a_moment(&self) -> Result<(Session, Moment), StoreError> {
        let mut idle = self.waiting_or_new()?;
        let now = Moment { commits: self.commits.load(Ordering::Acquire), began: Instant::now() };
        let (session, moment) = match idle.moment {
            Some(moment) if moment.holds(now) && idle.session.sqlite()?.is_in_transaction() => {
                (idle.session, moment)
            }
            _ => {
                let mut session = idle.at_no_moment(&self.path)?;
                session.sqlite()?.execute("BEGIN", &[])?;
                (session, now)
            }
        };
        self.lent.fetch_add(1, Ordering::Relaxed);
        Ok((session, moment))
    }

    fn waiting_or_new(&self) -> Result<Idle, StoreError> {
        match self.waiting.lock().idle.pop() {
            Some(idle) => Ok(idle),
            None => Idle::new(&self.path),
        }
    }

    /// Takes a connection back. A transaction that somebody left open is ended; that of a moment stays.
    pub fn give_back(&self, session: Session, moment: Option<Moment>) {
        self.lent.fetch_sub(1, Ordering::Relaxed);
        let mut idle = Idle { session, moment };
        if moment.is_none() && !idle.let_go() {
            return;
        }
        let mut waiting = self.waiting.lock();
        let fits = waiting.idle.len() < self.idle_max;
        if fits && (!waiting.nobody_stays || idle.let_go()) {
            waiting.idle.push(idle);
        }
    }

    /// Counts a commit: what was read before it is not read from any more.
    pub fn count_commit(&self) {
        self.commits.fetch_add(1, Ordering::Release);
    }

    /// Lets go of the moments that idle connections hold, and keeps none from now on, so that the log can be carried
    /// over and begin anew; or keeps them again.
    pub fn make_way(&self, nobody_stays: bool) {
        let mut waiting = self.waiting.lock();
        waiting.nobody_stays = nobody_stays;
        if nobody_stays {
            waiting.idle.retain_mut(Idle::let_go);
        }
    }

    /// Closes the idle connections.
    pub fn close(&self) {
        self.waiting.lock().idle.clear();
    }

    /// Connections in use now, and at most.
    pub fn counts(&self) -> (usize, usize) {
        (self.lent.load(Ordering::Relaxed), self.idle_max)
    }
}

impl Idle {
    fn new(path: &Path) -> Result<Idle, StoreError> {
        let session = Session { inner: Inner::Sqlite(SqliteSession::new(open_reader(path)?)) };
        Ok(Idle { session, moment: None })
    }

    /// Its connection, or a new one when it cannot let go of its moment.
    fn at_no_moment(mut self, path: &Path) -> Result<Session, StoreError> {
        let free = self.moment.is_none() || self.let_go();
        Ok(if free { self.session } else { Idle::new(path)?.session })
    }

    /// Ends whatever transaction is open; `false` when the connection cannot be used any more.
    fn let_go(&mut self) -> bool {
        self.moment = None;
        self.session.sqlite().is_ok_and(SqliteSession::end_open_transaction)
    }
}

impl Moment {
    /// Whether nothing has changed since, as far as can be told.
    fn holds(self, now: Moment) -> bool {
        let age = now.began.duration_since(self.began);
        self.commits == now.commits && age <= Duration::from_millis(MOMENT_MILLISECONDS_MAX)
    }
}

#[cfg(test)]
mod tests {
    use crate::row::RowExtension;
    use crate::{DatabaseUrl, OpenOptions, SqlValue, Store, installation};

    async fn open(folder: &std::path::Path) -> Store {
        let url = DatabaseUrl::Sqlite(folder.join("books.db"));
        Store::open(OpenOptions { url, exclusive: false, connections_max: 4 }, 1).await.unwrap()
    }

    async fn put(store: &Store, value: i64) {
        store
            .write(move |session| {
                Box::pin(async move {
                    let text = "INSERT OR REPLACE INTO installation (name, value) VALUES ('moment', ?1)";
                    session.execute(text, &[SqlValue::Text(value.to_string())]).await.map(drop)
                })
            })
            .await
            .unwrap();
    }

    async fn seen(session: &mut crate::Session) -> Option<String> {
        installation::find(session, "moment").await.unwrap()
    }

    /// Writers and readers at once: whoever was told of a write never sees an older one again.
    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn an_acknowledged_write_is_seen_by_every_later_read() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path()).await;
        put(&store, 0).await;
        let acknowledged = std::sync::Arc::new(std::sync::atomic::AtomicI64::new(0));
        let readers: Vec<_> = (0..3)
            .map(|_| {
                let (store, acknowledged) = (store.clone(), acknowledged.clone());
                tokio::spawn(async move {
                    loop {
                        let before = acknowledged.load(std::sync::atomic::Ordering::Acquire);
                        let mut reader = store.reader_for_request().await.unwrap();
                        let now: i64 = seen(&mut reader).await.unwrap().parse().unwrap();
                        assert!(now >= before, "{now} after {before} was acknowledged");
                        if before == 500 {
                            return;
                        }
                        drop(reader);
                        tokio::task::yield_now().await;
                    }
                })
            })
            .collect();
        for value in 1..=500 {
            put(&store, value).await;
            acknowledged.store(value, std::sync::atomic::Ordering::Release);
        }
        for reader in readers {
            reader.await.unwrap();
        }
    }

    #[tokio::test]
    async fn a_moment_stands_still_and_the_next_one_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path()).await;
        put(&store, 1).await;
        let mut reader = store.reader_for_request().await.unwrap();
        assert_eq!(seen(&mut reader).await.as_deref(), Some("1"));
        put(&store, 2).await;
        assert_eq!(seen(&mut reader).await.as_deref(), Some("1"));
        drop(reader);
        assert_eq!(seen(&mut store.reader_for_request().await.unwrap()).await.as_deref(), Some("2"));
        // One on which every statement sees the newest has no moment left over from before.
        let mut reader = store.reader().await.unwrap();
        put(&store, 3).await;
        assert_eq!(seen(&mut reader).await.as_deref(), Some("3"));
        put(&store, 4).await;
        assert_eq!(seen(&mut reader).await.as_deref(), Some("4"));
    }

    /// Idle connections hold nothing that keeps the log from beginning anew.
    #[tokio::test]
    async fn the_log_begins_anew_beside_idle_readers() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path()).await;
        let rows = |value: i64| {
            let store = store.clone();
            async move {
                store
                    .write(move |session| {
                        Box::pin(async move {
                            let text = "INSERT INTO installation (name, value) VALUES (?1, ?2)";
                            for row in 0..200 {
                                let name = SqlValue::Text(format!("{value} {row} {}", "x".repeat(3_000)));
                                session.execute(text, &[name, SqlValue::Text("y".into())]).await?;
                            }
                            Ok::<_, crate::StoreError>(())
                        })
                    })
                    .await
                    .unwrap();
            }
        };
        for value in 0..40 {
            rows(value).await;
            let mut reader = store.reader_for_request().await.unwrap();
            let text = "SELECT count(*) FROM installation WHERE value = 'y'";
            let count = reader.query_one(text, &[], |row| row.required_integer(0)).await.unwrap();
            assert_eq!(count, Some((value + 1) * 200));
        }
        let log = std::fs::metadata(folder.path().join("books.db-wal")).unwrap().len();
        assert!(log < 16_000_000, "the log has {log} bytes");
    }
}
