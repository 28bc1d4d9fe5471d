//! A `funchal serve` that is started again and again on the same database, and killed.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::http::{Client, Outcome};
use crate::process;

/// A token that outlives any run, in seconds.
const TOKEN_SECONDS: &str = "86400";
const READY_SECONDS_MAX: u64 = 60;

/// The binary, its database and where its log goes.
pub struct Program {
    pub binary: PathBuf,
    pub database: String,
    pub log: PathBuf,
    /// Make the demo company if there is none
    pub demo: bool,
}

/// What stands between us and the server when it is started.
#[derive(Clone, Debug, Default)]
pub struct Wrapping {
    /// A program that runs the server in our place without becoming its parent, and its options.
    pub before: Vec<OsString>,
    pub variables: Vec<(&'static str, &'static str)>,
}

/// A running server, killed when dropped.
pub struct Server {
    child: Child,
    /// `HOST:PORT`
    pub address: String,
    /// The id of the demo company; blank without one
    pub company: String,
    /// From the start of the process to the first good answer of `/health/ready`
    pub ready_after: Duration,
}

impl Program {
    /// Starts the server and waits until it says that it is ready.
    pub fn start(&self) -> Result<Server> {
        self.start_wrapped(&Wrapping::default())
    }

    /// Like [`Program::start`], under a tracer or with variables set.
    pub fn start_wrapped(&self, wrapping: &Wrapping) -> Result<Server> {
        let log = File::options().create(true).append(true).open(&self.log)?;
        let began = Instant::now();
        let mut words = wrapping.before.clone();
        words.push(self.binary.clone().into());
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).args(["serve", "--listen", "127.0.0.1:0", "--log", "warn"]);
        command.args(self.demo.then_some("--demo")).envs(wrapping.variables.iter().copied());
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
            if !server.company.is_empty() || (!self.demo && !server.address.is_empty()) {
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

    /// A new company with setup and nothing else; its id.
    pub fn add_company(&self, name: &str) -> Result<String> {
        let mut command = Command::new(&self.binary);
        let text = process::output(command.args(["company", "add", name, "--database", &self.database]))?;
        let id = text.trim().strip_prefix("company: ").context("`funchal company add` printed no id")?;
        Ok(id.to_owned())
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
    /// SIGTERM: the server finishes what it does and closes its database.
    pub fn stop(&mut self) -> Result<()> {
        process::ask_to_end(self.child.id());
        let status = self.child.wait()?;
        if !status.success() {
            bail!("the server did not stop well ({status})");
        }
        Ok(())
    }

    pub fn process_id(&self) -> u32 {
        self.child.id()
    }

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

impl Server {
    /// Like [`Server::kill`] for a server that may have been killed already.
    pub fn end(&mut self) -> Result<()> {
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

/// The server as cargo builds it.
pub fn built(target: &Path) -> Result<PathBuf> {
    build(target, "funchal")
}

/// The judges of what crashes leave behind.
pub fn built_proofs(target: &Path) -> Result<PathBuf> {
    build(target, "proofs")
}

/// With the features that the tests are built with: naming one of them makes cargo choose those, and nothing is built
/// twice.
fn build(target: &Path, binary: &str) -> Result<PathBuf> {
    let words = ["build", "--workspace", "--bin", binary, "--test", "command_line"];
    process::run(crate::workspace::cargo().args(words))?;
    Ok(target.join("debug").join(binary))
}

/// A folder of this run below `parent`, removed when dropped.
pub struct Folder(PathBuf);

impl Folder {
    /// `name` says whose folder it is.
    pub fn new(parent: &Path, name: &str) -> Result<Self> {
        let folder = parent.join(format!("{name}-{}", std::process::id()));
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
