//! Refusals of the outer shell, in the shape of the face they are given by (PROTOCOL.md 6 and 7.3).

use auth::RefusalAnswer;
use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Method, Response, Uri};
use surfaces::answer::{Answer, Request};
use surfaces::errors::ApiError;
use surfaces::face::Face;
use uuid::Uuid;

use crate::limits::OVERLOAD_RETRY_SECONDS;
use crate::throttle::Throttled;
use crate::{ids, respond};

/// Value of `Allow` at every face.
pub const ALLOWED_METHODS: &str = "GET, HEAD, POST, PATCH, PUT, DELETE";

/// A refusal and the headers that go with it.
#[derive(Clone, Debug)]
pub struct Problem {
    error: ApiError,
    headers: Vec<(&'static str, String)>,
}

impl Problem {
    pub fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Problem {
        self.headers.push((name, value.into()));
        self
    }

    pub fn into_answer(self, request: &Request) -> Answer {
        let mut answer = self.error.into_answer(request);
        answer.headers.extend(self.headers);
        answer
    }

    pub fn bad_host() -> Problem {
        ApiError::new(400, "BadRequest", "The Host header is not a host name with an optional port.")
            .at("Host")
            .into()
    }

    /// Too many requests at once; no work has started.
    pub fn overloaded(face: Face) -> Problem {
        let message = "The server has too many requests at the moment. Nothing was done; try again.";
        Problem::from(ApiError::new(503, unavailable_code(face), message))
            .with_header("Retry-After", OVERLOAD_RETRY_SECONDS.to_string())
    }

    /// PROTOCOL.md 6.5: `Retry-After` in whole seconds, and 503 only before any work.
    pub fn throttled(throttled: Throttled, face: Face) -> Problem {
        let (error, seconds) = match throttled {
            Throttled::Rate(seconds) => (
                ApiError::new(
                    429,
                    "TooManyRequests",
                    "Too many requests in a short time. Wait, then go on slower.",
                ),
                seconds,
            ),
            Throttled::Queue => (
                ApiError::new(
                    429,
                    "TooManyRequests",
                    "Too many requests at once. Wait for some of them to end.",
                ),
                OVERLOAD_RETRY_SECONDS,
            ),
            Throttled::WaitedTooLong => (
                ApiError::new(
                    503,
                    unavailable_code(face),
                    "The request waited too long for its turn. Nothing was done.",
                ),
                OVERLOAD_RETRY_SECONDS,
            ),
        };
        Problem::from(error).with_header("Retry-After", seconds.to_string())
    }

    /// A read that was given up (PROTOCOL.md 6.3).
    pub fn took_too_long() -> Problem {
        ApiError::new(
            408,
            "RequestTimeout",
            "The request took longer than the server allows; ask for less at a time.",
        )
        .into()
    }

    /// A mistake of this program.
    pub fn fault() -> Problem {
        tracing::error!("the program met a fault of its own while answering a request");
        ApiError::fault().into()
    }
}

impl From<ApiError> for Problem {
    fn from(error: ApiError) -> Problem {
        Problem { error, headers: Vec::new() }
    }
}

impl From<RefusalAnswer> for Problem {
    fn from(refusal: RefusalAnswer) -> Problem {
        let mut problem = Problem::from(ApiError::new(refusal.status, refusal.code, refusal.message));
        if let Some(challenge) = refusal.www_authenticate {
            problem = problem.with_header("WWW-Authenticate", challenge);
        }
        if let Some(seconds) = refusal.retry_after_seconds {
            problem = problem.with_header("Retry-After", seconds.to_string());
        }
        problem
    }
}

/// PROTOCOL.md 6.2 and 6.4.
fn unavailable_code(face: Face) -> &'static str {
    if face.is_graph() { "serviceNotAvailable" } else { "Internal_TenantUnavailable" }
}

/// For pages of the server itself, asked by a method they do not take. The router adds `Allow`.
pub async fn method_not_allowed(method: Method, uri: Uri) -> Response<Body> {
    let request_id = ids::request_id();
    let error = serde_json::json!({ "error": {
        "code": "BadRequest_MethodNotAllowed",
        "message": format!(
            "'{method}' requests for '{}' are not allowed; see the header Allow.  CorrelationId:  {request_id}.",
            uri.path()
        ),
        "innerError": { "request-id": request_id.to_string() },
    }});
    with_request_id(respond::plain(405, "application/json", error.to_string()), request_id)
}

fn with_request_id(mut response: Response<Body>, request_id: Uuid) -> Response<Body> {
    if let Ok(id) = HeaderValue::from_str(&request_id.to_string()) {
        response.headers_mut().insert(HeaderName::from_static("request-id"), id);
    }
    response
}

/// For paths that belong to no face: the envelope both families share.
pub fn no_such_path(parts: &Parts, request_id: Uuid) -> Response<Body> {
    let error = serde_json::json!({ "error": {
        "code": "BadRequest_NotFound",
        "message": format!(
            "Nothing is found at '{}'. The roots are /beta/financials, /api/v2.0, /api/v1.0 and \
             /api/funchal/finance/v1.0.",
            parts.uri.path()
        ),
    }});
    tracing::debug!(%request_id, method = %parts.method, "no such path");
    with_request_id(respond::plain(404, "application/json", error.to_string()), request_id)
}
