//! `cargo xtask tidy`: what the compiler and clippy do not check, as rules with names.
//!
//! A rule is a function from texts to findings, so that its tests are data. A new rule is a file beside
//! this one (or a function in the file it belongs to) and a line in `check`.

mod arrows;
mod documents;
mod sizes;
mod source;
#[cfg(test)]
mod tests;
mod words;

use std::fmt;
use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{process, workspace};

/// A text file of the repository.
pub struct File {
    /// Path from the root, with `/` between
    pub path: String,
    /// The whole text
    pub text: String,
}

/// A broken rule: where, which, and the way out.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Path from the root
    pub path: String,
    /// Line, counted from 1
    pub line: usize,
    /// Name of the rule
    pub rule: &'static str,
    /// What to do
    pub advice: String,
}

impl Finding {
    fn new(path: &str, line: usize, rule: &'static str, advice: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, rule, advice: advice.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: {}: {}", self.path, self.line, self.rule, self.advice)
    }
}

/// Checks the repository and prints each finding on a line. Fails when there is one.
pub fn run() -> Result<()> {
    let files = read_files()?;
    let findings = check(&files);
    for finding in &findings {
        println!("{finding}");
    }
    match findings.len() {
        0 => Ok(()),
        count => bail!("{count} findings in {} files", files.len()),
    }
}

/// All rules over all files; findings in the order of path and line.
fn check(files: &[File]) -> Vec<Finding> {
    let mut findings = arrows::check(files);
    findings.extend(documents::check(files));
    findings.extend(sizes::check(files));
    findings.extend(words::check(files));
    findings.sort();
    findings
}

/// Every text file that git tracks or would track: what is new and not yet committed counts too.
fn read_files() -> Result<Vec<File>> {
    let mut git = Command::new("git");
    git.args(["-c", "safe.directory=*", "-c", "core.quotepath=off"]);
    git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).current_dir(workspace::root());
    let listed = process::output(&mut git).context("tidy looks at the files git knows")?;
    let mut files = Vec::new();
    for path in listed.split_terminator('\0') {
        let full_path = workspace::root().join(path);
        // A file deleted but not yet committed as such, or a link to a folder.
        if !full_path.is_file() {
            continue;
        }
        let bytes = fs::read(&full_path).with_context(|| format!("cannot read {path}"))?;
        // What is not UTF-8 is no text.
        if let Ok(text) = String::from_utf8(bytes) {
            files.push(File { path: path.to_owned(), text });
        }
    }
    Ok(files)
}

/// Whether a file holds nothing but tests: in a folder `tests` or named so.
fn is_test(path: &str) -> bool {
    let mut folders = path.split('/');
    path.ends_with("/tests.rs") || path.ends_with("_tests.rs") || folders.any(|folder| folder == "tests")
}

/// `crates/money/src/lib.rs` -> `money`.
fn crate_of(path: &str) -> Option<&str> {
    path.strip_prefix("crates/")?.split('/').next()
}
