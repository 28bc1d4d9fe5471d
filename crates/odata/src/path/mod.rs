//! The resource path: segments to hops and a tail (OData 4.01 URL Conventions 4; PROTOCOL.md 1.1 to 1.6).

mod keys;
mod walk;

use std::borrow::Cow;

use smallvec::SmallVec;

use crate::edm::Model;
use crate::error::{Refusal, RefusalKind};
use crate::plan::{Hop, Tail};
use crate::query::options::decode;

/// What a path addresses.
pub(crate) struct Address {
    pub hops: Vec<Hop>,
    pub tail: Tail,
    /// A key names its parts in another order than its type has them.
    pub has_reordered_key: bool,
}

/// Resolves a path below the service root, still percent-encoded. Empty segments (`//`, a trailing slash) are passed
/// over. `aliases` hold `@name` and decoded text, for keys such as `(@id)`.
pub(crate) fn resolve(model: &Model, path: &str, aliases: &[(String, String)]) -> Result<Address, Refusal> {
    let mut segments: SmallVec<[Cow<str>; 8]> = SmallVec::new();
    for segment in path.split('/').filter(|segment| !segment.is_empty()) {
        segments.push(decode(segment, "The path")?);
    }
    let mut walk = walk::Walk::new(model, aliases);
    for segment in &segments {
        walk.segment(segment)?;
    }
    Ok(walk.finish())
}

/// The refusal for a segment that names nothing (PROTOCOL.md 6.2).
fn not_found(segment: &str) -> Refusal {
    Refusal::new(RefusalKind::SegmentNotFound, format!("Resource not found for the segment '{segment}'."))
        .at(segment)
}

fn not_implemented(what: &str) -> Refusal {
    Refusal::new(RefusalKind::NotImplemented, format!("{what} in a path is not implemented."))
}
