//! `OData-Version` and `OData-MaxVersion` (OData 4.01 Protocol 8.1.5, 8.2.7).

use crate::error::{Refusal, RefusalKind};

/// A protocol version an answer can be in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProtocolVersion {
    V4_0,
    V4_01,
}

impl ProtocolVersion {
    /// As the header writes it.
    pub fn name(self) -> &'static str {
        match self {
            ProtocolVersion::V4_0 => "4.0",
            ProtocolVersion::V4_01 => "4.01",
        }
    }
}

/// Checks both headers and returns the highest version the client understands; without `OData-MaxVersion` that is 4.01.
/// Refuses a body of another major version with `BadRequest` and a client that understands less than 4.0 with
/// `NotAcceptable`.
pub fn check(version: Option<&str>, max_version: Option<&str>) -> Result<ProtocolVersion, Refusal> {
    if let Some(text) = version
        && !matches!(parse(text), Some((4, _)))
    {
        let message = format!("OData-Version '{}' is not 4.0 or 4.01.", text.trim());
        return Err(Refusal::new(RefusalKind::BadRequest, message).at("OData-Version"));
    }
    let Some(text) = max_version else { return Ok(ProtocolVersion::V4_01) };
    match parse(text) {
        Some((4, 0)) => Ok(ProtocolVersion::V4_0),
        Some((major, _)) if major >= 4 => Ok(ProtocolVersion::V4_01),
        Some(_) => {
            let message =
                format!("OData-MaxVersion '{}' is below 4.0, the lowest version offered.", text.trim());
            Err(Refusal::new(RefusalKind::NotAcceptable, message).at("OData-MaxVersion"))
        }
        None => {
            let message = format!("OData-MaxVersion '{}' is not a version.", text.trim());
            Err(Refusal::new(RefusalKind::BadRequest, message).at("OData-MaxVersion"))
        }
    }
}

/// Major and minor number; what follows `;` is the older habit of naming the client.
fn parse(text: &str) -> Option<(u32, u32)> {
    let number = text.split(';').next().unwrap_or_default().trim();
    let (major, minor) = number.split_once('.').unwrap_or((number, "0"));
    Some((major.parse().ok()?, minor.parse().ok()?))
}
