//! Accepting connections and serving each: TLS, HTTP/1.1 and HTTP/2, stalled clients, the end.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response};
use hyper::body::Incoming;
use hyper::service::Service;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio_rustls::TlsAcceptor;

use crate::app::App;
use crate::caller::Peer;
use crate::limits::{Limits, PROGRESS_CHECK_SECONDS};
use crate::pace::{Pace, Paced};
use crate::tls::ALPN_HTTP2;

/// Pause after a failed accept, in milliseconds: the usual reason is that no file can be opened, and passes.
const ACCEPT_PAUSE_MILLISECONDS: u64 = 50;
/// Pause between two looks at the first bytes of a connection, in milliseconds.
const PEEK_PAUSE_MILLISECONDS: u64 = 5;

/// All that the connections of a server share.
pub struct Listening {
    pub app: Arc<App>,
    pub router: Router,
    pub tls: Option<TlsAcceptor>,
    /// Becomes `true` when the server stops; each connection holds a copy for as long as it is open.
    pub stopping: watch::Receiver<bool>,
}

/// How long a stopping server still takes connections and first bytes that were on their way.
const STOP_GRACE: Duration = Duration::from_millis(100);

/// Accepts until the server stops. Connections already made by then are still served.
pub async fn accept(listener: TcpListener, listening: Arc<Listening>) {
    let places = Arc::new(Semaphore::new(listening.app.limits.connections_max));
    let mut stopping = listening.stopping.clone();
    loop {
        let place = tokio::select! {
            place = places.clone().acquire_owned() => place,
            () = stopped(&mut stopping) => break,
        };
        let Ok(place) = place else { break };
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => start(&listening, stream, peer, place),
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(ACCEPT_PAUSE_MILLISECONDS)).await;
                }
            },
            () = stopped(&mut stopping) => break,
        }
    }
    // Clients in the queue believe to be connected: closing the listener now would reset them.
    let closing = tokio::time::Instant::now() + STOP_GRACE;
    while let Ok(Ok((stream, peer))) = tokio::time::timeout_at(closing, listener.accept()).await {
        let Ok(place) = places.clone().try_acquire_owned() else { break };
        start(&listening, stream, peer, place);
    }
}

/// Comes to its end when the server stops.
async fn stopped(stopping: &mut watch::Receiver<bool>) {
    let _ = stopping.wait_for(|stopping| *stopping).await;
}

fn start(listening: &Arc<Listening>, stream: TcpStream, peer: SocketAddr, place: OwnedSemaphorePermit) {
    let listening = listening.clone();
    let stopping = listening.stopping.clone();
    tokio::spawn(async move {
        listening.app.metrics.connections.fetch_add(1, Relaxed);
        open(&listening, stream, peer, stopping).await;
        listening.app.metrics.connections.fetch_sub(1, Relaxed);
        drop(place);
    });
}

/// From the bare connection to HTTP: with TLS by ALPN, without it by the first bytes.
async fn open(
    listening: &Arc<Listening>,
    stream: TcpStream,
    peer: SocketAddr,
    stopping: watch::Receiver<bool>,
) {
    // Answers are written whole, so waiting to fill a packet only delays them.
    let _ = stream.set_nodelay(true);
    let limits = &listening.app.limits;
    match &listening.tls {
        Some(tls) => {
            let handshake = tokio::time::timeout(limits.tls_handshake_timeout, tls.accept(stream)).await;
            let Ok(Ok(stream)) = handshake else {
                tracing::debug!(%peer, "no TLS handshake");
                return;
            };
            let is_http2 = stream.get_ref().1.alpn_protocol() == Some(ALPN_HTTP2);
            serve(listening, stream, peer, is_http2, stopping).await;
        }
        None => {
            let first_bytes =
                tokio::time::timeout(limits.header_read_timeout, begins_http2(&stream, stopping.clone()));
            if let Ok(Ok(is_http2)) = first_bytes.await {
                serve(listening, stream, peer, is_http2, stopping).await;
            }
        }
    }
}

/// Waits for the first bytes and tells whether they begin the preface of HTTP/2 (`PRI `). An error when the client
/// goes away, or has said nothing when the server stops.
async fn begins_http2(stream: &TcpStream, mut stopping: watch::Receiver<bool>) -> std::io::Result<bool> {
    const PREFACE: &[u8] = b"PRI ";
    let mut first = [0; PREFACE.len()];
    loop {
        let length = tokio::select! {
            biased;
            length = stream.peek(&mut first) => length?,
            () = stopped(&mut stopping) => {
                // What the client has sent may not have arrived yet.
                tokio::time::timeout(STOP_GRACE, stream.peek(&mut first)).await.unwrap_or(Ok(0))?
            }
        };
        if length == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if first[..length] != PREFACE[..length] {
            return Ok(false);
        }
        if length == PREFACE.len() {
            return Ok(true);
        }
        tokio::time::sleep(Duration::from_millis(PEEK_PAUSE_MILLISECONDS)).await;
    }
}

async fn serve<S>(
    listening: &Arc<Listening>,
    stream: S,
    peer: SocketAddr,
    is_http2: bool,
    mut stopping: watch::Receiver<bool>,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let limits = &listening.app.limits;
    let pace = Pace::new();
    let io = TokioIo::new(Paced { stream, pace: pace.clone() });
    let service = Requests { router: listening.router.clone(), peer: Peer(peer), pace: pace.clone() };
    let builder = builder(limits, is_http2);
    let mut connection = pin!(builder.serve_connection(io, service));
    let mut check = tokio::time::interval(Duration::from_secs(PROGRESS_CHECK_SECONDS));
    check.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut told = false;
    loop {
        tokio::select! {
            biased;
            outcome = connection.as_mut() => {
                if let Err(error) = outcome {
                    tracing::debug!(%peer, %error, "a connection broke");
                }
                return;
            }
            _ = check.tick() => {
                if pace.is_stalled(limits.header_read_timeout, limits.idle_timeout, is_http2) {
                    tracing::debug!(%peer, "a stalled connection is closed");
                    return;
                }
            }
            () = stopped(&mut stopping), if !told => {
                told = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}

fn builder(limits: &Limits, is_http2: bool) -> auto::Builder<TokioExecutor> {
    /// How often a silent HTTP/2 client is asked whether it is there, and how long it has to say so, in seconds.
    const PING_SECONDS: u64 = 30;
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder.http1().max_buf_size(limits.header_bytes_max).max_headers(limits.headers_max).half_close(false);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(limits.http2_streams_max)
        .max_header_list_size(u32::try_from(limits.header_bytes_max).unwrap_or(u32::MAX))
        .keep_alive_interval(Duration::from_secs(PING_SECONDS))
        .keep_alive_timeout(Duration::from_secs(PING_SECONDS));
    if is_http2 { builder.http2_only() } else { builder.http1_only() }
}

/// Hands the requests of one connection to the router.
struct Requests {
    router: Router,
    peer: Peer,
    pace: Arc<Pace>,
}

impl Service<Request<Incoming>> for Requests {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = std::pin::Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        let guard = self.pace.request();
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(self.peer);
        let answer = tower_service(&self.router, request);
        Box::pin(async move {
            let response = answer.await;
            drop(guard);
            response
        })
    }
}

fn tower_service(
    router: &Router,
    request: Request<Body>,
) -> impl Future<Output = Result<Response<Body>, Infallible>> + Send + use<> {
    use hyper_util::service::TowerToHyperService;
    TowerToHyperService::new(router.clone()).call(request)
}
