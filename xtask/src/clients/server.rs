//! A `funchal serve` for the client scripts: started on a free port, read until ready, always stopped.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::certificate::Certificate;
use crate::process;

const START_SECONDS_MAX: u64 = 60;
/// Used when `funchal client add` names no tenant: then any id does.
const TENANT_DEFAULT: &str = "6d1f9c2e-3b54-4a87-9e0d-2f7c5b8a1e43";

/// A running server with a demo company. Dropping it stops it.
pub struct Server {
    child: Child,
    funchal: PathBuf,
    database: String,
    /// Scheme, host and port, without a slash at the end
    pub url: String,
    /// The id of the demo company
    pub company: String,
}

/// What `funchal client add` prints once.
pub struct Client {
    /// The client id, a GUID
    pub id: String,
    /// The client secret
    pub secret: String,
    /// The tenant the client belongs to
    pub tenant: String,
}

impl Server {
    /// Starts a server on a new database file, over https when there is a certificate, and waits until it
    /// said where it listens and which company it made.
    pub fn start(funchal: &Path, database: &Path, certificate: Option<&Certificate>) -> Result<Self> {
        let database = format!("sqlite:{}", database.display());
        let mut command = Command::new(funchal);
        command.args(["serve", "--listen", "127.0.0.1:0", "--demo", "--database", &database]);
        if let Some(files) = certificate {
            command.arg("--tls-cert").arg(&files.certificate).arg("--tls-key").arg(&files.key);
        }
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .process_group(0)
            .spawn()
            .context("cannot start funchal")?;
        let lines = child.stdout.take().map(read_lines).context("funchal has no standard output")?;
        // From here on dropping the server stops the child, also when it never gets ready.
        let funchal = funchal.to_path_buf();
        let mut server = Self { child, funchal, database, url: String::new(), company: String::new() };
        (server.url, server.company) = wait_until_ready(&lines)?;
        Ok(server)
    }

    /// Registers an application that may read and write everything.
    pub fn add_client(&self, name: &str) -> Result<Client> {
        let mut command = Command::new(&self.funchal);
        command.args(["client", "add", name, "--role", "Financials.ReadWrite.All"]);
        let printed = process::output(command.args(["--database", &self.database]))?;
        let tenant = guid_after(&printed, "tenant").unwrap_or_else(|| TENANT_DEFAULT.to_owned());
        match (value_after(&printed, "client id:"), value_after(&printed, "client secret:")) {
            (Some(id), Some(secret)) => Ok(Client { id, secret, tenant }),
            _ => bail!("`funchal client add` printed no `client id:` or no `client secret:` but:\n{printed}"),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        process::end(&mut self.child);
    }
}

/// Reads on until the server ends, so that it never waits for somebody to take its output.
fn read_lines(stdout: ChildStdout) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            // Nobody listens any more once the server is ready.
            let _ = sender.send(line);
        }
    });
    receiver
}

/// Returns the origin and the company id.
fn wait_until_ready(lines: &Receiver<String>) -> Result<(String, String)> {
    let deadline = Instant::now() + Duration::from_secs(START_SECONDS_MAX);
    let mut printed = String::new();
    while Instant::now() < deadline {
        process::check_interrupt()?;
        match lines.recv_timeout(Duration::from_millis(50)) {
            Ok(line) => printed.extend([line.as_str(), "\n"]),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => bail!("funchal ended by itself. It printed:\n{printed}"),
        }
        if let (Some(url), Some(company)) =
            (value_after(&printed, "listening on "), guid_after(&printed, "company"))
        {
            return Ok((url, company));
        }
    }
    bail!("funchal was not ready after {START_SECONDS_MAX} s. It printed:\n{printed}")
}

/// The first word after a label.
fn value_after(text: &str, label: &str) -> Option<String> {
    let (_, rest) = text.split_once(label)?;
    rest.split_whitespace().next().map(|word| word.trim_end_matches('/').to_owned())
}

/// The first GUID after a word, wherever it stands.
fn guid_after(text: &str, word: &str) -> Option<String> {
    let (_, rest) = text.split_once(word)?;
    let words = rest.split(|character: char| !(character.is_ascii_hexdigit() || character == '-'));
    words.map(str::to_owned).find(|word| is_guid(word))
}

fn is_guid(word: &str) -> bool {
    let lengths: Vec<usize> = word.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12]
}

/// A folder of this run, removed when dropped.
pub struct Temporary(PathBuf);

impl Temporary {
    /// Makes an empty folder below `parent`, and removes those of runs that were killed.
    pub fn new(parent: &Path) -> Result<Self> {
        for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let owner = name.to_str().and_then(|name| name.strip_prefix("run-")?.parse().ok());
            if owner.is_some_and(|owner: u32| !process::is_alive(owner)) {
                fs::remove_dir_all(entry.path())?;
            }
        }
        let folder = parent.join(format!("run-{}", std::process::id()));
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(Self(folder))
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            eprintln!("   could not remove {}: {error}", self.0.display());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_funchal_prints_is_understood() {
        let printed = "listening on https://127.0.0.1:41233\n\
                       company 0f3c1a52-7d0e-4a9b-8a57-0c6de2b4f111 (Demo)\ncurl ...\n";
        assert_eq!(value_after(printed, "listening on ").as_deref(), Some("https://127.0.0.1:41233"));
        assert_eq!(guid_after(printed, "company").as_deref(), Some("0f3c1a52-7d0e-4a9b-8a57-0c6de2b4f111"));
        assert_eq!(
            guid_after("company: {0F3C1A52-7D0E-4A9B-8A57-0C6DE2B4F111}", "company").map(|id| id.len()),
            Some(36)
        );
        assert_eq!(guid_after("company\nlistening on http://127.0.0.1:1\n", "company"), None);

        let printed = "tenant: 22222222-2222-3333-4444-555555555555\nclient id: 11111111-2222-3333-4444-555555555555\nclient secret: a~b.c/d\n";
        assert_eq!(value_after(printed, "client secret:").as_deref(), Some("a~b.c/d"));
        assert_eq!(value_after(printed, "client key:"), None);
        assert_eq!(guid_after(printed, "tenant").as_deref(), Some("22222222-2222-3333-4444-555555555555"));
    }
}
