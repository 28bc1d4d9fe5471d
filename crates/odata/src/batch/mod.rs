//! `$batch` in both formats, JSON and multipart: requests in, responses out, nothing of HTTP in between.

mod check;
mod json;
mod mime;
mod multipart;
mod references;
mod write;

pub use references::resolve_references;
pub use write::{write_json, write_multipart};

use crate::{Refusal, RefusalKind};

/// Form of a batch; the answer may have another one than the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BatchFormat {
    Json,
    Multipart,
}

/// A batch with all its parts understood and checked; the requests themselves are not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchRequest {
    pub format: BatchFormat,
    /// In the order sent; the members of an atomicity group stand together.
    pub requests: Vec<BatchItem>,
}

/// One request of a batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BatchItem {
    /// `id`, or `Content-ID`. May be missing where the dialect allows; the response then has none either.
    pub id: Option<String>,
    /// In upper case.
    pub method: String,
    /// As sent: absolute, an absolute path, or relative to the root; `$id` in front is not yet resolved.
    pub url: String,
    /// Names as sent.
    pub headers: Vec<(String, String)>,
    /// Text of a JSON body, decoded bytes of others; empty when there is none.
    pub body: Vec<u8>,
    /// Ids of earlier requests or atomicity groups that must have succeeded.
    pub depends_on: Vec<String>,
    /// Requests of one group succeed or fail together. Change sets of multipart batches get a name of their own.
    pub atomicity_group: Option<String>,
}

impl BatchItem {
    /// Value of a header, whatever the case of its name.
    pub fn header(&self, name: &str) -> Option<&str> {
        mime::header(&self.headers, name)
    }
}

/// One response of a batch, in the form both writers take.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BatchResponse {
    pub id: Option<String>,
    /// Neighbours with the same group become one change set. The one response for a failed change set has none.
    pub atomicity_group: Option<String>,
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// What a face accepts as a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    pub operations_max: usize,
    pub body_bytes_max: usize,
    /// Every request must have an id (PROTOCOL.md 5.2); elsewhere it may be missing (5.1).
    pub ids_required: bool,
    /// Atomicity groups are passed over, as Graph has no transactions across requests.
    pub groups_ignored: bool,
    /// Sentence for too many operations; `{max}` stands for the limit.
    pub too_many: &'static str,
}

impl Dialect {
    /// Business Central (PROTOCOL.md 5.1): 100 operations, ids may be missing.
    pub const fn business_central() -> Self {
        Dialect {
            operations_max: 100,
            body_bytes_max: 64 << 20,
            ids_required: false,
            groups_ignored: false,
            too_many: "The current batch message contains too many parts. A maximum number of '{max}' query \
                       operations and change sets are allowed in a batch message.",
        }
    }

    /// Graph (PROTOCOL.md 5.2): 20 requests with ids, no atomicity.
    pub const fn graph() -> Self {
        Dialect {
            operations_max: 20,
            body_bytes_max: 4 << 20,
            ids_required: true,
            groups_ignored: true,
            too_many: "A batch holds at most {max} requests.",
        }
    }

    fn too_many(&self) -> Refusal {
        let message = self.too_many.replace("{max}", &self.operations_max.to_string());
        Refusal::new(RefusalKind::LimitExceeded, message)
    }
}

/// Reads a batch. `content_type` is the header of the outer request: `application/json`, or `multipart/mixed` with its
/// boundary (OData Protocol 11.7, OData JSON 19).
///
/// # Errors
/// `UnsupportedMediaType` for other content types; `LimitExceeded` for too many operations or bytes; `NotImplemented`
/// for the member `if`; `BadRequest` for everything malformed: syntax, methods, ids that are missing or repeated,
/// prerequisites that do not come earlier, torn groups, a batch within a batch.
pub fn parse(content_type: &str, body: &[u8], dialect: &Dialect) -> Result<BatchRequest, Refusal> {
    if body.len() > dialect.body_bytes_max {
        let message = format!("The batch has {} bytes; {} are allowed.", body.len(), dialect.body_bytes_max);
        return Err(Refusal::new(RefusalKind::LimitExceeded, message));
    }
    let (format, mut requests) = if mime::is_json(content_type) {
        (BatchFormat::Json, json::parse(body, dialect)?)
    } else if mime::is_type(content_type, "multipart/mixed") {
        (BatchFormat::Multipart, multipart::parse(content_type, body, dialect)?)
    } else {
        let message = format!(
            "A batch is sent as application/json or as multipart/mixed with a boundary, not as '{content_type}'."
        );
        return Err(Refusal::new(RefusalKind::UnsupportedMediaType, message).at("Content-Type"));
    };
    check::check(&requests, format, dialect)?;
    if dialect.groups_ignored {
        requests.iter_mut().for_each(|request| request.atomicity_group = None);
    }
    Ok(BatchRequest { format, requests })
}

fn malformed(message: impl Into<String>) -> Refusal {
    Refusal::new(RefusalKind::BadRequest, message)
}

#[cfg(test)]
mod tests;
