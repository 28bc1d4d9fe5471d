//! Customer payments: journal lines of document type Payment on a customer, applied to an invoice.

pub use crate::journal_lines::JournalLine;
