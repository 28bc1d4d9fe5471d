//! Every refusal a face can give: code, status and sentence, and the body it travels in.

use finance::errors::{Category, RuleError};
use odata::json::write;
use odata::{Refusal, RefusalKind};
use store::posting::PostingError;
use store::{Retryable, StoreError, StoreErrorKind};

use crate::answer::{Answer, ContentType, Request};

/// A refusal on its way to the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    pub status: u16,
    pub code: &'static str,
    pub message: String,
    /// The property, option or header at fault.
    pub target: Option<String>,
    /// What the header `Allow` of a 405 says.
    pub allow: &'static str,
    /// Lost against a concurrent transaction; not for callers.
    conflict: bool,
}

impl ApiError {
    pub fn new(status: u16, code: &'static str, message: impl Into<String>) -> ApiError {
        ApiError { status, code, message: message.into(), target: None, allow: "", conflict: false }
    }

    pub fn bad_request(message: impl Into<String>) -> ApiError {
        ApiError::new(400, "BadRequest", message)
    }

    /// The entity addressed by a key does not exist (PROTOCOL.md 6.2).
    pub fn not_found(noun: &str, key: impl std::fmt::Display) -> ApiError {
        ApiError::new(404, "Internal_RecordNotFound", format!("There is no {noun} with the id {key}."))
    }

    pub fn segment_not_found(segment: &str) -> ApiError {
        ApiError::new(
            404,
            "BadRequest_ResourceNotFound",
            format!("Resource not found for the segment '{segment}'."),
        )
    }

    pub fn method_not_allowed(method: &str, name: &str, is_collection: bool) -> ApiError {
        let kind = if is_collection { "Collection" } else { "Entity" };
        let message = format!("'{method}' requests for '{name}' of EdmType '{kind}' are not allowed.");
        ApiError::new(405, "BadRequest_MethodNotAllowed", message)
    }

    /// Adds the methods that are allowed there.
    #[must_use]
    pub fn allowing(self, methods: &'static str) -> ApiError {
        ApiError { allow: methods, ..self }
    }

    pub fn not_implemented(message: impl Into<String>) -> ApiError {
        ApiError::new(501, "BadRequest_MethodNotImplemented", message)
    }

    /// PATCH without a usable `If-Match` where one is required (PROTOCOL.md 4.3).
    pub fn token_required() -> ApiError {
        ApiError::new(
            400,
            "BadRequest_InvalidToken",
            "The service needs a valid concurrency token: send the etag of the entity, or *, in If-Match.",
        )
    }

    pub fn entity_changed() -> ApiError {
        ApiError::new(
            409,
            "Request_EntityChanged",
            "Another user has changed the record since it was read; read it again and repeat the change.",
        )
    }

    /// A fault of this program; what is known of it is in the log.
    pub fn fault() -> ApiError {
        ApiError::new(500, "Internal_ServerError", "The server met a fault of its own; it has been logged.")
    }

    pub fn at(mut self, target: impl Into<String>) -> ApiError {
        self.target = Some(target.into());
        self
    }

    /// The answer in the form of the face (PROTOCOL.md 6.1).
    pub fn into_answer(self, request: &Request) -> Answer {
        let mut body = Vec::with_capacity(self.message.len() + 256);
        body.extend_from_slice(b"{\"error\":{\"code\":");
        write::string(&mut body, self.code);
        body.extend_from_slice(b",\"message\":");
        if request.face.is_graph() {
            write::string(&mut body, &self.message);
            if let Some(target) = &self.target {
                body.extend_from_slice(b",\"target\":");
                write::string(&mut body, target);
            }
            body.extend_from_slice(b",\"innerError\":{\"date\":");
            write::string(&mut body, &request.now.strftime("%Y-%m-%dT%H:%M:%S").to_string());
            body.extend_from_slice(b",\"request-id\":");
            write::guid(&mut body, &request.request_id);
            body.extend_from_slice(b",\"client-request-id\":");
            write::string(&mut body, &request.client_request_id);
            body.push(b'}');
        } else {
            let sentence = self.message.strip_suffix('.').unwrap_or(&self.message);
            let message = format!("{sentence}.  CorrelationId:  {}.", request.request_id);
            write::string(&mut body, &message);
            if let Some(target) = &self.target {
                body.extend_from_slice(b",\"target\":");
                write::string(&mut body, target);
            }
        }
        body.extend_from_slice(b"}}");
        let mut answer = Answer::new(self.status, ContentType::PlainJson, body);
        answer.error_code = Some(self.code.to_owned());
        if !self.allow.is_empty() {
            answer = answer.with_header("Allow", self.allow);
        }
        answer
    }
}

impl Retryable for ApiError {
    fn is_conflict(&self) -> bool {
        self.conflict
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> ApiError {
        use RefusalKind::*;
        let (status, code) = match refusal.kind {
            BadRequest | BadValue => (400, "BadRequest"),
            SegmentNotFound => (404, "BadRequest_ResourceNotFound"),
            BadKey => (400, "Application_InvalidGUID"),
            NotImplemented => (501, "BadRequest_MethodNotImplemented"),
            MethodNotAllowed => (405, "BadRequest_MethodNotAllowed"),
            NotAcceptable => (406, "BadRequest"),
            UnsupportedMediaType => (415, "BadRequest"),
            TooLong => (400, "Application_StringExceededLength"),
            ReadOnly => (400, "BadRequest_InvalidOperation"),
            Required => (400, "BadRequest_RequiredParamNotProvided"),
            LimitExceeded => (400, "BadRequest"),
        };
        ApiError {
            status,
            code,
            message: refusal.message,
            target: refusal.target,
            allow: "",
            conflict: false,
        }
    }
}

impl From<RuleError> for ApiError {
    fn from(error: RuleError) -> ApiError {
        let status = match error.category {
            Category::NotFound | Category::NoResource => 404,
            Category::Duplicate | Category::Conflict => 409,
            _ => 400,
        };
        ApiError {
            status,
            code: error.category.wire_code(),
            message: error.message,
            target: error.property.map(Into::into),
            allow: "",
            conflict: false,
        }
    }
}

impl From<PostingError> for ApiError {
    fn from(error: PostingError) -> ApiError {
        match error {
            PostingError::Rule(error) => error.into(),
            PostingError::Store(error) => error.into(),
        }
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> ApiError {
        match error.kind {
            StoreErrorKind::Arithmetic => ApiError::bad_request(
                "An expression of the request divides by zero or leaves the range of its type.",
            ),
            StoreErrorKind::Duplicate => ApiError::new(
                409,
                "Internal_EntityWithSameKeyExists",
                "A record with the same key exists already.",
            ),
            StoreErrorKind::TooManyRows => ApiError::new(413, "BadRequest", error.message).at("$expand"),
            StoreErrorKind::Full => ApiError::new(
                507,
                "Internal_ServerError",
                "The disk of the server is full. Nothing was written; reading goes on.",
            ),
            StoreErrorKind::Disk => {
                tracing::error!(error = %error, "the disk failed");
                ApiError::new(
                    503,
                    "Internal_TenantUnavailable",
                    "The disk of the server reported a failure. Whether the request was done shows once the server has \
                     been restarted; a request with an Idempotency-Key can then be repeated.",
                )
            }
            StoreErrorKind::Unavailable | StoreErrorKind::Locked => ApiError::new(
                503,
                "Internal_TenantUnavailable",
                "The database is not available at the moment. Nothing was done; try again.",
            ),
            StoreErrorKind::Conflict => ApiError {
                conflict: true,
                ..ApiError::new(
                    503,
                    "Internal_TenantUnavailable",
                    "The request met others on the same records again and again. Nothing was done; try again.",
                )
            },
            StoreErrorKind::Reference | StoreErrorKind::TooNew | StoreErrorKind::Internal => {
                // The cause is for the log, not for the caller.
                tracing::error!(error = %error, "the database refused a statement");
                ApiError::fault()
            }
        }
    }
}
