//! Requests made from the entity model of a face: valid ones, nearly valid ones, and wild ones.

pub mod batches;
pub mod bodies;
pub mod expressions;
pub mod literals;
pub mod mutation;
pub mod urls;
pub mod world;
