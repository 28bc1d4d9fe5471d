//! `cargo xtask`: the chores of this repository, one file per command, no shell scripts.

mod bench;
mod clients;
mod crash;
mod faults;
mod flips;
mod http;
mod packages;
mod postgres;
mod powerloss;
mod process;
mod program;
mod random;
mod strace;
mod test;
mod tidy;
mod workspace;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

/// The chores of this repository. Start with `cargo xtask test`.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

/// One line per command; a new one is a file beside this and a line here and in `main`.
#[derive(Subcommand)]
enum Command {
    /// Run every check a change must pass: format, tidy, clippy, PostgreSQL, tests, real clients
    Test(test::Arguments),
    /// Measure funchal beside bare servers on the same machine: `cargo xtask bench --help`
    Bench(bench::Arguments),
    /// Check what the compiler does not: dependency arrows, sizes of files and functions, banned words
    Tidy,
    /// Kill the server at random moments under load and see that nothing acknowledged is lost
    Crash(crash::Arguments),
    /// Let every single write and flush of a request fail, and see the same
    Faults(faults::Arguments),
    /// Flip single bits of a closed database, and see that none in posted entries goes unseen
    Flips(flips::Arguments),
    /// Cut the power in thought at thousands of moments of a recorded run, and see the same
    Powerloss(powerloss::Arguments),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Some(Command::Test(arguments)) => test::run(&arguments),
        Some(Command::Bench(arguments)) => bench::run(&arguments),
        Some(Command::Tidy) => tidy::run(),
        Some(Command::Crash(arguments)) => crash::run(&arguments),
        Some(Command::Faults(arguments)) => faults::run(&arguments),
        Some(Command::Flips(arguments)) => flips::run(&arguments),
        Some(Command::Powerloss(arguments)) => powerloss::run(&arguments),
        None => Arguments::command().print_help().map_err(Into::into),
    };
    // Not `fn main() -> Result`: that prints a backtrace when RUST_BACKTRACE is set, and buries the advice.
    outcome.map_or_else(
        |error| {
            eprintln!("\nfailed: {error:#}");
            ExitCode::FAILURE
        },
        |()| ExitCode::SUCCESS,
    )
}
