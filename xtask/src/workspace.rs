//! Where things are: the root of the checkout and the folder for everything that is built.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The root of the checkout. Cargo sets the manifest folder for `cargo run`, so a moved checkout works.
pub fn root() -> PathBuf {
    let manifest_folder = env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    manifest_folder.parent().map_or_else(|| manifest_folder.clone(), Path::to_path_buf)
}

/// Cargo's target folder: `CARGO_TARGET_DIR` when set, else `target` in the root.
pub fn target() -> PathBuf {
    let folder = env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    root().join(folder)
}

/// What is written down of a run, and the databases made of it, need a hundred megabytes or two.
const MEMORY_KIBIBYTES_MIN: u64 = 512 << 10;

/// A folder for files that need not survive anything: in memory where the system offers enough of that.
pub fn memory() -> PathBuf {
    let shared_memory = "/dev/shm";
    let answer = crate::process::output(Command::new("df").args(["-k", "--output=avail", shared_memory]));
    let free = answer.ok().and_then(|text| text.lines().last()?.trim().parse::<u64>().ok());
    if free.is_some_and(|free| free >= MEMORY_KIBIBYTES_MIN) { shared_memory.into() } else { target() }
}

/// The cargo that started us, so that nested calls use the same toolchain.
pub fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    // What `cargo run` set for us is not meant for the crates built below.
    for (name, _) in env::vars_os() {
        if name.to_string_lossy().starts_with("CARGO_PKG_") || name == "CARGO_MANIFEST_DIR" {
            command.env_remove(name);
        }
    }
    command
}
