//! Starting the server under strace: to write down what it does to its disk, or to let calls fail.

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::program::Wrapping;
use crate::{packages, process};

/// Every call that changes a file, and every one that an answer can leave by.
const CALLS: &str = "pwrite64,pwritev,pwritev2,write,writev,sendto,sendmsg,fsync,fdatasync,ftruncate,fallocate,openat,\
                     unlink,unlinkat,rename,renameat,renameat2";
/// Longest text shown: a page and the head of an answer are shorter.
const TEXT_BYTES_MAX: &str = "70000";
/// strace needs a moment after the end of the server.
const END_MAX: Duration = Duration::from_secs(60);

/// Sees to it that strace is there.
pub fn need() -> Result<()> {
    if process::succeeds(Command::new("strace").arg("--version")) {
        return Ok(());
    }
    packages::install(&["strace"], "to watch what the server writes, and to let writes fail")
}

/// The server stays our own child: strace runs beside it. `more` are options of strace, such as [`QUICK`].
pub fn wrapping(trace: &Path, more: &[String]) -> Wrapping {
    let calls = format!("trace={CALLS}");
    let options = ["strace", "-D", "-f", "-s", TEXT_BYTES_MAX, "-e", "signal=none", "-e", &calls, "-o"];
    let mut before: Vec<OsString> = options.map(OsString::from).to_vec();
    before.push(trace.into());
    before.extend(more.iter().map(OsString::from));
    before.push("--".into());
    Wrapping { before, variables: Vec::new() }
}

/// Only the calls asked for are stopped at. Signals cannot be sent at calls then.
pub const QUICK: &str = "--seccomp-bpf";
/// Descriptors are shown with the paths of their files.
pub const WITH_PATHS: &str = "-y";

/// The strace that watches a process.
pub fn tracer_of(process_id: u32) -> Result<u32> {
    let status = fs::read_to_string(format!("/proc/{process_id}/status"))?;
    let tracer = status.lines().find_map(|line| line.strip_prefix("TracerPid:"));
    match tracer.and_then(|tracer| tracer.trim().parse().ok()) {
        Some(tracer) if tracer != 0 => Ok(tracer),
        _ => bail!("the server is not being watched"),
    }
}

/// Waits until strace has ended, which it does after the server, having written all it saw.
pub fn wait_for_end(tracer: u32) -> Result<()> {
    let began = Instant::now();
    while began.elapsed() < END_MAX {
        process::check_interrupt()?;
        // What nobody waits for stays as a zombie.
        let status = fs::read_to_string(format!("/proc/{tracer}/status")).unwrap_or_default();
        if status.lines().all(|line| !line.starts_with("State:") || line.contains('Z')) {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    bail!("strace did not end within {} s of the server", END_MAX.as_secs())
}
