//! Responses of a batch as JSON or as multipart.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE;

use super::BatchResponse;
use super::mime::{header, is_json, is_text};
use crate::json::write;

/// Room for the id, status and headers of one response, to begin with.
const RESPONSE_HEAD_BYTES: usize = 320;

/// Writes `{"responses":[…]}`. A response without an id gets `"id":null` (PROTOCOL.md 5.1). JSON bodies stand as they
/// are, text becomes a string, everything else base64url.
pub fn write_json(responses: &[BatchResponse]) -> Vec<u8> {
    let bodies: usize = responses.iter().map(|response| response.body.len() + RESPONSE_HEAD_BYTES).sum();
    let mut out = Vec::with_capacity(bodies + RESPONSE_HEAD_BYTES);
    out.extend_from_slice(b"{\"responses\":[");
    for (index, response) in responses.iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        json_response(&mut out, response);
    }
    out.extend_from_slice(b"]}");
    out
}

fn json_response(out: &mut Vec<u8>, response: &BatchResponse) {
    out.extend_from_slice(b"{\"id\":");
    match &response.id {
        Some(id) => write::string(out, id),
        None => out.extend_from_slice(b"null"),
    }
    if let Some(group) = &response.atomicity_group {
        out.extend_from_slice(b",\"atomicityGroup\":");
        write::string(out, group);
    }
    out.extend_from_slice(b",\"status\":");
    write::integer(out, response.status.into(), false);
    out.extend_from_slice(b",\"headers\":{");
    for (index, (name, value)) in joined(&response.headers).iter().enumerate() {
        if index > 0 {
            out.push(b',');
        }
        write::string(out, name);
        out.push(b':');
        write::string(out, value);
    }
    out.push(b'}');
    if !response.body.is_empty() {
        out.extend_from_slice(b",\"body\":");
        json_body(out, response);
    }
    out.push(b'}');
}

fn json_body(out: &mut Vec<u8>, response: &BatchResponse) {
    let content_type = header(&response.headers, "Content-Type").unwrap_or_default();
    match std::str::from_utf8(&response.body) {
        Ok(_) if is_json(content_type) => out.extend_from_slice(&response.body),
        Ok(text) if is_text(content_type) => write::string(out, text),
        _ => write::string(out, &URL_SAFE.encode(&response.body)),
    }
}

/// Names as the caller spells them, which differs between the faces; values of one name are joined, since an object
/// holds each name once.
fn joined(headers: &[(String, String)]) -> Vec<(&str, Cow<'_, str>)> {
    let mut joined: Vec<(&str, Cow<'_, str>)> = Vec::with_capacity(headers.len());
    for (name, value) in headers {
        match joined.iter_mut().find(|(before, _)| before.eq_ignore_ascii_case(name)) {
            Some((_, values)) => {
                let values = values.to_mut();
                values.push_str(", ");
                values.push_str(value);
            }
            None => joined.push((name, Cow::Borrowed(value))),
        }
    }
    joined
}

/// Writes a `multipart/mixed` body. The caller chooses a boundary that occurs in no body, a random one, and names it in
/// its `Content-Type`. Neighbours of one atomicity group become a change set.
pub fn write_multipart(responses: &[BatchResponse], boundary: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let groups = responses
        .chunk_by(|one, next| one.atomicity_group.is_some() && one.atomicity_group == next.atomicity_group);
    for (index, group) in groups.enumerate() {
        delimiter(&mut out, boundary, "");
        match group {
            [response] if response.atomicity_group.is_none() => multipart_response(&mut out, response),
            group => {
                // Not the outer boundary with an ending: readers compare the beginning of a line (RFC 2046, 5.1.1).
                let inner = format!("changeset_{}_{boundary}", index + 1);
                line(&mut out, &format!("Content-Type: multipart/mixed; boundary={inner}"));
                line(&mut out, "");
                for response in group {
                    delimiter(&mut out, &inner, "");
                    multipart_response(&mut out, response);
                }
                delimiter(&mut out, &inner, "--");
            }
        }
    }
    delimiter(&mut out, boundary, "--");
    out
}

fn multipart_response(out: &mut Vec<u8>, response: &BatchResponse) {
    line(out, "Content-Type: application/http");
    line(out, "Content-Transfer-Encoding: binary");
    if let Some(id) = &response.id {
        header_line(out, "Content-ID", id);
    }
    line(out, "");
    line(out, &format!("HTTP/1.1 {} {}", response.status, reason(response.status)));
    for (name, value) in &response.headers {
        if !name.eq_ignore_ascii_case("Content-Length") {
            header_line(out, name, value);
        }
    }
    if !response.body.is_empty() {
        line(out, &format!("Content-Length: {}", response.body.len()));
    }
    line(out, "");
    out.extend_from_slice(&response.body);
    line(out, "");
}

fn delimiter(out: &mut Vec<u8>, boundary: &str, end: &str) {
    line(out, &format!("--{boundary}{end}"));
}

/// An id comes from the client; line breaks in it must not begin a new header.
fn header_line(out: &mut Vec<u8>, name: &str, value: &str) {
    let value: String = value.chars().filter(|character| !character.is_control()).collect();
    line(out, &format!("{name}: {value}"));
}

fn line(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(text.as_bytes());
    out.extend_from_slice(b"\r\n");
}

/// The phrase of a status code (RFC 9110, 15); clients do not read it.
fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        204 => "No Content",
        304 => "Not Modified",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        406 => "Not Acceptable",
        409 => "Conflict",
        412 => "Precondition Failed",
        413 => "Content Too Large",
        415 => "Unsupported Media Type",
        424 => "Failed Dependency",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        503 => "Service Unavailable",
        _ => "Unknown",
    }
}
