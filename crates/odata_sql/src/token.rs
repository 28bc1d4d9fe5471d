//! `$skiptoken`: the values of the last row sent, bound to the query that sent it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use odata::{Refusal, RefusalKind};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::compiled::SqlValue;
use crate::mapping::Storage;

const SHAPE_BYTES: usize = 9;
/// A token holds a few column values; anything longer was not made here.
const TOKEN_BYTES_MAX: usize = 16_384;

/// What a token carries.
#[derive(Clone, Debug, PartialEq)]
pub struct SkipToken {
    /// The order keys of the last row sent.
    pub values: Vec<SqlValue>,
    /// How many rows a `$top` that bounds the whole result leaves for this and the following pages.
    pub remaining: Option<u64>,
}

/// Short fingerprint of what a query filters and orders by.
pub(crate) fn shape(description: &str) -> String {
    URL_SAFE_NO_PAD.encode(&Sha256::digest(description.as_bytes())[..SHAPE_BYTES])
}

/// Makes the token of the page behind a row.
///
/// `values` are the row's values in [`crate::compiled::Level::order_key_columns`], `shape` is
/// [`crate::compiled::Level::token_shape`], `remaining` what [`crate::compiled::Level::remaining`] leaves after the
/// page. Every variant of a single value can be carried; bytes and lists are carried as null.
pub fn encode(values: &[SqlValue], shape: &str, remaining: Option<u64>) -> String {
    let values = values.iter().map(|value| match value {
        SqlValue::Integer(number) => Json::from(*number),
        SqlValue::Text(text) => Json::from(text.as_str()),
        SqlValue::Uuid(id) => Json::from(id.simple().to_string()),
        SqlValue::Boolean(value) => Json::from(*value),
        SqlValue::Null
        | SqlValue::Bytes(_)
        | SqlValue::UuidList(_)
        | SqlValue::TextList(_)
        | SqlValue::IntegerList(_) => Json::Null,
    });
    let mut parts = vec![Json::from(shape), Json::Array(values.collect())];
    parts.extend(remaining.map(Json::from));
    URL_SAFE_NO_PAD.encode(Json::Array(parts).to_string())
}

/// Reads a token of the query with this shape, whose order keys are stored as given (and may be null).
///
/// # Errors
/// `BadRequest` at `$skiptoken` for a text that [`encode`] did not make, or made for another query.
pub fn decode(token: &str, shape: &str, keys: &[(Storage, bool)]) -> Result<SkipToken, Refusal> {
    let parts = parts(token).ok_or_else(|| refusal("'$skiptoken' is not one this service has made."))?;
    let (Some(Json::String(token_shape)), Some(Json::Array(values))) = (parts.first(), parts.get(1)) else {
        return Err(refusal("'$skiptoken' is not one this service has made."));
    };
    if token_shape != shape || values.len() != keys.len() {
        return Err(refusal("'$skiptoken' belongs to another query."));
    }
    let remaining = match parts.get(2) {
        None => None,
        Some(remaining) => {
            let remaining = remaining.as_u64().filter(|rows| *rows > 0);
            Some(remaining.ok_or_else(|| refusal("'$skiptoken' is not one this service has made."))?)
        }
    };
    let values: Option<Vec<SqlValue>> = values
        .iter()
        .zip(keys)
        .map(|(value, (storage, nullable))| typed(value, *storage, *nullable))
        .collect();
    let values = values.ok_or_else(|| refusal("'$skiptoken' holds a value of the wrong type."))?;
    Ok(SkipToken { values, remaining })
}

fn parts(token: &str) -> Option<Vec<Json>> {
    if token.len() > TOKEN_BYTES_MAX {
        return None;
    }
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token).ok()?).ok()
}

fn typed(value: &Json, storage: Storage, nullable: bool) -> Option<SqlValue> {
    Some(match (storage, value) {
        (_, Json::Null) if nullable => SqlValue::Null,
        (Storage::Uuid, Json::String(text)) => SqlValue::Uuid(Uuid::try_parse(text).ok()?),
        (Storage::Text | Storage::Date, Json::String(text)) if !text.contains('\0') => {
            SqlValue::Text(text.clone())
        }
        (Storage::Boolean, Json::Bool(value)) => SqlValue::Boolean(*value),
        (Storage::Integer | Storage::Decimal | Storage::Instant | Storage::Enum, Json::Number(number)) => {
            SqlValue::Integer(number.as_i64()?)
        }
        _ => return None,
    })
}

fn refusal(message: &str) -> Refusal {
    Refusal::new(RefusalKind::BadRequest, message).at("$skiptoken")
}
