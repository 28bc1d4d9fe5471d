//! Which SQL statements requests run, for tests that look at all of them.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// What the store calls its statements in the log.
const TARGET: &str = "store::statements";

static IS_LISTENING: AtomicBool = AtomicBool::new(false);
static HEARD: Mutex<BTreeSet<Statement>> = Mutex::new(BTreeSet::new());

/// A statement in the words of one database.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Statement {
    /// `Sqlite` or `Postgres`.
    pub dialect: String,
    pub text: String,
}

/// Lets what the store says be heard, for the whole process.
pub fn begin() {
    tracing::subscriber::set_global_default(Ear).expect("nobody else listens");
}

/// Everything heard so far.
pub fn heard() -> BTreeSet<Statement> {
    HEARD.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Listens until it goes out of scope.
pub(super) struct Listening;

impl Listening {
    pub fn begin() -> Listening {
        IS_LISTENING.store(true, Ordering::SeqCst);
        Listening
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        IS_LISTENING.store(false, Ordering::SeqCst);
    }
}

struct Ear;

impl Subscriber for Ear {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == TARGET
    }

    fn new_span(&self, _span: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _span: &Id, _values: &Record<'_>) {}

    fn record_follows_from(&self, _span: &Id, _follows: &Id) {}

    fn event(&self, event: &Event<'_>) {
        if IS_LISTENING.load(Ordering::SeqCst) {
            let mut statement = Statement::default();
            event.record(&mut statement);
            HEARD.lock().unwrap_or_else(PoisonError::into_inner).insert(statement);
        }
    }

    fn enter(&self, _span: &Id) {}

    fn exit(&self, _span: &Id) {}
}

impl Visit for Statement {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "text" {
            value.clone_into(&mut self.text);
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if field.name() == "dialect" {
            self.dialect = format!("{value:?}");
        }
    }
}
