//! The invoice of goods that moved before: what was expected gives way to what they cost (FINANCE.md section 6).

use money::Amount;

use super::{
    CostedEntry, InventoryLedgerLine, InventoryPoster, Moved, Movement,
    cost::too_large,
    poster::{check, negated},
};
use crate::{
    errors::{Category, RuleError},
    inventory_setup::CostingMethod,
    item_ledger_entries::{ItemEntryType, ValueEntry, ValueEntryType},
    items::Item,
};

impl InventoryPoster {
    /// Invoices goods of an entry that is not invoiced yet, or not wholly: no new item ledger entry, but value entries
    /// on it with the document of the movement. `movement.quantity` is what is invoiced, with the sign of the entry.
    ///
    /// Goods that came with a purchase cost what the invoice says from now on, and what left of them with automatic
    /// cost adjustment too; all others cost what they were expected to. An entry that is not there, or has fewer goods
    /// that are not invoiced: `Dialog`; otherwise as [`InventoryPoster::post`].
    pub fn invoice(&mut self, entry_number: i64, movement: &Movement) -> Result<Moved, RuleError> {
        let stocked = self.facts.items.get(&movement.item_id).cloned().ok_or_else(|| {
            let message = format!("There is no item with the id {}.", movement.item_id);
            RuleError::of_record(Category::NotFound, message)
        })?;
        check(&stocked.item, movement)?;
        let known = self.not_invoiced(entry_number, movement)?;
        if !stocked.item.is_inventoriable() {
            return self.invoice_without_stock(&known, movement);
        }
        let left = known.entry.quantity.checked_sub(known.entry.invoiced_quantity).map_err(too_large)?;
        let expected =
            known.expected.ratio(movement.quantity, left, self.facts.cost_precision()).map_err(too_large)?;
        let is_purchase = movement.entry_type == ItemEntryType::Purchase && movement.quantity.is_positive();
        let cost = movement.direct_cost.filter(|_| is_purchase).unwrap_or(expected);
        let mut ledger_lines = Vec::new();
        let value = self.value_of_invoice(&stocked.item, movement, &known, (cost, expected))?;
        self.book(value, &stocked.item, movement, &mut ledger_lines)?;
        let mut total = cost;
        if is_purchase && stocked.item.costing_method == CostingMethod::Standard && cost != expected {
            // The stock is worth the standard; what was paid besides is a variance.
            total = expected;
            let variance = expected.checked_sub(cost).map_err(too_large)?;
            let mut value =
                self.value_of_invoice(&stocked.item, movement, &known, (variance, Amount::ZERO))?;
            value.entry_type = ValueEntryType::Variance;
            value.purchase_amount_actual = Amount::ZERO;
            value.sales_amount_actual = Amount::ZERO;
            value.invoiced_quantity = Amount::ZERO;
            self.book(value, &stocked.item, movement, &mut ledger_lines)?;
        }
        let difference = total.checked_sub(expected).map_err(too_large)?;
        self.note_invoice(entry_number, movement, difference, expected)?;
        self.settle_costs(&known, movement, difference, &mut ledger_lines)?;
        if movement.quantity.is_positive() {
            self.note_direct_cost(movement)?;
            self.take_unit_cost(movement, cost)?;
        }
        Ok(Moved { item_entry_number: entry_number, cost: total, ledger_lines })
    }

    /// The entry whose goods are invoiced, as it stands before.
    fn not_invoiced(&self, entry_number: i64, movement: &Movement) -> Result<CostedEntry, RuleError> {
        let known = self.facts.entries.get(&entry_number).filter(|known| {
            let left = known.entry.quantity.checked_sub(known.entry.invoiced_quantity);
            let same_way = movement.quantity.is_positive() == known.entry.positive;
            known.entry.item_id == movement.item_id
                && same_way
                && left.is_ok_and(|left| match known.entry.positive {
                    true => movement.quantity <= left,
                    false => movement.quantity >= left,
                })
        });
        known.cloned().ok_or_else(|| {
            let message =
                format!("Item ledger entry {entry_number} has no such quantity that is not invoiced yet.");
            RuleError::of_record(Category::Dialog, message)
        })
    }

    /// The value entry of an invoice: its cost, and what was expected taken back.
    fn value_of_invoice(
        &mut self,
        item: &Item,
        movement: &Movement,
        known: &CostedEntry,
        (cost, expected): (Amount, Amount),
    ) -> Result<ValueEntry, RuleError> {
        let mut value = self.new_value(item, movement, &known.entry, cost)?;
        value.cost_per_unit = self.facts.per_unit(cost, movement.quantity)?;
        value.valued_quantity = movement.quantity;
        value.invoiced_quantity = movement.quantity;
        value.cost_amount_expected = negated(expected)?;
        Ok(value)
    }

    /// What the invoice leaves on the entry and on the stock.
    fn note_invoice(
        &mut self,
        entry_number: i64,
        movement: &Movement,
        difference: Amount,
        expected: Amount,
    ) -> Result<(), RuleError> {
        if let Some(known) = self.facts.entries.get_mut(&entry_number) {
            let invoiced = known.entry.invoiced_quantity.checked_add(movement.quantity);
            known.entry.invoiced_quantity = invoiced.map_err(too_large)?;
            known.cost = known.cost.checked_add(difference).map_err(too_large)?;
            known.expected = known.expected.checked_sub(expected).map_err(too_large)?;
            known.document = movement.document();
        }
        self.changed.insert(entry_number);
        self.add_to_invoiced(movement.item_id, movement.quantity)?;
        self.add_to_stock(movement.item_id, Amount::ZERO, difference)
    }

    /// Services and the like cost something only when they are invoiced.
    fn invoice_without_stock(
        &mut self,
        known: &CostedEntry,
        movement: &Movement,
    ) -> Result<Moved, RuleError> {
        let stocked = self.facts.items.get(&movement.item_id).cloned().unwrap_or_default();
        let cost = match movement.direct_cost {
            Some(cost) => cost,
            None => self.facts.cost_by_card(&stocked, movement.quantity)?,
        };
        let mut value = self.value_of_invoice(&stocked.item, movement, known, (cost, Amount::ZERO))?;
        value.cost_amount_non_inventoriable = cost;
        value.cost_amount_actual = Amount::ZERO;
        self.value_entries.push(value);
        let number = known.entry.entry_number;
        self.note_invoice(number, movement, Amount::ZERO, Amount::ZERO)?;
        self.note_direct_cost(movement)?;
        Ok(Moved { item_entry_number: number, cost, ledger_lines: Vec::<InventoryLedgerLine>::new() })
    }
}
