//! The command line as a whole; each command describes its own flags.

use clap::{Args, Parser, Subcommand};
use store::DatabaseUrl;

use crate::commands::{check, client, company, generate, key, serve, token};

/// Funchal: the Business Central financials service on your own machine, with real books behind it.
///
/// Start it with `funchal serve --demo` and paste the line it prints.
#[derive(Debug, Parser)]
#[command(name = "funchal", version, max_term_width = 100)]
pub struct CommandLine {
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Serve(Box<serve::Flags>),
    Token(token::Flags),
    Client(client::Flags),
    Key(key::Flags),
    Company(company::Flags),
    Generate(generate::Flags),
    Check(check::Flags),
}

/// The one flag of every command.
#[derive(Debug, Args)]
pub struct DatabaseFlag {
    /// Where the books are: sqlite:PATH, or postgres://USER@HOST:PORT/DATABASE
    #[arg(
        long = "database",
        value_name = "URL",
        env = "FUNCHAL_DATABASE",
        hide_env_values = true,
        default_value = "sqlite:funchal.db"
    )]
    pub url: DatabaseUrl,
}
