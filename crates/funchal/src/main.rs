//! The binary: reads the command line, runs one command, and turns its outcome into an exit code.
//!
//! Here, and nowhere below, the wall clock and the random source are read and signals are heard. Each command is one
//! file under `commands/`; what several share (opening the database, progress on a terminal) has a file of its own.
//! Must not know SQL, OData or a rule of bookkeeping.

mod allocator;
mod clock;
mod command_line;
mod commands;
mod database;
mod demo;
mod failure;
mod logging;
mod progress;
mod signals;
mod values;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use command_line::CommandLine;
use failure::Failure;

fn main() -> ExitCode {
    allocator::give_memory_back_soon();
    let CommandLine { command } = CommandLine::parse();
    let Some(command) = command else {
        return match CommandLine::command().print_help() {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        };
    };
    let outcome = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::of(format!("cannot start the runtime: {error}")))
        .and_then(|runtime| runtime.block_on(commands::run(command)));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if !failure.message.is_empty() {
                eprintln!("funchal: {}", failure.message);
            }
            ExitCode::from(failure.exit_code)
        }
    }
}
