//! The outer shell: sockets, TLS, HTTP, the check of tokens, limits, health, metrics and a clean stop.
//!
//! Knows how a request comes in and how an answer goes out, which face a path belongs to, and who may ask. Must not
//! know entities, rules of bookkeeping or SQL: a checked request goes to `surfaces::service::Service`, keys and
//! clients come from `store`. The wall clock and randomness enter the program here and in the binary only.

pub mod clients;
pub mod clock;
pub mod config;
pub mod ids;
pub mod keys;
pub mod limits;
pub mod tokens;

mod app;
mod body;
mod caller;
mod faces;
mod gate;
mod issuer;
mod listen;
mod mail;
mod metrics;
mod pace;
mod pages;
mod problems;
mod respond;
mod roots;
mod running;
mod throttle;
mod tls;

pub use clock::{Clock, SharedClock, SystemClock};
pub use config::{ServerConfig, StartError, TlsFiles};
pub use limits::Limits;
pub use mail::SmtpMailer;
pub use running::{RunningServer, Server};
pub use tokens::{Permission, TokenOrder, mint_token};
