//! Posting against the database: facts in, entries kept, all in the caller's transaction.
//!
//! `finance::posting` decides; this loads what it looks up ([`load`]), keeps what it makes ([`Keeper`]), and runs whole
//! journals ([`post_journal`], [`preview_journal`]).

mod closing;
pub mod documents;
mod facts;
mod hash_chain;
mod journal;
mod keeper;
mod revaluation;
mod undo;

use finance::RuleError;

use crate::{Retryable, StoreError};

pub use closing::close_income_statement;
pub(crate) use facts::in_uuids;
pub use facts::{counters, load, load_for};
pub use hash_chain::{ChainFinding, HASH_VERSION, verify as verify_hash_chain};
pub use journal::{Preview, post_journal, preview_journal};
pub use keeper::{InventoryEntries, Keeper};
pub use revaluation::adjust_exchange_rates;
pub use undo::{Undo, apply_entries, reverse_transaction, unapply_entry};

/// Why a posting did not happen.
#[derive(Debug, Clone)]
pub enum PostingError {
    /// The books refuse it.
    Rule(RuleError),
    Store(StoreError),
}

impl From<RuleError> for PostingError {
    fn from(error: RuleError) -> Self {
        PostingError::Rule(error)
    }
}

impl From<StoreError> for PostingError {
    fn from(error: StoreError) -> Self {
        PostingError::Store(error)
    }
}

impl Retryable for PostingError {
    fn is_conflict(&self) -> bool {
        matches!(self, PostingError::Store(error) if error.is_conflict())
    }
}

impl std::fmt::Display for PostingError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            PostingError::Rule(error) => error.fmt(formatter),
            PostingError::Store(error) => error.fmt(formatter),
        }
    }
}

impl std::error::Error for PostingError {}
