//! The income statement: revenue, costs and result of a period (FINANCE.md 8.3).

use store::reports::financial_statements::INCOME_STATEMENT;

use crate::entity::Entity;
use crate::financial_statements::statement_entity;

pub static ENTITY: Entity =
    statement_entity!("incomeStatement", "incomeStatements", "netChange", &INCOME_STATEMENT);
