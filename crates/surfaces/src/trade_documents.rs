//! What all sales and purchase documents share: pieces of property tables, facts, writes and actions.
//!
//! Each kind of document is an entity of its own (`sales_invoices.rs`, …) made from these pieces.

mod actions;
mod body;
mod facts;
mod letter;
mod pieces;
mod send;
mod writer;

pub(crate) use actions::{
    CANCEL, MAKE_CORRECTIVE_CREDIT_MEMO, MAKE_INVOICE, MAKE_ORDER, POST, RECEIVE_AND_INVOICE,
    SHIP_AND_INVOICE, not_on_graph,
};
pub(crate) use facts::{Around, AroundLines, line_facts};
pub(crate) use pieces::*;
pub(crate) use send::{CANCEL_AND_SEND, POST_AND_SEND, SEND, SEND_POSTED};
pub(crate) use writer::Documents;
