//! The cash flow statement: where the money of a period came from and went (FINANCE.md 8.3).

use odata_sql::report::Report;

use crate::entity::Entity;
use crate::financial_statements::{financial_statement, or_this_year, statement_entity};

static REPORT: Report = financial_statement!("cash flow statement", "3", or_this_year);

pub static ENTITY: Entity =
    statement_entity!("cashFlowStatement", "cashFlowStatements", "netChange", &REPORT);
