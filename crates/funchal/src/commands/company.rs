//! `funchal company`: makes companies and lists them.

use std::io::Write;

use clap::{Args, Subcommand};
use store::{StoreError, companies, demo_company};

use crate::command_line::DatabaseFlag;
use crate::database::{self, Purpose};
use crate::failure::Failure;
use crate::{clock, values};

/// Make companies, or list them
#[derive(Debug, Args)]
pub struct Flags {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Make a company with chart of accounts, posting groups, VAT setup, number series and journals
    ///
    /// It has no customers and no payments yet. Prints the company's id.
    #[command(after_help = "Example:\n  funchal company add \"Harbour Books\"")]
    Add {
        /// The unique name, at most 30 characters
        #[arg(value_parser = values::company_name)]
        name: String,
        #[command(flatten)]
        database: DatabaseFlag,
    },
    /// List the companies: id and name, one a line
    #[command(after_help = "Example:\n  funchal company list")]
    List {
        #[command(flatten)]
        database: DatabaseFlag,
    },
}

pub async fn run(flags: Flags) -> Result<(), Failure> {
    match flags.action {
        Action::Add { name, database } => add(name, database).await,
        Action::List { database } => list(database).await,
    }
}

async fn add(name: String, database: DatabaseFlag) -> Result<(), Failure> {
    let store = database::open(&database.url, Purpose::Beside).await?;
    let now = clock::now();
    let company = store
        .write(move |session| {
            let name = name.clone();
            Box::pin(async move {
                let mut make_id = || clock::make_id(now);
                let milliseconds = now.as_millisecond();
                demo_company::create_without_data(session, &mut make_id, &name, milliseconds).await
            })
        })
        .await
        .map_err(|error: StoreError| Failure::of(error.message))?;
    writeln!(std::io::stdout(), "company: {company}")?;
    Ok(())
}

async fn list(database: DatabaseFlag) -> Result<(), Failure> {
    let store = database::open(&database.url, Purpose::Existing).await?;
    let names = companies::names(&mut *store.reader().await?).await?;
    let mut output = std::io::stdout().lock();
    for (id, name) in names {
        writeln!(output, "{id}  {name}")?;
    }
    Ok(())
}
