//! The course of a run: each movement becomes an entry, is applied, valued and booked.

use std::collections::{BTreeMap, BTreeSet};

use money::Amount;
use uuid::Uuid;

use super::{
    CostedEntry, InventoryFacts, InventoryPosted, Moved, Movement, StockedItem,
    accounts::without_group,
    application::{Match, magnitude},
    cost::too_large,
};
use crate::{
    errors::{Category, RuleError},
    inventory_setup::CostingMethod,
    item_ledger_entries::{ItemApplicationEntry, ItemLedgerEntry, ValueEntry, ValueEntryType},
    items::{Item, PreventNegativeInventory},
    posting::EntryIds,
};

/// Posts movements one after another; see [`crate::inventory`].
#[derive(Debug, Clone)]
pub struct InventoryPoster {
    pub(super) facts: InventoryFacts,
    pub(super) ids: EntryIds,
    /// Entries that this run made.
    made: BTreeSet<i64>,
    pub(super) changed: BTreeSet<i64>,
    changed_items: BTreeSet<Uuid>,
    pub(super) value_entries: Vec<ValueEntry>,
    pub(super) applications: Vec<ItemApplicationEntry>,
}

impl InventoryPoster {
    /// `seed` is a fresh id, unique to the run: ids of entries follow from it.
    pub fn new(facts: InventoryFacts, seed: Uuid) -> Self {
        InventoryPoster {
            facts,
            ids: EntryIds::new(seed),
            made: BTreeSet::new(),
            changed: BTreeSet::new(),
            changed_items: BTreeSet::new(),
            value_entries: Vec::new(),
            applications: Vec::new(),
        }
    }

    /// An item as it stands after the movements so far.
    pub fn stocked(&self, item: Uuid) -> Option<&StockedItem> {
        self.facts.items.get(&item)
    }

    /// Posts one movement. No quantity, or an item without base unit: `Field`; an item that is not known: `NotFound`;
    /// blocked: `Dialog`; more than there is where that is forbidden: `Dialog`; groups, setup or accounts that lack:
    /// `Field`, `NotFound`, `Dialog`.
    pub fn post(&mut self, movement: &Movement) -> Result<Moved, RuleError> {
        let stocked = self.facts.items.get(&movement.item_id).cloned().ok_or_else(|| {
            RuleError::of_record(
                Category::NotFound,
                format!("There is no item with the id {}.", movement.item_id),
            )
        })?;
        check(&stocked.item, movement)?;
        self.facts.counters.item_ledger_entry += 1;
        let entry = self.new_entry(&stocked.item, movement);
        let number = entry.entry_number;
        if !stocked.item.is_inventoriable() {
            return self.post_without_stock(&stocked, movement, entry);
        }
        let moved = if movement.quantity.is_negative() {
            self.post_outbound(&stocked, movement, entry)?
        } else {
            self.post_inbound(&stocked, movement, entry)?
        };
        self.made.insert(number);
        Ok(moved)
    }

    /// What is to be stored.
    pub fn finish(mut self) -> InventoryPosted {
        let mut posted = InventoryPosted { counters: self.facts.counters, ..InventoryPosted::default() };
        for (number, known) in std::mem::take(&mut self.facts.entries) {
            if self.made.contains(&number) {
                posted.item_ledger_entries.push(known.entry);
            } else if self.changed.contains(&number) {
                posted.changed_entries.push(known.entry);
            }
        }
        posted.value_entries = self.value_entries;
        posted.item_application_entries = self.applications;
        let items: BTreeMap<Uuid, StockedItem> = self.facts.items;
        let changed = items.into_iter().filter(|(id, _)| self.changed_items.contains(id));
        posted.changed_items = changed.map(|(_, stocked)| stocked.item).collect();
        posted
    }

    /// Services and the like: an entry and a value, but no stock and nothing for the ledger.
    fn post_without_stock(
        &mut self,
        stocked: &StockedItem,
        movement: &Movement,
        entry: ItemLedgerEntry,
    ) -> Result<Moved, RuleError> {
        let cost = match movement.direct_cost {
            Some(cost) => cost,
            None => self.facts.cost_by_card(stocked, movement.quantity)?,
        };
        let number = entry.entry_number;
        let mut value = self.new_value(&stocked.item, movement, &entry, cost)?;
        if !movement.expected {
            value.cost_amount_non_inventoriable = cost;
        }
        value.cost_amount_actual = Amount::ZERO;
        value.cost_amount_expected = Amount::ZERO;
        self.value_entries.push(value);
        self.note_direct_cost(movement)?;
        self.facts.entries.insert(number, CostedEntry::new(entry, Amount::ZERO, movement));
        self.made.insert(number);
        Ok(Moved { item_entry_number: number, cost, ledger_lines: Vec::new() })
    }

    fn post_outbound(
        &mut self,
        stocked: &StockedItem,
        movement: &Movement,
        mut entry: ItemLedgerEntry,
    ) -> Result<Moved, RuleError> {
        let quantity = magnitude(movement.quantity)?;
        let matches = self.matches(&stocked.item, &entry, movement.applies_to_entry_number)?;
        let by_card = self.facts.cost_by_card(stocked, quantity)?;
        let by_goods = if movement.applies_to_entry_number == 0 {
            self.facts.cost_of_outbound(stocked, quantity, &matches)?
        } else {
            // Goods that are taken back leave at the cost they came with, whatever the costing method.
            self.cost_of_matches(&matches)?
        };
        let covered = Amount::sum(matches.iter().map(|part| part.quantity)).map_err(too_large)?;
        entry.remaining_quantity = covered.checked_sub(quantity).map_err(too_large)?;
        entry.open = !entry.remaining_quantity.is_zero();
        if entry.open && prevents_negative(&stocked.item, &self.facts) {
            let missing = magnitude(entry.remaining_quantity)?;
            let message = format!(
                "There are {missing} {} of the item {} too few in stock.",
                stocked.item.base_unit_of_measure, stocked.item.number
            );
            return Err(RuleError::of_record(Category::Dialog, message));
        }
        let number = entry.entry_number;
        let adjusts =
            self.facts.setup.automatic_cost_adjustment.reaches(movement.posting_date, self.facts.today);
        let exact = adjusts || movement.applies_to_entry_number != 0;
        let first = if movement.applies_to_entry_number == 0 { by_card } else { by_goods };
        let mut ledger_lines = Vec::new();
        let cost = negated(first)?;
        let value = self.new_value(&stocked.item, movement, &entry, cost)?;
        self.book(value, &stocked.item, movement, &mut ledger_lines)?;
        let mut total = cost;
        if exact && by_goods != first {
            let correction = first.checked_sub(by_goods).map_err(too_large)?;
            total = total.checked_add(correction).map_err(too_large)?;
            let mut value = self.new_value(&stocked.item, movement, &entry, correction)?;
            value.adjustment = true;
            value.sales_amount_actual = Amount::ZERO;
            value.invoiced_quantity = Amount::ZERO;
            self.book(value, &stocked.item, movement, &mut ledger_lines)?;
        }
        for part in &matches {
            let inbound = part.entry_number;
            self.apply(part, movement, number, inbound, number)?;
        }
        self.add_to_invoiced(movement.item_id, entry.invoiced_quantity)?;
        self.facts.entries.insert(number, CostedEntry::new(entry, total, movement));
        self.add_to_stock(movement.item_id, movement.quantity, total)?;
        if adjusts {
            self.adjust_unit_cost(movement.item_id)?;
        } else if by_goods != by_card {
            self.change_item(movement.item_id, |item| item.cost_is_adjusted = false);
        }
        Ok(Moved { item_entry_number: number, cost: total, ledger_lines })
    }

    fn post_inbound(
        &mut self,
        stocked: &StockedItem,
        movement: &Movement,
        mut entry: ItemLedgerEntry,
    ) -> Result<Moved, RuleError> {
        let quantity = movement.quantity;
        let number = entry.entry_number;
        let is_standard = stocked.item.costing_method == CostingMethod::Standard;
        let by_card = self.facts.cost_by_card(stocked, quantity)?;
        let returned = self.cost_of_return(movement)?;
        // Goods of standard cost are expected to cost that.
        let direct_cost = movement.direct_cost.filter(|_| !(is_standard && movement.expected));
        let cost = returned.or(direct_cost).unwrap_or(by_card);
        let mut ledger_lines = Vec::new();
        let value = self.new_value(&stocked.item, movement, &entry, cost)?;
        self.book(value, &stocked.item, movement, &mut ledger_lines)?;
        let mut total = cost;
        if is_standard && returned.is_none() && cost != by_card {
            // The stock is worth the standard; what was paid besides is a variance.
            let variance = by_card.checked_sub(cost).map_err(too_large)?;
            total = by_card;
            let mut value = self.new_value(&stocked.item, movement, &entry, variance)?;
            value.entry_type = ValueEntryType::Variance;
            value.purchase_amount_actual = Amount::ZERO;
            value.invoiced_quantity = Amount::ZERO;
            self.book(value, &stocked.item, movement, &mut ledger_lines)?;
        }
        let matches = self.matches(&stocked.item, &entry, 0)?;
        let mut uncovered = self.uncovered(stocked)?;
        let covered = Amount::sum(matches.iter().map(|part| part.quantity)).map_err(too_large)?;
        // Whole at first: shares are counted off below.
        entry.remaining_quantity = quantity;
        entry.open = true;
        let rest = quantity.checked_sub(covered).map_err(too_large)?;
        let application = self.new_application(movement, number, number, 0, quantity);
        self.applications.push(application);
        self.add_to_invoiced(movement.item_id, entry.invoiced_quantity)?;
        self.facts.entries.insert(number, CostedEntry::new(entry, total, movement));
        self.add_to_stock(movement.item_id, quantity, total)?;
        for part in &matches {
            self.fix_cost_of_uncovered(part, number, movement, &mut uncovered, &mut ledger_lines)?;
        }
        if let Some(known) = self.facts.entries.get_mut(&number) {
            known.entry.remaining_quantity = rest;
            known.entry.open = !rest.is_zero();
        }
        self.note_direct_cost(movement)?;
        self.take_unit_cost(movement, cost)?;
        Ok(Moved { item_entry_number: number, cost: total, ledger_lines })
    }

    fn cost_of_matches(&self, matches: &[Match]) -> Result<Amount, RuleError> {
        let mut total = Amount::ZERO;
        for part in matches {
            if let Some(inbound) = self.facts.entries.get(&part.entry_number) {
                let share = self.facts.share_of_inbound(inbound, part.quantity)?;
                total = total.checked_add(share).map_err(too_large)?;
            }
        }
        Ok(total)
    }

    /// What goods that come back cost when they left. An entry that is not there, or of which fewer goods are left that
    /// did not come back yet: `Dialog`.
    fn cost_of_return(&mut self, movement: &Movement) -> Result<Option<Amount>, RuleError> {
        if movement.applies_from_entry_number == 0 {
            return Ok(None);
        }
        let number = movement.applies_from_entry_number;
        let left =
            self.facts.entries.get(&number).filter(|known| {
                known.entry.item_id == movement.item_id && known.entry.quantity.is_negative()
            });
        let left = left.filter(|known| {
            magnitude(known.entry.quantity).is_ok_and(|quantity| quantity >= movement.quantity)
        });
        let left = left.ok_or_else(|| {
            let message =
                format!("Item ledger entry {number} is no sale that these goods can come back from.");
            RuleError::of_record(Category::Dialog, message)
        })?;
        let returned = self.facts.returned.get(&number).copied().unwrap_or_default();
        let returned = returned.checked_add(movement.quantity).map_err(super::cost::too_large)?;
        if returned > magnitude(left.entry.quantity)? {
            let message = format!(
                "Goods of item ledger entry {number} came back already; there are not so many left that could come \
                 back."
            );
            return Err(RuleError::of_record(Category::Dialog, message));
        }
        let cost = negated(self.facts.share_of_whole(left, movement.quantity)?)?;
        self.facts.returned.insert(number, returned);
        Ok(Some(cost))
    }

    /// Counts goods off an open entry, and writes the application down.
    pub(super) fn apply(
        &mut self,
        part: &Match,
        movement: &Movement,
        posted: i64,
        inbound: i64,
        outbound: i64,
    ) -> Result<(), RuleError> {
        if let Some(known) = self.facts.entries.get_mut(&part.entry_number) {
            let remaining = known.entry.remaining_quantity;
            let rest = if remaining.is_negative() {
                remaining.checked_add(part.quantity)
            } else {
                remaining.checked_sub(part.quantity)
            };
            known.entry.remaining_quantity = rest.map_err(too_large)?;
            known.entry.open = !known.entry.remaining_quantity.is_zero();
            self.changed.insert(part.entry_number);
        }
        let quantity = negated(part.quantity)?;
        let application = self.new_application(movement, posted, inbound, outbound, quantity);
        self.applications.push(application);
        Ok(())
    }

    pub(super) fn add_to_stock(
        &mut self,
        item: Uuid,
        quantity: Amount,
        value: Amount,
    ) -> Result<(), RuleError> {
        if let Some(stocked) = self.facts.items.get_mut(&item) {
            stocked.quantity = stocked.quantity.checked_add(quantity).map_err(too_large)?;
            stocked.value = stocked.value.checked_add(value).map_err(too_large)?;
        }
        Ok(())
    }

    pub(super) fn add_to_invoiced(&mut self, item: Uuid, quantity: Amount) -> Result<(), RuleError> {
        if let Some(stocked) = self.facts.items.get_mut(&item) {
            stocked.invoiced = stocked.invoiced.checked_add(quantity).map_err(too_large)?;
        }
        Ok(())
    }

    /// The last direct cost is always that of the last purchase that was invoiced.
    pub(super) fn note_direct_cost(&mut self, movement: &Movement) -> Result<(), RuleError> {
        let is_known = !movement.expected && movement.quantity.is_positive();
        let Some(cost) = movement.direct_cost.filter(|_| is_known) else {
            return Ok(());
        };
        let unit_cost = self.facts.per_unit(cost, movement.quantity)?;
        self.change_item(movement.item_id, |item| item.last_direct_cost = unit_cost);
        Ok(())
    }

    /// The unit cost after goods came, or after their invoice: that of the receipt when the stock came only from it,
    /// what an adjustment makes of it otherwise. Goods that are not invoiced yet are no receipt of their own.
    pub(super) fn take_unit_cost(&mut self, movement: &Movement, cost: Amount) -> Result<(), RuleError> {
        let stocked = self.facts.items.get(&movement.item_id).cloned().unwrap_or_default();
        let of_receipt = match movement.direct_cost.filter(|_| !movement.expected) {
            Some(_) => self.facts.unit_cost_of_receipt(&stocked, movement.quantity, cost)?,
            None => None,
        };
        let adjusts =
            self.facts.setup.automatic_cost_adjustment.reaches(movement.posting_date, self.facts.today);
        match of_receipt {
            Some(unit_cost) if !adjusts || stocked.invoiced == stocked.quantity => {
                self.change_item(movement.item_id, |item| item.unit_cost = unit_cost);
            }
            _ if adjusts => self.adjust_unit_cost(movement.item_id)?,
            _ => {}
        }
        Ok(())
    }

    pub(super) fn adjust_unit_cost(&mut self, item: Uuid) -> Result<(), RuleError> {
        let stocked = self.facts.items.get(&item).cloned().unwrap_or_default();
        if let Some(unit_cost) = self.facts.unit_cost_of_stock(&stocked)? {
            self.change_item(item, |item| item.unit_cost = unit_cost);
        }
        Ok(())
    }

    pub(super) fn change_item(&mut self, id: Uuid, change: impl FnOnce(&mut Item)) {
        if let Some(stocked) = self.facts.items.get_mut(&id) {
            let before = stocked.item.clone();
            change(&mut stocked.item);
            if stocked.item != before {
                self.changed_items.insert(id);
            }
        }
    }
}

impl InventoryFacts {
    /// The cost of part of an entry's goods in proportion; all of them cost exactly what the entry did.
    pub(super) fn share_of_whole(&self, known: &CostedEntry, quantity: Amount) -> Result<Amount, RuleError> {
        let whole = magnitude(known.entry.quantity)?;
        known.cost.ratio(quantity, whole, self.cost_precision()).map_err(too_large)
    }
}

pub(super) fn negated(amount: Amount) -> Result<Amount, RuleError> {
    amount.checked_neg().map_err(too_large)
}

/// What no movement gets past, whether costs are booked with it or not.
pub(super) fn check(item: &Item, movement: &Movement) -> Result<(), RuleError> {
    let number = &item.number;
    if movement.quantity.is_zero() {
        let message = format!("A movement of the item {number} needs a quantity.");
        return Err(RuleError::of_record(Category::Field, message));
    }
    if item.blocked {
        return Err(RuleError::of_record(Category::Dialog, format!("The item {number} is blocked.")));
    }
    if item.base_unit_of_measure.is_empty() {
        let message = format!("The item {number} has no base unit of measure.");
        return Err(RuleError::of_record(Category::Field, message));
    }
    if item.is_inventoriable() && item.inventory_posting_group.is_empty() {
        return Err(without_group(item));
    }
    Ok(())
}

fn prevents_negative(item: &Item, facts: &InventoryFacts) -> bool {
    match item.prevent_negative_inventory {
        PreventNegativeInventory::Default => facts.setup.prevent_negative_inventory,
        PreventNegativeInventory::No => false,
        PreventNegativeInventory::Yes => true,
    }
}
