//! Costs that turn out later than the goods moved: what left of them, and what came back since, costs something else
//! then (FINANCE.md section 6).

use std::collections::{BTreeMap, VecDeque};

use money::Amount;

use super::{
    CostedEntry, InventoryFacts, InventoryLedgerLine, InventoryPoster, Movement, application::magnitude,
    cost::too_large, poster::negated,
};
use crate::{
    errors::RuleError,
    inventory_setup::CostingMethod,
    item_ledger_entries::{ItemApplicationEntry, ItemEntryType},
};

/// What an entry cost before and costs now.
#[derive(Debug, Clone, Copy)]
struct Change {
    was: Amount,
    is: Amount,
}

/// What is to be corrected: entries in the order in which they were reached, each with its correction and the quantity
/// that was valued.
#[derive(Debug, Default)]
struct Corrections {
    order: Vec<i64>,
    of_entry: BTreeMap<i64, (Amount, Amount)>,
}

/// So often a change is passed on at most: where nearly all that left comes back to itself, cents remain.
const ROUNDS_MAX: usize = 1_000;

impl InventoryPoster {
    /// After the invoice of goods has changed what they cost by `difference`: with automatic cost adjustment the goods
    /// that left cost what they do in truth, and the card follows; otherwise it is noted that this is due. `known` is
    /// the entry of the goods as it stood before.
    pub(super) fn settle_costs(
        &mut self,
        known: &CostedEntry,
        movement: &Movement,
        difference: Amount,
        ledger_lines: &mut Vec<InventoryLedgerLine>,
    ) -> Result<(), RuleError> {
        if difference.is_zero() {
            return Ok(());
        }
        if !self.facts.setup.automatic_cost_adjustment.reaches(movement.posting_date, self.facts.today) {
            if known.entry.remaining_quantity != known.entry.quantity {
                self.change_item(movement.item_id, |item| item.cost_is_adjusted = false);
            }
            return Ok(());
        }
        let is = known.cost.checked_add(difference).map_err(too_large)?;
        let change = Change { was: known.cost, is };
        let number = known.entry.entry_number;
        let method = self.facts.items.get(&movement.item_id).map(|stocked| stocked.item.costing_method);
        match method.unwrap_or_default() {
            CostingMethod::Average => self.pass_on_by_average(number, change, movement, ledger_lines),
            _ => self.pass_on(number, change, movement, ledger_lines),
        }
    }

    /// Goods are applied to those they were taken from: each takes its share of the change, and so does what came back
    /// of it. Goods that left before they came may be covered by what came back of themselves; the change then goes
    /// round, less of it each time, and each entry is corrected once by what it comes to.
    fn pass_on(
        &mut self,
        inbound: i64,
        change: Change,
        cause: &Movement,
        ledger_lines: &mut Vec<InventoryLedgerLine>,
    ) -> Result<(), RuleError> {
        let mut corrections = Corrections::default();
        let mut queue = VecDeque::from([(inbound, change)]);
        let mut rounds = 0;
        while let Some((inbound, change)) = queue.pop_front() {
            rounds += 1;
            let taken = self.taken_from(inbound, |_| true);
            for (outbound, quantity, share) in self.shares(inbound, &taken, change)? {
                let added = (negated(share)?, negated(quantity)?);
                let Some(change) = self.add_correction(&mut corrections, outbound, added)? else { continue };
                if rounds > ROUNDS_MAX {
                    continue;
                }
                for returned in self.returned_from(outbound) {
                    let Some(added) = self.difference_of_return(returned, outbound, change)? else {
                        continue;
                    };
                    if let Some(change) = self.add_correction(&mut corrections, returned, added)? {
                        queue.push_back((returned, change));
                    }
                }
            }
        }
        for number in corrections.order {
            let Some((correction, quantity)) = corrections.of_entry.get(&number).copied() else { continue };
            if !correction.is_zero() {
                self.correct(number, correction, quantity, cause, ledger_lines)?;
            }
        }
        Ok(())
    }

    /// Notes that an entry costs so much more than before and than noted so far; none when that is nothing.
    fn add_correction(
        &self,
        corrections: &mut Corrections,
        number: i64,
        (correction, quantity): (Amount, Amount),
    ) -> Result<Option<Change>, RuleError> {
        let Some(cost) = self.facts.entries.get(&number).map(|known| known.cost) else { return Ok(None) };
        if correction.is_zero() {
            return Ok(None);
        }
        let order = &mut corrections.order;
        let noted = corrections.of_entry.entry(number).or_insert_with(|| {
            order.push(number);
            (Amount::ZERO, quantity)
        });
        let was = cost.checked_add(noted.0).map_err(too_large)?;
        let is = was.checked_add(correction).map_err(too_large)?;
        noted.0 = noted.0.checked_add(correction).map_err(too_large)?;
        Ok(Some(Change { was, is }))
    }

    /// With the costing method Average goods cost what the stock was worth when they left: the change goes along with
    /// the stock, and each entry since takes of it what it took of the stock.
    fn pass_on_by_average(
        &mut self,
        inbound: i64,
        change: Change,
        cause: &Movement,
        ledger_lines: &mut Vec<InventoryLedgerLine>,
    ) -> Result<(), RuleError> {
        let mut carried = change.is.checked_sub(change.was).map_err(too_large)?;
        let mut changes: BTreeMap<i64, Change> = BTreeMap::new();
        // Goods that were missing took theirs when these came.
        let missing = self.taken_from(inbound, |application| application.item_ledger_entry_number == inbound);
        for (outbound, quantity, share) in self.shares(inbound, &missing, change)? {
            carried = carried.checked_sub(share).map_err(too_large)?;
            if let Some(change) = self.correct_outbound(outbound, share, quantity, cause, ledger_lines)? {
                changes.insert(outbound, change);
            }
        }
        let later: Vec<CostedEntry> = {
            let of_item = |known: &&CostedEntry| known.entry.item_id == cause.item_id;
            self.facts.entries.range(inbound + 1..).map(|(_, known)| known).filter(of_item).cloned().collect()
        };
        let mut stock = self.facts.items.get(&cause.item_id).cloned().unwrap_or_default();
        // The stock as it was before: the change is counted in already.
        stock.value = stock
            .value
            .checked_sub(change.is)
            .and_then(|value| value.checked_add(change.was))
            .map_err(too_large)?;
        for known in &later {
            stock.quantity = stock.quantity.checked_sub(known.entry.quantity).map_err(too_large)?;
            stock.value = stock.value.checked_sub(known.cost).map_err(too_large)?;
        }
        for known in later {
            let number = known.entry.entry_number;
            if known.entry.positive {
                let from = known.entry.applies_from_entry_number;
                if let Some(change) = changes.get(&from).copied()
                    && let Some(change) = self.correct_return(number, from, change, cause, ledger_lines)?
                {
                    let gained = change.is.checked_sub(change.was).map_err(too_large)?;
                    carried = carried.checked_add(gained).map_err(too_large)?;
                }
            } else {
                let share = if known.entry.entry_type == ItemEntryType::Purchase {
                    // Goods that are given back leave at the cost they came with.
                    let taken = self.taken_from(inbound, |_| true);
                    let own = self.shares(inbound, &taken, change)?.into_iter();
                    let own = own.filter(|(outbound, _, _)| *outbound == number).map(|(_, _, share)| share);
                    Amount::sum(own).map_err(too_large)?
                } else {
                    self.facts.share_of_carried(carried, &stock, magnitude(known.entry.quantity)?)?
                };
                carried = carried.checked_sub(share).map_err(too_large)?;
                let quantity = magnitude(known.entry.quantity)?;
                if let Some(change) = self.correct_outbound(number, share, quantity, cause, ledger_lines)? {
                    changes.insert(number, change);
                }
            }
            stock.quantity = stock.quantity.checked_add(known.entry.quantity).map_err(too_large)?;
            stock.value = stock.value.checked_add(known.cost).map_err(too_large)?;
        }
        Ok(())
    }

    /// The outbound entries that took goods of an inbound one, in order, with their quantities.
    fn taken_from(
        &self,
        inbound: i64,
        is_meant: impl Fn(&ItemApplicationEntry) -> bool,
    ) -> Vec<(i64, Amount)> {
        let all = self.facts.applications.iter().chain(&self.applications);
        let own = all.filter(|application| {
            application.inbound_entry_number == inbound && application.outbound_entry_number != 0
        });
        own.filter(|application| is_meant(application))
            .map(|application| (application.outbound_entry_number, application.quantity))
            .collect()
    }

    /// Outbound entry, quantity (positive) and its share of the change, rounded as its share of the cost was.
    fn shares(
        &self,
        inbound: i64,
        taken: &[(i64, Amount)],
        change: Change,
    ) -> Result<Vec<(i64, Amount, Amount)>, RuleError> {
        let Some(known) = self.facts.entries.get(&inbound) else { return Ok(Vec::new()) };
        let whole = known.entry.quantity;
        let precision = self.facts.cost_precision();
        let up_to = |used: Amount| {
            let was = change.was.ratio(used, whole, precision).map_err(too_large)?;
            change.is.ratio(used, whole, precision).and_then(|is| is.checked_sub(was)).map_err(too_large)
        };
        let mut used = Amount::ZERO;
        let mut so_far = Amount::ZERO;
        let mut shares = Vec::with_capacity(taken.len());
        for (outbound, quantity) in taken {
            let quantity = magnitude(*quantity)?;
            used = used.checked_add(quantity).map_err(too_large)?;
            let all = up_to(used)?;
            shares.push((*outbound, quantity, all.checked_sub(so_far).map_err(too_large)?));
            so_far = all;
        }
        Ok(shares)
    }

    /// The inbound entries with which goods of an outbound one came back.
    fn returned_from(&self, outbound: i64) -> Vec<i64> {
        let later = self.facts.entries.range(outbound + 1..);
        later
            .filter(|(_, known)| known.entry.applies_from_entry_number == outbound)
            .map(|(number, _)| *number)
            .collect()
    }

    /// What left costs so much more; none when nothing changes.
    fn correct_outbound(
        &mut self,
        number: i64,
        share: Amount,
        quantity: Amount,
        cause: &Movement,
        ledger_lines: &mut Vec<InventoryLedgerLine>,
    ) -> Result<Option<Change>, RuleError> {
        let Some(was) = self.facts.entries.get(&number).map(|known| known.cost) else { return Ok(None) };
        if share.is_zero() {
            return Ok(None);
        }
        self.correct(number, negated(share)?, negated(quantity)?, cause, ledger_lines)?;
        Ok(Some(Change { was, is: was.checked_sub(share).map_err(too_large)? }))
    }

    /// What came back cost what it had left with; none when that has not changed.
    fn correct_return(
        &mut self,
        number: i64,
        outbound: i64,
        change: Change,
        cause: &Movement,
        ledger_lines: &mut Vec<InventoryLedgerLine>,
    ) -> Result<Option<Change>, RuleError> {
        let Some((difference, quantity)) = self.difference_of_return(number, outbound, change)? else {
            return Ok(None);
        };
        let Some(was) = self.facts.entries.get(&number).map(|known| known.cost) else { return Ok(None) };
        self.correct(number, difference, quantity, cause, ledger_lines)?;
        Ok(Some(Change { was, is: was.checked_add(difference).map_err(too_large)? }))
    }

    /// How much more goods cost that came back of an outbound entry, and their quantity; none when that has not
    /// changed.
    fn difference_of_return(
        &self,
        number: i64,
        outbound: i64,
        change: Change,
    ) -> Result<Option<(Amount, Amount)>, RuleError> {
        let (Some(came), Some(left)) = (self.facts.entries.get(&number), self.facts.entries.get(&outbound))
        else {
            return Ok(None);
        };
        let quantity = came.entry.quantity;
        let at = |cost: Amount| self.facts.share_of_whole(&CostedEntry { cost, ..left.clone() }, quantity);
        let difference = at(change.was)?.checked_sub(at(change.is)?).map_err(too_large)?;
        Ok((!difference.is_zero()).then_some((difference, quantity)))
    }

    /// A value entry that corrects what an entry cost, in the name of its own document and groups: actual as far as its
    /// goods are invoiced, else expected. `cause` is what brought it about, and has its date.
    pub(super) fn correct(
        &mut self,
        number: i64,
        correction: Amount,
        valued_quantity: Amount,
        cause: &Movement,
        ledger_lines: &mut Vec<InventoryLedgerLine>,
    ) -> Result<(), RuleError> {
        let Some(known) = self.facts.entries.get(&number).cloned() else { return Ok(()) };
        let stocked = self.facts.items.get(&known.entry.item_id).cloned().unwrap_or_default();
        let whole = known.entry.quantity;
        let later = whole.checked_sub(known.entry.invoiced_quantity).map_err(too_large)?;
        let expected = correction.ratio(later, whole, self.facts.cost_precision()).map_err(too_large)?;
        let own = Movement {
            entry_type: known.entry.entry_type,
            document_type: known.document.document_type,
            document_number: known.document.number.clone(),
            document_id: known.document.id,
            location_code: known.entry.location_code.clone(),
            dimension_set_id: known.entry.dimension_set_id,
            general_business_posting_group: known.general_business_posting_group.clone(),
            sales_amount: Amount::ZERO,
            expected: false,
            ..cause.clone()
        };
        let mut value = self.new_value(&stocked.item, &own, &known.entry, correction)?;
        value.adjustment = true;
        value.cost_amount_actual = correction.checked_sub(expected).map_err(too_large)?;
        value.cost_amount_expected = expected;
        value.purchase_amount_actual = Amount::ZERO;
        value.invoiced_quantity = Amount::ZERO;
        value.valued_quantity = valued_quantity;
        self.book(value, &stocked.item, &own, ledger_lines)?;
        if let Some(known) = self.facts.entries.get_mut(&number) {
            known.cost = known.cost.checked_add(correction).map_err(too_large)?;
            known.expected = known.expected.checked_add(expected).map_err(too_large)?;
        }
        self.add_to_stock(known.entry.item_id, Amount::ZERO, correction)
    }
}

impl InventoryFacts {
    /// What goods that left by the average of the stock take of a change of its value: all of it with the last goods,
    /// nothing where there were none.
    fn share_of_carried(
        &self,
        carried: Amount,
        stock: &super::StockedItem,
        quantity: Amount,
    ) -> Result<Amount, RuleError> {
        if !stock.quantity.is_positive() {
            return Ok(Amount::ZERO);
        }
        let covered = quantity.min(stock.quantity);
        let at =
            |value: Amount| value.ratio(covered, stock.quantity, self.cost_precision()).map_err(too_large);
        let with = at(stock.value.checked_add(carried).map_err(too_large)?)?;
        with.checked_sub(at(stock.value)?).map_err(too_large)
    }
}
