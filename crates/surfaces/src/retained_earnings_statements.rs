//! The statement of retained earnings: profit brought forward, made and carried forward (FINANCE.md 8.3).

use odata_sql::report::Report;

use crate::entity::Entity;
use crate::financial_statements::{financial_statement, or_this_year, statement_entity};

static REPORT: Report = financial_statement!("retained earnings statement", "4", or_this_year);

pub static ENTITY: Entity =
    statement_entity!("retainedEarningsStatement", "retainedEarningsStatements", "netChange", &REPORT);
