//! Batches as `multipart/mixed` (OData Protocol 11.7.7): requests, and change sets with requests inside.

use super::mime::{self, Parts, header, is_type, take_headers, take_line};
use super::{BatchItem, Dialect, malformed};
use crate::Refusal;

pub(super) fn parse(content_type: &str, body: &[u8], dialect: &Dialect) -> Result<Vec<BatchItem>, Refusal> {
    let mut requests = Vec::new();
    for (index, part) in split(content_type, body, dialect)?.into_iter().enumerate() {
        let mut content = part;
        let headers = take_headers(&mut content)?;
        let part_type = header(&headers, "Content-Type").unwrap_or_default();
        if is_type(part_type, "multipart/mixed") {
            change_set(part_type, content, &format!("changeset_{}", index + 1), dialect, &mut requests)?;
        } else {
            requests.push(request(&headers, content)?);
        }
        if requests.len() > dialect.operations_max {
            return Err(dialect.too_many());
        }
    }
    Ok(requests)
}

fn split<'a>(content_type: &str, body: &'a [u8], dialect: &Dialect) -> Result<Vec<&'a [u8]>, Refusal> {
    match mime::parts(body, &mime::boundary(content_type)?, dialect.operations_max)? {
        Parts::Complete(parts) => Ok(parts),
        Parts::TooMany => Err(dialect.too_many()),
    }
}

fn change_set(
    content_type: &str,
    body: &[u8],
    name: &str,
    dialect: &Dialect,
    requests: &mut Vec<BatchItem>,
) -> Result<(), Refusal> {
    for part in split(content_type, body, dialect)? {
        let mut content = part;
        let headers = take_headers(&mut content)?;
        if header(&headers, "Content-Type").is_some_and(|part_type| is_type(part_type, "multipart/mixed")) {
            return Err(malformed("A change set cannot contain another change set."));
        }
        let request = request(&headers, content)?;
        if request.method == "GET" {
            return Err(malformed("A change set cannot contain a GET request."));
        }
        requests.push(BatchItem { atomicity_group: Some(name.to_string()), ..request });
    }
    Ok(())
}

/// One part of type `application/http`: request line, headers, body.
fn request(part_headers: &[(String, String)], mut content: &[u8]) -> Result<BatchItem, Refusal> {
    let part_type = header(part_headers, "Content-Type").unwrap_or_default();
    if !is_type(part_type, "application/http") {
        return Err(malformed(format!("A part of a batch is application/http, not '{part_type}'.")));
    }
    let encoding = header(part_headers, "Content-Transfer-Encoding").unwrap_or("binary");
    if encoding.eq_ignore_ascii_case("base64") || encoding.eq_ignore_ascii_case("quoted-printable") {
        return Err(malformed(format!(
            "The transfer encoding '{encoding}' is not used in batches; send binary."
        )));
    }
    // Some clients leave a blank line before the request line.
    let line = loop {
        match take_line(&mut content) {
            Some(line) if line.trim_ascii().is_empty() => {}
            Some(line) => break String::from_utf8_lossy(line).into_owned(),
            None => return Err(malformed("A part of the batch has no request line.")),
        }
    };
    let mut words = line.split_ascii_whitespace();
    let (Some(method), Some(url)) = (words.next(), words.next()) else {
        return Err(malformed(format!("'{line}' is not a request line.")));
    };
    if words.next().is_some_and(|version| !version.starts_with("HTTP/")) || words.next().is_some() {
        return Err(malformed(format!("'{line}' is not a request line.")));
    }
    let headers = take_headers(&mut content)?;
    let body = match header(&headers, "Content-Length").and_then(|length| length.parse::<usize>().ok()) {
        Some(length) if length <= content.len() => &content[..length],
        _ if content.trim_ascii().is_empty() => &[],
        _ => content,
    };
    // 4.0 puts the id among the headers of the part; some clients put it among those of the request.
    let id = header(part_headers, "Content-ID").or_else(|| header(&headers, "Content-ID"));
    Ok(BatchItem {
        id: id.map(str::to_string),
        method: method.to_ascii_uppercase(),
        url: url.to_string(),
        body: body.to_vec(),
        headers,
        depends_on: Vec::new(),
        atomicity_group: None,
    })
}
