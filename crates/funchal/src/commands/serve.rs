//! `funchal serve`: the server.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::builder::BoolishValueParser;
use clap::{ArgAction, Args, ValueEnum};

use crate::command_line::DatabaseFlag;
use crate::logging::{LogFormat, LogLevel};
use crate::values;

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
    #[arg(long = "issuer", value_name = "URL", env = "FUNCHAL_ISSUER", value_delimiter = ',', requires = "audiences")]
    issuers: Vec<String>,
    /// What tokens of those issuers must be made out to; may be given several times
    #[arg(long = "audience", value_name = "TEXT", env = "FUNCHAL_AUDIENCE", value_delimiter = ',', requires = "issuers")]
    audiences: Vec<String>,
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
