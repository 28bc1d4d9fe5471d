//! The statement of retained earnings: profit brought forward, made and carried forward (FINANCE.md 8.3).

use store::reports::financial_statements::RETAINED_EARNINGS_STATEMENT;

use crate::entity::Entity;
use crate::financial_statements::statement_entity;

pub static ENTITY: Entity = statement_entity!(
    "retainedEarningsStatement",
    "retainedEarningsStatements",
    "netChange",
    &RETAINED_EARNINGS_STATEMENT
);
