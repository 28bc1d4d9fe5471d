//! JSON in both directions: our own writer for answers, `serde_json` underneath for request bodies.

mod civil_days;
pub mod read;
#[cfg(test)]
pub(crate) mod toy;
pub mod tree;
pub mod write;
