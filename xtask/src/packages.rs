//! Installing a missing tool from Debian packages when we may, else saying exactly what to install.

use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use crate::process;

/// Installs Debian packages when we are root on Debian (or a relative of it); else fails with what the
/// reader has to do. `purpose` completes the sentence "... is needed ...".
pub fn install(packages: &[&str], purpose: &str) -> Result<()> {
    let list = packages.join(" ");
    if !(process::is_root() && Path::new("/etc/debian_version").exists()) {
        bail!(
            "{list} is needed {purpose}. Install it (Debian, Ubuntu: `sudo apt-get install {list}`) and run again"
        );
    }
    println!("   installing {list} {purpose}");
    process::output(apt_get().arg("update"))?;
    process::output(apt_get().args(["install", "--yes", "--no-install-recommends"]).args(packages))?;
    Ok(())
}

/// Sees to it that libfaketime is there: the clock tests run the server under it.
pub fn need_faketime() -> Result<()> {
    if std::env::var_os("FUNCHAL_FAKETIME").is_some() || has_faketime() {
        return Ok(());
    }
    install(&["faketime"], "to test what a jumping clock does")
}

/// Where Debian puts it: one folder below /usr/lib is named after the machine.
fn has_faketime() -> bool {
    let folders = std::fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    folders.into_iter().any(|folder| folder.path().join("faketime/libfaketime.so.1").is_file())
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive").arg("--quiet=2");
    // A configuration file written before the package came stays as it is, without a question.
    command.args(["-o", "Dpkg::Options::=--force-confold"]);
    command
}
