//! Why a request was refused before anything was read: kind, sentence, place.

/// A refusal with a sentence for the caller. The faces map kinds to their own codes (PROTOCOL.md 6.2, 6.4).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    pub kind: RefusalKind,
    /// One sentence that names what was wrong and where (option, property, position).
    pub message: String,
    /// The option, property or header at fault, when one can be named.
    pub target: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalKind {
    /// The request is malformed (400).
    BadRequest,
    /// A segment of the path names nothing (404).
    SegmentNotFound,
    /// A key is not of the key's type (400 or 404 by face, never 500).
    BadKey,
    /// Known to OData, not offered here (501).
    NotImplemented,
    /// The method does not go with the resource (405).
    MethodNotAllowed,
    /// `Accept`, `$format` or `OData-MaxVersion` cannot be met (406).
    NotAcceptable,
    /// The body is of another media type (415).
    UnsupportedMediaType,
    /// A value in a body does not fit its property (400).
    BadValue,
    /// A string is longer than its property allows (400).
    TooLong,
    /// Something that must be sent is missing (400).
    Required,
    /// A read-only property was sent (400).
    ReadOnly,
    /// A limit was passed (400 or 413).
    LimitExceeded,
}

impl Refusal {
    pub fn new(kind: RefusalKind, message: impl Into<String>) -> Self {
        Refusal { kind, message: message.into(), target: None }
    }

    pub fn at(mut self, target: impl Into<String>) -> Self {
        self.target = Some(target.into());
        self
    }
}
