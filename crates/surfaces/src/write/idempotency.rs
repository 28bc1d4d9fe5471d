//! `Idempotency-Key`: a request that is repeated has its first answer again (RELIABILITY.md 3, promise 2).
//!
//! The answer is kept in the transaction of what it answers, so that one is never there without the other. A write
//! begins by taking its company's row version, behind which other writes wait: a key in use is waited for.

use odata::plan::MetadataLevel;
use sha2::{Digest, Sha256};
use store::Session;
use store::idempotency::{self, KeptAnswer, KeyName};
use uuid::Uuid;

use crate::answer::{Answer, ContentType, Request};
use crate::errors::ApiError;

/// Longest key, in characters.
const KEY_CHARACTERS_MAX: usize = 255;
/// How long an answer is kept: seven days.
const KEPT_MILLISECONDS: i64 = 7 * 24 * 60 * 60 * 1_000;
/// Longest name of a client that is kept as it is; PostgreSQL bounds what a key of a table may hold.
const CLIENT_BYTES_MAX: usize = 256;
const HEADER: &str = "Idempotency-Key";
/// Marks an answer that was given before.
const REPLAYED: &str = "Idempotency-Replayed";
/// The headers an answer to a write may have, which are kept with it.
const KEPT_HEADERS: [&str; 4] = ["Location", "OData-EntityId", "ETag", "Preference-Applied"];

/// The key of one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct IdempotencyKey {
    key: String,
    client: String,
    request_hash: String,
    now_milliseconds: i64,
}

impl IdempotencyKey {
    /// The key a request was sent with, if any. Errors: 400 for a key that is empty, too long or no plain text.
    pub fn of(request: &Request) -> Result<Option<IdempotencyKey>, ApiError> {
        let Some(key) = checked(request)? else { return Ok(None) };
        Ok(Some(IdempotencyKey {
            key: key.to_owned(),
            client: match request.client.len() {
                0..=CLIENT_BYTES_MAX => request.client.clone(),
                _ => hash_of(&[request.client.as_bytes()]),
            },
            request_hash: hash_of(&[
                request.face.title().as_bytes(),
                request.method.name().as_bytes(),
                request.path.as_bytes(),
                request.query.as_deref().unwrap_or("").as_bytes(),
                &request.body,
            ]),
            now_milliseconds: request.now.as_millisecond(),
        }))
    }

    fn name(&self, company: Uuid) -> KeyName {
        KeyName { company, client: self.client.clone(), key: self.key.clone() }
    }

    fn oldest_milliseconds(&self) -> i64 {
        self.now_milliseconds - KEPT_MILLISECONDS
    }

    /// The answer this request had before. Errors: 422 when the key came with another request.
    pub async fn first_answer(
        &self,
        session: &mut Session,
        company: Uuid,
    ) -> Result<Option<Answer>, ApiError> {
        let kept = idempotency::find(session, &self.name(company), self.oldest_milliseconds()).await?;
        let Some(kept) = kept else { return Ok(None) };
        if kept.request_hash != self.request_hash {
            return Err(ApiError::new(
                422,
                "BadRequest_IdempotencyKeyReused",
                "The Idempotency-Key was sent with another request before. Use a new key for a new request.",
            )
            .at(HEADER));
        }
        Ok(Some(restored(&kept)))
    }

    /// Keeps an answer, in place of one kept before.
    pub async fn keep(&self, session: &mut Session, company: Uuid, answer: &Answer) -> Result<(), ApiError> {
        let headers: Vec<(&str, &str)> =
            answer.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let kept = KeptAnswer {
            request_hash: self.request_hash.clone(),
            status: i64::from(answer.status),
            content_type: answer.content_type.map_or("", name_of).to_owned(),
            headers: serde_json::to_string(&headers).unwrap_or_default(),
            body: String::from_utf8_lossy(&answer.body).into_owned(),
            created_at_milliseconds: self.now_milliseconds,
        };
        Ok(idempotency::keep(session, &self.name(company), &kept, self.oldest_milliseconds()).await?)
    }
}

/// The key of one request of a batch that has a key as a whole; `None` when the batch has none. Errors: as
/// [`IdempotencyKey::of`].
pub(crate) fn key_within_batch(batch: &Request, position: usize) -> Result<Option<String>, ApiError> {
    let key = checked(batch)?;
    Ok(key.map(|key| format!("batch-{}", hash_of(&[key.as_bytes(), position.to_string().as_bytes()]))))
}

fn checked(request: &Request) -> Result<Option<&str>, ApiError> {
    let Some(key) = request.headers.idempotency_key.as_deref().map(str::trim) else { return Ok(None) };
    let fault = if key.is_empty() {
        "is empty; send a text of your own that names this one request"
    } else if key.chars().count() > KEY_CHARACTERS_MAX {
        "is longer than 255 characters"
    } else if key.chars().any(char::is_control) {
        "holds a control character"
    } else {
        return Ok(Some(key));
    };
    Err(ApiError::bad_request(format!("The Idempotency-Key {fault}.")).at(HEADER))
}

/// SHA-256 over parts, each with its length, so that no two lists of parts read alike.
fn hash_of(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What stands for a content type in a kept answer, beside the type.
const CONTENT_TYPES: [(&str, ContentType); 9] = [
    ("minimal", ContentType::Json(MetadataLevel::Minimal, false)),
    ("full", ContentType::Json(MetadataLevel::Full, false)),
    ("none", ContentType::Json(MetadataLevel::None, false)),
    ("minimal ieee754", ContentType::Json(MetadataLevel::Minimal, true)),
    ("full ieee754", ContentType::Json(MetadataLevel::Full, true)),
    ("none ieee754", ContentType::Json(MetadataLevel::None, true)),
    ("json", ContentType::PlainJson),
    ("xml", ContentType::Xml),
    ("text", ContentType::Text),
];

fn name_of(content_type: ContentType) -> &'static str {
    CONTENT_TYPES.iter().find(|(_, known)| *known == content_type).map_or("", |(name, _)| name)
}

fn restored(kept: &KeptAnswer) -> Answer {
    let headers: Vec<(String, String)> = serde_json::from_str(&kept.headers).unwrap_or_default();
    let known = |name: &str| KEPT_HEADERS.into_iter().find(|known| *known == name);
    let mut answer = Answer::empty();
    answer.status = u16::try_from(kept.status).unwrap_or(500);
    answer.content_type =
        CONTENT_TYPES.iter().find(|(name, _)| *name == kept.content_type).map(|(_, known)| *known);
    answer.headers = headers.into_iter().filter_map(|(name, value)| Some((known(&name)?, value))).collect();
    answer.body = kept.body.clone().into_bytes();
    answer.with_header(REPLAYED, "true")
}

#[cfg(test)]
mod tests {
    use super::hash_of;

    #[test]
    fn parts_of_a_request_cannot_be_taken_for_each_other() {
        let hashes = [
            hash_of(&[b"ab", b""]),
            hash_of(&[b"a", b"b"]),
            hash_of(&[b"", b"ab"]),
            hash_of(&[b"ab"]),
            hash_of(&[]),
        ];
        for (index, hash) in hashes.iter().enumerate() {
            assert_eq!(hash.len(), 64);
            assert!(!hashes[..index].contains(hash), "{index}");
        }
    }
}
