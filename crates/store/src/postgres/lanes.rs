//! Writes of one company, committed together.
//!
//! A write takes its company's row-version counter and holds it until its commit, so writes of one company follow each
//! other whatever happens. In place of waiting inside the database, each with a connection and a commit of its own,
//! they wait here: whoever is first runs all that wait in one transaction, each in a savepoint of its own, so that the
//! failure of one undoes only that one. No answer leaves before the commit. Several servers on one database still meet
//! at the counter, as single writes would.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use futures_util::FutureExt;
use parking_lot::Mutex;
use tokio::sync::oneshot;
use uuid::Uuid;

use super::memory::Memory;
use super::{PostgresStore, postgres};
use crate::StoreError;
use crate::session::Session;
use crate::store::Work;

/// Most requests in one commit: bounds how long the first one waits, and stays below the number of savepoints up to
/// which PostgreSQL keeps track of them cheaply.
const REQUESTS_PER_COMMIT_MAX: usize = 48;
/// Companies whose memory is kept between their writes.
const MEMORIES_MAX: usize = 64;

/// A waiting request: runs its work on a session, or takes note that there is none, and gives back what to call once
/// the outcome of the commit is known.
type Job = Box<dyn for<'s> FnOnce(Result<&'s mut Session, StoreError>) -> Work<'s, Ran> + Send>;
type Acknowledge = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

struct Ran {
    /// The work succeeded, so its changes stay.
    keeps: bool,
    acknowledge: Acknowledge,
}

/// The queues of all companies.
#[derive(Clone, Default)]
pub(super) struct Lanes {
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    /// What waits, for each company that has somebody at work.
    waiting: HashMap<Uuid, VecDeque<Job>>,
    /// What was learnt of companies nobody is at work for.
    memories: HashMap<Uuid, Memory>,
}

impl Lanes {
    /// Runs `work` with the other writes of the company, and gives it back for another try.
    pub async fn run<T, E, F>(
        &self,
        store: &PostgresStore,
        company: Uuid,
        work: F,
    ) -> (Result<T, E>, Option<F>)
    where
        F: for<'s> Fn(&'s mut Session) -> Work<'s, Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel::<(Result<T, E>, F)>();
        self.push(store, company, job(work, reply));
        match answer.await {
            Ok((outcome, work)) => (outcome, Some(work)),
            Err(_) => {
                let error = StoreError::internal("a write ended without an answer; nothing of it was kept");
                (Err(E::from(error)), None)
            }
        }
    }

    fn push(&self, store: &PostgresStore, company: Uuid, job: Job) {
        let mut shared = self.shared.lock();
        match shared.waiting.get_mut(&company) {
            Some(waiting) => waiting.push_back(job),
            None => {
                shared.waiting.insert(company, VecDeque::from([job]));
                let memory = shared.memories.remove(&company).unwrap_or_else(|| Memory::new(company));
                // A task of its own: no caller who goes away may take the writes of others along.
                tokio::spawn(self.clone().work_off(store.clone(), company, memory));
            }
        }
    }

    /// Commits what waits until nothing does.
    async fn work_off(self, store: PostgresStore, company: Uuid, mut memory: Memory) {
        while let Some(first) = self.next(company, &mut memory) {
            memory = self.commit_group(&store, company, first, memory).await;
        }
    }

    /// The next request; none ends the lane.
    fn next(&self, company: Uuid, memory: &mut Memory) -> Option<Job> {
        let mut shared = self.shared.lock();
        let job = shared.waiting.get_mut(&company).and_then(VecDeque::pop_front);
        if job.is_none() {
            shared.waiting.remove(&company);
            if shared.memories.len() >= MEMORIES_MAX {
                shared.memories.clear();
            }
            shared.memories.insert(company, std::mem::replace(memory, Memory::new(company)));
        }
        job
    }

    fn next_of_group(&self, company: Uuid) -> Option<Job> {
        self.shared.lock().waiting.get_mut(&company).and_then(VecDeque::pop_front)
    }

    async fn commit_group(&self, store: &PostgresStore, company: Uuid, first: Job, memory: Memory) -> Memory {
        let mut session = match store.session().await {
            Ok(session) => session,
            Err(error) => {
                // Whoever waits behind would only find out the same, later.
                let mut next = Some(first);
                while let Some(job) = next {
                    let ran = job(Err(error.clone())).await;
                    (ran.acknowledge)(Err(error.clone()));
                    next = self.next_of_group(company);
                }
                return memory;
            }
        };
        let mut acknowledgements = Vec::new();
        let mut failed = None;
        if let Ok(inner) = postgres(&mut session) {
            inner.begin_group(memory);
        }
        let mut next = Some(first);
        while let Some(job) = next {
            let (acknowledge, outcome) = run_in_savepoint(&mut session, job).await;
            acknowledgements.extend(acknowledge);
            failed = outcome.err();
            let goes_on = failed.is_none() && acknowledgements.len() < REQUESTS_PER_COMMIT_MAX;
            next = if goes_on { self.next_of_group(company) } else { None };
        }
        let (committed, memory) = match postgres(&mut session) {
            Ok(inner) => inner.end_group(failed).await,
            Err(error) => (Err(error), Memory::new(company)),
        };
        if let Err(error) = &committed {
            tracing::error!(error = %error, "a commit failed; none of its requests was acknowledged");
        }
        for acknowledge in acknowledgements {
            acknowledge(committed.clone());
        }
        memory
    }
}

fn job<T, E, F>(work: F, reply: oneshot::Sender<(Result<T, E>, F)>) -> Job
where
    F: for<'s> Fn(&'s mut Session) -> Work<'s, Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: From<StoreError> + Send + 'static,
{
    Box::new(move |session| {
        let running = session.map(&work);
        Box::pin(async move {
            let outcome = match running {
                Ok(running) => {
                    let outcome = std::panic::AssertUnwindSafe(running).catch_unwind().await;
                    outcome.unwrap_or_else(|_| {
                        let message = "the request ended in a panic; nothing of it was kept";
                        Err(E::from(StoreError::internal(message)))
                    })
                }
                Err(error) => Err(E::from(error)),
            };
            let keeps = outcome.is_ok();
            let acknowledge = Box::new(move |committed: Result<(), StoreError>| {
                let outcome = match (outcome, committed) {
                    (Ok(value), Ok(())) => Ok(value),
                    (Ok(_), Err(error)) => Err(E::from(error)),
                    (Err(error), _) => Err(error),
                };
                // The caller may have gone; its work is done all the same.
                let _ = reply.send((outcome, work));
            });
            Ran { keeps, acknowledge }
        })
    })
}

/// Gives back whom to tell of the commit, unless that is known already, and an error when the transaction cannot go on.
async fn run_in_savepoint(session: &mut Session, job: Job) -> (Option<Acknowledge>, Result<(), StoreError>) {
    if let Ok(inner) = postgres(session) {
        inner.begin_request();
    }
    let ran = job(Ok(&mut *session)).await;
    let inner = match postgres(session) {
        Ok(inner) => inner,
        Err(error) => return (Some(ran.acknowledge), Err(error)),
    };
    if !ran.keeps {
        return (Some(ran.acknowledge), inner.undo_request().await);
    }
    if let Err(error) = inner.check_whole() {
        return (Some(ran.acknowledge), Err(error));
    }
    match inner.settle().await {
        Ok(()) => (Some(ran.acknowledge), Ok(())),
        // A statement that the work did not wait for failed; only this work fails with it.
        Err(error) => {
            (ran.acknowledge)(Err(error));
            (None, inner.undo_request().await)
        }
    }
}
