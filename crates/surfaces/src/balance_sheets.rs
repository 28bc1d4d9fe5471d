//! The balance sheet: what is owned and owed at the end of a day (FINANCE.md 8.3).

use store::reports::financial_statements::BALANCE_SHEET;

use crate::entity::Entity;
use crate::financial_statements::statement_entity;

pub static ENTITY: Entity = statement_entity!("balanceSheet", "balanceSheets", "balance", &BALANCE_SHEET);
