//! Header lines, media types and boundaries.

use memchr::{memchr, memmem};

use super::malformed;
use crate::Refusal;

/// Length of a boundary (RFC 2046, 5.1.1).
const BOUNDARY_CHARACTERS_MAX: usize = 70;
/// Header lines of one part.
const HEADERS_MAX: usize = 100;

/// Value of a header, whatever the case of its name.
pub(super) fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let found = headers.iter().find(|(candidate, _)| candidate.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.as_str())
}

/// Whether a content type is of a media type, parameters aside.
pub(super) fn is_type(content_type: &str, media_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default();
    essence.trim().eq_ignore_ascii_case(media_type)
}

/// `application/json` and everything that ends in `+json`.
pub(super) fn is_json(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || essence.ends_with("+json")
}

/// Media types whose content is text by nature.
pub(super) fn is_text(content_type: &str) -> bool {
    let lower = content_type.to_ascii_lowercase();
    let essence = lower.split(';').next().unwrap_or_default().trim();
    essence.starts_with("text/")
        || essence == "application/xml"
        || essence.ends_with("+xml")
        || lower.contains("charset=")
}

/// The boundary of a multipart content type.
pub(super) fn boundary(content_type: &str) -> Result<String, Refusal> {
    let lower = content_type.to_ascii_lowercase();
    // Lower-casing ASCII keeps positions, so the value can be cut from the original.
    let start = lower.match_indices("boundary").find_map(|(position, word)| {
        let before = lower[..position].trim_end();
        let after = lower[position + word.len()..].trim_start().strip_prefix('=')?;
        before.ends_with(';').then(|| lower.len() - after.len())
    });
    let missing = || malformed(format!("The content type '{content_type}' names no boundary."));
    let value = content_type[start.ok_or_else(missing)?..].trim_start();
    let boundary = match value.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => value.split(';').next().map(str::trim_end),
    };
    let boundary = boundary.unwrap_or_default();
    if boundary.is_empty()
        || boundary.len() > BOUNDARY_CHARACTERS_MAX
        || !boundary.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic())
    {
        return Err(malformed(format!("'{boundary}' is not a valid boundary.")));
    }
    Ok(boundary.to_string())
}

/// The parts between the delimiters of a multipart body; what stands before the first and after the last is left out.
pub(super) fn parts<'a>(body: &'a [u8], boundary: &str, parts_max: usize) -> Result<Parts<'a>, Refusal> {
    let delimiter = format!("--{boundary}");
    let mut parts = Vec::new();
    let mut start: Option<usize> = None;
    for position in memmem::find_iter(body, delimiter.as_bytes()) {
        if position > 0 && body[position - 1] != b'\n' {
            continue;
        }
        let after = &body[position + delimiter.len()..];
        let closing = after.starts_with(b"--");
        let line_end = memchr(b'\n', after).unwrap_or(after.len());
        let rest_of_line = &after[if closing { 2 } else { 0 }..line_end];
        // A longer boundary that begins with this one is another boundary.
        if !rest_of_line.trim_ascii().is_empty() {
            continue;
        }
        if let Some(start) = start {
            parts.push(without_line_end(&body[start.min(position)..position]));
        }
        if closing {
            return Ok(Parts::Complete(parts));
        }
        if parts.len() > parts_max {
            return Ok(Parts::TooMany);
        }
        start = Some((position + delimiter.len() + line_end + 1).min(body.len()));
    }
    Err(malformed(format!("The multipart body does not end with '--{boundary}--'.")))
}

pub(super) enum Parts<'a> {
    Complete(Vec<&'a [u8]>),
    TooMany,
}

fn without_line_end(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    bytes.strip_suffix(b"\r").unwrap_or(bytes)
}

/// Takes one line off, without its CRLF or LF.
pub(super) fn take_line<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    if bytes.is_empty() {
        return None;
    }
    let end = memchr(b'\n', bytes).map_or(bytes.len(), |position| position + 1);
    let (line, rest) = bytes.split_at(end);
    *bytes = rest;
    Some(without_line_end(line))
}

/// Takes header lines off up to and including the empty line that ends them.
pub(super) fn take_headers(bytes: &mut &[u8]) -> Result<Vec<(String, String)>, Refusal> {
    let mut headers = Vec::new();
    while let Some(line) = take_line(bytes) {
        if line.is_empty() {
            break;
        }
        if headers.len() == HEADERS_MAX {
            return Err(malformed(format!("A part of the batch has more than {HEADERS_MAX} headers.")));
        }
        let line = String::from_utf8_lossy(line);
        let Some((name, value)) = line.split_once(':') else {
            return Err(malformed(format!("'{line}' in the batch is not a header line.")));
        };
        headers.push((name.trim().to_string(), value.trim().to_string()));
    }
    Ok(headers)
}
