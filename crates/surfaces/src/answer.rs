//! A request to a face and its answer, free of any web framework.

use bytes::Bytes;
use jiff::Timestamp;
use uuid::Uuid;

use crate::face::Face;

/// A request whose token has been checked.
#[derive(Clone, Debug)]
pub struct Request {
    pub face: Face,
    /// Upper-case method.
    pub method: Method,
    /// Percent-encoded path below the root of the face, beginning with `/` or empty.
    pub path: String,
    /// Raw query without `?`.
    pub query: Option<String>,
    pub headers: Headers,
    pub body: Bytes,
    /// URL of the face's root as the client called it, without a slash at the end.
    pub root_url: String,
    /// Who asks: tenant, application and user of the token, as one text.
    pub client: String,
    /// Companies the caller may see; `None`: all.
    pub companies: Option<Vec<Uuid>>,
    pub now: Timestamp,
    /// Names this request in the answer and the log.
    pub request_id: Uuid,
    /// What the caller calls the request, or the request id again.
    pub client_request_id: String,
}

/// The methods a face knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
    Patch,
    Put,
    Delete,
    /// Any other.
    Other,
}

impl Method {
    pub fn parse(text: &str) -> Method {
        match text.to_ascii_uppercase().as_str() {
            "GET" | "HEAD" => Method::Get,
            "POST" => Method::Post,
            "PATCH" | "MERGE" => Method::Patch,
            "PUT" => Method::Put,
            "DELETE" => Method::Delete,
            _ => Method::Other,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Patch => "PATCH",
            Method::Put => "PUT",
            Method::Delete => "DELETE",
            Method::Other => "this method",
        }
    }
}

/// The headers that a face reads; others do not reach it.
#[derive(Clone, Debug, Default)]
pub struct Headers {
    pub accept: Option<String>,
    pub prefer: Option<String>,
    pub if_match: Option<String>,
    pub if_none_match: Option<String>,
    pub content_type: Option<String>,
    pub odata_version: Option<String>,
    pub odata_max_version: Option<String>,
    pub isolation: Option<String>,
    /// `Company: {name}` of Business Central's batches (PROTOCOL.md 1.3).
    pub company: Option<String>,
    pub data_access_intent: Option<String>,
    pub idempotency_key: Option<String>,
}

impl Headers {
    /// Takes a header if it is one of those a face reads.
    pub fn set(&mut self, name: &str, value: &str) {
        let place = match name.to_ascii_lowercase().as_str() {
            "accept" => &mut self.accept,
            "prefer" => &mut self.prefer,
            "if-match" => &mut self.if_match,
            "if-none-match" => &mut self.if_none_match,
            "content-type" => &mut self.content_type,
            "odata-version" => &mut self.odata_version,
            "odata-maxversion" => &mut self.odata_max_version,
            "isolation" | "odata-isolation" => &mut self.isolation,
            "company" => &mut self.company,
            "data-access-intent" => &mut self.data_access_intent,
            "idempotency-key" => &mut self.idempotency_key,
            _ => return,
        };
        *place = Some(value.to_owned());
    }
}

/// What goes back.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub content_type: Option<ContentType>,
    /// Headers beyond `Content-Type`, `OData-Version` and those of every answer.
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
    /// Code of the error, for logs and metrics.
    pub error_code: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentType {
    Json(odata::plan::MetadataLevel, bool),
    PlainJson,
    Xml,
    Text,
    /// A multipart batch answer; its boundary stands in the headers.
    Own,
}

impl Answer {
    pub fn new(status: u16, content_type: ContentType, body: Vec<u8>) -> Answer {
        Answer { status, content_type: Some(content_type), headers: Vec::new(), body, error_code: None }
    }

    /// 204, and headers only.
    pub fn empty() -> Answer {
        Answer { status: 204, content_type: None, headers: Vec::new(), body: Vec::new(), error_code: None }
    }

    pub fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Answer {
        self.headers.push((name, value.into()));
        self
    }

    /// The `Content-Type` as this face writes it (PROTOCOL.md 3.1).
    pub fn content_type_text(&self, face: Face) -> Option<String> {
        let level = |level| match level {
            odata::plan::MetadataLevel::None => "none",
            odata::plan::MetadataLevel::Minimal => "minimal",
            odata::plan::MetadataLevel::Full => "full",
        };
        Some(match self.content_type? {
            ContentType::Json(metadata, ieee754) if face.is_graph() => format!(
                "application/json;odata.metadata={};odata.streaming=true;IEEE754Compatible={ieee754};charset=utf-8",
                level(metadata)
            ),
            ContentType::Json(metadata, false) => {
                format!("application/json; odata.metadata={}", level(metadata))
            }
            ContentType::Json(metadata, true) => {
                format!("application/json; odata.metadata={}; IEEE754Compatible=true", level(metadata))
            }
            ContentType::PlainJson => "application/json".into(),
            ContentType::Xml => "application/xml; charset=utf-8".into(),
            ContentType::Text => "text/plain; charset=utf-8".into(),
            ContentType::Own => return None,
        })
    }
}
