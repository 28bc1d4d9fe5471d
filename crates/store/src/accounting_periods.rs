//! Rows of accounting periods.

use finance::accounting_periods::AccountingPeriod;

use crate::record::record;

record! {
    AccountingPeriod in "accounting_periods" {
        id: value = "id",
        starting_date: value = "starting_date",
        name: value = "name",
        new_fiscal_year: value = "new_fiscal_year",
        closed: value = "closed",
        date_locked: value = "date_locked",
    }
}
