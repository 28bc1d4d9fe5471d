//! A server as a child process: started, read until it listens, its CPU time and memory looked at, always stopped.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};

/// `USER_HZ`: the unit of times in `/proc`, 100 on every Linux that Rust runs on.
const TICKS_PER_SECOND: u64 = 100;
const START_SECONDS_MAX: u64 = 60;
const STOP_MILLISECONDS_MAX: u64 = 10_000;

/// A running server. Dropping it stops it.
pub struct Server {
    child: Child,
    /// Host and port.
    pub address: String,
}

impl Server {
    /// Starts a program that says `listening on http://ADDRESS` on its first line, and waits for that line. What it
    /// writes to standard error goes into a file.
    pub fn start(mut command: Command, log: &Path) -> Result<Server> {
        let name = command.get_program().to_string_lossy().into_owned();
        let mut child = spawn(&mut command, log, Stdio::piped())?;
        let stdout = child.stdout.take().context("no standard output")?;
        // From here on dropping the server stops the child, also when it never listens.
        let mut server = Server { child, address: String::new() };
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                let address = line.strip_prefix("listening on http://").map(str::to_owned);
                // Reads on until the server ends, so that it never waits for somebody to take its output.
                address.into_iter().for_each(|address| drop(sender.send(address)));
            }
        });
        let address = lines.recv_timeout(Duration::from_secs(START_SECONDS_MAX));
        let described = || format!("{name} does not listen. It said:\n{}", tail(log));
        server.address = address.with_context(described)?.trim_end_matches('/').to_owned();
        Ok(server)
    }

    /// Starts a program and waits for nothing; it will listen on `address`.
    pub fn spawn(mut command: Command, log: &Path, address: String) -> Result<Server> {
        Ok(Server { child: spawn(&mut command, log, Stdio::null())?, address })
    }

    /// CPU time used up to now, by all threads, in user and system mode.
    pub fn cpu(&self) -> Result<Duration> {
        let text = fs::read_to_string(self.file("stat"))?;
        // The name in parentheses may hold spaces; the fields are counted behind it.
        let (_, fields) = text.rsplit_once(')').context("no process name")?;
        let ticks: u64 = fields.split_whitespace().skip(11).take(2).flat_map(str::parse::<u64>).sum();
        Ok(Duration::from_millis(ticks * 1_000 / TICKS_PER_SECOND))
    }

    /// Resident memory now and at its highest, in bytes.
    pub fn memory_bytes(&self) -> Result<(u64, u64)> {
        let text = fs::read_to_string(self.file("status"))?;
        let field = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name))?;
            line.trim_start_matches(':').split_whitespace().next()?.parse::<u64>().ok()
        };
        let kibibytes = field("VmRSS").zip(field("VmHWM")).context("no memory figures in /proc")?;
        Ok((kibibytes.0 * 1_024, kibibytes.1 * 1_024))
    }

    fn file(&self, name: &str) -> PathBuf {
        PathBuf::from(format!("/proc/{}/{name}", self.child.id()))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let stop = format!("kill -s TERM {}", self.child.id());
        // When even this fails the child is killed below.
        let _ = Command::new("sh").arg("-c").arg(stop).stderr(Stdio::null()).status();
        for _ in 0..STOP_MILLISECONDS_MAX / 10 {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(Duration::from_millis(10));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn spawn(command: &mut Command, log: &Path, stdout: Stdio) -> Result<Child> {
    let errors = File::create(log).with_context(|| format!("cannot write {}", log.display()))?;
    let child = command.stdin(Stdio::null()).stdout(stdout).stderr(errors).spawn();
    child.with_context(|| format!("cannot start {}", command.get_program().to_string_lossy()))
}

/// The last lines of a log.
pub fn tail(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(20)..].join("\n")
}
