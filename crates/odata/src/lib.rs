//! OData 4.01 without a database: model, URLs, query options, expressions, JSON, metadata documents, batch.
//!
//! Knows the protocol only. A request becomes a checked [`plan::Plan`] against a [`edm::Model`]; names and types are
//! resolved here and nowhere later. Must not know any company, table, SQL dialect or HTTP framework.

pub mod accept;
pub mod batch;
pub mod context_url;
pub mod display;
pub mod edm;
pub mod error;
pub mod expression;
pub mod json;
pub mod key;
pub mod limits;
pub mod metadata;
mod path;
pub mod plan;
mod planner;
pub mod prefer;
mod query;
pub mod value;
pub mod version;

pub use error::{Refusal, RefusalKind};
pub use key::Key;
pub use limits::Limits;
pub use planner::plan;
pub use value::Value;
