//! What vendors charged and what they were paid, entry by entry: on our own face.

use crate::entity::Entity;
use crate::party_ledger_entries::ledger_entries;

pub static ENTITY: Entity = ledger_entries!(
    2, "vendorLedgerEntry", "vendorLedgerEntries", "vendor" in "vendors",
    "vendorId", "vendorNumber", "vendorName", "purchasesLocal",
    "detailedVendorLedgerEntry" in "detailedVendorLedgerEntries", APPLY_VENDOR_ENTRIES,
    "purchaseInvoice", "purchaseCreditMemo"
);
