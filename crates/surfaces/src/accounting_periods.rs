//! Accounting periods: read in v2.0.

use odata_sql::mapping::Storage;

use crate::entity::{Entity, G, ID, LAST_MODIFIED, NONE, boolean, date, text};

pub static ENTITY: Entity = Entity {
    name: "accountingPeriod",
    set: "accountingPeriods",
    methods: [NONE, NONE, G, NONE],
    table: "accounting_periods",
    properties: &[
        ID,
        date("startingDate", "starting_date").read_only(),
        text("name", "name", 10).read_only(),
        boolean("newFiscalYear", "new_fiscal_year").read_only(),
        boolean("closed", "closed").read_only(),
        boolean("dateLocked", "date_locked").read_only(),
        LAST_MODIFIED,
    ],
    default_order: &[("starting_date", Storage::Date)],
    ..Entity::BLANK
};
