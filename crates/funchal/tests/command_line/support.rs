//! Runs the binary in a folder of its own.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// How long anything may take before the test fails.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Folder(tempfile::TempDir);

/// What a finished command left.
pub struct Ended {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Ended {
    fn of(output: Output) -> Ended {
        Ended {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Standard output of a command that must have succeeded.
    #[track_caller]
    pub fn success(self) -> String {
        assert_eq!(self.code, Some(0), "{}{}", self.stdout, self.stderr);
        self.stdout
    }

    /// Standard error of a command that must have ended with this code.
    #[track_caller]
    pub fn failure(self, code: i32) -> String {
        assert_eq!(self.code, Some(code), "{}{}", self.stdout, self.stderr);
        self.stderr
    }
}

impl Folder {
    pub fn new() -> Folder {
        Folder(tempfile::tempdir().unwrap())
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn database(&self) -> PathBuf {
        self.path().join("funchal.db")
    }

    /// The binary with these arguments, in this folder, with no settings from outside.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_funchal"));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("FUNCHAL_")) {
            command.env_remove(name);
        }
        // Help is wrapped to the terminal, which a test does not have.
        command.env_remove("COLUMNS").current_dir(self.path()).args(arguments).stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ended {
        Ended::of(self.command(arguments).output().unwrap())
    }

    /// Starts `serve` with these arguments on a free port and waits until it is ready.
    pub fn serve(&self, arguments: &[&str]) -> Server {
        let mut all = vec!["serve", "--listen", "127.0.0.1:0"];
        all.extend_from_slice(arguments);
        Folder::start(self.command(&all))
    }

    /// As [`Folder::serve`], but no file may grow beyond so many blocks of 512 bytes.
    pub fn serve_with_small_files(&self, blocks: u32) -> Server {
        let limited = format!("ulimit -f {blocks}; exec \"$0\" serve --listen 127.0.0.1:0 --demo");
        let mut command = Command::new("sh");
        command.current_dir(self.path()).args(["-c", &limited, env!("CARGO_BIN_EXE_funchal")]);
        Folder::start(command)
    }

    fn start(mut command: Command) -> Server {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut ready = String::new();
        output.read_line(&mut ready).unwrap();
        if ready.is_empty() {
            let mut stderr = String::new();
            child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
            panic!("the server did not start: {stderr}");
        }
        Server { child, output, ready: ready.trim_end().to_owned() }
    }

    /// A statement behind the program's back.
    pub fn damage(&self, statements: &str) {
        rusqlite::Connection::open(self.database()).unwrap().execute_batch(statements).unwrap();
    }

    /// One text from the database.
    pub fn query(&self, statement: &str) -> String {
        let connection = rusqlite::Connection::open(self.database()).unwrap();
        connection.query_row(statement, [], |row| row.get(0)).unwrap()
    }
}

/// A running server; killed when dropped.
pub struct Server {
    child: Child,
    output: BufReader<ChildStdout>,
    /// The first line it printed.
    pub ready: String,
}

impl Server {
    /// The next line of standard output.
    pub fn line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    /// `HOST:PORT`.
    pub fn address(&self) -> String {
        self.ready.rsplit('/').next().unwrap().to_owned()
    }

    /// Status and body of a GET.
    pub fn get(&self, path: &str, token: &str) -> (u16, String) {
        self.request("GET", path, token, "application/json", "")
    }

    /// Status and body of one request over a plain connection.
    pub fn request(&self, method: &str, path: &str, token: &str, media: &str, body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(self.address()).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let (host, length) = (self.address(), body.len());
        let authorization = match token {
            "" => String::new(),
            token => format!("Authorization: Bearer {token}\r\n"),
        };
        let text = format!(
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\n{authorization}Content-Type: {media}\r\n\
             Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        );
        stream.write_all(text.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split_whitespace().nth(1).unwrap().parse().unwrap();
        (status, body.to_owned())
    }

    /// Sends a signal by its name and waits for the end; returns exit code, and what remained on both outputs.
    pub fn end_by(mut self, signal: &str) -> Ended {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", signal, &id]).status().unwrap().success());
        let began = Instant::now();
        let status = loop {
            match self.child.try_wait().unwrap() {
                Some(status) => break status,
                None if began.elapsed() > PATIENCE => panic!("the server did not end"),
                None => std::thread::sleep(Duration::from_millis(10)),
            }
        };
        let (mut stdout, mut stderr) = (String::new(), String::new());
        self.output.read_to_string(&mut stdout).unwrap();
        self.child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
        Ended { code: status.code(), stdout, stderr }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
