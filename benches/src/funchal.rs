//! The program that is measured, by its commands.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::server::Server;
use crate::setting::Setting;

/// Longer than any run.
const TOKEN_SECONDS: &str = "86400";

/// The program and the database it works on.
pub struct Funchal {
    program: PathBuf,
    pub database: String,
}

impl Funchal {
    pub fn on_sqlite(program: &Path, file: &Path) -> Funchal {
        Funchal { program: program.to_owned(), database: format!("sqlite:{}", file.display()) }
    }

    pub fn on_postgres(program: &Path, url: &str) -> Funchal {
        Funchal { program: program.to_owned(), database: url.to_owned() }
    }

    /// Makes the rows that the requests ask for.
    pub fn generate(&self, setting: &Setting, payments: u64) -> Result<()> {
        let mut command = self.command("generate");
        command.args(["--customers", &setting.customers.to_string()]);
        command.args(["--journals", &setting.journals.to_string()]);
        command.args(["--payments", &payments.to_string()]);
        output(&mut command).map(drop)
    }

    /// Adds customers, or posted invoices and payments.
    pub fn generate_books(&self, customers: u64, invoices: u64, payments: u64) -> Result<()> {
        let mut command = self.command("generate");
        command.args(["--customers", &customers.to_string(), "--invoices", &invoices.to_string()]);
        command.args(["--payments", &payments.to_string(), "--posted", "1"]);
        output(&mut command).map(drop)
    }

    /// Adds one journal with waiting payments.
    pub fn generate_journal(&self, payments: u64) -> Result<()> {
        let mut command = self.command("generate");
        command.args(["--journals", "1", "--payments", &payments.to_string()]);
        output(&mut command).map(drop)
    }

    /// What `check` says of the books.
    pub fn check(&self) -> Result<String> {
        output(&mut self.command("check"))
    }

    /// A bearer token that may read and write.
    pub fn token(&self) -> Result<String> {
        let printed = output(self.command("token").args(["--expires", TOKEN_SECONDS]))?;
        Ok(printed.trim().to_owned())
    }

    /// Starts serving on a free port.
    pub fn serve(&self, log: &Path) -> Result<Server> {
        let mut command = self.command("serve");
        command.args(["--listen", "127.0.0.1:0"]);
        Server::start(command, log)
    }

    /// The command that serves on a given address.
    pub fn serve_command(&self, address: &str, demo: bool) -> Command {
        let mut command = self.command("serve");
        command.args(["--listen", address]);
        if demo {
            command.arg("--demo");
        }
        command
    }

    fn command(&self, name: &str) -> Command {
        let mut command = Command::new(&self.program);
        command.args([name, "--database", &self.database]);
        command
    }
}

fn output(command: &mut Command) -> Result<String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let name = command.get_args().next().unwrap_or_default().to_string_lossy().into_owned();
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("cannot start {program}"))?;
    if !output.status.success() {
        let errors = String::from_utf8_lossy(&output.stderr);
        bail!("`funchal {name}` failed ({}):\n{errors}", output.status);
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
