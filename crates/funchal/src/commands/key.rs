//! `funchal key`: the keys that sign tokens.

use std::io::Write;

use clap::{Args, Subcommand};

use crate::clock;
use crate::command_line::DatabaseFlag;
use crate::database::{self, Purpose};
use crate::failure::Failure;

/// Change the key that signs tokens
#[derive(Debug, Args)]
pub struct Flags {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Make a new signing key; the one before still verifies, older ones no longer do
    ///
    /// Tokens signed with the key before stay valid until they expire or the key is rotated once more. Running servers
    /// take the new key by themselves.
    #[command(after_help = "Example:\n  funchal key rotate")]
    Rotate {
        #[command(flatten)]
        database: DatabaseFlag,
    },
}

pub async fn run(flags: Flags) -> Result<(), Failure> {
    let Action::Rotate { database } = flags.action;
    let store = database::open(&database.url, Purpose::Existing).await?;
    let ring = server::keys::rotate(&store, clock::now()).await?;
    // Newest first, and the newest one signs.
    if let Some(key) = ring.records().first() {
        writeln!(std::io::stdout(), "signing key: {}", key.kid)?;
    }
    Ok(())
}
