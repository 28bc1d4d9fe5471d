//! Streams: values too large for JSON, read and written at URLs of their own (PROTOCOL.md 3.6, OData Protocol 11.2.4).

use store::{Session, Work};
use uuid::Uuid;

use crate::answer::{Answer, ContentType};
use crate::errors::ApiError;
use crate::write::Write;

/// What stands behind the stream property of an entity.
pub trait Streams: Sync {
    /// The content of the entity with an id; nothing when there is none.
    fn read<'s>(
        &'s self,
        session: &'s mut Session,
        company: Uuid,
        id: Uuid,
    ) -> Work<'s, Result<Option<Content>, ApiError>>;

    /// Largest content, in bytes.
    fn bytes_max(&self) -> usize;

    /// Stores the content of the entity of the request, which exists.
    fn write<'s>(
        &'s self,
        session: &'s mut Session,
        write: &'s Write,
        bytes: &'s [u8],
    ) -> Work<'s, Result<(), ApiError>>;
}

/// The value of a stream.
pub struct Content {
    pub media_type: String,
    pub bytes: Vec<u8>,
}

impl Content {
    /// The answer that holds it. Browsers are told to take it for nothing else than it says.
    pub fn into_answer(self) -> Answer {
        Answer::new(200, ContentType::Own, self.bytes)
            .with_header("Content-Type", self.media_type)
            .with_header("X-Content-Type-Options", "nosniff")
    }
}

/// Whether a body can be the content: bytes of any kind, or a picture (PROTOCOL.md 3.6), and neither none nor too many.
pub fn check_body(content_type: Option<&str>, body: &[u8], streams: &dyn Streams) -> Result<(), ApiError> {
    check_media_type(content_type)?;
    if body.is_empty() {
        return Err(ApiError::bad_request("The body is empty; DELETE takes the content away."));
    }
    if body.len() > streams.bytes_max() {
        let message =
            format!("The content has {} bytes; at most {} are taken.", body.len(), streams.bytes_max());
        return Err(ApiError::new(413, "BadRequest", message));
    }
    Ok(())
}

fn check_media_type(content_type: Option<&str>) -> Result<(), ApiError> {
    let media =
        content_type.and_then(|text| text.split(';').next()).unwrap_or("").trim().to_ascii_lowercase();
    if media.is_empty() || media == "application/octet-stream" || media.starts_with("image/") {
        return Ok(());
    }
    let message = format!("The body must be application/octet-stream or an image, not {media}.");
    Err(ApiError::new(415, "BadRequest", message).at("Content-Type"))
}
