//! What goods cost: by the card when they move, and by the goods they were taken from when that is known.

use money::{Amount, Precision, RangeError};

use super::{CostedEntry, InventoryFacts, StockedItem, application::Match};
use crate::{
    errors::{Category, RuleError},
    inventory_setup::CostingMethod,
};

pub(super) fn too_large(_: RangeError) -> RuleError {
    let message = "The quantities or costs of the items are too large.";
    RuleError::of_record(Category::Dialog, message)
}

impl InventoryFacts {
    pub(super) fn cost_precision(&self) -> Precision {
        self.precision.unwrap_or(Precision::CENT)
    }

    pub(super) fn unit_cost_precision(&self) -> Precision {
        self.unit_precision.unwrap_or(Precision::FINEST)
    }

    /// What a quantity costs by the item's card: the standard cost, or the unit cost. Has the sign of the quantity.
    pub(super) fn cost_by_card(&self, stocked: &StockedItem, quantity: Amount) -> Result<Amount, RuleError> {
        let item = &stocked.item;
        let unit_cost = match item.costing_method {
            CostingMethod::Standard => item.standard_cost,
            _ => item.unit_cost,
        };
        quantity.ratio(unit_cost, Amount::ONE, self.cost_precision()).map_err(too_large)
    }

    /// The share of an inbound entry's cost that belongs to the next `quantity` of its goods. What leaves last takes
    /// what is left, so that the shares add up to the cost.
    pub(super) fn share_of_inbound(
        &self,
        inbound: &CostedEntry,
        quantity: Amount,
    ) -> Result<Amount, RuleError> {
        let whole = inbound.entry.quantity;
        let used = whole.checked_sub(inbound.entry.remaining_quantity).map_err(too_large)?;
        let up_to =
            |quantity: Amount| inbound.cost.ratio(quantity, whole, self.cost_precision()).map_err(too_large);
        let after = up_to(used.checked_add(quantity).map_err(too_large)?)?;
        after.checked_sub(up_to(used)?).map_err(too_large)
    }

    /// The cost of goods that leave by what they were taken from: the average of the stock, the standard cost, or the
    /// goods themselves. `matches` are the inbound entries; what they do not cover costs what the card says. Positive.
    pub(super) fn cost_of_outbound(
        &self,
        stocked: &StockedItem,
        quantity: Amount,
        matches: &[Match],
    ) -> Result<Amount, RuleError> {
        let covered = Amount::sum(matches.iter().map(|part| part.quantity)).map_err(too_large)?;
        let uncovered = quantity.checked_sub(covered).map_err(too_large)?;
        let by_goods = match stocked.item.costing_method {
            // The last goods take what rounding has left of the value.
            CostingMethod::Standard if covered == stocked.quantity => stocked.value,
            CostingMethod::Standard => self.cost_by_card(stocked, covered)?,
            CostingMethod::Average => self.average(stocked, covered)?,
            CostingMethod::Fifo | CostingMethod::Lifo | CostingMethod::Specific => {
                let mut total = Amount::ZERO;
                for part in matches {
                    if let Some(inbound) = self.entries.get(&part.entry_number) {
                        let share = self.share_of_inbound(inbound, part.quantity)?;
                        total = total.checked_add(share).map_err(too_large)?;
                    }
                }
                total
            }
        };
        by_goods.checked_add(self.cost_by_card(stocked, uncovered)?).map_err(too_large)
    }

    /// A quantity at the average cost of the whole stock; all of it takes the whole value.
    fn average(&self, stocked: &StockedItem, quantity: Amount) -> Result<Amount, RuleError> {
        if !stocked.quantity.is_positive() {
            return self.cost_by_card(stocked, quantity);
        }
        stocked.value.ratio(quantity, stocked.quantity, self.cost_precision()).map_err(too_large)
    }

    /// The unit cost after an invoice of goods that came: of this receipt when what is invoiced of the stock came only
    /// from it; none when only an adjustment may change it (FINANCE.md section 6).
    pub(super) fn unit_cost_of_receipt(
        &self,
        stocked: &StockedItem,
        quantity: Amount,
        cost: Amount,
    ) -> Result<Option<Amount>, RuleError> {
        let only_this = stocked.invoiced.is_positive() && stocked.invoiced <= quantity;
        if stocked.item.costing_method == CostingMethod::Standard || !only_this {
            return Ok(None);
        }
        self.per_unit(cost, quantity).map(Some)
    }

    /// The average of what is left, which is the unit cost after an adjustment; none without stock.
    pub(super) fn unit_cost_of_stock(&self, stocked: &StockedItem) -> Result<Option<Amount>, RuleError> {
        let is_standard = stocked.item.costing_method == CostingMethod::Standard;
        if is_standard || !stocked.quantity.is_positive() || stocked.value.is_negative() {
            return Ok(None);
        }
        self.per_unit(stocked.value, stocked.quantity).map(Some)
    }

    pub(super) fn per_unit(&self, cost: Amount, quantity: Amount) -> Result<Amount, RuleError> {
        cost.ratio(Amount::ONE, quantity, self.unit_cost_precision()).map_err(too_large)
    }
}
