//! Setup of trade, inventory and fiscal years of the demo company.

use jiff::civil::{Date, date};

use crate::{
    accounting_periods::AccountingPeriod,
    demo_setup::NewId,
    inventory_setup::{AutomaticCostAdjustment, InventorySetup},
    trade_setup::{TradeSetup, TradeSide},
};

pub(super) fn trade(new_id: NewId<'_>) -> Vec<TradeSetup> {
    [TradeSide::Sales, TradeSide::Purchases]
        .map(|side| TradeSetup { id: new_id(), ..TradeSetup::new(side) })
        .to_vec()
}

/// Costs go to the ledger at once (the worked examples S1 and B1 of FINANCE.md post with it).
pub(super) fn inventory(new_id: NewId<'_>) -> InventorySetup {
    InventorySetup {
        id: new_id(),
        automatic_cost_posting: true,
        automatic_cost_adjustment: AutomaticCostAdjustment::Always,
        ..InventorySetup::default()
    }
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The months of the year before today, of this one and of the next, and the start of the one after.
pub(super) fn accounting_periods(today: Date, new_id: NewId<'_>) -> Vec<AccountingPeriod> {
    let first = today.year().saturating_sub(1);
    let months = (0..3_i16).flat_map(|offset| (1..=12_i8).map(move |month| (first + offset, month)));
    months
        .chain([(first + 3, 1)])
        .zip(MONTHS.iter().cycle())
        .map(|((year, month), name)| AccountingPeriod {
            id: new_id(),
            starting_date: date(year, month, 1),
            name: (*name).to_owned(),
            new_fiscal_year: month == 1,
            closed: false,
            date_locked: false,
        })
        .collect()
}
