//! OData 4.01 without a database: model, URLs, query options, expressions, JSON, metadata documents, batch.
//!
//! Knows the protocol only. A request becomes a checked [`plan::Plan`] against a [`edm::Model`]; names and types are
//! resolved here and nowhere later. Must not know any company, table, SQL dialect or HTTP framework.

pub mod batch;
pub mod context_url;
pub mod edm;
pub mod error;
pub mod expression;
pub mod json;
pub mod metadata;
pub mod plan;
pub mod value;

pub use error::{Refusal, RefusalKind};
pub use value::Value;
