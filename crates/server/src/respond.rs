//! From a face's answer to an HTTP response: headers that every answer carries, compression, HEAD.

use std::io::Write as _;

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use flate2::Compression;
use flate2::write::GzEncoder;
use surfaces::answer::{Answer, ContentType};
use surfaces::face::Face;
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
    let is_text = !matches!(answer.content_type, None | Some(ContentType::Own));
    for (name, text) in answer.headers {
        if let (Ok(name), Some(text)) = (HeaderName::try_from(name), value(text)) {
            headers.append(name, text);
        }
    }
    let mut body = answer.body;
    if is_text && body.len() >= GZIP_BYTES_MIN {
        headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
        if wishes.accepts_gzip {
            let (bytes, compressed) = compress(body).await;
            body = bytes;
            if compressed {
                headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            }
        }
    }
    if wishes.is_head {
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    } else if !body.is_empty() {
        *response.body_mut() = Body::from(body);
    }
    response
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
