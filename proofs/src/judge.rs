//! Opens database files that were left behind, as the server would, and says what is wrong with them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use anyhow::{Context, Result, anyhow};
use rusqlite::{Connection, OpenFlags};
use store::check::{Finding, Listener};
use store::{DatabaseUrl, OpenOptions, Store};
use tokio::runtime::Runtime;

use crate::books::Books;
use crate::disk::Image;

/// What a set of files turned out to be once it was opened.
#[derive(Debug)]
pub enum State {
    /// It could not be opened or read.
    Damaged(String),
    Readable {
        books: Books,
        findings: Vec<String>,
    },
}

/// States that were judged before, by the hash of the database that recovery made of the files.
#[derive(Default)]
pub struct Known {
    by_key: Mutex<HashMap<u64, Arc<State>>>,
    by_content: Mutex<HashMap<u64, Arc<State>>>,
}

impl Known {
    pub fn states(&self) -> usize {
        self.by_content.lock().map_or(0, |states| states.len())
    }
}

/// Works in a folder of its own.
pub struct Judge<'a> {
    pub folder: PathBuf,
    /// Name of the database file
    pub name: &'a str,
    pub runtime: Runtime,
    pub known: &'a Known,
}

impl Judge<'_> {
    pub fn state(&self, image: &Image) -> Result<Arc<State>> {
        if let Some(state) = self.known.by_key.lock().map_err(poisoned)?.get(&image.key) {
            return Ok(state.clone());
        }
        let state = self.open(image)?;
        self.known.by_key.lock().map_err(poisoned)?.insert(image.key, state.clone());
        Ok(state)
    }

    fn open(&self, image: &Image) -> Result<Arc<State>> {
        for entry in std::fs::read_dir(&self.folder)? {
            std::fs::remove_file(entry?.path())?;
        }
        for (name, content) in &image.files {
            std::fs::write(self.folder.join(name), content.as_slice())?;
        }
        let database = self.folder.join(self.name);
        let content = match recover(&database) {
            Ok(content) => content,
            Err(error) => return Ok(Arc::new(State::Damaged(error.to_string()))),
        };
        let hash = hash_of(&content);
        if let Some(state) = self.known.by_content.lock().map_err(poisoned)?.get(&hash) {
            return Ok(state.clone());
        }
        let state = Arc::new(self.read(&database));
        self.known.by_content.lock().map_err(poisoned)?.insert(hash, state.clone());
        Ok(state)
    }

    fn read(&self, database: &Path) -> State {
        let read = || {
            let findings = check(&self.runtime, database)?;
            let books = Books::read(&open_to_read(database)?)?;
            Ok(State::Readable { books, findings })
        };
        read().unwrap_or_else(|error: anyhow::Error| State::Damaged(format!("{error:#}")))
    }
}

/// Enough to tell some hundred states apart, and quick: most of the work here is to read pages.
fn hash_of(content: &[u8]) -> u64 {
    let (words, rest) = content.as_chunks::<8>();
    let of_words =
        words.iter().fold(content.len() as u64, |hash, word| mixed(hash, u64::from_le_bytes(*word)));
    rest.iter().fold(of_words, |hash, byte| mixed(hash, u64::from(*byte)))
}

fn mixed(hash: u64, word: u64) -> u64 {
    (hash.rotate_left(29) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

fn poisoned<T>(_: T) -> anyhow::Error {
    anyhow!("another judge panicked")
}

/// Lets SQLite recover the database, and returns it with the log carried over.
fn recover(database: &Path) -> Result<Vec<u8>> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(database, flags)?;
    // Nothing here needs to be safe.
    connection.pragma_update(None, "synchronous", "OFF")?;
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    connection.close().map_err(|(_, error)| error)?;
    Ok(std::fs::read(database)?)
}

pub fn open_to_read(database: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Ok(Connection::open_with_flags(database, flags)?)
}

/// `funchal check`: its findings as sentences. Fails when the database cannot be opened or read.
pub fn check(runtime: &Runtime, database: &Path) -> Result<Vec<String>> {
    let url = DatabaseUrl::Sqlite(database.to_owned());
    let options = OpenOptions { url, exclusive: false, connections_max: 1 };
    runtime.block_on(async {
        let store = Store::open(options, 1).await.context("cannot be opened")?;
        let mut sentences = Sentences(Vec::new());
        let mut reader = store.reader().await?;
        store::check::run(&mut reader, &mut sentences).await.context("cannot be checked")?;
        Ok(sentences.0)
    })
}

struct Sentences(Vec<String>);

impl Listener for Sentences {
    fn on_finding(&mut self, finding: Finding) {
        self.0.push(finding.sentence);
    }
}

/// A runtime for one judge.
pub fn runtime() -> Result<Runtime> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?)
}
