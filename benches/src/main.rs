//! `bench`: one load generator, funchal, and bare servers that show what the machine could do at most.
//!
//! Knows the outside of funchal (its commands, URLs and tables) and nothing of its crates, so that a mistake in those
//! cannot hide itself here. `cargo xtask bench` builds everything and calls `bench run`.

mod answers;
mod bars;
mod books;
mod cell;
mod folder;
mod funchal;
mod growth;
mod http;
mod load;
mod measure;
mod peer;
mod postgres;
mod report;
mod run;
mod sample;
mod server;
mod setting;
mod side;
mod start;
mod workload;

use std::path::PathBuf;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "bench", about = "Measures funchal beside bare servers on the same machine")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make data, start all servers, measure them in turn and print the tables
    Run(setting::Setting),
    /// A bare server that answers from memory
    PeerMemory {
        /// Requests and their answers, as `bench run` writes them
        #[arg(long)]
        answers: PathBuf,
    },
    /// A bare server with prepared SQLite statements
    PeerSqlite {
        /// A copy of the database that funchal serves
        #[arg(long)]
        database: PathBuf,
        #[arg(long)]
        answers: PathBuf,
    },
    /// A bare server with prepared PostgreSQL statements
    PeerPostgres {
        /// A copy of the database that funchal serves
        #[arg(long)]
        database: String,
        #[arg(long)]
        answers: PathBuf,
        /// Connections of the pool, as many as funchal has
        #[arg(long, default_value_t = 32)]
        pool: usize,
    },
    /// Send one GET again and again, to look at a server by hand
    Load(load::Arguments),
}

fn main() -> Result<()> {
    match Arguments::parse().command {
        Command::Run(setting) if setting.books => books::run(&setting),
        Command::Run(setting) => match setting.growth {
            None => run::run(&setting),
            Some(factor) => growth::run(&setting, factor),
        },
        Command::PeerMemory { answers } => peer::memory::serve(&answers),
        Command::PeerSqlite { database, answers } => peer::sqlite::serve(&database, &answers),
        Command::PeerPostgres { database, answers, pool } => peer::postgres::serve(&database, &answers, pool),
        Command::Load(arguments) => load::by_hand(&arguments),
    }
}
