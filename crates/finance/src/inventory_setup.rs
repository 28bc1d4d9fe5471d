//! Inventory setup: how movements of goods are valued and booked (FINANCE.md section 6).

use jiff::ToSpan;
use jiff::civil::Date;
use uuid::Uuid;

use crate::choices::choices;

choices! {
    /// How what is sold gets its cost.
    CostingMethod {
        #[default]
        Fifo = 0, "FIFO";
        Lifo = 1, "LIFO";
        Specific = 2, "Specific";
        Average = 3, "Average";
        Standard = 4, "Standard";
    }
}

choices! {
    /// How old what is sold may be for its cost to be corrected when its goods turn out to cost something else. The
    /// periods count back from the work date.
    AutomaticCostAdjustment {
        #[default]
        Never = 0, "Never";
        Day = 1, "Day";
        Week = 2, "Week";
        Month = 3, "Month";
        Quarter = 4, "Quarter";
        Year = 5, "Year";
        Always = 6, "Always";
    }
}

impl AutomaticCostAdjustment {
    /// Whether what was posted on a date has its cost adjusted at once.
    pub fn reaches(self, posting_date: Date, today: Date) -> bool {
        let days = match self {
            AutomaticCostAdjustment::Never => return false,
            AutomaticCostAdjustment::Always => return true,
            AutomaticCostAdjustment::Day => 1,
            AutomaticCostAdjustment::Week => 7,
            AutomaticCostAdjustment::Month => 31,
            AutomaticCostAdjustment::Quarter => 92,
            AutomaticCostAdjustment::Year => 366,
        };
        today.checked_sub(days.days()).is_ok_and(|start| posting_date >= start)
    }
}

/// Inventory setup of a company.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct InventorySetup {
    pub id: Uuid,
    /// Costs go to the general ledger as goods move; otherwise not at all until they are posted in bulk.
    pub automatic_cost_posting: bool,
    /// Costs of goods that are received or shipped, but not invoiced, go to interim accounts.
    pub expected_cost_posting: bool,
    pub automatic_cost_adjustment: AutomaticCostAdjustment,
    /// For new items whose number comes from the series.
    pub default_costing_method: CostingMethod,
    /// Nothing may leave that is not there; an item may say otherwise.
    pub prevent_negative_inventory: bool,
}

#[cfg(test)]
mod tests {
    use jiff::{ToSpan, civil::date};

    use super::AutomaticCostAdjustment::{Always, Day, Month, Never, Quarter, Week, Year};

    #[test]
    fn costs_are_adjusted_as_far_back_as_setup_says() {
        let today = date(2026, 3, 10);
        for (reach, days) in [(Day, 1), (Week, 7), (Month, 31), (Quarter, 92), (Year, 366)] {
            let last = today.checked_sub(days.days()).unwrap();
            assert!(reach.reaches(today, today) && reach.reaches(last, today), "{reach:?}");
            assert!(!reach.reaches(last.yesterday().unwrap(), today), "{reach:?}");
        }
        let old = date(1, 1, 1);
        assert!(Always.reaches(old, today) && !Never.reaches(today, today) && !Never.reaches(old, today));
    }
}
