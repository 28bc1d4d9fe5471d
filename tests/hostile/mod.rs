//! Hostile input against a running server (RELIABILITY.md 4.3 and 4.4).
//!
//! Knows HTTP from outside, and the entity model to make requests from. Must not know tables, rules or SQL.

mod applying;
mod bombs;
mod clock;
mod etag_races;
mod grammar;
mod http;
mod injection;
mod memory;
mod paging;
mod pieces;
mod place;
mod program;
mod random;
mod requests;
mod secrets;
mod sequences;
mod stopping;
mod storage;
mod twin_books;
mod twins;
mod verdict;
