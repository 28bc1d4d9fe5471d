//! A folder for the databases of one run, removed at its end.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The folder; dropping it removes it with everything in it.
pub struct Folder(PathBuf);

impl Folder {
    /// Makes an empty folder of this process's own.
    pub fn new(parent: &Path) -> Result<Folder> {
        let folder = parent.join(format!("run-{}", std::process::id()));
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(Folder(folder))
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            eprintln!("could not remove {}: {error}", self.0.display());
        }
    }
}
