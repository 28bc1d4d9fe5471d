//! `funchal serve`: the server.

use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use auth::OutsideIssuer;
use auth::principal::FINANCIALS_READ_WRITE_ALL;
use clap::builder::BoolishValueParser;
use clap::{ArgAction, Args, ValueEnum};
use server::{
    Permission, RunningServer, Server, ServerConfig, SmtpMailer, SystemClock, TlsFiles, TokenOrder,
};

use crate::command_line::DatabaseFlag;
use crate::database::{self, Purpose};
use crate::demo::{self, Example};
use crate::failure::Failure;
use crate::logging::{self, LogFormat, LogLevel};
use crate::signals::Signals;
use crate::values;

/// Connections to the database: many readers help while statements wait for the disk or the network.
const CONNECTIONS_MAX: usize = 32;

/// Start the server
///
/// Makes the database when there is none. When it is ready it prints `listening on http://HOST:PORT` on standard
/// output, and with --demo a company id and a `curl` line that can be pasted as it is. Stops on SIGTERM or Ctrl-C,
/// after finishing what is in flight. The log goes to standard error.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  funchal serve --demo
  funchal serve --listen 0.0.0.0:443 --tls-cert cert.pem --tls-key key.pem --database postgres://funchal@db:5432/books")]
pub struct Flags {
    /// The address to listen on; port 0 takes a free one
    #[arg(long, value_name = "HOST:PORT", env = "FUNCHAL_LISTEN", default_value = "127.0.0.1:8080",
        value_parser = values::listen_address)]
    listen: SocketAddr,
    #[command(flatten)]
    database: DatabaseFlag,
    /// Make a demo company with customers and payments, if there is none, and print a request to try
    #[arg(long, env = "FUNCHAL_DEMO", action = ArgAction::SetTrue, value_parser = BoolishValueParser::new())]
    demo: bool,
    /// Serve https with this certificate chain (PEM)
    #[arg(long, value_name = "FILE", env = "FUNCHAL_TLS_CERT", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// The private key of the certificate (PEM)
    #[arg(long, value_name = "FILE", env = "FUNCHAL_TLS_KEY", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Refuse what the originals refuse, although OData allows it
    #[arg(long, env = "FUNCHAL_STRICT", action = ArgAction::SetTrue, value_parser = BoolishValueParser::new())]
    strict: bool,
    /// Imitate the limits of a service: requests at a time, requests a minute, size of answers
    #[arg(long, value_name = "SERVICE", env = "FUNCHAL_LIMITS")]
    limits: Option<Limits>,
    /// Accept tokens of this issuer too (Entra ID, Keycloak, ...); may be given several times
    #[arg(
        long = "issuer",
        value_name = "URL",
        env = "FUNCHAL_ISSUER",
        value_delimiter = ',',
        requires = "audiences"
    )]
    issuers: Vec<String>,
    /// What tokens of those issuers must be made out to; may be given several times
    #[arg(
        long = "audience",
        value_name = "TEXT",
        env = "FUNCHAL_AUDIENCE",
        value_delimiter = ',',
        requires = "issuers"
    )]
    audiences: Vec<String>,
    /// Send documents through this mail server: smtp://HOST:PORT, or smtps://USER:PASSWORD@HOST
    #[arg(long, value_name = "URL", env = "FUNCHAL_SMTP", hide_env_values = true)]
    smtp: Option<String>,
    /// The address that sent documents come from
    #[arg(long, value_name = "ADDRESS", env = "FUNCHAL_SMTP_FROM", default_value = "funchal@localhost")]
    smtp_from: String,
    /// What to log: off, error, warn, info, debug or trace
    #[arg(long = "log", value_name = "LEVEL", env = "FUNCHAL_LOG", default_value = "info")]
    log_level: LogLevel,
    /// How to write the log
    #[arg(long, value_name = "FORMAT", env = "FUNCHAL_LOG_FORMAT", value_enum, default_value = "text")]
    log_format: LogFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Limits {
    /// Business Central online
    BusinessCentral,
}

pub async fn run(flags: Flags) -> Result<(), Failure> {
    logging::start(&flags.log_level, flags.log_format)?;
    let mut signals = Signals::listen()?;
    let config = config(&flags)?;
    let purpose = Purpose::Alone { connections_max: CONNECTIONS_MAX };
    let store = database::open(&flags.database.url, purpose).await?;
    let example = if flags.demo { Some(demo::prepare(&store).await?) } else { None };
    let server = Server::start(config, store, Arc::new(SystemClock)).await?;
    announce(&server, example)?;
    let signal = signals.stop().await;
    tracing::info!(signal, "stopping: finishing the requests in flight");
    match server.shutdown().await {
        true => Ok(()),
        false => Err(Failure::of("some requests did not end in time and were cut")),
    }
}

/// Tells whoever started the server where it is, and how to try it.
fn announce(server: &RunningServer, example: Option<Example>) -> Result<(), Failure> {
    let mut text = format!("listening on {}\n", server.url());
    if let Some(example) = example {
        let order = TokenOrder {
            permission: Permission::Role(FINANCIALS_READ_WRITE_ALL.to_owned()),
            tenant_id: None,
            expires_in_seconds: demo::TOKEN_SECONDS,
            companies: Vec::new(),
        };
        text.push_str(&example.text(&server.url(), &server.token(&order)?));
    }
    let mut output = std::io::stdout();
    if let Err(error) = output.write_all(text.as_bytes()).and_then(|()| output.flush()) {
        tracing::warn!(%error, "nobody reads standard output; serving all the same");
    }
    Ok(())
}

fn config(flags: &Flags) -> Result<ServerConfig, Failure> {
    let tls = match (&flags.tls_cert, &flags.tls_key) {
        (Some(certificates), Some(key)) => {
            Some(TlsFiles { certificates_pem: read(certificates)?, private_key_pem: read(key)? })
        }
        _ => None,
    };
    let issuer = |issuer_url: &String| OutsideIssuer {
        issuer_url: issuer_url.clone(),
        audiences: flags.audiences.clone(),
        tenant_id: None,
    };
    let mailer = match &flags.smtp {
        Some(url) => Some(SmtpMailer::new(url, &flags.smtp_from).map_err(|error| Failure::of(error.0))?),
        None => None,
    };
    Ok(ServerConfig {
        mailer,
        listen: flags.listen,
        tls,
        strict: flags.strict,
        limits: match flags.limits {
            Some(Limits::BusinessCentral) => server::Limits::business_central(),
            None => server::Limits::default(),
        },
        outside_issuers: flags.issuers.iter().map(issuer).collect(),
        ..ServerConfig::default()
    })
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| Failure::of(format!("cannot read {}: {error}", path.display())))
}
