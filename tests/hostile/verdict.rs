//! What every answer must be, whatever was sent (RELIABILITY.md H2).

use serde_json::Value;
use surfaces::face::Face;
use uuid::Uuid;

use super::http::{Answer, Request};

/// What the sender knows about its request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Expectation {
    /// Right in every way: 200.
    Valid,
    /// Right, but what it points at may be empty or elsewhere: 200, 204, 404.
    ValidOrMissing,
    /// Right, but its arithmetic may divide by zero or leave the range: 200, 400.
    ValidOrArithmetic,
    /// Anything that is no fault of the server.
    Any,
}

/// What is wrong with an answer, if anything.
pub fn fault(face: Face, request: &Request, answer: &Answer, expectation: Expectation) -> Option<String> {
    let status = answer.status;
    if status == 500 || (status > 501 && status != 507) {
        return Some("a fault of the server".into());
    }
    let is_expected = match expectation {
        Expectation::Valid => status == 200,
        Expectation::ValidOrMissing => matches!(status, 200 | 204 | 404),
        Expectation::ValidOrArithmetic => matches!(status, 200 | 204 | 400 | 404),
        Expectation::Any => true,
    };
    if !is_expected {
        return Some(format!("the request is valid ({expectation:?})"));
    }
    if request.method == "HEAD" {
        return None;
    }
    if status >= 400 {
        return error_fault(face, answer);
    }
    success_fault(answer)
}

fn success_fault(answer: &Answer) -> Option<String> {
    if answer.status == 204 && !answer.body.is_empty() {
        return Some("204 with a body".into());
    }
    let is_json = answer.header("content-type").is_some_and(|media| media.starts_with("application/json"));
    let is_plain = answer.header("content-encoding").is_none();
    if is_json && is_plain && serde_json::from_slice::<Value>(&answer.body).is_err() {
        return Some("the answer is not JSON although it says so".into());
    }
    None
}

/// Every error has the shape of its face (PROTOCOL.md 6.1) and the id of its request.
pub fn error_fault(face: Face, answer: &Answer) -> Option<String> {
    let Ok(body) = serde_json::from_slice::<Value>(&answer.body) else {
        return Some("the error is not JSON".into());
    };
    let error = &body["error"];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let (code, message) = (text(&error["code"]), text(&error["message"]));
    if code.is_empty() || message.is_empty() {
        return Some("error.code or error.message is empty".into());
    }
    let request_id = answer.header("request-id").unwrap_or_default();
    if Uuid::try_parse(request_id).is_err() {
        return Some(format!("the header request-id is `{request_id}`"));
    }
    // A path below no root belongs to no face.
    if code == "BadRequest_NotFound" {
        return None;
    }
    let is_named = if face.is_graph() {
        error["innerError"]["request-id"].as_str() == Some(request_id)
    } else {
        message.ends_with(&format!(".  CorrelationId:  {request_id}."))
    };
    (!is_named).then(|| format!("the error does not name the request {request_id}"))
}

/// A finding with everything needed to repeat it by hand.
pub fn describe(request: &Request, answer: &Answer, fault: &str) -> String {
    let body = request.body.as_deref().map_or(String::new(), |body| {
        let text = String::from_utf8_lossy(body);
        format!("\n{}", text.chars().take(2_000).collect::<String>())
    });
    let target: String = request.target.chars().take(3_000).collect();
    let answered: String = answer.text().chars().take(600).collect();
    format!(
        "{fault}\n{} {target}\n{:?}{body}\n-> {} {answered}\n",
        request.method, request.headers, answer.status
    )
}
