//! The balance sheet: what is owned and owed at the end of a day (FINANCE.md 8.3).

use odata_sql::report::Report;

use crate::entity::Entity;
use crate::financial_statements::{financial_statement, or_today, statement_entity};

static REPORT: Report = financial_statement!("balance sheet", "1", or_today);

pub static ENTITY: Entity = statement_entity!("balanceSheet", "balanceSheets", "balance", &REPORT);
