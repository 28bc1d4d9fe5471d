//! The records of a movement: item ledger entry, value entries, applications, and lines for the general ledger.

use money::Amount;

use super::{
    InventoryLedgerLine, InventoryPoster, Movement,
    accounts::{counter_account, inventory_account, variance_account},
    poster::negated,
};
use crate::{
    errors::RuleError,
    item_ledger_entries::{ItemApplicationEntry, ItemEntryType, ItemLedgerEntry, ValueEntry, ValueEntryType},
    items::Item,
};

impl InventoryPoster {
    pub(super) fn new_entry(&mut self, item: &Item, movement: &Movement) -> ItemLedgerEntry {
        let description =
            if movement.description.is_empty() { &item.description } else { &movement.description };
        let document = movement.moved_by.clone().unwrap_or_else(|| movement.document());
        ItemLedgerEntry {
            id: self.ids.next_id(),
            entry_number: self.facts.counters.item_ledger_entry,
            register_number: self.facts.register_number,
            item_id: item.id,
            posting_date: movement.posting_date,
            document_date: movement.document_date,
            entry_type: movement.entry_type,
            document_type: document.document_type,
            document_number: document.number,
            document_line_number: movement.document_line_number,
            document_id: document.id,
            external_document_number: movement.external_document_number.clone(),
            description: description.clone(),
            quantity: movement.quantity,
            invoiced_quantity: if movement.expected { Amount::ZERO } else { movement.quantity },
            positive: movement.quantity.is_positive(),
            unit_of_measure_code: movement.unit_of_measure_code.clone(),
            location_code: movement.location_code.clone(),
            source_type: movement.source_type,
            source_id: movement.source_id,
            applies_from_entry_number: movement.applies_from_entry_number,
            dimension_set_id: movement.dimension_set_id,
            remaining_quantity: Amount::ZERO,
            open: false,
        }
    }

    pub(super) fn new_application(
        &mut self,
        movement: &Movement,
        posted: i64,
        inbound: i64,
        outbound: i64,
        quantity: Amount,
    ) -> ItemApplicationEntry {
        self.facts.counters.item_application += 1;
        ItemApplicationEntry {
            id: self.ids.next_id(),
            entry_number: self.facts.counters.item_application,
            register_number: self.facts.register_number,
            item_id: movement.item_id,
            item_ledger_entry_number: posted,
            inbound_entry_number: inbound,
            outbound_entry_number: outbound,
            quantity,
            posting_date: movement.posting_date,
        }
    }

    /// `cost` is expected or actual as the goods of the movement are.
    pub(super) fn new_value(
        &mut self,
        item: &Item,
        movement: &Movement,
        entry: &ItemLedgerEntry,
        cost: Amount,
    ) -> Result<ValueEntry, RuleError> {
        self.facts.counters.value_entry += 1;
        let per_unit = if entry.quantity.is_zero() {
            Amount::ZERO
        } else {
            self.facts.per_unit(cost, entry.quantity)?
        };
        let is_purchase = movement.entry_type == ItemEntryType::Purchase;
        let (actual, expected) = if movement.expected { (Amount::ZERO, cost) } else { (cost, Amount::ZERO) };
        Ok(ValueEntry {
            id: self.ids.next_id(),
            entry_number: self.facts.counters.value_entry,
            register_number: self.facts.register_number,
            item_ledger_entry_number: entry.entry_number,
            item_id: item.id,
            entry_type: ValueEntryType::DirectCost,
            posting_date: movement.posting_date,
            valuation_date: entry.posting_date,
            document_type: movement.document_type,
            document_number: movement.document_number.clone(),
            document_id: movement.document_id,
            description: entry.description.clone(),
            valued_quantity: entry.quantity,
            invoiced_quantity: entry.invoiced_quantity,
            cost_per_unit: per_unit,
            cost_amount_actual: actual,
            cost_amount_expected: expected,
            sales_amount_actual: if movement.expected { Amount::ZERO } else { movement.sales_amount },
            purchase_amount_actual: if is_purchase { actual } else { Amount::ZERO },
            general_business_posting_group: movement.general_business_posting_group.clone(),
            general_product_posting_group: item.general_product_posting_group.clone(),
            inventory_posting_group: item.inventory_posting_group.clone(),
            source_code: movement.source_code.clone(),
            dimension_set_id: movement.dimension_set_id,
            ..ValueEntry::default()
        })
    }

    /// Keeps a value entry and, with automatic cost posting, books its actual cost: inventory, and the other side by
    /// what moved the goods. Expected cost is not booked.
    pub(super) fn book(
        &mut self,
        mut value: ValueEntry,
        item: &Item,
        movement: &Movement,
        ledger_lines: &mut Vec<InventoryLedgerLine>,
    ) -> Result<(), RuleError> {
        let amount = value.cost_amount_actual;
        if self.facts.setup.automatic_cost_posting && !amount.is_zero() {
            let business_group = &movement.general_business_posting_group;
            let inventory = inventory_account(&self.facts, item, &movement.location_code)?;
            let other = match value.entry_type {
                ValueEntryType::Variance => variance_account(&self.facts, item, business_group)?,
                _ => counter_account(&self.facts, item, business_group, movement.entry_type)?,
            };
            value.cost_posted_to_general_ledger = amount;
            for (account_number, amount) in [(inventory, amount), (other, negated(amount)?)] {
                ledger_lines.push(InventoryLedgerLine {
                    account_number,
                    amount,
                    posting_date: movement.posting_date,
                    document_number: movement.document_number.clone(),
                    description: value.description.clone(),
                    general_business_posting_group: business_group.clone(),
                    general_product_posting_group: item.general_product_posting_group.clone(),
                    source_code: movement.source_code.clone(),
                    dimension_set_id: movement.dimension_set_id,
                });
            }
        }
        self.value_entries.push(value);
        Ok(())
    }
}
