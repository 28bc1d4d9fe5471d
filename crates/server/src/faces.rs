//! A request to one of the faces, from its head to its response: checks, token, limits, body, service.

use std::sync::Arc;
use std::time::{Duration, Instant};

use auth::Dialect;
use axum::body::Body;
use axum::extract::State;
use axum::http::request::Parts;
use axum::http::{HeaderValue, Request, Response, header};
use futures_util::FutureExt;
use surfaces::answer::{self, Answer, Method};
use surfaces::errors::ApiError;
use uuid::Uuid;

use crate::app::{App, InFlight};
use crate::limits::SLOW_REQUEST_MILLISECONDS;
use crate::problems::Problem;
use crate::respond::{self, Rest, Wishes};
use crate::roots::{self, Root};
use crate::throttle::Place;
use crate::{body, caller, gate, ids, problems};

/// Everything that is not a page of the server itself comes here.
pub async fn serve(State(app): State<Arc<App>>, request: Request<Body>) -> Response<Body> {
    let started = Instant::now();
    let (parts, mut body) = request.into_parts();
    let request_id = ids::request_id();
    let Some(root) = roots::find(parts.uri.path()) else {
        return problems::no_such_path(&parts, request_id);
    };
    let wishes = wishes(&parts, &root, request_id);
    let origin = caller::origin(&app, &parts);
    let origin_text = origin.as_ref().map_or("", |origin| origin.as_str());
    let mut request = face_request(&app, &parts, &root, request_id, origin_text);
    let mut run = Run { parts: &parts, root: &root, app: &app, service_time: Duration::ZERO };
    let (answer, rest) = match run.admit(&mut request, &mut body, origin).await {
        Ok(held) => run.answer(request, held).await,
        Err(problem) => {
            body::drain(&mut body, &parts.headers).await;
            (problem.into_answer(&request), None)
        }
    };
    let service_time = run.service_time;
    account(&app, &parts, &root, request_id, &answer, started, service_time);
    match rest {
        None => respond::response(answer, &wishes).await,
        Some(rest) => respond::response_in_pieces(answer, rest, &wishes),
    }
}

/// One request on its way.
struct Run<'r> {
    parts: &'r Parts,
    root: &'r Root<'r>,
    app: &'r Arc<App>,
    service_time: Duration,
}

/// What a request holds while it is worked on.
struct Held {
    _in_flight: InFlight,
    _place: Option<Place>,
}

impl Run<'_> {
    /// All that comes before any work: on success the request is complete and may run.
    async fn admit(
        &self,
        request: &mut answer::Request,
        body: &mut Body,
        origin: Option<auth::Origin>,
    ) -> Result<Held, Problem> {
        let (app, parts) = (self.app, self.parts);
        gate::check_head(app, parts, self.root, request.method)?;
        let Some(origin) = origin else { return Err(Problem::bad_host()) };
        let in_flight = app.begin().ok_or_else(|| Problem::overloaded(request.face))?;
        let authorization = parts.headers.get(header::AUTHORIZATION).map(HeaderValue::as_bytes);
        let dialect = if request.face.is_graph() { Dialect::Graph } else { Dialect::BusinessCentral };
        let refused =
            |refusal: auth::Refusal| Problem::from(refusal.answer(dialect, &origin, self.root.tenant));
        let principal = app.door.authenticate(authorization, request.now).await.map_err(refused)?;
        gate::check_tenant(app, self.root, &principal).map_err(refused)?;
        auth::refusal::check_permission(&principal, dialect).map_err(refused)?;
        let place = match &app.throttle {
            Some(throttle) => {
                let place = throttle.enter(&principal).await;
                Some(place.map_err(|throttled| Problem::throttled(throttled, request.face))?)
            }
            None => None,
        };
        request.companies.clone_from(&principal.companies);
        request.client = caller::client(&principal);
        let limits = &app.limits;
        request.body =
            body::read(body, &parts.headers, limits.request_body_bytes_max, limits.body_read_timeout).await?;
        Ok(Held { _in_flight: in_flight, _place: place })
    }

    /// Lets the service answer. A fault in it is an answer too, and closes nothing.
    async fn answer(&mut self, request: answer::Request, held: Held) -> (Answer, Option<Rest<Held>>) {
        let started = Instant::now();
        let answer = if request.method == Method::Get {
            self.read(request, held).await
        } else {
            (self.write(request, held).await, None)
        };
        self.service_time = started.elapsed();
        answer
    }

    async fn read(&self, request: answer::Request, held: Held) -> (Answer, Option<Rest<Held>>) {
        let work = std::panic::AssertUnwindSafe(self.app.service.handle_in_pieces(&request)).catch_unwind();
        match tokio::time::timeout(self.app.limits.read_timeout, work).await {
            Ok(Ok((answer, pieces))) => (answer, pieces.map(|pieces| Rest { pieces, _held: held })),
            Ok(Err(_)) => (Problem::fault().into_answer(&request), None),
            Err(_) => (Problem::took_too_long().into_answer(&request), None),
        }
    }

    /// On a task of its own: it comes to its end whether or not the client waits for it.
    async fn write(&self, request: answer::Request, held: Held) -> Answer {
        let app = self.app.clone();
        let request = Arc::new(request);
        let work = {
            let request = request.clone();
            tokio::spawn(async move {
                let answer = app.service.handle(&request).await;
                drop(held);
                answer
            })
        };
        work.await.unwrap_or_else(|_| Problem::fault().into_answer(&request))
    }
}

fn wishes(parts: &Parts, root: &Root<'_>, request_id: Uuid) -> Wishes {
    let client_request_id = caller::client_request_id(&parts.headers);
    Wishes {
        face: root.face,
        request_id,
        client_request_id: client_request_id.and_then(|id| HeaderValue::from_str(id).ok()),
        wants_4_01: caller::text(&parts.headers, "odata-maxversion")
            .is_some_and(|version| version.trim() == "4.01"),
        is_head: parts.method == axum::http::Method::HEAD,
        accepts_gzip: caller::accepts_gzip(&parts.headers),
    }
}

fn face_request(
    app: &App,
    parts: &Parts,
    root: &Root<'_>,
    request_id: Uuid,
    origin: &str,
) -> answer::Request {
    let client_request_id = caller::client_request_id(&parts.headers);
    let mut root_url = String::with_capacity(origin.len() + root.root.len());
    root_url.push_str(origin);
    // However Graph's root was spelt, links and contexts spell it one way.
    root_url.push_str(if root.face.is_graph() { "/beta" } else { root.root });
    answer::Request {
        face: root.face,
        method: Method::parse(parts.method.as_str()),
        path: root.path.to_owned(),
        query: parts.uri.query().map(str::to_owned),
        headers: caller::face_headers(&parts.headers),
        body: bytes::Bytes::new(),
        root_url,
        client: String::new(),
        companies: None,
        now: app.now(),
        request_id,
        client_request_id: client_request_id.map_or_else(|| request_id.to_string(), str::to_owned),
    }
}

/// Counters and log. Neither ever sees a token, a query or a body.
fn account(
    app: &App,
    parts: &Parts,
    root: &Root<'_>,
    request_id: Uuid,
    answer: &Answer,
    started: Instant,
    service_time: Duration,
) {
    let whole = started.elapsed();
    let method = Method::parse(parts.method.as_str());
    app.metrics.record(root.face, method, answer.status, whole, service_time);
    if let Some(code) = &answer.error_code {
        app.metrics.record_error(root.face, code);
    }
    let (status, path) = (answer.status, parts.uri.path());
    let (milliseconds, error_code) = (whole.as_millis(), answer.error_code.as_deref());
    // What is turned away before any work would flood the log just when there is too much to do; it is counted.
    if status >= 500 && !service_time.is_zero() {
        tracing::warn!(%request_id, method = %parts.method, path, status, error_code, milliseconds, "a request failed");
    } else if milliseconds > SLOW_REQUEST_MILLISECONDS {
        tracing::warn!(%request_id, method = %parts.method, path, status, milliseconds, "a request was slow");
    } else {
        tracing::debug!(%request_id, method = %parts.method, path, status, error_code, milliseconds, "answered");
    }
}

impl From<body::BodyError> for Problem {
    fn from(error: body::BodyError) -> Problem {
        let (status, message) = match error {
            body::BodyError::TooLarge => (413, "The body of the request is larger than the server takes."),
            body::BodyError::TooSlow => (408, "The body of the request did not come in time."),
            body::BodyError::Broken => (400, "The body of the request broke off."),
        };
        Problem::from(ApiError::new(status, "BadRequest", message))
    }
}
