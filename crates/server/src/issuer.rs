//! The embedded issuer over HTTP: token endpoint, discovery, key set (PROTOCOL.md 7.4, 7.5).

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

use auth::token_endpoint::{self, Answer, BODY_BYTES_MAX, Context, RequestParts, Version};
use auth::{Origin, Tenant};
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Request, Response, header};
use axum::routing::{get, post};
use uuid::Uuid;

use crate::app::App;
use crate::respond::plain;
use crate::{body, caller, clients, ids};

const JSON: &str = "application/json; charset=utf-8";

/// The routes of the issuer.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/{tenant}/oauth2/v2.0/token", post(token_v2))
        .route("/{tenant}/oauth2/token", post(token_v1))
        .route("/{tenant}/v2.0/.well-known/openid-configuration", get(discovery))
        .route("/{tenant}/.well-known/openid-configuration", get(discovery))
        .route("/{tenant}/discovery/v2.0/keys", get(key_set))
        .route("/{tenant}/discovery/keys", get(key_set))
}

async fn token_v1(state: State<Arc<App>>, tenant: Path<String>, request: Request<Body>) -> Response<Body> {
    token(&state.0, &tenant.0, Version::V1, request).await
}

async fn token_v2(state: State<Arc<App>>, tenant: Path<String>, request: Request<Body>) -> Response<Body> {
    token(&state.0, &tenant.0, Version::V2, request).await
}

async fn token(app: &Arc<App>, tenant: &str, version: Version, request: Request<Body>) -> Response<Body> {
    let Some(_in_flight) = app.begin() else { return unavailable() };
    let (parts, mut body) = request.into_parts();
    let Some(origin) = caller::origin(app, &parts) else { return bad_host() };
    let timeout = app.limits.body_read_timeout;
    // What is too long is cut and refused by the endpoint in its own words; what is no form has no parameters.
    let bytes = match body::read(&mut body, &parts.headers, BODY_BYTES_MAX, timeout).await {
        Ok(bytes) if is_form(&parts) => bytes,
        Ok(_) => bytes::Bytes::new(),
        Err(body::BodyError::TooLarge) => vec![0; BODY_BYTES_MAX + 1].into(),
        Err(_) => return plain(408, JSON, r#"{"error":"invalid_request"}"#.to_owned()),
    };
    let correlation = caller::client_request_id(&parts.headers).and_then(|id| Uuid::try_parse(id).ok());
    let trace_id = ids::request_id();
    let request = RequestParts {
        version,
        origin: &origin,
        tenant,
        authorization: parts.headers.get(header::AUTHORIZATION).map(HeaderValue::as_bytes),
        body: &bytes,
        address: caller::address(app, &parts),
        now_unix_seconds: app.now().as_second(),
        trace_id,
        correlation_id: correlation.unwrap_or(trace_id),
    };
    let answer = match decide(app, request).await {
        Ok(answer) => answer,
        Err(error) => {
            tracing::warn!(%error, %trace_id, "a client could not be looked up");
            return unavailable();
        }
    };
    let counter = if answer.status == 200 { &app.metrics.tokens_issued } else { &app.metrics.tokens_refused };
    counter.fetch_add(1, Relaxed);
    tracing::debug!(%trace_id, status = answer.status, "token endpoint");
    response(answer)
}

async fn decide(app: &Arc<App>, parts: RequestParts<'_>) -> Result<Answer, store::StoreError> {
    let request = match token_endpoint::read(parts, &app.tenants) {
        Ok(request) => request,
        Err(answer) => return Ok(answer),
    };
    let client = match request.client_id() {
        Some(client_id) => clients::find(&app.store, client_id).await?,
        None => None,
    };
    let ring = app.door.ring();
    let context = Context { tenants: &app.tenants, ring: &ring, limiter: &app.attempts };
    Ok(request.answer(context, client.as_ref()))
}

async fn discovery(
    State(app): State<Arc<App>>,
    Path(segment): Path<String>,
    request: Request<Body>,
) -> Response<Body> {
    document(&app, &segment, request, |origin, tenant| {
        auth::discovery::openid_configuration(origin, &segment, tenant.id)
    })
}

async fn key_set(
    State(app): State<Arc<App>>,
    Path(segment): Path<String>,
    request: Request<Body>,
) -> Response<Body> {
    let now = app.now().as_second();
    document(&app, &segment, request, |origin, tenant| app.door.ring().jwks(origin, tenant.id, now))
}

fn document(
    app: &Arc<App>,
    segment: &str,
    request: Request<Body>,
    make: impl FnOnce(&Origin, &Tenant) -> serde_json::Value,
) -> Response<Body> {
    let (parts, _) = request.into_parts();
    let Some(origin) = caller::origin(app, &parts) else { return bad_host() };
    match app.tenants.resolve(segment) {
        Some(tenant) => plain(200, JSON, make(&origin, tenant).to_string()),
        None => {
            let message = "AADSTS90002: This tenant is not served here.";
            let body = serde_json::json!({ "error": "invalid_tenant", "error_description": message });
            plain(400, JSON, body.to_string())
        }
    }
}

fn response(answer: Answer) -> Response<Body> {
    let mut response = plain(answer.status, JSON, answer.body);
    for (name, value) in answer.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

fn is_form(parts: &Parts) -> bool {
    let media = caller::text(&parts.headers, "content-type").unwrap_or_default();
    media
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

fn bad_host() -> Response<Body> {
    let message = "The Host header is not a host name with an optional port.";
    let body = serde_json::json!({ "error": "invalid_request", "error_description": message });
    plain(400, JSON, body.to_string())
}

fn unavailable() -> Response<Body> {
    let body = serde_json::json!({
        "error": "temporarily_unavailable",
        "error_description": "The server cannot answer at the moment; try again.",
    });
    let mut response = plain(503, JSON, body.to_string());
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    response
}
