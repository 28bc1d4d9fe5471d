//! Bare servers: hyper, a parser for the measured URLs and nothing else. What they reach is the limit on this machine.

mod ask;
mod columns;
mod insert;
mod json;
pub mod memory;
pub mod postgres;
mod postgres_writer;
mod rows;
pub mod sqlite;
mod sqlite_writer;

use std::convert::Infallible;
use std::future::Future;
use std::sync::Arc;

use anyhow::{Context, Result};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

/// The `Content-Type` that funchal gives on this face.
const CONTENT_TYPE_TEXT: &str =
    "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";
/// What every URL begins with, apart from the path of the face itself.
const ROOT: &str = "http://bench.localhost/beta";

/// What a bare server does with a request.
trait Peer: Send + Sync + 'static {
    /// `target` is path and query as they were sent.
    fn answer(
        &self,
        is_post: bool,
        target: &str,
        body: Bytes,
    ) -> impl Future<Output = Result<(StatusCode, Bytes)>> + Send;
}

/// Serves on a free port until the process is stopped.
async fn serve(peer: impl Peer) -> Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("listening on http://{}", listener.local_addr()?);
    let peer = Arc::new(peer);
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let peer = peer.clone();
        tokio::spawn(async move {
            let service = service_fn(|request| respond(peer.clone(), request));
            // A connection that breaks is the generator's to report.
            let _ = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

async fn respond(
    peer: Arc<impl Peer>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let answer = async {
        let (head, body) = request.into_parts();
        let is_post = head.method == Method::POST;
        let body = if is_post { body.collect().await?.to_bytes() } else { Bytes::new() };
        let target = head.uri.path_and_query().context("no path")?;
        peer.answer(is_post, target.as_str(), body).await
    };
    let (status, body) = answer
        .await
        .unwrap_or_else(|error| (StatusCode::INTERNAL_SERVER_ERROR, Bytes::from(format!("{error:#}"))));
    let mut response = Response::new(Full::new(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(CONTENT_TYPE_TEXT));
    headers.insert("odata-version", HeaderValue::from_static("4.0"));
    Ok(response)
}

/// The same runtime as funchal's: a thread for each processor.
fn runtime() -> Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread().enable_all().build()?)
}
