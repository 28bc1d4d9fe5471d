//! The form a token request arrives in, and where the client's id and secret stand in it.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::errors::EndpointError;

/// Most parameters read; honest clients send about ten.
const PARAMETERS_MAX: usize = 100;

/// The parameters of an `application/x-www-form-urlencoded` body, each at most once (RFC 6749 section 3.2).
pub(super) struct Form(BTreeMap<String, String>);

impl Form {
    pub(super) fn read(body: &[u8]) -> Result<Self, EndpointError> {
        let mut parameters = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(body) {
            if parameters.len() >= PARAMETERS_MAX {
                return Err(EndpointError::BodyTooLarge);
            }
            if parameters.insert(name.clone().into_owned(), value.into_owned()).is_some() {
                return Err(EndpointError::DoubledParameter(name.into_owned()));
            }
        }
        Ok(Self(parameters))
    }

    /// The value of a parameter; one without a value counts as not sent (RFC 6749 section 3.2).
    pub(super) fn optional(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    pub(super) fn required(&self, name: &'static str) -> Result<&str, EndpointError> {
        self.optional(name).ok_or(EndpointError::MissingParameter(name))
    }

    /// The client's id and secret, from HTTP Basic or from the form (RFC 6749 section 2.3.1). Both at once
    /// are taken only when they agree on the client; the header then decides.
    pub(super) fn client_authentication(
        &self,
        authorization: Option<&[u8]>,
    ) -> Result<(String, String), EndpointError> {
        let Some(authorization) = authorization else {
            let client = self.required("client_id")?;
            return Ok((client.to_owned(), self.required("client_secret")?.to_owned()));
        };
        let (client, secret) = basic(authorization).ok_or(EndpointError::BadBasic)?;
        if self.optional("client_id").is_some_and(|other| !other.eq_ignore_ascii_case(&client)) {
            return Err(EndpointError::BadBasic);
        }
        Ok((client, secret))
    }
}

/// `Basic base64(id:secret)`, both parts form-encoded inside.
fn basic(authorization: &[u8]) -> Option<(String, String)> {
    let text = std::str::from_utf8(authorization).ok()?.trim();
    let (scheme, encoded) = text.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("Basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (client, secret) = decoded.split_once(':')?;
    Some((form_decoded(client), form_decoded(secret))).filter(|(client, _)| !client.is_empty())
}

/// A lone form-encoded value. Separators are escaped first, since a raw `&` or `=` here is part of the value.
fn form_decoded(value: &str) -> String {
    let pair = format!("v={}", value.replace('&', "%26").replace('=', "%3D"));
    form_urlencoded::parse(pair.as_bytes()).next().map_or_else(String::new, |(_, value)| value.into_owned())
}
