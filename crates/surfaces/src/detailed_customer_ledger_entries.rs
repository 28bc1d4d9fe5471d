//! Every change of what a customer ledger entry is worth: on our own face.

use crate::entity::Entity;
use crate::party_ledger_entries::detailed_ledger_entries;

pub static ENTITY: Entity = detailed_ledger_entries!(
    1, "detailedCustomerLedgerEntry", "detailedCustomerLedgerEntries", "customer" in "customers",
    "customerId", "customerNumber", "customerLedgerEntry", "customerLedgerEntryNumber",
    "salesInvoice", "salesCreditMemo"
);
