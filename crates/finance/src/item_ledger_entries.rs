//! Item ledger entries, value entries and item applications: quantities and what they are worth.

use jiff::civil::Date;
use money::Amount;
use uuid::Uuid;

use crate::{choices::choices, fields::BLANK_DATE, general_ledger_entries::LedgerSourceType};

choices! {
    /// What moved the goods (FINANCE.md section 6).
    ItemEntryType {
        #[default]
        Purchase = 0, "Purchase";
        Sale = 1, "Sale";
        PositiveAdjustment = 2, "Positive Adjmt.";
        NegativeAdjustment = 3, "Negative Adjmt.";
        Transfer = 4, "Transfer";
        Consumption = 5, "Consumption";
        Output = 6, "Output";
        Blank = 7, " ";
        AssemblyConsumption = 8, "Assembly Consumption";
        AssemblyOutput = 9, "Assembly Output";
    }
}

choices! {
    /// The document that moved the goods.
    ItemDocumentType {
        #[default]
        Blank = 0, " ";
        SalesShipment = 1, "Sales Shipment";
        SalesInvoice = 2, "Sales Invoice";
        SalesReturnReceipt = 3, "Sales Return Receipt";
        SalesCreditMemo = 4, "Sales Credit Memo";
        PurchaseReceipt = 5, "Purchase Receipt";
        PurchaseInvoice = 6, "Purchase Invoice";
        PurchaseReturnShipment = 7, "Purchase Return Shipment";
        PurchaseCreditMemo = 8, "Purchase Credit Memo";
        TransferShipment = 9, "Transfer Shipment";
        TransferReceipt = 10, "Transfer Receipt";
        ServiceShipment = 11, "Service Shipment";
        ServiceInvoice = 12, "Service Invoice";
        ServiceCreditMemo = 13, "Service Credit Memo";
        PostedAssembly = 14, "Posted Assembly";
        InventoryReceipt = 19, "Inventory Receipt";
        InventoryShipment = 20, "Inventory Shipment";
        DirectTransfer = 21, "Direct Transfer";
    }
}

choices! {
    /// What a value entry is about.
    ValueEntryType {
        #[default]
        DirectCost = 0, "Direct Cost";
        Revaluation = 1, "Revaluation";
        Rounding = 2, "Rounding";
        IndirectCost = 3, "Indirect Cost";
        Variance = 4, "Variance";
    }
}

/// One movement of goods. Quantities have five decimals and are positive inbound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemLedgerEntry {
    pub id: Uuid,
    pub entry_number: i64,
    pub register_number: i64,
    pub item_id: Uuid,
    pub posting_date: Date,
    pub document_date: Date,
    pub entry_type: ItemEntryType,
    pub document_type: ItemDocumentType,
    pub document_number: String,
    pub document_line_number: i64,
    pub document_id: Uuid,
    pub external_document_number: String,
    pub description: String,
    pub quantity: Amount,
    /// As much of `quantity` as is invoiced; grows with the invoices of goods that moved before; may change.
    pub invoiced_quantity: Amount,
    pub positive: bool,
    pub unit_of_measure_code: String,
    pub location_code: String,
    pub source_type: LedgerSourceType,
    pub source_id: Uuid,
    /// An entry this one must be applied to, such as the sale that a credit memo takes back; 0 for none.
    pub applies_from_entry_number: i64,
    pub dimension_set_id: Uuid,
    /// What is not applied yet; may change.
    pub remaining_quantity: Amount,
    /// Whether anything remains; may change.
    pub open: bool,
}

/// What a movement of goods is worth, in local currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueEntry {
    pub id: Uuid,
    pub entry_number: i64,
    pub register_number: i64,
    pub item_ledger_entry_number: i64,
    pub item_id: Uuid,
    pub entry_type: ValueEntryType,
    pub posting_date: Date,
    pub valuation_date: Date,
    pub document_type: ItemDocumentType,
    pub document_number: String,
    pub document_id: Uuid,
    pub description: String,
    pub valued_quantity: Amount,
    pub invoiced_quantity: Amount,
    pub cost_per_unit: Amount,
    pub cost_amount_actual: Amount,
    pub cost_amount_non_inventoriable: Amount,
    pub sales_amount_actual: Amount,
    pub purchase_amount_actual: Amount,
    pub cost_posted_to_general_ledger: Amount,
    /// Corrects the cost of an earlier entry.
    pub adjustment: bool,
    pub general_business_posting_group: String,
    pub general_product_posting_group: String,
    pub inventory_posting_group: String,
    pub source_code: String,
    pub dimension_set_id: Uuid,
    /// What goods are expected to cost that are not invoiced yet; taken back by their invoices.
    pub cost_amount_expected: Amount,
}

/// Which inbound entry covers which outbound entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemApplicationEntry {
    pub id: Uuid,
    pub entry_number: i64,
    pub register_number: i64,
    pub item_id: Uuid,
    /// The movement that was posted when the application was made.
    pub item_ledger_entry_number: i64,
    pub inbound_entry_number: i64,
    /// 0 for the application of an inbound entry to itself.
    pub outbound_entry_number: i64,
    pub quantity: Amount,
    pub posting_date: Date,
}

impl Default for ItemLedgerEntry {
    fn default() -> Self {
        ItemLedgerEntry {
            id: Uuid::nil(),
            entry_number: 0,
            register_number: 0,
            item_id: Uuid::nil(),
            posting_date: BLANK_DATE,
            document_date: BLANK_DATE,
            entry_type: ItemEntryType::Purchase,
            document_type: ItemDocumentType::Blank,
            document_number: String::new(),
            document_line_number: 0,
            document_id: Uuid::nil(),
            external_document_number: String::new(),
            description: String::new(),
            quantity: Amount::ZERO,
            invoiced_quantity: Amount::ZERO,
            positive: false,
            unit_of_measure_code: String::new(),
            location_code: String::new(),
            source_type: LedgerSourceType::Blank,
            source_id: Uuid::nil(),
            applies_from_entry_number: 0,
            dimension_set_id: Uuid::nil(),
            remaining_quantity: Amount::ZERO,
            open: false,
        }
    }
}

impl Default for ValueEntry {
    fn default() -> Self {
        ValueEntry {
            id: Uuid::nil(),
            entry_number: 0,
            register_number: 0,
            item_ledger_entry_number: 0,
            item_id: Uuid::nil(),
            entry_type: ValueEntryType::DirectCost,
            posting_date: BLANK_DATE,
            valuation_date: BLANK_DATE,
            document_type: ItemDocumentType::Blank,
            document_number: String::new(),
            document_id: Uuid::nil(),
            description: String::new(),
            valued_quantity: Amount::ZERO,
            invoiced_quantity: Amount::ZERO,
            cost_per_unit: Amount::ZERO,
            cost_amount_actual: Amount::ZERO,
            cost_amount_non_inventoriable: Amount::ZERO,
            sales_amount_actual: Amount::ZERO,
            purchase_amount_actual: Amount::ZERO,
            cost_posted_to_general_ledger: Amount::ZERO,
            adjustment: false,
            general_business_posting_group: String::new(),
            general_product_posting_group: String::new(),
            inventory_posting_group: String::new(),
            source_code: String::new(),
            dimension_set_id: Uuid::nil(),
            cost_amount_expected: Amount::ZERO,
        }
    }
}
