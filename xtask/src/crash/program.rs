//! A `funchal serve` that is started again and again on the same database, and killed.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::http::{Client, Outcome};
use crate::process;

/// A token that outlives any run, in seconds.
const TOKEN_SECONDS: &str = "86400";
const READY_SECONDS_MAX: u64 = 60;

/// The binary, its database and where its log goes.
pub struct Program {
    pub binary: PathBuf,
    pub database: String,
    pub log: PathBuf,
}

/// A running server, killed when dropped.
pub struct Server {
    child: Child,
    /// `HOST:PORT`
    pub address: String,
    /// The id of the demo company
    pub company: String,
    /// From the start of the process to the first good answer of `/health/ready`
    pub ready_after: Duration,
}

impl Program {
    /// Starts the server and waits until it says that it is ready.
    pub fn start(&self) -> Result<Server> {
        let log = File::options().create(true).append(true).open(&self.log)?;
        let began = Instant::now();
        let mut command = Command::new(&self.binary);
        command.args(["serve", "--listen", "127.0.0.1:0", "--demo", "--log", "warn"]);
        let command = command.args(["--database", &self.database]).stdin(Stdio::null());
        let mut child = command.stdout(Stdio::piped()).stderr(log).spawn().context("cannot start funchal")?;
        let output = child.stdout.take().context("funchal has no standard output")?;
        let mut server =
            Server { child, address: String::new(), company: String::new(), ready_after: Duration::ZERO };
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if let Some(url) = line.strip_prefix("listening on http://") {
                url.clone_into(&mut server.address);
            }
            if let Some(company) = line.strip_prefix("company ") {
                company.clone_into(&mut server.company);
            }
            if !server.company.is_empty() {
                break;
            }
        }
        if server.address.is_empty() {
            bail!("funchal did not start. Its log:\n{}", fs::read_to_string(&self.log).unwrap_or_default());
        }
        wait_until_ready(&server.address, began)?;
        server.ready_after = began.elapsed();
        Ok(server)
    }

    /// A bearer token that may do everything.
    pub fn token(&self) -> Result<String> {
        let mut command = Command::new(&self.binary);
        let command = command.args(["token", "--expires", TOKEN_SECONDS, "--database", &self.database]);
        Ok(process::output(command)?.trim().to_owned())
    }

    /// Verifies the books; what is wrong is part of the error.
    pub fn check(&self) -> Result<()> {
        process::output(Command::new(&self.binary).args(["check", "--database", &self.database])).map(drop)
    }

    /// Fails when the server ever panicked.
    pub fn check_log(&self) -> Result<()> {
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        if log.contains("panicked") {
            bail!("the server panicked. Its log:\n{log}");
        }
        Ok(())
    }
}

impl Server {
    /// SIGKILL: no goodbye, no flush.
    pub fn kill(&mut self) -> Result<()> {
        if let Some(status) = self.child.try_wait()? {
            bail!("the server ended by itself ({status})");
        }
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have been killed already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn wait_until_ready(address: &str, began: Instant) -> Result<()> {
    let mut client = Client::new(address, "");
    while began.elapsed() < Duration::from_secs(READY_SECONDS_MAX) {
        process::check_interrupt()?;
        if let Outcome::Answered(answer) = client.send("GET", "/health/ready", None)
            && answer.status == 200
        {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    bail!("the server was not ready after {READY_SECONDS_MAX} s")
}

/// The folder of the binary as cargo builds it.
pub fn built(root: &Path) -> Result<PathBuf> {
    process::run(crate::workspace::cargo().args(["build", "--package", "funchal"]))?;
    Ok(root.join("debug").join("funchal"))
}

/// A folder of this run below `parent`, removed when dropped.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new(parent: &Path) -> Result<Self> {
        let folder = parent.join(format!("crash-{}", std::process::id()));
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(Self(folder))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            eprintln!("   could not remove {}: {error}", self.0.display());
        }
    }
}
