//! The one writer: a thread that puts waiting requests into one transaction, commits it, then answers them all.
//!
//! Each request runs in a savepoint of its own, so that the failure of one undoes only that one. No answer leaves
//! before the commit that holds its changes is on disk.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;

use futures_util::FutureExt;
use rusqlite::Connection;
use tokio::sync::oneshot;

use super::SqliteSession;
use crate::session::{Inner, Session};
use crate::store::{Retryable, Work};
use crate::{StoreError, StoreErrorKind};

/// Most requests in one commit: bounds how long the first one waits.
const REQUESTS_PER_COMMIT_MAX: usize = 128;

pub(super) struct Writer {
    queue: mpsc::Sender<Job>,
    stopped: Arc<AtomicBool>,
}

/// A waiting request. With a session it runs its work, and gives back what to call once the outcome of the commit is
/// known; without one, because no transaction could begin, it answers with that failure.
type Job = Box<dyn FnOnce(Result<&mut Session, StoreError>) -> Acknowledge + Send>;
type Acknowledge = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

impl Writer {
    pub fn start(connection: Connection) -> Result<Writer, StoreError> {
        let (queue, jobs) = mpsc::channel::<Job>();
        let stopped = Arc::new(AtomicBool::new(false));
        let thread_stopped = stopped.clone();
        std::thread::Builder::new()
            .name("sqlite-writer".into())
            .spawn(move || {
                let mut session = Session { inner: Inner::Sqlite(SqliteSession::new(connection)) };
                while let Ok(job) = jobs.recv() {
                    commit_group(&mut session, job, &jobs, &thread_stopped);
                }
            })
            .map_err(|error| StoreError::internal(format!("cannot start the writer thread: {error}")))?;
        Ok(Writer { queue, stopped })
    }

    /// After a failed flush nothing more is written: what the system kept of it is unknown (RELIABILITY.md 1).
    pub fn check(&self) -> Result<(), StoreError> {
        if self.stopped.load(Ordering::Acquire) {
            return Err(StoreError::new(
                StoreErrorKind::Unavailable,
                "writing stopped after the disk reported a failure; restart the server once the disk is well",
            ));
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
            let outcome = session.map_err(E::from).and_then(|session| run_in_savepoint(session, &work));
            Box::new(move |committed: Result<(), StoreError>| {
                let outcome = match (outcome, committed) {
                    (Ok(value), Ok(())) => Ok(value),
                    (Ok(_), Err(error)) => Err(E::from(error)),
                    (Err(error), _) => Err(error),
                };
                // The caller may have gone; its work is done all the same.
                let _ = reply.send(outcome);
            })
        });
        let gone = || {
            StoreError::new(StoreErrorKind::Unavailable, "the writer thread has ended; restart the server")
        };
        self.queue.send(job).map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }
}

fn commit_group(session: &mut Session, first: Job, jobs: &mpsc::Receiver<Job>, stopped: &AtomicBool) {
    let mut acknowledgements = Vec::new();
    let begun = if stopped.load(Ordering::Acquire) {
        Err(StoreError::new(StoreErrorKind::Unavailable, "writing stopped after the disk reported a failure"))
    } else {
        run(session, "BEGIN IMMEDIATE")
    };
    if let Err(error) = begun {
        first(Err(error.clone()))(Err(error));
        return;
    }
    let mut next = Some(first);
    while let Some(job) = next {
        acknowledgements.push(job(Ok(&mut *session)));
        next = if acknowledgements.len() < REQUESTS_PER_COMMIT_MAX { jobs.try_recv().ok() } else { None };
    }
    let committed = run(session, "COMMIT");
    if let Err(error) = &committed {
        tracing::error!(error = %error, "a commit failed; none of its requests was acknowledged");
        if error.kind == StoreErrorKind::Internal {
            stopped.store(true, Ordering::Release);
        }
        let _ = run(session, "ROLLBACK");
    }
    for acknowledge in acknowledgements {
        acknowledge(committed.clone());
    }
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
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        work(session).now_or_never().expect("work on SQLite never waits")
    }))
    .unwrap_or_else(|_| {
        Err(E::from(StoreError::internal("the request ended in a panic; nothing of it was kept")))
    });
    match outcome {
        Ok(value) => {
            run(session, "RELEASE SAVEPOINT request")?;
            Ok(value)
        }
        Err(error) => {
            run(session, "ROLLBACK TO SAVEPOINT request; RELEASE SAVEPOINT request")?;
            Err(error)
        }
    }
}
