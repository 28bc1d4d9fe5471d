//! Source codes: where an entry came from.

use uuid::Uuid;

/// A source code, such as `CASHRECJNL`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SourceCode {
    pub id: Uuid,
    pub code: String,
    pub description: String,
}
