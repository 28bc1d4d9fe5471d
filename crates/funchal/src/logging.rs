//! The log: on standard error, so that standard output holds only what a command answers.

use std::str::FromStr;

use clap::ValueEnum;
use tracing_subscriber::EnvFilter;

use crate::failure::Failure;

/// How a line of the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people
    Text,
    /// One JSON object a line, for programs
    Json,
}

/// Which lines are written: a level, or levels by module as `tracing` reads them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLevel(String);

impl FromStr for LogLevel {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = text.split(',').all(|part| {
            let level = part.rsplit('=').next().unwrap_or(part);
            ["off", "error", "warn", "info", "debug", "trace"].contains(&level.to_lowercase().as_str())
        });
        match EnvFilter::try_new(text) {
            Ok(_) if known => Ok(LogLevel(text.to_owned())),
            _ => Err("expected off, error, warn, info, debug or trace".to_owned()),
        }
    }
}

/// These libraries write what passes through them, keys and tokens among it, from debug on; here they never do
/// (RELIABILITY.md S6).
const QUIET: &str = "tokio_postgres=info,h2=info,hyper=info,hyper_util=info,rustls=info,reqwest=info";

/// Begins to write the log.
pub fn start(level: &LogLevel, format: LogFormat) -> Result<(), Failure> {
    let filter = EnvFilter::try_new(format!("{},{QUIET}", level.0))
        .map_err(|error| Failure::wrong_use(error.to_string()))?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = match format {
        LogFormat::Text => log.with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr())).try_init(),
        LogFormat::Json => log.json().try_init(),
    };
    started.map_err(|error| Failure::of(format!("cannot start the log: {error}")))
}
