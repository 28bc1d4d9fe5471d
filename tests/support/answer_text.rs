//! An answer as text for a case file, and the promises every answer keeps.

use surfaces::answer::{Answer, Request};
use surfaces::face::Face;

use super::case_file::Show;
use super::layout::json_lines;
use super::outside;

/// The answer as a case file shows it, ids and tags not yet masked.
pub fn text(request: &Request, answer: &Answer, show: Show) -> String {
    let body = String::from_utf8_lossy(&answer.body);
    match show {
        Show::Status => return answer.status.to_string(),
        Show::Raw => return raw(request, answer, &body),
        Show::Usual | Show::Context => {}
    }
    if answer.status >= 400 {
        return error(answer, &body);
    }
    let mut lines = vec![answer.status.to_string()];
    let entity_tag = member(&body, "@odata.etag");
    for (name, value) in &answer.headers {
        let is_known = match *name {
            "Location" => answer.status == 201,
            "ETag" => Some(value) == entity_tag.as_ref(),
            _ => false,
        };
        if !is_known {
            lines.push(format!("{name}: {value}"));
        }
    }
    let media = answer.content_type_text(request.face).unwrap_or_default();
    if !body.is_empty() && !is_usual_media(&media) {
        lines.push(format!("Content-Type: {media}"));
    }
    if !body.is_empty() {
        lines.push(String::new());
        let whole = show == Show::Context;
        let laid_out = json_lines(&if whole { body.to_string() } else { without_tags(&body) });
        let shown = laid_out.lines().filter(|line| whole || !line.starts_with("  \"@odata.context\":"));
        lines.extend(shown.map(Into::into));
    }
    lines.join("\n").replace(&request.root_url, "{root}")
}

/// The body without etags; `@context` and `@raw` show them.
fn without_tags(body: &str) -> String {
    const BEFORE: &str = "\"@odata.etag\":\"W/";
    let mut out = String::with_capacity(body.len());
    let mut rest = body;
    while let Some((before, tag)) = rest.split_once(BEFORE) {
        out.push_str(before);
        rest = tag.split_once("\\\"\"").map_or("", |(_, after)| after.strip_prefix(',').unwrap_or(after));
    }
    out + rest
}

/// JSON of either face in the form nobody asked for.
fn is_usual_media(media: &str) -> bool {
    matches!(
        media,
        "application/json; odata.metadata=minimal"
            | "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"
            | "text/plain; charset=utf-8"
            | "application/json"
    )
}

fn raw(request: &Request, answer: &Answer, body: &str) -> String {
    let mut lines = vec![answer.status.to_string()];
    lines.extend(answer.content_type_text(request.face).map(|media| format!("Content-Type: {media}")));
    lines.extend(answer.headers.iter().map(|(name, value)| format!("{name}: {value}")));
    if !body.is_empty() {
        lines.push(String::new());
        let is_json = body.starts_with('{');
        let is_xml = body.starts_with('<');
        lines.push(match () {
            () if is_json => json_lines(body),
            () if is_xml => body.replace("><", ">\n<"),
            () => body.replace("\r\n", "\n"),
        });
    }
    lines.join("\n").replace(&request.root_url, "{root}")
}

/// Code, target and sentence; that the envelope is right is checked by [`promises`].
fn error(answer: &Answer, body: &str) -> String {
    let Ok(parsed) = serde_json::from_str::<serde_json::Value>(body) else {
        return format!("{}\n\n{body}", answer.status);
    };
    let error = &parsed["error"];
    let message = error["message"].as_str().unwrap_or("");
    let message = message.split(".  CorrelationId:  ").next().unwrap_or("").trim_end_matches('.');
    let target = error["target"].as_str().map_or(String::new(), |target| format!(" at {target}"));
    let code = error["code"].as_str().unwrap_or("(no code)");
    format!("{} {code}{target}\n\n{message}.", answer.status)
}

/// A member of the outermost object, if it is text.
pub fn member(body: &str, name: &str) -> Option<String> {
    let parsed: serde_json::Value = serde_json::from_str(body).ok()?;
    parsed.get(name)?.as_str().map(Into::into)
}

/// What is wrong with an answer whatever the request was; empty when nothing is.
pub fn broken_promises(request: &Request, answer: &Answer) -> Vec<String> {
    let mut broken = Vec::new();
    let body = String::from_utf8_lossy(&answer.body);
    if answer.status == 500 {
        broken.push("the server met a fault of its own".into());
    }
    if answer.status == 204 && !body.is_empty() {
        broken.push("204 with a body".into());
    }
    if answer.status >= 400 {
        broken.extend(broken_envelope(request, &body));
    }
    let header = |name: &str| answer.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value);
    let is_entity = body.contains("/$entity\"") && request.headers.accept.is_none();
    if is_entity && member(&body, "@odata.etag").as_ref() != header("ETag") {
        broken.push(format!("ETag header is {:?}", header("ETag")));
    }
    if answer.status == 201 && header("Location").is_none() {
        broken.push("201 without Location".into());
    }
    broken
}

fn broken_envelope(request: &Request, body: &str) -> Vec<String> {
    let Ok(parsed) = serde_json::from_str::<serde_json::Value>(body) else {
        return vec!["the error is not JSON".into()];
    };
    let error = &parsed["error"];
    let mut broken = Vec::new();
    if error["code"].as_str().unwrap_or("").is_empty() {
        broken.push("error.code is empty".into());
    }
    let message = error["message"].as_str().unwrap_or("");
    if request.face == Face::GraphBeta {
        let inner = &error["innerError"];
        if inner["request-id"].as_str() != Some(&request.request_id.to_string()) {
            broken.push("innerError.request-id is not that of the request".into());
        }
        if inner["client-request-id"].as_str() != Some(outside::CLIENT_REQUEST_ID) {
            broken.push("innerError.client-request-id is not that of the client".into());
        }
    } else if !message.ends_with(&format!(".  CorrelationId:  {}.", request.request_id)) {
        broken.push("the message does not end with the correlation id".into());
    }
    broken
}
