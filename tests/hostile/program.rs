//! The binary as a person runs it: for what only a process shows (memory, output, signals).

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use store::DatabaseUrl;
use tempfile::TempDir;
use testkit::{Database, TestDatabase};

use super::http::Client;

/// How long a process may take to end before the test fails.
const PATIENCE: Duration = Duration::from_secs(60);

/// A folder with a database in it, or beside a database of its own on PostgreSQL.
pub struct Home {
    folder: TempDir,
    postgres: Option<TestDatabase>,
}

/// A running `funchal serve --demo`, killed when dropped.
pub struct Running {
    pub child: Child,
    output: BufReader<ChildStdout>,
    /// `HOST:PORT`.
    pub address: String,
    pub company: String,
    pub token: String,
    log: PathBuf,
}

/// A finished process.
pub struct Ended {
    pub code: Option<i32>,
    /// Both outputs.
    pub text: String,
}

/// `FUNCHAL_BINARY`, or the binary of this build.
pub fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| std::env::var_os("FUNCHAL_BINARY").map_or_else(build, PathBuf::from))
}

fn build() -> PathBuf {
    let test = std::env::current_exe().expect("a test knows where it is");
    let folder = test.parent().and_then(Path::parent).expect("a test stands below the folder of its profile");
    let mut command = Command::new(env!("CARGO"));
    // With the features of the tests, which is what naming one does: the binary is there already.
    command.args(["build", "--quiet", "--workspace", "--bin", "funchal", "--test", "command_line"]);
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    if folder.ends_with("release") {
        command.arg("--release");
    }
    assert!(command.status().expect("cargo can be started").success(), "funchal cannot be built");
    folder.join("funchal")
}

impl Home {
    pub fn new() -> Home {
        Home::on(Database::Sqlite)
    }

    pub fn on(database: Database) -> Home {
        let postgres = (database == Database::Postgres).then(|| {
            let runtime = tokio::runtime::Runtime::new().expect("a runtime can be made");
            runtime.block_on(TestDatabase::create(database))
        });
        Home { folder: tempfile::tempdir().expect("a temporary folder can be made"), postgres }
    }

    pub fn database(&self) -> DatabaseUrl {
        let file = || DatabaseUrl::Sqlite(self.path().join("funchal.db"));
        self.postgres.as_ref().map_or_else(file, |database| database.url().clone())
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(binary());
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("FUNCHAL_")) {
            command.env_remove(name);
        }
        if let DatabaseUrl::Postgres(address) = self.database() {
            command.env("FUNCHAL_DATABASE", address);
        }
        command.current_dir(self.path()).args(arguments).stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ended {
        Ended::of(&self.command(arguments).output().expect("funchal can be started"))
    }

    /// Starts the server and waits until it is ready.
    pub fn serve(&self, arguments: &[&str]) -> Running {
        self.serve_with(arguments, |_| {})
    }

    /// The same, with something done to the command first.
    pub fn serve_with(&self, arguments: &[&str], prepare: impl FnOnce(&mut Command)) -> Running {
        let log = self.path().join("server.log");
        let file = std::fs::File::options().create(true).append(true).open(&log).expect("a log can be made");
        let mut command = self.command(&["serve", "--listen", "127.0.0.1:0", "--demo"]);
        let command = command.args(arguments).stdout(Stdio::piped()).stderr(file);
        prepare(command);
        let mut child = command.spawn().expect("funchal can be started");
        let output = BufReader::new(child.stdout.take().expect("the output is ours"));
        let (address, company) = (String::new(), String::new());
        let mut running = Running { child, output, address, company, token: String::new(), log };
        running.address = running.line_after("listening on http://");
        running.company = running.line_after("company ");
        self.run(&["token"]).success().trim().clone_into(&mut running.token);
        running
    }
}

impl Running {
    fn line_after(&mut self, start: &str) -> String {
        let mut line = String::new();
        while self.output.read_line(&mut line).unwrap_or(0) > 0 {
            if let Some(rest) = line.trim_end().strip_prefix(start) {
                return rest.to_owned();
            }
            line.clear();
        }
        panic!("the server did not print `{start}`: {}", self.log());
    }

    pub fn client(&self) -> Client {
        Client::new(&self.address, &self.token)
    }

    /// What it wrote to standard error so far.
    pub fn log(&self) -> String {
        std::fs::read(&self.log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
    }

    /// Sends a signal by its name.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("sh").arg("-c").arg(format!("kill -s {name} {}", self.child.id())).status();
        assert!(sent.is_ok_and(|status| status.success()), "no signal could be sent");
    }

    /// Waits for the end; all that it printed, and how long it took.
    pub fn wait(mut self) -> (Ended, Duration) {
        let began = Instant::now();
        while self.child.try_wait().expect("the child is ours").is_none() {
            assert!(began.elapsed() < PATIENCE, "the server did not end");
            std::thread::sleep(Duration::from_millis(5));
        }
        let took = began.elapsed();
        let code = self.child.wait().expect("the child is ours").code();
        let mut text = String::new();
        self.output.read_to_string(&mut text).expect("the output is text");
        text.push_str(&self.log());
        (Ended { code, text }, took)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Ended {
    pub fn of(output: &Output) -> Ended {
        let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
        text.push_str(&String::from_utf8_lossy(&output.stderr));
        Ended { code: output.status.code(), text }
    }

    /// What it printed, when it ended well.
    #[track_caller]
    pub fn success(self) -> String {
        assert_eq!(self.code, Some(0), "{}", self.text);
        self.text
    }
}
