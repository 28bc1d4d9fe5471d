//! How much of a line of an order is invoiced from which goods, as the original does it (FINANCE.md 4.6): the newest
//! goods, those handed over along with the invoice, are invoiced by it; what it says beyond them are goods that were
//! handed over before, oldest first.

use money::{Amount, RangeError};

use super::{super::convert::smaller, base, with_sign_of};
use crate::{item_ledger_entries::ItemLedgerEntry, trade_document_lines::TradeDocumentLine};

/// Quantities in base units, with the sign of the line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Plan {
    /// Entries of goods handed over before, with what is invoiced of each.
    pub earlier: Vec<(i64, Amount)>,
    /// Invoiced and handed over before, but by no entry: goods of an order from before shipments moved them.
    pub unknown: Amount,
    /// Handed over and invoiced.
    pub at_once: Amount,
    /// Handed over, not invoiced.
    pub shipped_only: Amount,
}

impl Plan {
    /// `not_invoiced`: entries of the order, oldest first; those of other lines are left out here.
    pub fn of(
        before: &TradeDocumentLine,
        after: &TradeDocumentLine,
        not_invoiced: &[ItemLedgerEntry],
    ) -> Result<Plan, RangeError> {
        // Differences of running totals, so that rounding to base units leaves nothing behind.
        let step = |from: Amount, to: Amount| base(before, to)?.checked_sub(base(before, from)?);
        let sign = before.quantity;
        let shipped = step(before.quantity_shipped, after.quantity_shipped)?;
        let invoiced = step(before.quantity_invoiced, after.quantity_invoiced)?;
        let mut plan = Plan { at_once: smaller(shipped, invoiced), ..Plan::default() };
        plan.shipped_only = shipped.checked_sub(plan.at_once)?;
        let mut wanted = invoiced.checked_sub(plan.at_once)?;
        if wanted.is_zero() {
            return Ok(plan);
        }
        let completes = after.quantity_invoiced == after.quantity_shipped;
        let own = not_invoiced.iter().filter(|entry| {
            entry.document_line_number == i64::from(before.sequence) && entry.item_id == before.item_id
        });
        for entry in own {
            let there = entry.quantity.checked_sub(entry.invoiced_quantity)?;
            let there = with_sign_of(there, sign)?;
            let piece = if completes { there } else { smaller(there, wanted) };
            if !piece.is_zero() {
                plan.earlier.push((entry.entry_number, piece));
                wanted = wanted.checked_sub(piece)?;
            }
        }
        // Beyond zero only by what units leave in rounding, when the rest is invoiced.
        if wanted.is_negative() == sign.is_negative() {
            plan.unknown = wanted;
        }
        Ok(plan)
    }

    /// All that is invoiced.
    pub fn invoiced(&self) -> Result<Amount, RangeError> {
        let earlier = Amount::sum(self.earlier.iter().map(|(_, quantity)| *quantity))?;
        earlier.checked_add(self.unknown)?.checked_add(self.at_once)
    }
}
