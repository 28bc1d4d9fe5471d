//! The binary from outside: what it prints, how it ends, what it refuses.

mod books;
mod help;
mod identity;
mod refusals;
mod serving;
mod support;
