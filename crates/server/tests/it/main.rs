//! The outer shell over real sockets: one binary.

mod answers;
mod databases;
mod issuer;
mod limits;
mod pages;
mod refusals;
mod stop;
mod tls;
mod two_servers;
mod wire;
