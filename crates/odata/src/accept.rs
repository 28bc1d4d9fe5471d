//! Content negotiation: `Accept` and `$format` (OData 4.01 Protocol 8.2.1, 11.2.12; JSON Format 3).

use crate::error::{Refusal, RefusalKind};
use crate::plan::{Format, Media, MetadataLevel};

/// What is answered when the client does not say.
pub const DEFAULT_FORMAT: Format =
    Format { media: Media::Json, metadata: MetadataLevel::Minimal, ieee754_compatible: false };

/// Chooses the form of the answer. `format` is `$format` as planned and wins over the header. A missing or empty header
/// accepts anything. Refuses with `NotAcceptable` when no range of the header can be met; which media a resource has is
/// for the caller to check.
pub fn negotiate(header: Option<&str>, format: Option<Format>) -> Result<Format, Refusal> {
    if let Some(format) = format {
        return Ok(format);
    }
    let header = header.unwrap_or_default();
    if header.trim().is_empty() {
        return Ok(DEFAULT_FORMAT);
    }
    let mut best: Option<(u16, Format)> = None;
    for range in split_outside_quotes(header, ',').filter(|range| !range.trim().is_empty()) {
        let Some((quality, format)) = parse_range(range) else { continue };
        if quality > best.map_or(0, |(known, _)| known) {
            best = Some((quality, format));
        }
    }
    best.map(|(_, format)| format).ok_or_else(|| {
        let message = format!("None of the media types '{}' can be answered.", header.trim());
        Refusal::new(RefusalKind::NotAcceptable, message).at("Accept")
    })
}

/// Reads `$format`: a short name or a media type.
pub(crate) fn format_option(value: &str) -> Result<Format, Refusal> {
    let value = value.trim();
    let media = match value.to_ascii_lowercase().as_str() {
        "json" => Some(Media::Json),
        "xml" => Some(Media::Xml),
        "text" => Some(Media::Text),
        _ => None,
    };
    let format = match media {
        Some(media) => Some(Format { media, ..DEFAULT_FORMAT }),
        None if value.contains('*') => None,
        None => parse_range(value).map(|(_, format)| format),
    };
    format.ok_or_else(|| {
        let message = format!("The format '{value}' is not offered.");
        Refusal::new(RefusalKind::NotAcceptable, message).at("$format")
    })
}

/// One media range with its quality in thousandths; `None` when it cannot be met. A format parameter that is not known
/// makes the range one that cannot be met (8.2.1).
fn parse_range(range: &str) -> Option<(u16, Format)> {
    let mut parts = split_outside_quotes(range, ';');
    let media = match parts.next()?.trim().to_ascii_lowercase().as_str() {
        "*/*" | "application/*" | "application/json" => Media::Json,
        "application/xml" | "text/xml" => Media::Xml,
        "text/*" | "text/plain" => Media::Text,
        _ => return None,
    };
    let mut format = Format { media, ..DEFAULT_FORMAT };
    let mut quality = 1_000;
    for parameter in parts.filter(|part| !part.trim().is_empty()) {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches('"');
        match name.trim().to_ascii_lowercase().as_str() {
            "q" => quality = parse_quality(value)?,
            "odata.metadata" | "metadata" => format.metadata = parse_metadata(value)?,
            "ieee754compatible" => format.ieee754_compatible = parse_flag(value)?,
            "odata.streaming" | "streaming" | "exponentialdecimals" => {
                parse_flag(value)?;
            }
            "charset" if value.eq_ignore_ascii_case("utf-8") || value.eq_ignore_ascii_case("utf8") => {}
            _ => return None,
        }
    }
    Some((quality, format))
}

fn parse_metadata(value: &str) -> Option<MetadataLevel> {
    match value.to_ascii_lowercase().as_str() {
        "none" => Some(MetadataLevel::None),
        "minimal" => Some(MetadataLevel::Minimal),
        "full" => Some(MetadataLevel::Full),
        _ => None,
    }
}

fn parse_flag(value: &str) -> Option<bool> {
    match value.to_ascii_lowercase().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// `0` to `1` with at most three decimals (RFC 9110, 12.4.2), in thousandths.
fn parse_quality(value: &str) -> Option<u16> {
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    if fraction.len() > 3 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let thousandths = format!("{fraction:0<3}").parse::<u16>().ok()?;
    match whole {
        "0" => Some(thousandths),
        "1" if thousandths == 0 => Some(1_000),
        _ => None,
    }
}

/// The parts between separators that stand outside double quotes.
pub(crate) fn split_outside_quotes(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    text.split(move |character| {
        quoted ^= character == '"';
        character == separator && !quoted
    })
}
