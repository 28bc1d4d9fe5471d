//! Which goods leave: outbound entries are applied to open inbound ones (FINANCE.md section 6).

use money::Amount;

use super::{CostedEntry, InventoryPoster};
use crate::{
    errors::{Category, RuleError},
    inventory_setup::CostingMethod,
    item_ledger_entries::ItemLedgerEntry,
    items::Item,
};

/// Part of an open entry that meets the new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Match {
    pub entry_number: i64,
    /// Positive.
    pub quantity: Amount,
}

impl InventoryPoster {
    /// The open entries of the other direction that a new entry meets, in the order of the costing method, until its
    /// quantity is used up. Goods of one location only. A receipt it must be applied to that is not there, or not
    /// whole: `Dialog`.
    pub(super) fn matches(
        &self,
        item: &Item,
        entry: &ItemLedgerEntry,
        applies_to: i64,
    ) -> Result<Vec<Match>, RuleError> {
        let mut wanted = magnitude(entry.quantity)?;
        if applies_to != 0 {
            let open = self.facts.entries.get(&applies_to).filter(|known| is_partner(&known.entry, entry));
            let open = open.filter(|known| known.entry.remaining_quantity >= wanted).ok_or_else(|| {
                let message = format!(
                    "The goods of item ledger entry {applies_to} of the item {} have been used already.",
                    item.number
                );
                RuleError::of_record(Category::Dialog, message)
            })?;
            return Ok(vec![Match { entry_number: open.entry.entry_number, quantity: wanted }]);
        }
        if item.costing_method == CostingMethod::Specific && entry.quantity.is_negative() {
            let message = format!(
                "The item {} has the costing method Specific: name the entry whose goods leave.",
                item.number
            );
            return Err(RuleError::of_record(Category::Dialog, message));
        }
        let mut open: Vec<&CostedEntry> =
            self.facts.entries.values().filter(|known| is_partner(&known.entry, entry)).collect();
        open.sort_by_key(|known| (known.entry.posting_date, known.entry.entry_number));
        if item.costing_method == CostingMethod::Lifo && entry.quantity.is_negative() {
            open.reverse();
        }
        let mut matches = Vec::new();
        for known in open {
            if wanted.is_zero() {
                break;
            }
            let quantity = magnitude(known.entry.remaining_quantity)?.min(wanted);
            wanted = wanted.checked_sub(quantity).map_err(super::cost::too_large)?;
            matches.push(Match { entry_number: known.entry.entry_number, quantity });
        }
        Ok(matches)
    }
}

/// Open, of the same item and location, and of the other direction.
fn is_partner(known: &ItemLedgerEntry, entry: &ItemLedgerEntry) -> bool {
    known.open
        && known.item_id == entry.item_id
        && known.location_code == entry.location_code
        && known.positive != entry.positive
}

pub(super) fn magnitude(quantity: Amount) -> Result<Amount, RuleError> {
    if quantity.is_negative() { quantity.checked_neg().map_err(super::cost::too_large) } else { Ok(quantity) }
}
