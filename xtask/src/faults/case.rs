//! One request, one call of it that fails, and what must be true then.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::books::{Books, DATABASE};
use super::{Operation, trace};
use crate::http::{Client, Outcome};
use crate::program::{Program, Server, Wrapping};
use crate::strace;

/// What happens at the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The server is killed on its way into the call.
    Kill,
    /// EIO
    InputOutput,
    /// ENOSPC
    NoSpace,
}

/// The n-th call of a request fails.
pub struct Case {
    pub operation: Operation,
    pub fault: Fault,
    pub call: String,
    /// Among the calls of the request
    pub number: u32,
    /// Among the calls of the thread
    pub when: u32,
    /// What is to be seen without the request, and with it
    pub before: String,
    pub after: String,
}

/// Repeats of the request are one and the same intent.
const KEY: (&str, &str) = ("Idempotency-Key", "one-and-the-same");

impl Case {
    pub fn describe(&self) -> String {
        format!("{:?}, {:?} at {} number {}", self.operation, self.fault, self.call, self.number)
    }

    pub fn run(&self, books: &Books, place: &Place) -> Result<()> {
        books.copy_to(place)?;
        let program = place.program(&books.binary);
        let mut server =
            program.start_wrapped(&place.wrapping(&self.fault.options(&self.call, self.when)))?;
        let tracer = strace::tracer_of(server.process_id())?;
        let status = self.ask(books, &server)?;
        if self.fault != Fault::Kill {
            self.check_living(books, &server, status)?;
        }
        server.end()?;
        strace::wait_for_end(tracer)?;
        if self.fault != Fault::Kill && !trace::was_hit(&place.trace())? {
            bail!("the call did not come");
        }
        program.check_log()?;
        self.check_restarted(books, &program, status)
    }

    /// The status of the answer; `None` without one.
    fn ask(&self, books: &Books, server: &Server) -> Result<Option<u16>> {
        let (path, body) = books.request(self.operation);
        let mut client = Client::new(&server.address, &books.token);
        let status = match client.send_with(&[KEY], "POST", &path, body.as_ref()) {
            Outcome::Answered(answer) => Some((answer.status, answer.describe())),
            Outcome::Unknown => None,
            Outcome::NotSent => bail!("there was no server to ask"),
        };
        let expected: &[u16] = match (self.fault, self.call.as_str()) {
            (Fault::Kill, _) => &[],
            (Fault::NoSpace, "pwrite64") => &[507],
            (Fault::InputOutput | Fault::NoSpace, _) => &[503],
        };
        match status {
            None if expected.is_empty() => Ok(None),
            Some((status, _)) if expected.contains(&status) => Ok(Some(status)),
            None => bail!("there was no answer"),
            Some((_, answer)) => bail!("it was answered {answer}"),
        }
    }

    /// The server goes on: nothing of the request is to be seen, and it writes again if and only if nothing but room
    /// was missing.
    fn check_living(&self, books: &Books, server: &Server, status: Option<u16>) -> Result<()> {
        let mut client = Client::new(&server.address, &books.token);
        let now = books.snapshot(&mut client).context("reading after the failure")?;
        if now != self.before {
            bail!("it was refused, and can be seen:\n{now}");
        }
        let (path, body) = books.probe();
        let probe = match client.send("POST", &path, Some(&body)) {
            Outcome::Answered(answer) => answer,
            Outcome::NotSent | Outcome::Unknown => bail!("the next write had no answer"),
        };
        let expected = if status == Some(507) { 201 } else { 503 };
        if probe.status != expected {
            bail!("the next write was answered {}", probe.describe());
        }
        Ok(())
    }

    /// After a restart all of it is there or nothing, and asking again does it once.
    fn check_restarted(&self, books: &Books, program: &Program, status: Option<u16>) -> Result<()> {
        let mut server = program.start().context("restarting")?;
        let mut client = Client::new(&server.address, &books.token);
        let now = books.snapshot(&mut client)?;
        let is_before = now == self.before;
        if !is_before && (now != self.after || status == Some(507)) {
            bail!("after the restart neither nothing nor all of it is there:\n{now}");
        }
        let (path, body) = books.request(self.operation);
        client.post(&[KEY], &path, body.as_ref()).context("asking again")?;
        let done = books.snapshot(&mut client)?;
        if done != self.after {
            bail!("asking again did not do it once:\n{done}");
        }
        server.kill()?;
        program.check()
    }
}

impl Fault {
    /// Options of strace that bring it about at the n-th of the calls of a thread.
    pub fn options(self, call: &str, when: u32) -> Vec<String> {
        let (what, more) = match self {
            Self::Kill => ("signal=KILL", None),
            Self::InputOutput => ("error=EIO", Some(strace::QUICK)),
            Self::NoSpace => ("error=ENOSPC", Some(strace::QUICK)),
        };
        let mut options = vec!["-e".to_owned(), format!("inject={call}:{what}:when={when}")];
        options.extend(more.map(str::to_owned));
        options
    }
}

/// A folder with a database, the log of its server and a trace.
pub struct Place {
    pub folder: PathBuf,
}

impl Place {
    pub fn make(folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder)?;
        Ok(Self { folder: folder.to_owned() })
    }

    pub fn clear(&self) -> Result<()> {
        for entry in fs::read_dir(&self.folder)? {
            fs::remove_file(entry?.path())?;
        }
        Ok(())
    }

    pub fn database(&self) -> PathBuf {
        self.folder.join(DATABASE)
    }

    pub fn trace(&self) -> PathBuf {
        self.folder.join("trace")
    }

    pub fn program(&self, binary: &Path) -> Program {
        Program {
            binary: binary.to_owned(),
            database: format!("sqlite:{}", self.database().display()),
            log: self.folder.join("server.log"),
            demo: false,
        }
    }

    /// Under strace, which looks at the database and its log alone.
    pub fn wrapping(&self, more: &[String]) -> Wrapping {
        self.wrapping_of(&["", "-wal"], more)
    }

    /// `endings`: of the files that strace looks at.
    pub fn wrapping_of(&self, endings: &[&str], more: &[String]) -> Wrapping {
        let mut options = vec!["-s".to_owned(), "32".to_owned()];
        for ending in endings {
            options.extend(["-P".to_owned(), format!("{}{ending}", self.database().display())]);
        }
        options.extend_from_slice(more);
        strace::wrapping(&self.trace(), &options)
    }
}
