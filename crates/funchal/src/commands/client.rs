//! `funchal client`: applications that ask the token endpoint for tokens.

use std::io::Write;

use clap::{Args, Subcommand};
use store::clients::{self, Client};
use store::{Session, Store, StoreError, companies};
use uuid::Uuid;

use crate::command_line::DatabaseFlag;
use crate::database::{self, Purpose};
use crate::failure::Failure;
use crate::{clock, values};

/// Register applications, list or remove them
#[derive(Debug, Args)]
pub struct Flags {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Register an application; prints its id and its secret
    ///
    /// With both an application gets tokens at POST /{tenant}/oauth2/v2.0/token (client credentials). The secret is
    /// shown this one time and cannot be read again.
    #[command(after_help = "Example:\n  funchal client add \"Ledger sync\" --role Financials.ReadWrite.All")]
    Add(Addition),
    /// List the applications: id, name, permissions, companies
    #[command(after_help = "Example:\n  funchal client list")]
    List {
        #[command(flatten)]
        database: DatabaseFlag,
    },
    /// Remove an application; tokens it has hold until they expire
    #[command(after_help = "Example:\n  funchal client remove 5b3f1a52-9f0e-7c11-8d52-6a1f0c0e7a10")]
    Remove {
        /// The client id
        id: Uuid,
        #[command(flatten)]
        database: DatabaseFlag,
    },
}

#[derive(Debug, Args)]
struct Addition {
    /// A name for people to recognise the application by
    name: String,
    /// A permission: Financials.ReadWrite.All or API.ReadWrite.All; may be given several times
    #[arg(long = "role", value_name = "ROLE", value_parser = values::role, required = true)]
    roles: Vec<String>,
    /// The only company the application may see; may be given several times [default: all]
    #[arg(long = "company", value_name = "ID")]
    companies: Vec<Uuid>,
    #[command(flatten)]
    database: DatabaseFlag,
}

pub async fn run(flags: Flags) -> Result<(), Failure> {
    match flags.action {
        Action::Add(addition) => add(addition).await,
        Action::List { database } => list(database).await,
        Action::Remove { id, database } => remove(id, database).await,
    }
}

async fn add(addition: Addition) -> Result<(), Failure> {
    let store = database::open(&addition.database.url, Purpose::Beside).await?;
    check_companies(&mut *store.reader().await?, &addition.companies).await?;
    let Addition { name, roles, companies, .. } = addition;
    let (client, secret) = server::clients::add(&store, &name, roles, companies, clock::now()).await?;
    let mut output = std::io::stdout().lock();
    writeln!(output, "client id: {}", client.client_id)?;
    writeln!(output, "client secret: {}", secret.reveal())?;
    writeln!(output, "tenant: {}", client.tenant_id)?;
    writeln!(output, "Keep the secret now: this is the only time it is shown.")?;
    Ok(())
}

/// A company that does not exist would silently shut the application out.
async fn check_companies(session: &mut Session, wanted: &[Uuid]) -> Result<(), Failure> {
    let known = companies::names(session).await?;
    match wanted.iter().find(|id| !known.iter().any(|(company, _)| company == *id)) {
        Some(id) => Err(Failure::of(format!("there is no company {id}; see `funchal company list`"))),
        None => Ok(()),
    }
}

async fn list(database: DatabaseFlag) -> Result<(), Failure> {
    let store = database::open(&database.url, Purpose::Existing).await?;
    let mut output = std::io::stdout().lock();
    for client in clients::all(&mut *store.reader().await?).await? {
        let companies = match list_of(&client, &client.companies)? {
            all if all.is_empty() => "all companies".to_owned(),
            some => some.join(" "),
        };
        let roles = list_of(&client, &client.roles)?.join(" ");
        writeln!(output, "{}  {}  {roles}  {companies}", client.client_id, client.name)?;
    }
    Ok(())
}

/// A stored list. One that cannot be read must not be shown as an empty one, which means everything.
fn list_of(client: &Client, stored: &str) -> Result<Vec<String>, Failure> {
    serde_json::from_str(stored).map_err(|_| {
        let id = client.client_id;
        Failure::of(format!("the stored client {id} cannot be read; remove it and add it anew"))
    })
}

async fn remove(id: Uuid, database: DatabaseFlag) -> Result<(), Failure> {
    let store: Store = database::open(&database.url, Purpose::Existing).await?;
    let work = store.write(move |session| Box::pin(clients::delete(session, id)));
    if work.await.map_err(|error: StoreError| Failure::of(error.message))? {
        Ok(())
    } else {
        Err(Failure::of(format!("there is no client {id}; see `funchal client list`")))
    }
}
