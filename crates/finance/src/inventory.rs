//! Inventory: movements of goods become item ledger entries, value entries and amounts for the general ledger
//! (FINANCE.md section 6).
//!
//! Pure. A caller loads [`InventoryFacts`] for the items that move, makes an [`InventoryPoster`], gives it each
//! [`Movement`] in order, and stores what [`InventoryPoster::finish`] returns. Each call of [`InventoryPoster::post`]
//! tells the number of the item ledger entry, the cost of the goods, and the lines for the general ledger, which the
//! caller posts beside its own in the same transaction. Goods may move before they are invoiced: what they cost is
//! expected then, until [`InventoryPoster::invoice`]. An item that is not stocked makes entries too, but no stock and
//! no lines. Nothing may be kept of a run that failed.

use std::collections::BTreeMap;

use jiff::civil::Date;
use money::{Amount, Precision};
use uuid::Uuid;

use crate::{
    errors::RuleError,
    fields::BLANK_DATE,
    general_ledger_entries::LedgerSourceType,
    inventory_setup::InventorySetup,
    item_ledger_entries::{
        ItemApplicationEntry, ItemDocumentType, ItemEntryType, ItemLedgerEntry, ValueEntry,
    },
    items::Item,
    journal_lines::JournalLine,
    posting::{DocumentExtras, PostingLine},
    posting_groups::InventoryPostingSetup,
    posting_setup::GeneralPostingSetup,
};

mod accounts;
mod application;
mod cost;
mod entries;
mod invoicing;
mod late_costs;
mod poster;
mod uncovered;

pub use poster::InventoryPoster;

/// The document an entry names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ItemDocument {
    pub document_type: ItemDocumentType,
    pub number: String,
    pub id: Uuid,
}

/// Goods that come or go: a line of a document, or a correction of the stock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    pub item_id: Uuid,
    pub entry_type: ItemEntryType,
    pub document_type: ItemDocumentType,
    pub document_number: String,
    pub document_line_number: i64,
    pub document_id: Uuid,
    /// The shipment or receipt that moves goods which are invoiced at once: the item ledger entry names it, while value
    /// entries and the general ledger name the document above.
    pub moved_by: Option<ItemDocument>,
    /// The goods are invoiced later: their cost is expected until then.
    pub expected: bool,
    pub external_document_number: String,
    /// Blank: the item's.
    pub description: String,
    pub posting_date: Date,
    pub document_date: Date,
    /// In base units; positive inbound.
    pub quantity: Amount,
    pub unit_of_measure_code: String,
    pub location_code: String,
    /// The customer or vendor.
    pub source_type: LedgerSourceType,
    pub source_id: Uuid,
    /// What the goods of a purchase cost in local currency, without VAT; none: what the item costs by its card.
    pub direct_cost: Option<Amount>,
    /// What the goods of a sale bring in local currency, without VAT; negative when they come back.
    pub sales_amount: Amount,
    /// The inbound entry from which goods must leave, such as a receipt that is taken back; 0: by costing method.
    pub applies_to_entry_number: i64,
    /// The outbound entry whose goods come back, at exactly its cost (example S3); 0 for none.
    pub applies_from_entry_number: i64,
    pub general_business_posting_group: String,
    pub source_code: String,
    pub dimension_set_id: Uuid,
}

impl Movement {
    fn document(&self) -> ItemDocument {
        ItemDocument {
            document_type: self.document_type,
            number: self.document_number.clone(),
            id: self.document_id,
        }
    }
}

impl Default for Movement {
    fn default() -> Self {
        Movement {
            item_id: Uuid::nil(),
            entry_type: ItemEntryType::Purchase,
            document_type: ItemDocumentType::Blank,
            document_number: String::new(),
            document_line_number: 0,
            document_id: Uuid::nil(),
            moved_by: None,
            expected: false,
            external_document_number: String::new(),
            description: String::new(),
            posting_date: BLANK_DATE,
            document_date: BLANK_DATE,
            quantity: Amount::ZERO,
            unit_of_measure_code: String::new(),
            location_code: String::new(),
            source_type: LedgerSourceType::Blank,
            source_id: Uuid::nil(),
            direct_cost: None,
            sales_amount: Amount::ZERO,
            applies_to_entry_number: 0,
            applies_from_entry_number: 0,
            general_business_posting_group: String::new(),
            source_code: String::new(),
            dimension_set_id: Uuid::nil(),
        }
    }
}

/// What posting looks up.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct InventoryFacts {
    pub setup: InventorySetup,
    /// The rounding step of costs: that of local amounts.
    pub precision: Option<Precision>,
    pub unit_precision: Option<Precision>,
    /// Those that move.
    pub items: BTreeMap<Uuid, StockedItem>,
    /// The entries of these items that are open, and those that movements name.
    pub entries: BTreeMap<i64, CostedEntry>,
    /// How much came back already of the sales that movements name, by entry; not what was sold once more by cancelling
    /// the credit memo.
    pub returned: BTreeMap<i64, Amount>,
    /// Where goods went that are invoiced only now: the applications to the receipts that are invoiced, in order, and
    /// to what came back since.
    pub applications: Vec<ItemApplicationEntry>,
    pub general_posting_setup: Vec<GeneralPostingSetup>,
    pub inventory_posting_setup: Vec<InventoryPostingSetup>,
    pub counters: InventoryCounters,
    /// The register of the run, which all its entries name.
    pub register_number: i64,
    /// The work date, from which the reach of cost adjustment counts.
    pub today: Date,
}

/// An item with what is in stock of it at all locations.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StockedItem {
    pub item: Item,
    /// Sum of its item ledger entries.
    pub quantity: Amount,
    /// As much of that as is invoiced.
    pub invoiced: Amount,
    /// Sum of the actual and expected costs of its value entries.
    pub value: Amount,
}

/// An entry with the sum of its value entries: positive for goods that came.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CostedEntry {
    pub entry: ItemLedgerEntry,
    /// Actual and expected.
    pub cost: Amount,
    /// The part of `cost` that is expected.
    pub expected: Amount,
    /// Of its value entries.
    pub general_business_posting_group: String,
    /// The document that a correction of its cost belongs to: the last invoice of its goods, or what moved them. Known
    /// of entries whose cost may change.
    pub document: ItemDocument,
}

impl CostedEntry {
    fn new(entry: ItemLedgerEntry, cost: Amount, movement: &Movement) -> Self {
        let general_business_posting_group = movement.general_business_posting_group.clone();
        let expected = if movement.expected { cost } else { Amount::ZERO };
        CostedEntry { entry, cost, expected, general_business_posting_group, document: movement.document() }
    }
}

/// The last numbers used by earlier entries of the company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct InventoryCounters {
    pub item_ledger_entry: i64,
    pub value_entry: i64,
    pub item_application: i64,
}

/// An amount for the general ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InventoryLedgerLine {
    pub account_number: String,
    /// Debit positive.
    pub amount: Amount,
    pub posting_date: Date,
    pub document_number: String,
    pub description: String,
    pub general_business_posting_group: String,
    pub general_product_posting_group: String,
    pub source_code: String,
    pub dimension_set_id: Uuid,
}

impl InventoryLedgerLine {
    /// The line for [`crate::posting::Poster`]: made by the program, so direct posting does not matter (FINANCE.md
    /// 5.7).
    pub fn posting_line(&self) -> PostingLine {
        let line = JournalLine {
            account_number: self.account_number.clone(),
            amount: self.amount,
            amount_local: self.amount,
            posting_date: self.posting_date,
            document_date: self.posting_date,
            document_number: self.document_number.clone(),
            description: self.description.clone(),
            general_business_posting_group: self.general_business_posting_group.clone(),
            general_product_posting_group: self.general_product_posting_group.clone(),
            source_code: self.source_code.clone(),
            system_created: true,
            ..JournalLine::default()
        };
        let extras = DocumentExtras { system_line: true, ..DocumentExtras::default() };
        PostingLine { line, dimension_set_id: self.dimension_set_id, extras }
    }
}

/// What one movement made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    pub item_entry_number: i64,
    /// What the goods cost, or are expected to, negative when they left; also for items that are not stocked.
    pub cost: Amount,
    /// Empty without automatic cost posting.
    pub ledger_lines: Vec<InventoryLedgerLine>,
}

/// What is to be stored at the end of a run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct InventoryPosted {
    pub item_ledger_entries: Vec<ItemLedgerEntry>,
    pub value_entries: Vec<ValueEntry>,
    pub item_application_entries: Vec<ItemApplicationEntry>,
    /// Entries of before the run whose remaining or invoiced quantity has changed.
    pub changed_entries: Vec<ItemLedgerEntry>,
    /// Items whose unit cost or last direct cost has changed.
    pub changed_items: Vec<Item>,
    pub counters: InventoryCounters,
}

/// The source code of corrections of the stock.
const ITEM_JOURNAL: &str = "ITEMJNL";

/// The movement that makes the stock of an item what a PATCH of `inventory` asks for: a positive or negative
/// adjustment today, with the item's number for a document number, at its unit cost. None when nothing differs, so that
/// a service can be sent back as it was read; another quantity of what is not stocked: `Dialog`.
pub fn adjustment(stocked: &StockedItem, wanted: Amount, today: Date) -> Result<Option<Movement>, RuleError> {
    let Some(quantity) = wanted.checked_sub(stocked.quantity).ok().filter(|quantity| !quantity.is_zero())
    else {
        return Ok(None);
    };
    if !stocked.item.is_inventoriable() {
        let message = format!("inventory: the item {} is not kept in stock.", stocked.item.number);
        return Err(RuleError::dialog("inventory", message));
    }
    let entry_type = match quantity.is_positive() {
        true => ItemEntryType::PositiveAdjustment,
        false => ItemEntryType::NegativeAdjustment,
    };
    Ok(Some(Movement {
        item_id: stocked.item.id,
        entry_type,
        document_number: stocked.item.number.clone(),
        posting_date: today,
        document_date: today,
        quantity,
        unit_of_measure_code: stocked.item.base_unit_of_measure.clone(),
        source_code: ITEM_JOURNAL.to_owned(),
        ..Movement::default()
    }))
}

#[cfg(test)]
mod tests;
