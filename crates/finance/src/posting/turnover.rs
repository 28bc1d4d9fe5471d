//! How much a company has posted in all, kept so low that whatever is added up of its ledgers is a possible amount.

use money::Amount;

use super::RuleError;
use crate::Category;
use crate::bank_ledger_entries::BankLedgerEntry;
use crate::detailed_ledger_entries::DetailedLedgerEntry;
use crate::general_ledger_entries::GeneralLedgerEntry;
use crate::item_ledger_entries::{ItemApplicationEntry, ItemLedgerEntry, ValueEntry};
use crate::party_ledger_entries::PartyLedgerEntry;
use crate::vat_entries::VatEntry;

/// The most a company may post in its life: half of what an amount can be, as some reports add up two columns.
pub const TURNOVER_MAX: Amount = Amount::from_scaled(Amount::MAX.scaled() / 2);

/// An entry of a ledger.
pub trait AddedUp {
    /// What balances, reports and checks add up of it: always as many amounts, in the same order.
    fn added_up(&self) -> impl IntoIterator<Item = Amount>;
}

impl AddedUp for GeneralLedgerEntry {
    fn added_up(&self) -> impl IntoIterator<Item = Amount> {
        [self.amount, self.vat_amount, self.quantity]
    }
}

impl AddedUp for PartyLedgerEntry {
    fn added_up(&self) -> impl IntoIterator<Item = Amount> {
        [self.original_amount, self.original_amount_local, self.net_trade_local, self.profit_local]
    }
}

impl AddedUp for DetailedLedgerEntry {
    fn added_up(&self) -> impl IntoIterator<Item = Amount> {
        [self.amount, self.amount_local]
    }
}

impl AddedUp for VatEntry {
    fn added_up(&self) -> impl IntoIterator<Item = Amount> {
        [self.base, self.amount]
    }
}

impl AddedUp for BankLedgerEntry {
    fn added_up(&self) -> impl IntoIterator<Item = Amount> {
        [self.amount, self.amount_local]
    }
}

impl AddedUp for ItemLedgerEntry {
    fn added_up(&self) -> impl IntoIterator<Item = Amount> {
        [self.quantity]
    }
}

impl AddedUp for ValueEntry {
    fn added_up(&self) -> impl IntoIterator<Item = Amount> {
        [
            self.valued_quantity,
            self.cost_amount_actual,
            self.cost_amount_non_inventoriable,
            self.sales_amount_actual,
            self.purchase_amount_actual,
            self.cost_posted_to_general_ledger,
            self.cost_amount_expected,
        ]
    }
}

impl AddedUp for ItemApplicationEntry {
    fn added_up(&self) -> impl IntoIterator<Item = Amount> {
        [self.quantity]
    }
}

/// What a run has posted to one ledger.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Turnover {
    /// By what the entries have to add up, in its order.
    columns: Vec<Ways>,
}

/// What was added to a column and what was taken from it, in hundred-thousandths, both from zero up. A sum over some of
/// its entries, in any order, lies between the two.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Ways {
    added: u128,
    taken: u128,
}

impl Turnover {
    /// Counts an entry; all of one turnover are of the same ledger.
    pub fn add(&mut self, entry: &impl AddedUp) {
        for (index, amount) in entry.added_up().into_iter().enumerate() {
            if index == self.columns.len() {
                self.columns.push(Ways::default());
            }
            let column = &mut self.columns[index];
            let way = if amount.is_negative() { &mut column.taken } else { &mut column.added };
            *way += u128::from(amount.scaled().unsigned_abs());
        }
    }

    /// The most that one column was moved one way, in hundred-thousandths.
    fn largest(&self) -> u128 {
        self.columns.iter().map(|column| column.added.max(column.taken)).max().unwrap_or_default()
    }
}

/// The turnover of a company after a run: that before it, and the most that any column of the ledgers was moved one
/// way. No column of all its entries was ever moved further. `Dialog` beyond [`TURNOVER_MAX`]: the run may not be
/// kept.
pub fn turnover_after(before: Amount, run: &[Turnover]) -> Result<Amount, RuleError> {
    let moved = run.iter().map(Turnover::largest).max().unwrap_or_default();
    let after = i64::try_from(moved).ok().and_then(|moved| before.scaled().checked_add(moved));
    let after = after.map(Amount::from_scaled).filter(|after| *after <= TURNOVER_MAX);
    after.ok_or_else(|| {
        let message = format!(
            "With these amounts the company would have posted more than {} in all, and its balances could no longer be \
             added up. Look for an amount or a quantity that is too large.",
            TURNOVER_MAX.to_decimal().trunc()
        );
        RuleError::of_record(Category::Dialog, message)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::fields::BLANK_DATE;

    fn entries(amounts: &[(i64, i64)]) -> Vec<DetailedLedgerEntry> {
        let entry = |(amount, local): &(i64, i64)| DetailedLedgerEntry {
            amount: Amount::from_scaled(*amount),
            amount_local: Amount::from_scaled(*local),
            ..DetailedLedgerEntry::default()
        };
        amounts.iter().map(entry).collect()
    }

    fn turnover(amounts: &[(i64, i64)]) -> Turnover {
        let mut turnover = Turnover::default();
        entries(amounts).iter().for_each(|entry| turnover.add(entry));
        turnover
    }

    #[test]
    fn the_most_that_one_column_was_moved_one_way() {
        for (amounts, expected) in [
            (&[][..], 0),
            (&[(5, 1), (-7, 2), (3, 3)], 8),
            (&[(5, 1), (-9, 2), (3, 3)], 9),
            (&[(1, -4), (1, -4)], 8),
            (&[(i64::MIN, 0), (i64::MIN, 0)], 1 << 64),
        ] {
            assert_eq!(turnover(amounts).largest(), expected, "{amounts:?}");
        }
    }

    /// What each ledger adds up; every amount of the entries is another power of ten.
    #[test]
    fn what_each_ledger_adds_up() {
        let [a, b, c, d, e, f, g] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000].map(Amount::from_integer);
        fn sums(entry: &impl AddedUp) -> String {
            entry.added_up().into_iter().map(|amount| amount.to_string()).collect::<Vec<_>>().join(" ")
        }
        let general = GeneralLedgerEntry { amount: a, vat_amount: b, quantity: c, ..Default::default() };
        assert_eq!(sums(&general), "1 10 100");
        let party = PartyLedgerEntry {
            original_amount: a,
            original_amount_local: b,
            net_trade_local: c,
            profit_local: d,
            ..Default::default()
        };
        assert_eq!(sums(&party), "1 10 100 1000");
        let detailed = DetailedLedgerEntry { amount: a, amount_local: b, ..Default::default() };
        assert_eq!(sums(&detailed), "1 10");
        assert_eq!(sums(&VatEntry { base: a, amount: b, ..Default::default() }), "1 10");
        let bank = BankLedgerEntry { amount: a, amount_local: b, ..Default::default() };
        assert_eq!(sums(&bank), "1 10");
        assert_eq!(sums(&ItemLedgerEntry { quantity: a, ..Default::default() }), "1");
        let value = ValueEntry {
            valued_quantity: a,
            cost_amount_actual: b,
            cost_amount_non_inventoriable: c,
            sales_amount_actual: d,
            purchase_amount_actual: e,
            cost_posted_to_general_ledger: f,
            cost_amount_expected: g,
            ..Default::default()
        };
        assert_eq!(sums(&value), "1 10 100 1000 10000 100000 1000000");
        let application = ItemApplicationEntry {
            id: Uuid::nil(),
            entry_number: 1,
            register_number: 1,
            item_id: Uuid::nil(),
            item_ledger_entry_number: 1,
            inbound_entry_number: 1,
            outbound_entry_number: 0,
            quantity: a,
            posting_date: BLANK_DATE,
        };
        assert_eq!(sums(&application), "1");
    }

    #[test]
    fn a_run_may_reach_the_limit_but_not_pass_it() {
        let max = TURNOVER_MAX.scaled();
        let run = [turnover(&[(4, 0)]), turnover(&[(7, 0), (-6, 0)])];
        let after = |before: i64| turnover_after(Amount::from_scaled(before), &run).map(Amount::scaled);
        assert_eq!(after(1), Ok(8));
        assert_eq!(after(max - 7), Ok(max));
        let refused = after(max - 6).unwrap_err();
        assert_eq!(refused.category, Category::Dialog);
        assert!(refused.message.contains("more than 46116860184273 in all"), "{}", refused.message);
        let huge = [turnover(&[(i64::MIN, 0), (i64::MIN, 0)])];
        assert!(turnover_after(Amount::ZERO, &huge).is_err());
    }

    proptest! {
        #![proptest_config(seeds::config(module_path!()))]

        /// Whatever is kept, in whichever runs: two columns can be added up, from any entry on, in any order.
        #[test]
        fn what_is_kept_can_be_added_up(
            runs in prop::collection::vec(prop::collection::vec((any::<i64>(), any::<i64>()), 1..4), 1..12),
            divisor in prop::sample::select(vec![1, 4, 16]),
        ) {
            let (mut before, mut sum) = (Amount::ZERO, 0_i64);
            for run in runs {
                let run: Vec<_> = run.iter().map(|(a, b)| (a / divisor, b / divisor)).collect();
                let Ok(after) = turnover_after(before, &[turnover(&run)]) else { continue };
                prop_assert!(after >= before);
                before = after;
                for (amount, local) in run {
                    sum = sum.checked_add(amount).and_then(|sum| sum.checked_add(local)).expect("in range");
                }
            }
        }
    }
}
