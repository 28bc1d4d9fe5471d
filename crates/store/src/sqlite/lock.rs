//! One server per SQLite file: an advisory lock on a file beside it.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

use crate::{StoreError, StoreErrorKind};

/// Held as long as the server runs; the system drops it with the process, however that ends.
pub(crate) struct ServerLock {
    _file: File,
}

impl ServerLock {
    pub fn take(database: &Path) -> Result<ServerLock, StoreError> {
        let path = lock_path(database);
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(|error| {
            StoreError::new(
                StoreErrorKind::Unavailable,
                format!("cannot make the lock file {}: {error}. Check that the folder exists and is writable.", path.display()),
            )
        })?;
        match file.try_lock() {
            Ok(()) => Ok(ServerLock { _file: file }),
            Err(_) => Err(StoreError::new(
                StoreErrorKind::Locked,
                format!(
                    "another funchal server is running on {}. Stop it, or give this one another --database.",
                    database.display()
                ),
            )),
        }
    }
}

fn lock_path(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".lock");
    PathBuf::from(name)
}
