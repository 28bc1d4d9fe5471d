//! From a face's answer to an HTTP response: headers that every answer carries, compression, HEAD.

use std::io::Write as _;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::Stream;
use surfaces::answer::{Answer, ContentType};
use surfaces::face::Face;
use surfaces::pieces::{Broken, Pieces};
use uuid::Uuid;

use crate::limits::GZIP_BYTES_MIN;

/// What an answer needs to know about its request.
#[derive(Clone, Debug)]
pub struct Wishes {
    pub face: Face,
    pub request_id: Uuid,
    /// `None`: the request id again.
    pub client_request_id: Option<HeaderValue>,
    /// The client said `OData-MaxVersion: 4.01`.
    pub wants_4_01: bool,
    pub is_head: bool,
    pub accepts_gzip: bool,
}

/// Bodies above this are compressed away from the threads that serve other requests, in bytes.
const COMPRESS_INLINE_BYTES_MAX: usize = 512 * 1024;

/// The response to send.
pub async fn response(answer: Answer, wishes: &Wishes) -> Response<Body> {
    let is_text = !matches!(answer.content_type, None | Some(ContentType::Own));
    let (mut response, mut body) = head(answer, wishes);
    if is_text && body.len() >= GZIP_BYTES_MIN {
        response.headers_mut().insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
        if wishes.accepts_gzip {
            let (bytes, compressed) = compress(body).await;
            body = bytes;
            if compressed {
                response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            }
        }
    }
    if wishes.is_head {
        response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    } else if !body.is_empty() {
        *response.body_mut() = Body::from(body);
    }
    response
}

/// The response to an answer whose body comes in pieces: without a length, and cut when the answer breaks.
pub fn response_in_pieces<H: Send + Unpin + 'static>(
    answer: Answer,
    rest: Rest<H>,
    wishes: &Wishes,
) -> Response<Body> {
    let (mut response, _) = head(answer, wishes);
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    if wishes.accepts_gzip {
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    if !wishes.is_head {
        *response.body_mut() = match wishes.accepts_gzip {
            true => {
                let encoder = GzEncoder::new(Vec::new(), Compression::fast());
                Body::from_stream(CompressedPieces { rest, encoder: Some(encoder) })
            }
            false => Body::from_stream(rest),
        };
    }
    response
}

/// Status and headers, and the body apart from them.
fn head(answer: Answer, wishes: &Wishes) -> (Response<Body>, Vec<u8>) {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.reserve(8 + answer.headers.len());
    if let Some(content_type) = answer.content_type_text(wishes.face).and_then(value) {
        headers.insert(header::CONTENT_TYPE, content_type);
    }
    let version = if wishes.wants_4_01 { "4.01" } else { "4.0" };
    headers.insert(HeaderName::from_static("odata-version"), HeaderValue::from_static(version));
    let request_id = guid_value(wishes.request_id);
    let client_request_id = wishes.client_request_id.clone().unwrap_or_else(|| request_id.clone());
    headers.insert(HeaderName::from_static("client-request-id"), client_request_id);
    headers.insert(HeaderName::from_static("request-id"), request_id);
    for (name, text) in answer.headers {
        if let (Ok(name), Some(text)) = (HeaderName::try_from(name), value(text)) {
            headers.append(name, text);
        }
    }
    (response, answer.body)
}

/// The pieces of an answer's body, and what its request holds until they are sent.
pub struct Rest<H> {
    pub pieces: Pieces,
    pub _held: H,
}

impl<H: Unpin> Stream for Rest<H> {
    type Item = Result<Vec<u8>, Broken>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.pieces.poll_piece(cx)
    }
}

/// The same, compressed as they come.
struct CompressedPieces<H> {
    rest: Rest<H>,
    /// `None` once the end is written.
    encoder: Option<GzEncoder<Vec<u8>>>,
}

impl<H: Unpin> Stream for CompressedPieces<H> {
    type Item = Result<Vec<u8>, Broken>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let Some(encoder) = &mut self.encoder else { return Poll::Ready(None) };
            let compressed = std::mem::take(encoder.get_mut());
            if !compressed.is_empty() {
                return Poll::Ready(Some(Ok(compressed)));
            }
            match ready!(self.rest.pieces.poll_piece(cx)) {
                Some(Ok(piece)) => {
                    let written = self.encoder.as_mut().map(|encoder| encoder.write_all(&piece));
                    if !matches!(written, Some(Ok(()))) {
                        return Poll::Ready(Some(Err(Broken)));
                    }
                }
                Some(Err(broken)) => return Poll::Ready(Some(Err(broken))),
                None => {
                    let end = self.encoder.take().map(GzEncoder::finish);
                    return Poll::Ready(end.map(|end| end.map_err(|_| Broken)));
                }
            }
        }
    }
}

/// A small answer outside of the faces.
pub fn plain(status: u16, content_type: &'static str, body: String) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

/// Header values are made from checked text; one that still does not fit is left out.
fn value(text: String) -> Option<HeaderValue> {
    HeaderValue::try_from(text).ok()
}

fn guid_value(id: Uuid) -> HeaderValue {
    let mut buffer = [0; 36];
    HeaderValue::from_str(id.hyphenated().encode_lower(&mut buffer)).unwrap_or(HeaderValue::from_static(""))
}

/// The compressed bytes, or the plain ones when compressing fails.
async fn compress(body: Vec<u8>) -> (Vec<u8>, bool) {
    if body.len() <= COMPRESS_INLINE_BYTES_MAX {
        return compress_now(body);
    }
    tokio::task::spawn_blocking(|| compress_now(body)).await.unwrap_or_default()
}

fn compress_now(body: Vec<u8>) -> (Vec<u8>, bool) {
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 4), Compression::fast());
    match encoder.write_all(&body).and_then(|()| encoder.finish()) {
        Ok(compressed) => (compressed, true),
        Err(_) => (body, false),
    }
}
