//! Reading the body of a request within its limits.

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, header};
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;

use crate::limits::DRAIN_MILLISECONDS;

/// Why a body was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyError {
    /// 413.
    TooLarge,
    /// 408.
    TooSlow,
    /// 400: the client went away or its framing is broken.
    Broken,
}

/// Memory set aside at once for a body, in bytes, whatever length it claims.
const FIRST_BYTES_MAX: usize = 64 * 1024;

/// The whole body, if it has at most `bytes_max` bytes and comes within `timeout`.
pub async fn read(
    body: &mut Body,
    headers: &HeaderMap,
    bytes_max: usize,
    timeout: Duration,
) -> Result<Bytes, BodyError> {
    let claimed =
        headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if claimed.is_some_and(|length| length > bytes_max as u64) {
        return Err(BodyError::TooLarge);
    }
    if claimed == Some(0) {
        return Ok(Bytes::new());
    }
    tokio::time::timeout(timeout, collect(body, claimed, bytes_max)).await.unwrap_or(Err(BodyError::TooSlow))
}

async fn collect(body: &mut Body, claimed: Option<u64>, bytes_max: usize) -> Result<Bytes, BodyError> {
    let Some(first) = next_piece(body).await? else { return Ok(Bytes::new()) };
    if claimed == Some(first.len() as u64) {
        return Ok(first);
    }
    let mut whole = BytesMut::with_capacity(claimed.map_or(0, |length| length as usize).min(FIRST_BYTES_MAX));
    let mut piece = Some(first);
    while let Some(bytes) = piece {
        if whole.len() + bytes.len() > bytes_max {
            return Err(BodyError::TooLarge);
        }
        whole.extend_from_slice(&bytes);
        piece = next_piece(body).await?;
    }
    Ok(whole.freeze())
}

async fn next_piece(body: &mut Body) -> Result<Option<Bytes>, BodyError> {
    while let Some(frame) = body.frame().await {
        if let Ok(data) = frame.map_err(|_| BodyError::Broken)?.into_data() {
            return Ok(Some(data));
        }
    }
    Ok(None)
}

/// Reads on for a moment and forgets: a client that is still sending when the connection closes would otherwise see a
/// reset in place of its answer. One that waits to be asked for its body is not asked.
pub async fn drain(body: &mut Body, headers: &HeaderMap) {
    if headers.contains_key(header::EXPECT) || axum::body::HttpBody::is_end_stream(body) {
        return;
    }
    let rest = async { while let Some(Ok(_)) = body.frame().await {} };
    let _ = tokio::time::timeout(Duration::from_millis(DRAIN_MILLISECONDS), rest).await;
}
