//! The one writer: a thread that puts waiting requests into one transaction, commits it, then answers them all.
//!
//! The first request of a transaction has nothing before it: its failure undoes all of the transaction. Each one after
//! it runs in a savepoint of its own, so that the failure of one undoes only that one; a savepoint has its price, for
//! SQLite then keeps every page as it was before, in memory. No answer leaves
//! before the commit that holds its changes is on disk. The log is carried over into the database after the answers, by
//! this thread too: SQLite would do it by itself, and would not say when the disk failed over it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::sync::mpsc;
use std::thread::JoinHandle;

use futures_util::FutureExt;
use rusqlite::Connection;
use rusqlite::hooks::Wal;
use tokio::sync::oneshot;

use super::SqliteSession;
use super::readers::Readers;
use crate::session::{Inner, Session};
use crate::store::{Retryable, Work};
use crate::{StoreError, StoreErrorKind};

/// Most requests in one commit: bounds how long the first one waits.
const REQUESTS_PER_COMMIT_MAX: usize = 128;

/// From this many pages on the log is carried over into the database.
const LOG_PAGES_MAX: i32 = 1_000;

const STOPPED: &str =
    "writing stopped after the disk reported a failure; restart the server once the disk is well";

pub(super) struct Writer {
    /// Both are there until the writer is dropped.
    queue: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
    stopped: Arc<AtomicBool>,
}

/// A waiting request. With a session it runs its work, and gives back what to call once the outcome of the commit is
/// known; without one, because no transaction could begin, it answers with that failure.
type Job = Box<dyn FnOnce(Result<(&mut Session, Place), StoreError>) -> Ran + Send>;
type Acknowledge = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

/// Where a request stands in its transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    First,
    AfterOthers,
}

/// A request that has run.
struct Ran {
    acknowledge: Acknowledge,
    failed: bool,
}

impl Writer {
    pub fn start(mut connection: Connection, readers: Arc<Readers>) -> Result<Writer, StoreError> {
        // Takes the place of SQLite's own way to carry the log over.
        let log_pages = Arc::new(AtomicI32::new(0));
        let counted = log_pages.clone();
        connection.wal_hook(Some(move |_: &mut Wal, pages| {
            counted.store(pages, Ordering::Relaxed);
            Ok(())
        }))?;
        let (queue, jobs) = mpsc::channel::<Job>();
        let stopped = Arc::new(AtomicBool::new(false));
        let thread_stopped = stopped.clone();
        let thread = std::thread::Builder::new()
            .name("sqlite-writer".into())
            .spawn(move || {
                let mut session = Session { inner: Inner::Sqlite(SqliteSession::new(connection)) };
                while let Ok(job) = jobs.recv() {
                    commit_group(&mut session, job, &jobs, &readers, &thread_stopped);
                    let pages = log_pages.swap(0, Ordering::Relaxed);
                    if pages > 0 {
                        readers.make_way(pages >= LOG_PAGES_MAX);
                    }
                    if pages >= LOG_PAGES_MAX {
                        carry_over(&mut session, &thread_stopped);
                    }
                }
            })
            .map_err(|error| StoreError::internal(format!("cannot start the writer thread: {error}")))?;
        Ok(Writer { queue: Some(queue), thread: Some(thread), stopped })
    }

    /// After a failed flush nothing more is written: what the system kept of it is unknown (RELIABILITY.md 1).
    pub fn check(&self) -> Result<(), StoreError> {
        if self.stopped.load(Ordering::Acquire) {
            return Err(StoreError::new(StoreErrorKind::Unavailable, STOPPED));
        }
        Ok(())
    }

    pub async fn run<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: for<'s> Fn(&'s mut Session) -> Work<'s, Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Retryable + Send + 'static,
    {
        self.check()?;
        let (reply, answer) = oneshot::channel::<Result<T, E>>();
        let job: Job = Box::new(move |session| {
            let outcome = session.map_err(E::from).and_then(|(session, place)| match place {
                Place::First => run_work(session, &work),
                Place::AfterOthers => run_in_savepoint(session, &work),
            });
            let failed = outcome.is_err();
            let acknowledge: Acknowledge = Box::new(move |committed| {
                let outcome = match (outcome, committed) {
                    (Ok(value), Ok(())) => Ok(value),
                    (Ok(_), Err(error)) => Err(E::from(error)),
                    (Err(error), _) => Err(error),
                };
                // The caller may have gone; its work is done all the same.
                let _ = reply.send(outcome);
            });
            Ran { acknowledge, failed }
        });
        let gone = || {
            StoreError::new(StoreErrorKind::Unavailable, "the writer thread has ended; restart the server")
        };
        self.queue.as_ref().ok_or_else(gone)?.send(job).map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }
}

impl Drop for Writer {
    /// Waits until the thread has closed the database, which carries the log over and removes it: afterwards the file
    /// alone is the whole database.
    fn drop(&mut self) {
        drop(self.queue.take());
        if let Some(thread) = self.thread.take()
            && thread.thread().id() != std::thread::current().id()
            && thread.join().is_err()
        {
            tracing::error!("the writer thread ended in a panic");
        }
    }
}

fn commit_group(
    session: &mut Session,
    first: Job,
    jobs: &mpsc::Receiver<Job>,
    readers: &Readers,
    stopped: &AtomicBool,
) {
    let begun = if stopped.load(Ordering::Acquire) {
        Err(StoreError::new(StoreErrorKind::Unavailable, STOPPED))
    } else {
        run(session, "BEGIN IMMEDIATE")
    };
    if let Err(error) = begun {
        (first(Err(error.clone())).acknowledge)(Err(error));
        return;
    }
    let ran = first(Ok((session, Place::First)));
    if ran.failed {
        let undone = end(session, "ROLLBACK");
        if let Err(error) = &undone {
            tracing::error!(error = %error, "the disk failed under a request, which was not acknowledged");
            stop_after(error, session, stopped);
        }
        (ran.acknowledge)(undone);
        return;
    }
    let mut acknowledgements = vec![ran.acknowledge];
    // Nothing may run outside of the transaction: it would be kept without anybody being told.
    while acknowledgements.len() < REQUESTS_PER_COMMIT_MAX
        && is_in_transaction(session)
        && let Ok(job) = jobs.try_recv()
    {
        acknowledgements.push(job(Ok((session, Place::AfterOthers))).acknowledge);
    }
    let committed = end(session, "COMMIT");
    readers.count_commit();
    if let Err(error) = &committed {
        tracing::error!(error = %error, "a commit failed; none of its requests was acknowledged");
        stop_after(error, session, stopped);
        if is_in_transaction(session) {
            let _ = run(session, "ROLLBACK");
        }
    }
    for acknowledge in acknowledgements {
        acknowledge(committed.clone());
    }
}

/// Ends the transaction by `COMMIT` or `ROLLBACK`. A failing write in the middle makes SQLite undo all of it, with the
/// requests that had ended well: then that failure is the outcome.
fn end(session: &mut Session, how: &str) -> Result<(), StoreError> {
    let session = session.sqlite()?;
    let failure = session.take_failure();
    if session.is_in_transaction() {
        return session.run_script(how);
    }
    Err(failure.unwrap_or_else(|| StoreError::internal("the transaction was undone by the database")))
}

/// Carries the log over into the database, as far as readers allow. A full disk is no harm: the log stays and grows,
/// and the next commit tries again. Any other failure is one of the disk, and a flush that failed is never tried again:
/// the system may have forgotten what it could not write.
fn carry_over(session: &mut Session, stopped: &AtomicBool) {
    let Err(error) = run(session, "PRAGMA wal_checkpoint(PASSIVE)") else { return };
    tracing::error!(error = %error, "the log could not be carried over into the database");
    stop_after(&error, session, stopped);
}

/// Ends writing unless nothing but room was missing. The log is left for the next start, too.
fn stop_after(error: &StoreError, session: &mut Session, stopped: &AtomicBool) {
    if matches!(error.kind, StoreErrorKind::Disk | StoreErrorKind::Internal) {
        stopped.store(true, Ordering::Release);
        if let Err(error) = session.sqlite().and_then(|session| session.keep_log_on_close()) {
            tracing::error!(error = %error, "the log cannot be kept");
        }
    }
}

fn is_in_transaction(session: &mut Session) -> bool {
    session.sqlite().is_ok_and(|session| session.is_in_transaction())
}

fn run(session: &mut Session, text: &str) -> Result<(), StoreError> {
    session.sqlite()?.run_script(text)
}

fn run_in_savepoint<T, E, F>(session: &mut Session, work: &F) -> Result<T, E>
where
    F: for<'s> Fn(&'s mut Session) -> Work<'s, Result<T, E>>,
    E: From<StoreError>,
{
    run(session, "SAVEPOINT request")?;
    match run_work(session, work) {
        Ok(value) => {
            run(session, "RELEASE SAVEPOINT request")?;
            Ok(value)
        }
        Err(error) => {
            // Unless SQLite has undone all of the transaction already.
            if is_in_transaction(session) {
                run(session, "ROLLBACK TO SAVEPOINT request; RELEASE SAVEPOINT request")?;
            }
            Err(error)
        }
    }
}

fn run_work<T, E, F>(session: &mut Session, work: &F) -> Result<T, E>
where
    F: for<'s> Fn(&'s mut Session) -> Work<'s, Result<T, E>>,
    E: From<StoreError>,
{
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        work(session).now_or_never().expect("work on SQLite never waits")
    }))
    .unwrap_or_else(|_| {
        Err(E::from(StoreError::internal("the request ended in a panic; nothing of it was kept")))
    })
}
