//! The check of an access token: from the bytes of the `Authorization` header to a principal or a refusal.
//!
//! Order matters: form, then header, then key and signature, and only then what the token says, so that an
//! unsigned token learns nothing from the answer. `jsonwebtoken` supplies the RS256 signature; its own claim
//! checks are not used because they read the wall clock and let doubled claims pass.

mod claims;
mod compact;

use jsonwebtoken::{Algorithm, DecodingKey};

pub(crate) use claims::{Expectation, IssuerRule, is_current, principal};
pub use claims::{LEEWAY_SECONDS, PERSONAL_ACCOUNTS_TENANT};
pub(crate) use compact::{CompactToken, unverified_issuer};
pub use compact::{TOKEN_BYTES_MAX, unverified_key_id};

use crate::audiences::Audiences;
use crate::keys::KeyRing;
use crate::principal::Principal;
use crate::refusal::Refusal;

/// Takes the token out of the value of an `Authorization` header (RFC 6750 section 2.1): the word `Bearer` in
/// any case, blanks, the token.
///
/// `Missing` when there is no header, another scheme, or nothing after the word; `Malformed` when what
/// follows cannot be a token, including one longer than [`TOKEN_BYTES_MAX`].
pub fn bearer_token(authorization: Option<&[u8]>) -> Result<&str, Refusal> {
    let value = authorization.ok_or(Refusal::Missing)?.trim_ascii();
    let word_end = value.iter().position(|byte| *byte == b' ').unwrap_or(value.len());
    let (word, rest) = value.split_at(word_end);
    if !word.eq_ignore_ascii_case(b"Bearer") {
        return Err(Refusal::Missing);
    }
    let token = rest.trim_ascii();
    match token {
        [] => Err(Refusal::Missing),
        _ if token.len() > TOKEN_BYTES_MAX => Err(Refusal::Malformed),
        _ => std::str::from_utf8(token).map_err(|_| Refusal::Malformed),
    }
}

/// Checks a token of the embedded issuer against its own keys and gives whom it speaks for.
///
/// A token without `scp` and `roles` passes here and holds no permission (403 later); one with `nonce`,
/// `at_hash` or `c_hash` is an id token and refused.
pub fn own_token(
    ring: &KeyRing,
    audiences: &Audiences,
    token: &str,
    now_unix_seconds: i64,
) -> Result<Principal, Refusal> {
    let token = CompactToken::read(token)?;
    let key = token.kid().and_then(|kid| ring.verifying_key(kid, now_unix_seconds));
    check_signature(&token, key)?;
    principal(&token.claims()?, &Expectation::own(audiences), now_unix_seconds)
}

/// One refusal for every way in which a signature can be wrong, a missing key included.
pub(crate) fn check_signature(token: &CompactToken<'_>, key: Option<&DecodingKey>) -> Result<(), Refusal> {
    let key = key.ok_or(Refusal::BadSignature)?;
    let verdict =
        jsonwebtoken::crypto::verify(token.signature(), token.signed_bytes(), key, Algorithm::RS256);
    if matches!(verdict, Ok(true)) { Ok(()) } else { Err(Refusal::BadSignature) }
}

#[cfg(test)]
mod forgeries;
#[cfg(test)]
mod tests;
