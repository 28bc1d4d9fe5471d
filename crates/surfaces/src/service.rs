//! The service behind all faces: one entry for every request whose token has been checked.

use std::sync::Arc;
use std::task::Poll;
use std::time::Instant;

use jiff::Timestamp;
use odata::plan::{Plan, Tail};
use odata::{Key, Value};
use store::{Dialect, Reader, Session, Store};
use uuid::Uuid;

use crate::answer::{Answer, ContentType, Method, Request};
use crate::errors::ApiError;
use crate::face::Face;
use crate::mail::SharedMailer;
use crate::model::FaceModel;
use crate::pieces::{self, Beginning, PieceSender, Pieces};
use crate::read::execute::{Reading, company_hop, company_is_implied};
use crate::read::prepare::{Prepared, PreparedReads, guid_of};

/// Makes the ids of new records. Takes the time so that ids of rows made one after another stand together on disk.
pub type MakeId = Arc<dyn Fn(Timestamp) -> Uuid + Send + Sync>;

/// How the service behaves as a whole.
#[derive(Clone, Debug, Default)]
pub struct ServiceOptions {
    /// Refuse what the originals refuse.
    pub strict: bool,
    /// Who takes the letters in which documents are sent.
    pub mailer: SharedMailer,
}

/// All faces over one database; cheap to share.
pub struct Service {
    pub(crate) store: Store,
    pub(crate) make_id: MakeId,
    pub(crate) mailer: SharedMailer,
    faces: [FaceModel; Face::COUNT],
    prepared: PreparedReads,
    /// What reads after writes are prepared by.
    pub(crate) read_back: crate::write::ReadBacks,
}

impl Service {
    pub fn new(store: Store, make_id: MakeId, options: ServiceOptions) -> Service {
        Service {
            store,
            make_id,
            mailer: options.mailer,
            faces: Face::ALL.map(|face| FaceModel::new(face, options.strict)),
            prepared: PreparedReads::default(),
            read_back: Default::default(),
        }
    }

    pub fn store(&self) -> &Store {
        &self.store
    }

    pub fn face(&self, face: Face) -> &FaceModel {
        &self.faces[face.index()]
    }

    /// Answers a request; every failure is an answer too.
    pub async fn handle(self: &Arc<Self>, request: &Request) -> Answer {
        match self.answer(request).await {
            Ok(answer) => answer,
            Err(error) => error.into_answer(request),
        }
    }

    async fn answer(self: &Arc<Self>, request: &Request) -> Result<Answer, ApiError> {
        check_head(request)?;
        match request.method {
            Method::Get => self.read(request).await,
            Method::Other => Err(ApiError::new(
                405,
                "BadRequest_MethodNotAllowed",
                "Only GET, POST, PATCH, PUT and DELETE are understood.",
            )),
            Method::Post if is_batch(&request.path) => self.batch(request).await,
            _ => self.write(request).await,
        }
    }

    async fn read(&self, request: &Request) -> Result<Answer, ApiError> {
        self.read_on(&mut None, request).await
    }

    /// Answers a request to read on the connection of the reads before it, or takes one; every failure is an answer.
    pub(crate) async fn handle_read_on(&self, reader: &mut Option<Reader>, request: &Request) -> Answer {
        match self.read_on(reader, request).await {
            Ok(answer) => answer,
            Err(error) => error.into_answer(request),
        }
    }

    async fn read_on(&self, reader: &mut Option<Reader>, request: &Request) -> Result<Answer, ApiError> {
        check_head(request)?;
        let face = self.face(request.face);
        let (prepared, keys) = self.prepared.get(face, self.store.dialect(), request)?;
        if let Some(answer) = self.document(request, &prepared)? {
            return Ok(answer);
        }
        let reader = match reader {
            Some(reader) => reader,
            none => none.insert(self.store.reader_for_request().await?),
        };
        self.read_rows(reader, request, &prepared, keys, None).await
    }

    /// Like [`Service::handle`], but a long answer begins before all of it is made: the rest comes in pieces.
    pub async fn handle_in_pieces(self: &Arc<Self>, request: &Request) -> (Answer, Option<Pieces>) {
        match self.begin(request).await {
            Ok(answer) => answer,
            Err(error) => (error.into_answer(request), None),
        }
    }

    async fn begin(self: &Arc<Self>, request: &Request) -> Result<(Answer, Option<Pieces>), ApiError> {
        if request.method != Method::Get {
            return Ok((self.handle(request).await, None));
        }
        check_head(request)?;
        let (prepared, keys) = self.prepared.get(self.face(request.face), self.store.dialect(), request)?;
        if let Some(answer) = self.document(request, &prepared)? {
            return Ok((answer, None));
        }
        if !prepared.hands_out_many_rows() {
            let mut reader = self.store.reader_for_request().await?;
            return Ok((self.read_rows(&mut reader, request, &prepared, keys, None).await?, None));
        }
        let head = prepared.head();
        let (mut sender, pieces) = pieces::channel();
        let (service, request) = (self.clone(), request.clone());
        self.store.read_apart(async move {
            let end = service.read_while_wanted(&request, &prepared, keys, &mut sender).await;
            sender.finish(end);
        });
        match pieces.begin().await {
            Beginning::Whole(answer) => Ok((answer?, None)),
            Beginning::Pieces(pieces) => Ok((head, Some(pieces))),
        }
    }

    /// Reads rows until the client has gone.
    async fn read_while_wanted(
        &self,
        request: &Request,
        prepared: &Prepared,
        keys: Vec<Option<Key>>,
        sender: &mut PieceSender,
    ) -> Result<Answer, ApiError> {
        let gone = sender.gone();
        let mut reader = self.store.reader_for_request().await?;
        let mut read = std::pin::pin!(self.read_rows(&mut reader, request, prepared, keys, Some(sender)));
        std::future::poll_fn(|cx| match gone.poll(cx) {
            Poll::Ready(()) => Poll::Ready(Err(ApiError::fault())),
            Poll::Pending => read.as_mut().poll(cx),
        })
        .await
    }

    async fn read_rows(
        &self,
        reader: &mut Reader,
        request: &Request,
        prepared: &Prepared,
        mut keys: Vec<Option<Key>>,
        onward: Option<&mut PieceSender>,
    ) -> Result<Answer, ApiError> {
        let face = self.face(request.face);
        let company = self.company(reader, face, request, &prepared.plan, &mut keys).await?;
        let reading = Reading { face, request, prepared, keys, company };
        // A read that goes onward has a thread to itself already.
        let may_be_long = onward.is_none() && reading.may_be_long();
        let run = async {
            if reading.needs_snapshot() && !reader.is_at_a_moment() {
                reader.begin_snapshot().await?;
                let answer = reading.answer_onward(reader, onward).await;
                reader.end_snapshot().await?;
                answer
            } else {
                reading.answer_onward(reader, onward).await
            }
        };
        if !may_be_long {
            return run.await;
        }
        let begin = Instant::now();
        let answer = self.store.wait_for_read(!prepared.was_short(), run).await;
        prepared.note_duration(begin.elapsed());
        answer
    }

    /// The prepared read of a request.
    pub(crate) fn prepared(
        &self,
        request: &Request,
        dialect: Dialect,
    ) -> Result<(Arc<Prepared>, Vec<Option<Key>>), ApiError> {
        self.prepared.get(self.face(request.face), dialect, request)
    }

    /// The documents of a face, made from its model alone.
    pub(crate) fn document(
        &self,
        request: &Request,
        prepared: &Prepared,
    ) -> Result<Option<Answer>, ApiError> {
        let model = &self.face(request.face).model;
        let wants_json = request.headers.accept.as_deref().is_some_and(|accept| accept.contains("json"));
        let format = prepared.plan.format.map(|format| format.media);
        Ok(Some(match prepared.plan.tail {
            Tail::ServiceDocument => {
                let body =
                    odata::metadata::service_document(model, &request.root_url, prepared.format.metadata);
                let json = ContentType::Json(prepared.format.metadata, prepared.format.ieee754_compatible);
                Answer::new(200, json, body)
            }
            Tail::Metadata => match format {
                Some(odata::plan::Media::Json) => {
                    Answer::new(200, ContentType::PlainJson, odata::metadata::csdl_json(model))
                }
                None if wants_json && !request.headers.accept.as_deref().unwrap_or("").contains("xml") => {
                    Answer::new(200, ContentType::PlainJson, odata::metadata::csdl_json(model))
                }
                _ => Answer::new(200, ContentType::Xml, odata::metadata::csdl_xml(model)),
            },
            Tail::OpenApi => {
                let body = odata::metadata::openapi(model, request.face.title(), &request.root_url);
                Answer::new(200, ContentType::PlainJson, body)
            }
            Tail::Batch => return Err(ApiError::method_not_allowed("GET", "$batch", false).allowing("POST")),
            Tail::Action(_) => {
                return Err(ApiError::method_not_allowed("GET", "an action", false).allowing("POST"));
            }
            _ => return Ok(None),
        }))
    }

    /// The company a request is about; nil for what stands above the companies. A company the caller may not see does
    /// not exist for it.
    pub(crate) async fn company(
        &self,
        session: &mut Session,
        face: &FaceModel,
        request: &Request,
        plan: &Plan,
        keys: &mut [Option<Key>],
    ) -> Result<Uuid, ApiError> {
        let Some(hop) = company_hop(plan, face) else { return Ok(Uuid::nil()) };
        let company = if company_is_implied(plan) {
            let company = implied_company(session, request, plan).await?;
            keys[hop] = Some(Value::Guid(company).into());
            company
        } else {
            keys[hop].as_ref().and_then(guid_of).unwrap_or_default()
        };
        match &request.companies {
            Some(allowed) if !allowed.contains(&company) => Err(ApiError::not_found("company", company)),
            _ => Ok(company),
        }
    }
}

/// What is checked of every request, whatever it asks for.
fn check_head(request: &Request) -> Result<(), ApiError> {
    odata::version::check(
        request.headers.odata_version.as_deref(),
        request.headers.odata_max_version.as_deref(),
    )?;
    check_access_intent(request)
}

fn is_batch(path: &str) -> bool {
    path.trim_matches('/').eq_ignore_ascii_case("$batch")
}

/// From `?company=`, the `Company` header, or the only one (PROTOCOL.md 1.3).
async fn implied_company(session: &mut Session, request: &Request, plan: &Plan) -> Result<Uuid, ApiError> {
    let option = plan.custom_options.iter().find(|(name, _)| name.eq_ignore_ascii_case("company"));
    let wanted = option.map(|(_, value)| value.as_str()).or(request.headers.company.as_deref());
    let mut companies = store::companies::names(session).await?;
    if let Some(allowed) = &request.companies {
        companies.retain(|(id, _)| allowed.contains(id));
    }
    let found = match wanted {
        Some(wanted) => {
            let id = Uuid::try_parse(wanted).ok();
            companies.iter().find(|(known, name)| Some(*known) == id || name == wanted)
        }
        None if companies.len() == 1 => companies.first(),
        None => {
            let message = "The request names no company, and there is more than one. Use companies({id})/… or ?company=.";
            return Err(ApiError::new(404, "Internal_CompanyNotFound", message));
        }
    };
    found.map(|(id, _)| *id).ok_or_else(|| {
        ApiError::new(404, "Internal_CompanyNotFound", "The company the request names does not exist.")
    })
}

/// `Data-Access-Intent: ReadOnly` on a request that changes something is an error (PROTOCOL.md 4.7).
fn check_access_intent(request: &Request) -> Result<(), ApiError> {
    let read_only = request
        .headers
        .data_access_intent
        .as_deref()
        .is_some_and(|intent| intent.trim().eq_ignore_ascii_case("readonly"));
    if read_only && request.method != Method::Get && !request.path.to_ascii_lowercase().ends_with("$batch") {
        return Err(ApiError::bad_request(
            "Data-Access-Intent: ReadOnly does not go with a request that changes data.",
        )
        .at("Data-Access-Intent"));
    }
    Ok(())
}
