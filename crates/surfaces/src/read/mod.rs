//! Reading: a plan becomes a prepared read, whose rows go straight to JSON.

pub mod execute;
pub mod links;
pub(crate) mod plain;
pub mod prepare;
pub mod program;
pub(crate) mod rows;
