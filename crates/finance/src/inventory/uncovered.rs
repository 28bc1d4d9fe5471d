//! Goods that left before they came: what they cost is fixed when they come (FINANCE.md section 6).

use money::Amount;

use super::{
    CostedEntry, InventoryFacts, InventoryLedgerLine, InventoryPoster, Movement, StockedItem,
    application::{Match, magnitude},
    cost::too_large,
    poster::negated,
};
use crate::{errors::RuleError, inventory_setup::CostingMethod};

/// What the goods that are still missing were valued at when they left. Positive; counted down as they come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Uncovered {
    quantity: Amount,
    cost: Amount,
}

impl Uncovered {
    /// The part of the valuation that belongs to the next goods; the last take what is left.
    fn take(&mut self, quantity: Amount, facts: &InventoryFacts) -> Result<Amount, RuleError> {
        let cost = self.cost.ratio(quantity, self.quantity, facts.cost_precision()).map_err(too_large)?;
        self.quantity = self.quantity.checked_sub(quantity).map_err(too_large)?;
        self.cost = self.cost.checked_sub(cost).map_err(too_large)?;
        Ok(cost)
    }
}

impl InventoryPoster {
    /// The valuation of what is missing of an item, before goods come: what its open inbound entries are worth beyond
    /// the value of the stock. With the costing method Average only the stock as a whole has a value.
    pub(super) fn uncovered(&self, stocked: &StockedItem) -> Result<Uncovered, RuleError> {
        let open = || {
            let of_item = |known: &&CostedEntry| known.entry.open && known.entry.item_id == stocked.item.id;
            self.facts.entries.values().filter(of_item)
        };
        let mut missing = Amount::ZERO;
        for known in open().filter(|known| !known.entry.positive) {
            missing = missing.checked_add(magnitude(known.entry.remaining_quantity)?).map_err(too_large)?;
        }
        if stocked.item.costing_method == CostingMethod::Average {
            let cost = if stocked.quantity.is_negative() && negated(stocked.quantity)? == missing {
                negated(stocked.value)?
            } else {
                self.facts.cost_by_card(stocked, missing)?
            };
            return Ok(Uncovered { quantity: missing, cost });
        }
        let mut worth = Amount::ZERO;
        for known in open().filter(|known| known.entry.positive) {
            let rest = self.facts.share_of_inbound(known, known.entry.remaining_quantity)?;
            worth = worth.checked_add(rest).map_err(too_large)?;
        }
        Ok(Uncovered { quantity: missing, cost: worth.checked_sub(stocked.value).map_err(too_large)? })
    }

    /// The cost of goods that left becomes that of the goods that came.
    pub(super) fn fix_cost_of_uncovered(
        &mut self,
        part: &Match,
        inbound: i64,
        movement: &Movement,
        uncovered: &mut Uncovered,
        ledger_lines: &mut Vec<InventoryLedgerLine>,
    ) -> Result<(), RuleError> {
        let Some(came) = self.facts.entries.get(&inbound) else { return Ok(()) };
        let wanted = self.facts.share_of_inbound(came, part.quantity)?;
        let was = uncovered.take(part.quantity, &self.facts)?;
        self.apply(part, movement, inbound, inbound, part.entry_number)?;
        if let Some(known) = self.facts.entries.get_mut(&inbound) {
            let rest = known.entry.remaining_quantity.checked_sub(part.quantity).map_err(too_large)?;
            known.entry.remaining_quantity = rest;
        }
        let correction = was.checked_sub(wanted).map_err(too_large)?;
        if correction.is_zero() {
            return Ok(());
        }
        if !self.facts.setup.automatic_cost_adjustment.reaches(movement.posting_date, self.facts.today) {
            self.change_item(movement.item_id, |item| item.cost_is_adjusted = false);
            return Ok(());
        }
        self.correct(part.entry_number, correction, negated(part.quantity)?, movement, ledger_lines)
    }
}
