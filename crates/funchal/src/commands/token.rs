//! `funchal token`: a bearer token signed with the server's own key.

use std::io::Write;

use auth::principal::FINANCIALS_READ_WRITE_ALL;
use clap::Args;
use server::{Permission, TokenOrder};
use uuid::Uuid;

use crate::command_line::DatabaseFlag;
use crate::database::{self, Purpose};
use crate::failure::Failure;
use crate::{clock, values};

/// Longest life of a token: ten years, for machines nobody looks after.
const LIFETIME_SECONDS_MAX: i64 = 10 * 365 * 24 * 3600;

/// Print a bearer token for this server
///
/// Prints the token alone, so that it can be put into a variable. Works beside a running server, which accepts the
/// token at once. Without --role and --scope it is a token of an application that may do everything.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  TOKEN=$(funchal token)
  funchal token --scope Financials.ReadWrite.All --expires 86400")]
pub struct Flags {
    /// A permission of an application: Financials.ReadWrite.All or API.ReadWrite.All
    #[arg(long = "role", value_name = "ROLE", value_parser = values::role, conflicts_with = "scopes")]
    roles: Vec<String>,
    /// A permission of a signed-in user: Financials.ReadWrite.All or user_impersonation
    #[arg(long = "scope", value_name = "SCOPE", value_parser = values::scope)]
    scopes: Vec<String>,
    /// The tenant the token is of [default: the server's own]
    #[arg(long, value_name = "ID")]
    tenant: Option<Uuid>,
    /// How long the token holds, in seconds
    #[arg(long = "expires", value_name = "SECONDS", default_value_t = 3600,
        value_parser = clap::value_parser!(i64).range(1..=LIFETIME_SECONDS_MAX))]
    expires_in_seconds: i64,
    #[command(flatten)]
    database: DatabaseFlag,
}

pub async fn run(flags: Flags) -> Result<(), Failure> {
    let store = database::open(&flags.database.url, Purpose::Existing).await?;
    let permission = match (flags.roles.is_empty(), flags.scopes.is_empty()) {
        (true, true) => Permission::Role(FINANCIALS_READ_WRITE_ALL.to_owned()),
        (true, false) => Permission::Scope(flags.scopes.join(" ")),
        (false, _) => Permission::Role(flags.roles.join(" ")),
    };
    let order = TokenOrder {
        permission,
        tenant_id: flags.tenant,
        expires_in_seconds: flags.expires_in_seconds,
        companies: Vec::new(),
    };
    let token = server::mint_token(&store, &order, clock::now()).await?;
    writeln!(std::io::stdout(), "{token}")?;
    Ok(())
}
