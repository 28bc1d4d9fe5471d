//! What the head of a request says about its sender: origin, address, correlation ids, wishes for the answer.

use std::net::{IpAddr, SocketAddr};

use auth::{Origin, Principal};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, header};
use surfaces::answer::Headers;

use crate::app::App;
use crate::limits::CLIENT_REQUEST_ID_BYTES_MAX;

/// The other end of the connection, as an extension of the request.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// The origin the client used; `None` when `Host` is not plainly a host.
pub fn origin(app: &App, parts: &Parts) -> Option<Origin> {
    let forwarded =
        |name: &str| app.trust_forwarded.then(|| first_of_list(text(&parts.headers, name)?)).flatten();
    let scheme = forwarded("x-forwarded-proto").unwrap_or(app.scheme);
    let host = forwarded("x-forwarded-host")
        .or_else(|| parts.uri.authority().map(|authority| authority.as_str()))
        .or_else(|| text(&parts.headers, "host"))
        .unwrap_or(&app.local_authority);
    if !matches!(scheme, "http" | "https") {
        return None;
    }
    Origin::new(scheme, host)
}

/// Where the request came from.
pub fn address(app: &App, parts: &Parts) -> IpAddr {
    let forwarded = app.trust_forwarded.then(|| text(&parts.headers, "x-forwarded-for")).flatten();
    // The last entry is the one the trusted proxy wrote; those before it are the client's own words.
    let client = forwarded.and_then(|list| list.rsplit(',').next()?.trim().parse().ok());
    let peer = parts.extensions.get::<Peer>().map(|peer| peer.0.ip());
    client.or(peer).unwrap_or(IpAddr::from([0, 0, 0, 0]))
}

/// What the client calls the request, when that can be repeated in a header.
pub fn client_request_id(headers: &HeaderMap) -> Option<&str> {
    let id = text(headers, "client-request-id")?.trim();
    let is_plain = id.bytes().all(|byte| byte.is_ascii_graphic());
    (!id.is_empty() && id.len() <= CLIENT_REQUEST_ID_BYTES_MAX && is_plain).then_some(id)
}

/// Who asks, in one text: what belongs to one client is found by it.
pub fn client(principal: &Principal) -> String {
    // Quoted, because tokens of outside issuers may call themselves anything.
    format!("{}/{:?}/{:?}", principal.tenant_id, principal.client_id, principal.object_id)
}

/// The headers a face reads. A header sent several times counts as one list (RFC 9110 section 5.3).
pub fn face_headers(headers: &HeaderMap) -> Headers {
    const ISOLATION: HeaderName = HeaderName::from_static("isolation");
    let one = |name: HeaderName| list(headers, name);
    let named = |name: &'static str| list(headers, HeaderName::from_static(name));
    Headers {
        accept: one(header::ACCEPT),
        prefer: named("prefer"),
        if_match: one(header::IF_MATCH),
        if_none_match: one(header::IF_NONE_MATCH),
        content_type: one(header::CONTENT_TYPE),
        odata_version: named("odata-version"),
        odata_max_version: named("odata-maxversion"),
        isolation: one(ISOLATION).or_else(|| named("odata-isolation")),
        company: named("company"),
        data_access_intent: named("data-access-intent"),
        idempotency_key: named("idempotency-key"),
    }
}

/// True when the client takes gzip (RFC 9110 section 12.5.3).
pub fn accepts_gzip(headers: &HeaderMap) -> bool {
    let mut any = false;
    for item in headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok()) {
        for coding in item.split(',') {
            let (name, parameters) = coding.split_once(';').unwrap_or((coding, ""));
            let weight = parameters.trim().strip_prefix("q=").unwrap_or("1");
            let wanted = weight.bytes().any(|byte| matches!(byte, b'1'..=b'9'));
            match name.trim() {
                name if name.eq_ignore_ascii_case("gzip") => return wanted,
                "*" => any = wanted,
                _ => {}
            }
        }
    }
    any
}

/// The text of a header, when it is text.
pub fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

fn list(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    let mut values = headers.get_all(name).iter();
    // Bytes beyond ASCII are rare but legal, as in a company's name.
    let mut joined = String::from_utf8_lossy(values.next()?.as_bytes()).into_owned();
    for value in values {
        joined.push_str(", ");
        joined.push_str(&String::from_utf8_lossy(value.as_bytes()));
    }
    Some(joined)
}

fn first_of_list(list: &str) -> Option<&str> {
    list.split(',').next().map(str::trim).filter(|first| !first.is_empty())
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderName, HeaderValue};

    use super::{accepts_gzip, client, client_request_id, face_headers};
    use auth::{Permissions, Principal, PrincipalKind};

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &str)| {
            (HeaderName::from_static(name), HeaderValue::from_bytes(value.as_bytes()).unwrap())
        };
        pairs.iter().map(pair).collect()
    }

    #[test]
    fn gzip_only_for_those_who_take_it() {
        for (accept, expected) in [
            ("gzip", true),
            ("deflate, gzip;q=1.0, *;q=0.5", true),
            ("GZIP;q=0.001", true),
            ("*", true),
            ("br, zip", false),
            ("gzip;q=0", false),
            ("gzip;q=0.000, *", false),
            ("", false),
        ] {
            assert_eq!(accepts_gzip(&headers(&[("accept-encoding", accept)])), expected, "{accept}");
        }
        assert!(!accepts_gzip(&HeaderMap::new()));
    }

    #[test]
    fn tenant_application_and_user_tell_clients_apart() {
        let principal = |tenant: u128, client_id: &str, object_id: &str| Principal {
            tenant_id: uuid::Uuid::from_u128(tenant),
            client_id: client_id.into(),
            object_id: object_id.into(),
            kind: PrincipalKind::Application,
            permissions: Permissions::NONE,
            companies: None,
            not_before_unix_seconds: 0,
            expires_at_unix_seconds: 0,
            user_name: None,
        };
        let all = [
            principal(1, "a", "u"),
            principal(2, "a", "u"),
            principal(1, "b", "u"),
            principal(1, "a", "v"),
            principal(1, "a/u", ""),
            principal(1, "", "a/u"),
        ];
        for (index, one) in all.iter().enumerate() {
            let later = Principal { expires_at_unix_seconds: 1, ..one.clone() };
            assert_eq!(client(one), client(&later));
            assert!(all[..index].iter().all(|other| client(other) != client(one)));
        }
    }

    #[test]
    fn ids_that_cannot_be_repeated_are_not() {
        let long = "x".repeat(129);
        for (id, expected) in [
            ("abc-1", Some("abc-1")),
            (" a ", Some("a")),
            ("a b", None),
            ("", None),
            (long.as_str(), None),
            ("é", None),
        ] {
            assert_eq!(client_request_id(&headers(&[("client-request-id", id)])), expected, "{id}");
        }
    }

    #[test]
    fn repeated_headers_are_one_list() {
        let mut several = headers(&[("odata-isolation", "snapshot"), ("company", "Café")]);
        several.append("prefer", HeaderValue::from_static("return=minimal"));
        several.append("prefer", HeaderValue::from_static("maxpagesize=2"));
        let read = face_headers(&several);
        assert_eq!(read.prefer.as_deref(), Some("return=minimal, maxpagesize=2"));
        assert_eq!(read.isolation.as_deref(), Some("snapshot"));
        assert_eq!(read.company.as_deref(), Some("Café"));
        assert_eq!(read.accept, None);
    }
}
