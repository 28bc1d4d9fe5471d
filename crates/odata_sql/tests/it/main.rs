//! Compiled statements: their text, and what they answer on both databases beside a naive evaluation in Rust.

mod database;
mod execution;
mod generate;
mod golden;
mod naive;
mod plans;
mod postgres;
mod reads;
mod reports;
mod rows;
mod toy;
