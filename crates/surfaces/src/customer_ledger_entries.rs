//! What customers were charged and what they paid, entry by entry: on our own face.

use crate::entity::Entity;
use crate::party_ledger_entries::ledger_entries;

pub static ENTITY: Entity = ledger_entries!(
    1, "customerLedgerEntry", "customerLedgerEntries", "customer" in "customers",
    "customerId", "customerNumber", "customerName", "salesLocal",
    "detailedCustomerLedgerEntry" in "detailedCustomerLedgerEntries", APPLY_CUSTOMER_ENTRIES,
    "salesInvoice", "salesCreditMemo"
);
