//! The server's own pages: what it is, its health, its metrics.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::Response;
use axum::routing::get;

use crate::app::App;
use crate::limits::READINESS_SECONDS;
use crate::metrics::Gauges;
use crate::respond::plain;

const TEXT: &str = "text/plain; charset=utf-8";

const WELCOME: &str = "funchal: business finance over HTTP.

/beta/financials/companies    Microsoft Graph beta, financials
/api/v2.0/companies           Business Central API v2.0
/api/v1.0/companies           Business Central API v1.0
  $metadata, $batch and openapi.json lie below each root
/{tenant}/oauth2/v2.0/token   access tokens
/health/live  /health/ready  /metrics

Every request to a face needs an access token: Authorization: Bearer ...
Make one with the command `funchal token --role Financials.ReadWrite.All`.
";

/// The routes of these pages.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/", get(async || plain(200, TEXT, WELCOME.to_owned())))
        .route("/health/live", get(async || plain(200, TEXT, "alive\n".to_owned())))
        .route("/health/ready", get(ready))
        .route("/metrics", get(metrics))
}

/// Ready when the database answers and takes writes.
async fn ready(State(app): State<Arc<App>>) -> Response<Body> {
    let check = tokio::time::timeout(Duration::from_secs(READINESS_SECONDS), app.store.check_health());
    match check.await {
        Ok(Ok(())) => plain(200, TEXT, "ready\n".to_owned()),
        Ok(Err(error)) => plain(503, TEXT, format!("not ready: {error}\n")),
        Err(_) => plain(503, TEXT, "not ready: the database does not answer\n".to_owned()),
    }
}

async fn metrics(State(app): State<Arc<App>>) -> Response<Body> {
    let (in_use, most) = app.store.connections();
    let gauges = Gauges { database_connections_in_use: in_use, database_connections_max: most };
    plain(200, "text/plain; version=0.0.4; charset=utf-8", app.metrics.text(&gauges))
}
