//! Reports: what is read from the ledgers with parameters, each one statement over its company's rows.

pub mod aged_accounts;
pub mod financial_statements;
pub mod party_trade;
pub mod trial_balances;
