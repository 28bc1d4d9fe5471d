//! What a proof found, as one line of JSON for `cargo xtask`.

use serde::Serialize;

/// Findings told in full.
const EXAMPLES_MAX: usize = 5;

/// Counts, and the first few findings.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// Files that were opened
    pub images: u64,
    /// Different contents among them
    pub states: u64,
    /// Answers that were promised something, at the end of the run
    pub answers: u64,
    /// Images that break a promise
    pub lost: u64,
    /// Images that cannot be opened or read
    pub damaged: u64,
    /// Images in which the books are not well
    pub unsound: u64,
    pub examples: Vec<String>,
}

impl Report {
    pub fn example(&mut self, sentence: impl FnOnce() -> String) {
        if self.examples.len() < EXAMPLES_MAX {
            self.examples.push(sentence());
        }
    }
}
