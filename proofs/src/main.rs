//! Judges database files that power cuts and failing disks leave behind, for `cargo xtask powerloss` and
//! `cargo xtask flips`.

mod books;
mod disk;
mod flips;
mod images;
mod judge;
mod ledgers;
mod promises;
mod random;
mod replay;
mod report;
mod strace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Judges database files; started by `cargo xtask`.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Cut the power at many moments of a recorded run and judge what is left
    Replay(replay::Arguments),
    /// Flip single bits of a closed database and see that no change of posted entries goes unseen
    Flips(flips::Arguments),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Replay(arguments) => replay::run(&arguments),
        Command::Flips(arguments) => flips::run(&arguments),
    };
    outcome.map_or_else(
        |error| {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        },
        |()| ExitCode::SUCCESS,
    )
}
