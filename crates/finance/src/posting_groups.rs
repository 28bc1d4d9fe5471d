//! Posting groups: which control accounts a customer, vendor, bank or item is booked to (FINANCE.md 5.6).

use uuid::Uuid;

/// The accounts of a customer posting group.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CustomerPostingGroup {
    pub id: Uuid,
    pub code: String,
    pub description: String,
    pub receivables_account: String,
    pub service_charge_account: String,
    pub payment_discount_debit_account: String,
    pub payment_discount_credit_account: String,
    pub invoice_rounding_account: String,
    pub application_rounding_debit_account: String,
    pub application_rounding_credit_account: String,
    pub debit_rounding_account: String,
    pub credit_rounding_account: String,
    pub payment_tolerance_debit_account: String,
    pub payment_tolerance_credit_account: String,
    pub additional_fee_account: String,
    pub interest_account: String,
}

/// The accounts of a vendor posting group.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VendorPostingGroup {
    pub id: Uuid,
    pub code: String,
    pub description: String,
    pub payables_account: String,
    pub service_charge_account: String,
    pub payment_discount_debit_account: String,
    pub payment_discount_credit_account: String,
    pub invoice_rounding_account: String,
    pub application_rounding_debit_account: String,
    pub application_rounding_credit_account: String,
    pub debit_rounding_account: String,
    pub credit_rounding_account: String,
    pub payment_tolerance_debit_account: String,
    pub payment_tolerance_credit_account: String,
}

/// The account of a bank posting group.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BankPostingGroup {
    pub id: Uuid,
    pub code: String,
    pub account_number: String,
}

/// A group of items that share an inventory account.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct InventoryPostingGroup {
    pub id: Uuid,
    pub code: String,
    pub description: String,
}

/// The inventory account of a location and an inventory posting group.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct InventoryPostingSetup {
    pub id: Uuid,
    pub location_code: String,
    pub inventory_posting_group: String,
    pub inventory_account: String,
}

/// A general business posting group: who is traded with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GeneralBusinessPostingGroup {
    pub id: Uuid,
    pub code: String,
    pub description: String,
    pub default_vat_business_posting_group: String,
}

/// A general product posting group: what is traded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GeneralProductPostingGroup {
    pub id: Uuid,
    pub code: String,
    pub description: String,
    pub default_vat_product_posting_group: String,
    /// The default goes to an item together with the group.
    pub auto_insert_default: bool,
}
