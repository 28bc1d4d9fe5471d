//! The commands: one file each.

pub mod check;
pub mod client;
pub mod company;
pub mod generate;
pub mod key;
pub mod serve;
pub mod token;

use crate::command_line::Command;
use crate::failure::Failure;

pub async fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Serve(flags) => serve::run(*flags).await,
        Command::Token(flags) => token::run(flags).await,
        Command::Client(flags) => client::run(flags).await,
        Command::Key(flags) => key::run(flags).await,
        Command::Company(flags) => company::run(flags).await,
        Command::Generate(flags) => generate::run(flags).await,
        Command::Check(flags) => check::run(flags).await,
    }
}
