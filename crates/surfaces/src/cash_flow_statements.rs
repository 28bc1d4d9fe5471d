//! The cash flow statement: where the money of a period came from and went (FINANCE.md 8.3).

use store::reports::financial_statements::CASH_FLOW_STATEMENT;

use crate::entity::Entity;
use crate::financial_statements::statement_entity;

pub static ENTITY: Entity =
    statement_entity!("cashFlowStatement", "cashFlowStatements", "netChange", &CASH_FLOW_STATEMENT);
