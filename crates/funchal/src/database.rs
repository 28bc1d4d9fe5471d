//! Opens the database for a command.

use std::path::Path;

use store::{DatabaseUrl, OpenOptions, Store};

use crate::clock;
use crate::failure::Failure;

/// Connections a command needs that does one thing after another.
const COMMAND_CONNECTIONS: usize = 2;

/// What the command is about to do with the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Serves requests or fills the books: makes the file when there is none, and wants it for itself.
    Alone { connections_max: usize },
    /// Writes a little, also beside a running server: makes the file when there is none.
    Beside,
    /// Works with what is there: a missing file is a mistake in the path.
    Existing,
}

impl Purpose {
    /// For a command that fills the books.
    pub const FILL: Purpose = Purpose::Alone { connections_max: COMMAND_CONNECTIONS };
}

/// Opens the database, made by this program or older, and brings its schema up to date.
pub async fn open(url: &DatabaseUrl, purpose: Purpose) -> Result<Store, Failure> {
    if let DatabaseUrl::Sqlite(path) = url {
        prepare_file(path, purpose)?;
    }
    let (exclusive, connections_max) = match purpose {
        Purpose::Alone { connections_max } => (true, connections_max),
        Purpose::Beside | Purpose::Existing => (false, COMMAND_CONNECTIONS),
    };
    let options = OpenOptions { url: url.clone(), exclusive, connections_max };
    Ok(Store::open(options, clock::now().as_millisecond()).await?)
}

/// Makes a missing file readable for its owner alone: it will hold keys and books (RELIABILITY.md S6). SQLite gives
/// the files it puts beside it the same rights.
fn prepare_file(path: &Path, purpose: Purpose) -> Result<(), Failure> {
    use std::os::unix::fs::OpenOptionsExt;

    if path.exists() {
        return Ok(());
    }
    if purpose == Purpose::Existing {
        return Err(Failure::of(format!(
            "there is no database file {}. Name it with --database, or make one with `funchal serve`.",
            path.display()
        )));
    }
    match std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(_) => Ok(()),
        // Another process was faster.
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(Failure::of(format!(
            "cannot make the database file {}: {error}. Check that the folder exists and is writable.",
            path.display()
        ))),
    }
}
