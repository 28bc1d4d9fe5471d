//! A request as a caller writes it: face, method, URL, headers, body.

use jiff::Timestamp;
use odata::edm::{EdmType, EntityType, Property};
use surfaces::answer::{Headers, Method, Request};
use surfaces::face::Face;
use uuid::Uuid;

/// What the caller calls each request.
pub const CLIENT_REQUEST_ID: &str = "caller-17";
/// What the server calls each request.
pub const REQUEST_ID: Uuid = Uuid::from_u128(0x5eed_0000_0000_4000_8000_0000_0000_0001);

/// Where the root of a face is.
pub fn root_url(face: Face) -> &'static str {
    match face {
        Face::GraphBeta => "http://books.example/beta",
        Face::V1 => "http://books.example/api/v1.0",
        Face::V2 => "http://books.example/api/v2.0",
        Face::Own => "http://books.example/api/funchal/finance/v1.0",
    }
}

/// Makes the request. `url` is the path below the root with its query; an absolute one loses its root. Below the
/// root of Graph everything about companies stands under `financials`, which need not be written.
pub fn request(
    face: Face,
    method: &str,
    url: &str,
    headers: &[(String, String)],
    body: &str,
    now: Timestamp,
) -> Request {
    let url = url.strip_prefix(root_url(face)).unwrap_or(url);
    let mut url = percent_encoded(url);
    if face.is_graph() && url.starts_with("/companies") {
        url.insert_str(0, "/financials");
    }
    let (path, query) = match url.split_once('?') {
        Some((path, query)) => (path.to_owned(), Some(query.to_owned())),
        None => (url, None),
    };
    let mut known = Headers::default();
    for (name, value) in headers {
        known.set(name, value);
    }
    Request {
        face,
        method: Method::parse(method),
        path,
        query,
        headers: known,
        body: body.to_owned().into(),
        root_url: root_url(face).into(),
        client: "tests".into(),
        companies: None,
        now,
        request_id: REQUEST_ID,
        client_request_id: CLIENT_REQUEST_ID.into(),
    }
}

/// Encodes what cannot stand in a URL at all, so that case files may show blanks and umlauts as they are.
fn percent_encoded(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for byte in url.bytes() {
        if byte <= b' '
            || byte >= 0x7f
            || matches!(byte, b'"' | b'<' | b'>' | b'^' | b'`' | b'{' | b'|' | b'}')
        {
            out.push_str(&format!("%{byte:02X}"));
        } else {
            out.push(char::from(byte));
        }
    }
    out
}

/// A key of the type of an entity's keys, as it stands between parentheses, that no row has.
pub fn key_of_nothing(entity: &EntityType) -> String {
    let nothing = |property: &Property| match property.edm_type {
        EdmType::Int32 | EdmType::Int64 => "0".to_owned(),
        EdmType::String => "'none'".to_owned(),
        _ => Uuid::nil().to_string(),
    };
    match entity.only_key() {
        Some(key) => nothing(entity.property(key)),
        None => {
            let parts = entity.key_properties().map(|part| format!("{}={}", part.name, nothing(part)));
            parts.collect::<Vec<_>>().join(",")
        }
    }
}
