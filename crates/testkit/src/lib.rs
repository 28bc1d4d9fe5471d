//! A whole server inside the test's process, on either database, with a clock that stands where the test puts it.
//!
//! Knows how to start and stop a server, make its database and demo company, send requests over real HTTP, and write
//! an exchange down so that two runs give the same text. Must not know what any answer should be: that is for tests.

mod clock;
mod database;
mod exchange;
mod mailbox;
mod mask;
mod reply;
mod server;

pub use clock::{TestClock, start_of_tests};
pub use database::{Database, TestDatabase};
pub use mailbox::Mailbox;
pub use mask::Mask;
pub use reply::Reply;
pub use server::{FULL_ACCESS, Setup, TestServer, for_both_databases};
