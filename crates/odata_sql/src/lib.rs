//! From a checked plan to SQL: text and parameters for SQLite and PostgreSQL.
//!
//! Knows OData plans, the two dialects and, through a [`mapping::Mapping`] handed to it, which column stands behind
//! which property. Every statement names the company first and takes every value as a parameter. Must not know any
//! entity by name, open a connection, or write JSON.

pub mod compiled;
pub mod mapping;
