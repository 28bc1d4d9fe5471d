//! From a checked plan to SQL: text and parameters for SQLite and PostgreSQL.
//!
//! Knows OData plans, the two dialects and, through a [`mapping::Mapping`] handed to it, which column stands behind
//! which property. Every statement names the company first and takes every value as a parameter. Must not know any
//! entity by name, open a connection, or write JSON.

pub mod compiled;
pub mod functions;
pub mod mapping;
pub mod page;
pub mod report;
pub mod token;

mod compile;
mod expand;
mod expression;
mod fragment;
mod join;
mod level;
mod order;
mod parameters;
mod path;
mod search;
mod select;
mod source;
mod template;
mod writer;

pub use compile::compile;
pub use page::PageRules;
