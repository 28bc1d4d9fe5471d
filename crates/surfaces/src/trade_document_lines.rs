//! What the lines of all sales and purchase documents share: pieces of property tables, and their writes.

mod body;
mod pieces;
mod writer;

pub(crate) use pieces::*;
pub(crate) use writer::Lines;
