//! The outer form of a token: three parts of base64url, and a header that asks for exactly what we do.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use crate::refusal::Refusal;
use crate::strict_json;

/// Longest token looked at, in bytes. Entra ID's stay below 8 KiB even with many groups, and common servers
/// take no header over 16 KiB, so a longer one was not made by an issuer.
pub const TOKEN_BYTES_MAX: usize = 16 * 1024;

/// Longest key name looked up, in bytes; a thumbprint has 43.
const KEY_ID_BYTES_MAX: usize = 256;

/// A token whose form and header are in order and whose signature has not been looked at.
pub(crate) struct CompactToken<'a> {
    signed: &'a str,
    payload: &'a str,
    signature: &'a str,
    /// `None` when `alg` or `kid` are such that no key of ours can have signed this.
    kid: Option<String>,
}

impl<'a> CompactToken<'a> {
    /// Splits the token and reads its header.
    ///
    /// `Malformed`: not three parts, header or payload not canonical unpadded base64url, header not a JSON
    /// object or with a doubled member, `typ` neither `JWT` nor `at+jwt`, or `crit` present (nothing is
    /// understood there, so RFC 7515 section 4.1.11 demands refusal). Everything about `alg`, `kid` and the
    /// signature is left to the signature check. `jku`, `x5u`, `x5c` and `jwk` are never looked at: a token
    /// does not get to bring its own key.
    pub(crate) fn read(token: &'a str) -> Result<Self, Refusal> {
        if token.len() > TOKEN_BYTES_MAX {
            return Err(Refusal::Malformed);
        }
        let (signed, signature) = token.rsplit_once('.').ok_or(Refusal::Malformed)?;
        let (header, payload) = signed.split_once('.').ok_or(Refusal::Malformed)?;
        if payload.contains('.') {
            return Err(Refusal::Malformed);
        }
        decode(payload).ok_or(Refusal::Malformed)?;
        let header =
            decode(header).and_then(|bytes| strict_json::object(&bytes)).ok_or(Refusal::Malformed)?;
        if !is_access_token_type(header.get("typ")) || header.contains_key("crit") {
            return Err(Refusal::Malformed);
        }
        Ok(Self { signed, payload, signature, kid: usable_key_id(&header) })
    }

    /// The name of the key said to have signed this, when the algorithm is ours.
    pub(crate) fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    pub(crate) fn signed_bytes(&self) -> &'a [u8] {
        self.signed.as_bytes()
    }

    /// Still in base64url; the signature check decodes it, refusing any but the canonical spelling.
    pub(crate) fn signature(&self) -> &'a str {
        self.signature
    }

    /// The claims as a JSON object without doubled members. To be believed only after the signature check.
    pub(crate) fn claims(&self) -> Result<Map<String, Value>, Refusal> {
        decode(self.payload).and_then(|bytes| strict_json::object(&bytes)).ok_or(Refusal::Malformed)
    }
}

/// The `kid` a token names, unchecked: for noticing that keys need reloading, never for deciding.
pub fn unverified_key_id(token: &str) -> Option<String> {
    CompactToken::read(token).ok()?.kid
}

/// The `iss` a token names, unchecked: for choosing whose keys to try, never for deciding.
pub(crate) fn unverified_issuer(token: &CompactToken<'_>) -> Option<String> {
    match token.claims().ok()?.remove("iss") {
        Some(Value::String(issuer)) => Some(issuer),
        _ => None,
    }
}

/// Canonical unpadded base64url only: padding, other alphabets, white space and set bits behind the last byte
/// are refused, so that one token has one spelling.
fn decode(part: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(part).ok()
}

fn is_access_token_type(typ: Option<&Value>) -> bool {
    let name = typ.and_then(Value::as_str).unwrap_or_default();
    ["JWT", "at+jwt", "application/at+jwt"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

fn usable_key_id(header: &Map<String, Value>) -> Option<String> {
    if header.get("alg").and_then(Value::as_str) != Some("RS256") {
        return None;
    }
    let kid = header.get("kid")?.as_str()?;
    (!kid.is_empty() && kid.len() <= KEY_ID_BYTES_MAX).then(|| kid.to_owned())
}
