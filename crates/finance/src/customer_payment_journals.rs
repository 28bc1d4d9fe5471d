//! Customer payment journals: batches of the cash receipts template.

pub use crate::journals::Journal;
