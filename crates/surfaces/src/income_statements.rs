//! The income statement: revenue, costs and result of a period (FINANCE.md 8.3).

use odata_sql::report::Report;

use crate::entity::Entity;
use crate::financial_statements::{financial_statement, or_this_year, statement_entity};

static REPORT: Report = financial_statement!("income statement", "2", or_this_year);

pub static ENTITY: Entity = statement_entity!("incomeStatement", "incomeStatements", "netChange", &REPORT);
