//! Every change of what a vendor ledger entry is worth: on our own face.

use crate::entity::Entity;
use crate::party_ledger_entries::detailed_ledger_entries;

pub static ENTITY: Entity = detailed_ledger_entries!(
    2, "detailedVendorLedgerEntry", "detailedVendorLedgerEntries", "vendor" in "vendors",
    "vendorId", "vendorNumber", "vendorLedgerEntry", "vendorLedgerEntryNumber",
    "purchaseInvoice", "purchaseCreditMemo"
);
