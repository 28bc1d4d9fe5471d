//! `$batch`: many requests in one, in order, alone or as groups that succeed or fail together (PROTOCOL.md 5).

mod address;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use odata::batch::{BatchFormat, BatchItem, BatchRequest, BatchResponse, Dialect, resolve_references};
use parking_lot::Mutex;
use store::Session;

use crate::answer::{Answer, ContentType, Headers, Method, Request};
use crate::errors::ApiError;
use crate::read::execute::Reading;
use crate::service::Service;
use crate::write::{Finished, key_within_batch};

/// Requests of one group with the answers they have had so far.
type Answers = Arc<Mutex<Vec<Finished>>>;

/// What has come of the requests so far.
#[derive(Default)]
struct Progress {
    responses: Vec<BatchResponse>,
    /// Ids of requests and groups that succeeded.
    succeeded: HashSet<String>,
    /// By id of a request that succeeded: the entity that it made or addressed.
    locations: HashMap<String, String>,
}

impl Service {
    /// Answers a batch; what is wrong with a single request stands in its own response.
    pub(crate) async fn batch(self: &Arc<Self>, request: &Request) -> Result<Answer, ApiError> {
        let dialect = if request.face.is_graph() { Dialect::graph() } else { Dialect::business_central() };
        let content_type = request.headers.content_type.as_deref().unwrap_or("application/json");
        let mut batch = odata::batch::parse(content_type, &request.body, &dialect)?;
        hand_down_key(request, &mut batch.requests)?;
        let preferences = odata::prefer::parse(request.headers.prefer.as_deref());
        let go_on = request.face.is_graph() || preferences.continue_on_error == Some(true);
        let snapshot = !request.face.is_graph()
            && request
                .headers
                .isolation
                .as_deref()
                .is_some_and(|isolation| isolation.eq_ignore_ascii_case("snapshot"));
        let mut progress = Progress::default();
        if snapshot {
            self.run_snapshot(request, &batch.requests, &mut progress).await?;
        } else {
            self.run_in_order(request, &batch.requests, go_on, &mut progress).await?;
        }
        let mut answer = written(request, &batch, &progress.responses);
        if preferences.continue_on_error == Some(true) {
            answer = answer.with_header("Preference-Applied", "odata.continue-on-error");
        }
        Ok(answer)
    }

    async fn run_in_order(
        self: &Arc<Self>,
        outer: &Request,
        items: &[BatchItem],
        go_on: bool,
        progress: &mut Progress,
    ) -> Result<(), ApiError> {
        let mut rest = items;
        while let Some(first) = rest.first() {
            let reads = rest.iter().take_while(|item| is_plain_read(item)).count();
            if reads > 1 {
                let (now, later) = rest.split_at(reads);
                rest = later;
                if self.run_reads(outer, now, go_on, progress).await && !go_on {
                    break;
                }
                continue;
            }
            let length = match &first.atomicity_group {
                None => 1,
                Some(group) => {
                    rest.iter().take_while(|item| item.atomicity_group.as_ref() == Some(group)).count()
                }
            };
            let (now, later) = rest.split_at(length);
            rest = later;
            let failed = match &first.atomicity_group {
                None => self.run_single(outer, first, progress).await,
                Some(group) => self.run_group(outer, group, now, progress).await,
            };
            if failed && !go_on {
                break;
            }
        }
        Ok(())
    }

    /// Runs requests that only read, on one connection. `true` when one failed; unless the batch goes on after
    /// failures, those behind it were not run.
    async fn run_reads(
        self: &Arc<Self>,
        outer: &Request,
        items: &[BatchItem],
        go_on: bool,
        progress: &mut Progress,
    ) -> bool {
        let mut reader = None;
        let mut failed = false;
        for item in items {
            let answer = match progress.ready(outer, item) {
                Ok(request) => self.handle_read_on(&mut reader, &request).await,
                Err(answer) => answer,
            };
            failed |= answer.status >= 400;
            progress.take(outer, item, answer);
            if failed && !go_on {
                break;
            }
        }
        failed
    }

    /// Runs one request by itself. `true` when it failed.
    async fn run_single(
        self: &Arc<Self>,
        outer: &Request,
        item: &BatchItem,
        progress: &mut Progress,
    ) -> bool {
        let answer = match progress.ready(outer, item) {
            Ok(request) => Box::pin(self.handle(&request)).await,
            Err(answer) => answer,
        };
        let failed = answer.status >= 400;
        progress.take(outer, item, answer);
        failed
    }

    /// Runs the requests of a group in one transaction. `true` when it failed, and nothing of it remains.
    async fn run_group(
        self: &Arc<Self>,
        outer: &Request,
        group: &str,
        items: &[BatchItem],
        progress: &mut Progress,
    ) -> bool {
        if !items.iter().all(|item| progress.met(item)) {
            for item in items {
                progress.take(outer, item, dependency_failed(outer));
            }
            return true;
        }
        let (answers, done) = self.run_together(outer, items, progress.locations.clone()).await;
        match done {
            Ok(()) => {
                for (item, answer) in items.iter().zip(answers) {
                    progress.take(outer, item, answer);
                }
                progress.succeeded.insert(group.to_owned());
                false
            }
            Err(error) => {
                // The one that failed says why; for the others nothing happened.
                let failed = answers.len();
                for (index, item) in items.iter().enumerate() {
                    let answer = match index == failed.min(items.len() - 1) {
                        true => error.clone().into_answer(outer),
                        false => dependency_failed(outer),
                    };
                    let mut response = response(outer, item, answer);
                    response.atomicity_group.clone_from(&item.atomicity_group);
                    progress.responses.push(response);
                }
                true
            }
        }
    }

    /// `Isolation: snapshot`: all requests in one transaction. The first failure undoes everything and ends the batch,
    /// though the answers before it stand (PROTOCOL.md 5.1).
    async fn run_snapshot(
        self: &Arc<Self>,
        outer: &Request,
        items: &[BatchItem],
        progress: &mut Progress,
    ) -> Result<(), ApiError> {
        let (answers, done) = self.run_together(outer, items, HashMap::new()).await;
        let failed = answers.len();
        for (item, answer) in items.iter().zip(answers) {
            progress.take(outer, item, answer);
        }
        if let (Err(error), Some(item)) = (done, items.get(failed)) {
            progress.take(outer, item, error.into_answer(outer));
        }
        Ok(())
    }

    /// Runs requests in one transaction. Gives the answers up to the first failure, and that failure. What is to follow
    /// the commit follows; when it fails, its error stands in place of the answer.
    async fn run_together(
        self: &Arc<Self>,
        outer: &Request,
        items: &[BatchItem],
        locations: HashMap<String, String>,
    ) -> (Vec<Answer>, Result<(), ApiError>) {
        let answers = Answers::default();
        let group = Arc::new(Group {
            service: self.clone(),
            outer: outer.clone(),
            items: items.to_vec(),
            locations,
            answers: answers.clone(),
        });
        let done = self
            .store()
            .write(move |session| {
                let group = group.clone();
                Box::pin(async move { group.run(session).await })
            })
            .await;
        let finished = std::mem::take(&mut *answers.lock());
        let mut answers = Vec::with_capacity(finished.len());
        for finished in finished {
            answers.push(match &done {
                Ok(()) => finished.settled(self).await.unwrap_or_else(|error| error.into_answer(outer)),
                Err(_) => finished.answer,
            });
        }
        (answers, done)
    }
}

/// Whether a request of a batch changes nothing and belongs to no group.
fn is_plain_read(item: &BatchItem) -> bool {
    item.atomicity_group.is_none() && Method::parse(&item.method) == Method::Get
}

/// A key of the whole batch stands for one key for each request that changes something and has none of its own.
fn hand_down_key(batch: &Request, items: &mut [BatchItem]) -> Result<(), ApiError> {
    for (position, item) in items.iter_mut().enumerate() {
        let has_own = item.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("Idempotency-Key"));
        if !has_own && let Some(key) = key_within_batch(batch, position)? {
            item.headers.push(("Idempotency-Key".into(), key));
        }
    }
    Ok(())
}

/// Requests that share a transaction.
struct Group {
    service: Arc<Service>,
    outer: Request,
    items: Vec<BatchItem>,
    locations: HashMap<String, String>,
    answers: Answers,
}

impl Group {
    async fn run(&self, session: &mut Session) -> Result<(), ApiError> {
        // Another try begins anew.
        self.answers.lock().clear();
        let mut locations = self.locations.clone();
        for item in &self.items {
            let request = inner_request(&self.outer, item, &locations)?;
            let finished = self.run_one(session, request).await?;
            if let Some(id) = &item.id
                && let Some(location) = location_of(&finished.answer, item, &locations)
            {
                locations.insert(id.clone(), location);
            }
            self.answers.lock().push(finished);
        }
        Ok(())
    }

    async fn run_one(&self, session: &mut Session, request: Request) -> Result<Finished, ApiError> {
        if request.method == Method::Get {
            let face = self.service.face(request.face);
            let (prepared, mut keys) = self.service.prepared(&request, session.dialect())?;
            if let Some(answer) = self.service.document(&request, &prepared)? {
                return Ok(answer.into());
            }
            let company = self.service.company(session, face, &request, &prepared.plan, &mut keys).await?;
            let reading = Reading { face, request: &request, prepared: &prepared, keys, company };
            return Ok(reading.answer(session).await?.into());
        }
        if request.path.to_ascii_lowercase().ends_with("$batch") {
            return Err(ApiError::bad_request("A batch cannot stand within a batch."));
        }
        self.service.write_job(Arc::new(request))?.run(session).await
    }
}

impl Progress {
    /// Whether everything the request depends on has succeeded.
    fn met(&self, item: &BatchItem) -> bool {
        item.depends_on.iter().all(|id| self.succeeded.contains(id))
    }

    /// The request of an item that may run now; else its answer.
    fn ready(&self, outer: &Request, item: &BatchItem) -> Result<Request, Answer> {
        if !self.met(item) {
            return Err(dependency_failed(outer));
        }
        inner_request(outer, item, &self.locations).map_err(|error| error.into_answer(outer))
    }

    fn take(&mut self, outer: &Request, item: &BatchItem, answer: Answer) {
        if answer.status < 400
            && let Some(id) = &item.id
        {
            if let Some(location) = location_of(&answer, item, &self.locations) {
                self.locations.insert(id.clone(), location);
            }
            self.succeeded.insert(id.clone());
        }
        let mut response = response(outer, item, answer);
        response.atomicity_group.clone_from(&item.atomicity_group);
        self.responses.push(response);
    }
}

/// The entity that `$id` stands for: the one created, else the one addressed.
fn location_of(answer: &Answer, item: &BatchItem, locations: &HashMap<String, String>) -> Option<String> {
    if answer.status >= 400 {
        return None;
    }
    let created = answer.headers.iter().find(|(name, _)| *name == "Location").map(|(_, value)| value.clone());
    created.or_else(|| {
        let url = resolve_references(&item.url, locations);
        Some(url.split('?').next().unwrap_or(&url).trim_end_matches('/').to_owned())
    })
}

fn dependency_failed(outer: &Request) -> Answer {
    ApiError::new(
        424,
        "FailedDependency",
        "A request that this one depends on has failed; this one was not done.",
    )
    .into_answer(outer)
}

/// A request of the batch as if it had come alone.
fn inner_request(
    outer: &Request,
    item: &BatchItem,
    locations: &HashMap<String, String>,
) -> Result<Request, ApiError> {
    let url = resolve_references(&item.url, locations);
    let (path, query) = address::below_root(&outer.root_url, &url).ok_or_else(|| {
        ApiError::new(404, "BadRequest_NotFound", format!("'{url}' is no address of this service."))
    })?;
    let mut headers = Headers { company: outer.headers.company.clone(), ..Headers::default() };
    for (name, value) in &item.headers {
        headers.set(name, value);
    }
    Ok(Request {
        face: outer.face,
        method: Method::parse(&item.method),
        path,
        query,
        headers,
        body: item.body.clone().into(),
        root_url: outer.root_url.clone(),
        client: outer.client.clone(),
        companies: outer.companies.clone(),
        now: outer.now,
        request_id: outer.request_id,
        client_request_id: outer.client_request_id.clone(),
    })
}

fn response(outer: &Request, item: &BatchItem, answer: Answer) -> BatchResponse {
    let graph = outer.face.is_graph();
    let mut headers = Vec::new();
    if let Some(content_type) = answer.content_type_text(outer.face).filter(|_| !answer.body.is_empty()) {
        // Spelt as each original does; the JavaScript client of Graph looks for exactly this.
        headers.push((if graph { "Content-Type" } else { "content-type" }.to_owned(), content_type));
        headers.push((if graph { "OData-Version" } else { "odata-version" }.to_owned(), "4.0".to_owned()));
    }
    for (name, value) in &answer.headers {
        headers.push((if graph { (*name).to_owned() } else { name.to_ascii_lowercase() }, value.clone()));
    }
    BatchResponse {
        id: item.id.clone(),
        atomicity_group: None,
        status: answer.status,
        headers,
        body: answer.body,
    }
}

/// The whole answer: in the form of the request, or as multipart when `Accept` asks for it.
fn written(request: &Request, batch: &BatchRequest, responses: &[BatchResponse]) -> Answer {
    let accept = request.headers.accept.as_deref().unwrap_or("").to_ascii_lowercase();
    let multipart = match batch.format {
        BatchFormat::Multipart => !accept.contains("application/json"),
        BatchFormat::Json => accept.contains("multipart/mixed"),
    };
    if !multipart {
        let json = ContentType::Json(odata::plan::MetadataLevel::Minimal, false);
        return Answer::new(200, json, odata::batch::write_json(responses));
    }
    let boundary = format!("batchresponse_{}", request.request_id);
    let body = odata::batch::write_multipart(&without_failed_groups(responses), &boundary);
    Answer::new(200, ContentType::Own, body)
        .with_header("Content-Type", format!("multipart/mixed; boundary={boundary}"))
}

/// In multipart a failed change set is answered by its failure alone, outside of a change set (OData Protocol
/// 11.7.7.5).
fn without_failed_groups(responses: &[BatchResponse]) -> Vec<BatchResponse> {
    let failed = |group: &str| {
        responses.iter().find(|response| {
            response.atomicity_group.as_deref() == Some(group)
                && response.status >= 400
                && response.status != 424
        })
    };
    let mut kept = Vec::with_capacity(responses.len());
    for response in responses {
        match response.atomicity_group.as_deref().and_then(failed) {
            None => kept.push(response.clone()),
            Some(failure) if std::ptr::eq(failure, response) => {
                kept.push(BatchResponse { atomicity_group: None, ..response.clone() });
            }
            Some(_) => {}
        }
    }
    kept
}
