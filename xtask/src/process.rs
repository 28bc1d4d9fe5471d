//! Running programs so that ctrl-C ends them and our guards still get to clean up.

use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

static INTERRUPTED: AtomicBool = AtomicBool::new(false);
static CATCHING: AtomicBool = AtomicBool::new(false);

/// From here on ctrl-C (and SIGTERM) only sets a flag: `run` notices it and returns an error, and every
/// guard on the way out stops what it started. A command that runs another may call it again.
pub fn catch_interrupts() -> Result<()> {
    if CATCHING.swap(true, Ordering::SeqCst) {
        return Ok(());
    }
    ctrlc::set_handler(|| INTERRUPTED.store(true, Ordering::SeqCst)).context("cannot catch ctrl-C")
}

/// Fails once ctrl-C was pressed; for loops that wait for something.
pub fn check_interrupt() -> Result<()> {
    if INTERRUPTED.load(Ordering::SeqCst) {
        bail!("interrupted");
    }
    Ok(())
}

/// Runs a program to its end, its output going where ours goes. Fails when it fails or on ctrl-C.
pub fn run(command: &mut Command) -> Result<()> {
    let name = describe(command);
    // A group of its own: `end` reaches the grandchildren too (cargo's test programs, for one).
    let mut child = command
        .stdin(Stdio::null())
        .process_group(0)
        .spawn()
        .with_context(|| format!("cannot start `{name}`"))?;
    loop {
        if let Some(status) = child.try_wait()? {
            check_interrupt()?;
            if !status.success() {
                bail!("`{name}` failed ({status})");
            }
            return Ok(());
        }
        if let Err(interrupted) = check_interrupt() {
            end(&mut child);
            return Err(interrupted);
        }
        thread::sleep(Duration::from_millis(20));
    }
}

/// Runs a program and returns its standard output; its error output is part of the error.
pub fn output(command: &mut Command) -> Result<String> {
    let name = describe(command);
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("cannot start `{name}`"))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        let errors = String::from_utf8_lossy(&output.stderr);
        bail!("`{name}` failed ({}):\n{text}{errors}", output.status);
    }
    Ok(text)
}

/// Whether a program exists and ends well. Never an error: "not there" is an answer.
pub fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Asks a child and its group to stop (SIGTERM), and makes it stop when it has not within five seconds.
/// The child must lead a process group of its own.
pub fn end(child: &mut Child) {
    signal(&format!("-{}", child.id()), "TERM");
    for _ in 0..250 {
        if !matches!(child.try_wait(), Ok(None)) {
            return;
        }
        thread::sleep(Duration::from_millis(20));
    }
    signal(&format!("-{}", child.id()), "KILL");
    // Fails only when the child has just ended by itself.
    let _ = child.wait();
}

/// SIGTERM to one process.
pub fn ask_to_end(process_id: u32) -> bool {
    signal(&process_id.to_string(), "TERM")
}

/// Whether a process with this id exists.
pub fn is_alive(process_id: u32) -> bool {
    signal(&process_id.to_string(), "0")
}

/// The shell's own `kill`: there on every Unix, also where the program is not installed.
fn signal(target: &str, signal: &str) -> bool {
    succeeds(Command::new("sh").arg("-c").arg(format!("kill -s {signal} -- {target}")))
}

/// Whether we run as root.
pub fn is_root() -> bool {
    output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn describe(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}
