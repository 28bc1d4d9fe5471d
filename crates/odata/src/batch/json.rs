//! Batches as JSON (OData JSON 19.1, PROTOCOL.md 5.1 and 5.2).

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::value::RawValue;

use super::mime::{header, is_json, is_text};
use super::{BatchItem, Dialect, malformed};
use crate::json::read::{Limits, Members};
use crate::{Refusal, RefusalKind};

/// Headers and bodies are read by others; here only the members of a request count.
const LIMITS: Limits = Limits { depth_max: 8, members_max: 1_000, entities_max: 1_000 };
/// Both alphabets, with or without padding: clients differ.
const ANY_PADDING: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, ANY_PADDING);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, ANY_PADDING);

pub(super) fn parse(body: &[u8], dialect: &Dialect) -> Result<Vec<BatchItem>, Refusal> {
    let text = std::str::from_utf8(body).map_err(|error| {
        malformed(format!("The batch is not UTF-8: wrong byte at position {}.", error.valid_up_to()))
    })?;
    let members = Members::parse_body(text, &LIMITS)?;
    let requests = members.iter().find(|(name, _)| *name == "requests");
    let Some((_, requests)) = requests else {
        return Err(malformed("The batch has no member 'requests'."));
    };
    let requests: Vec<&RawValue> =
        serde_json::from_str(requests).map_err(|_| malformed("'requests' must be an array of objects."))?;
    if requests.len() > dialect.operations_max {
        return Err(dialect.too_many());
    }
    requests.into_iter().enumerate().map(|(index, raw)| request(index, raw.get())).collect()
}

fn request(index: usize, raw: &str) -> Result<BatchItem, Refusal> {
    let place = |refusal: Refusal| {
        let target = format!("requests[{index}]");
        Refusal { message: format!("In {target}: {}", refusal.message), ..refusal }.at(target)
    };
    let members = Members::parse(raw, &LIMITS).map_err(place)?;
    let mut item = BatchItem::default();
    let mut body = None;
    for (name, raw) in members.iter() {
        match name {
            "id" => item.id = id(raw).map_err(place)?,
            "method" => item.method = text(name, raw).map_err(place)?.to_ascii_uppercase(),
            "url" => item.url = text(name, raw).map_err(place)?,
            "headers" => item.headers = headers(raw).map_err(place)?,
            "dependsOn" | "depends_on" => item.depends_on.extend(ids(name, raw).map_err(place)?),
            "atomicityGroup" => item.atomicity_group = optional(name, raw).map_err(place)?,
            "body" => body = Some(raw),
            "if" if raw != "null" => {
                let message = "conditions ('if') are not offered; use 'dependsOn'.";
                return Err(place(Refusal::new(RefusalKind::NotImplemented, message)));
            }
            _ => {}
        }
    }
    for (name, value) in [("method", &item.method), ("url", &item.url)] {
        if value.is_empty() {
            return Err(place(malformed(format!("'{name}' is missing."))));
        }
    }
    if let Some(raw) = body.filter(|raw| *raw != "null") {
        item.body = decode(raw, header(&item.headers, "Content-Type")).map_err(place)?;
    }
    Ok(item)
}

/// A string; a number is taken as its digits, for clients that count.
fn id(raw: &str) -> Result<Option<String>, Refusal> {
    match raw.bytes().next() {
        Some(b'0'..=b'9') => Ok(Some(raw.to_string())),
        _ => optional("id", raw),
    }
}

fn text(name: &str, raw: &str) -> Result<String, Refusal> {
    serde_json::from_str(raw).map_err(|_| malformed(format!("'{name}' must be a string.")))
}

fn optional(name: &str, raw: &str) -> Result<Option<String>, Refusal> {
    if raw == "null" { Ok(None) } else { text(name, raw).map(Some) }
}

fn ids(name: &str, raw: &str) -> Result<Vec<String>, Refusal> {
    let ids: Option<Vec<String>> =
        serde_json::from_str(raw).map_err(|_| malformed(format!("'{name}' must be an array of strings.")))?;
    Ok(ids.unwrap_or_default())
}

fn headers(raw: &str) -> Result<Vec<(String, String)>, Refusal> {
    if raw == "null" {
        return Ok(Vec::new());
    }
    let members = Members::parse(raw, &LIMITS)?;
    let headers = members.iter().map(|(name, raw)| {
        let value = if raw.starts_with('"') { text(name, raw)? } else { raw.to_string() };
        Ok((name.to_string(), value))
    });
    headers.collect()
}

/// The bytes of a body: JSON as it stands, text decoded from its string, other media from base64 of either alphabet.
fn decode(raw: &str, content_type: Option<&str>) -> Result<Vec<u8>, Refusal> {
    let Some(content_type) = content_type.filter(|content_type| !is_json(content_type)) else {
        return Ok(raw.as_bytes().to_vec());
    };
    let text: String = serde_json::from_str(raw)
        .map_err(|_| malformed(format!("a body of type '{content_type}' must be a string.")))?;
    if is_text(content_type) {
        return Ok(text.into_bytes());
    }
    let decoded = URL_SAFE.decode(&text).or_else(|_| STANDARD.decode(&text));
    decoded.map_err(|_| malformed(format!("a body of type '{content_type}' must be base64url.")))
}
