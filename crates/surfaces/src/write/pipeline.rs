//! The way of one write: what is addressed, may it be done, the entity's own rules, and the answer.

use std::sync::Arc;

use odata::plan::{Format, Hop, HopKey, Plan, Query, Tail};
use odata::prefer::{Preferences, PreferredAnswer};
use odata::{Key, Value};
use store::{Session, Stamp};
use uuid::Uuid;

use super::body::Body;
use super::kind::{Kind, kind_of};
use super::{Finished, IdempotencyKey, Write, Writer, change};
use crate::answer::{Answer, Request};
use crate::entities::COMPANY;
use crate::errors::ApiError;
use crate::etag;
use crate::model::FaceModel;
use crate::read::execute::{Reading, company_hop, key_text};
use crate::read::prepare::{Prepared, guid_of, key_values};
use crate::read::rows::{Bindings, EntityAddress};
use crate::service::Service;

/// A write that has been read and checked, ready for a transaction, which may try it more than once.
pub(crate) struct WriteJob {
    pub service: Arc<Service>,
    pub request: Arc<Request>,
    pub plan: Plan,
    pub kind: Kind,
    pub format: Format,
    pub preferences: Preferences,
    key: Option<IdempotencyKey>,
}

impl Service {
    /// Answers a request that changes data, in a transaction of its own.
    pub(crate) async fn write(self: &Arc<Self>, request: &Request) -> Result<Answer, ApiError> {
        let job = Arc::new(self.write_job(Arc::new(request.clone()))?);
        let finished = self
            .store
            .write_to_company(job.company_in_url(), move |session| {
                let job = job.clone();
                Box::pin(async move { job.run(session).await })
            })
            .await;
        finished?.settled(self).await
    }

    /// Reads and checks a write, without touching the database.
    pub(crate) fn write_job(self: &Arc<Self>, request: Arc<Request>) -> Result<WriteJob, ApiError> {
        let face = self.face(request.face);
        let mut plan =
            odata::plan(&face.model, &request.path, request.query.as_deref(), &odata::Limits::default())?;
        let format = odata::accept::negotiate(request.headers.accept.as_deref(), plan.format)?;
        let preferences = odata::prefer::parse(request.headers.prefer.as_deref());
        let key = IdempotencyKey::of(&request)?;
        let kind = kind_of(face, &plan, &request)?;
        if plan.tail == Tail::Reference {
            // A reference belongs to the entity it starts from.
            plan.hops.pop();
        }
        Ok(WriteJob { service: self.clone(), request, plan, kind, format, preferences, key })
    }
}

impl WriteJob {
    pub(super) fn face(&self) -> &FaceModel {
        self.service.face(self.request.face)
    }

    /// The company the URL names.
    fn company_in_url(&self) -> Option<Uuid> {
        let hop = &self.plan.hops[company_hop(&self.plan, self.face())?];
        match &hop.key {
            Some(HopKey::Given(key)) => guid_of(key),
            _ => None,
        }
    }

    /// Does the write in the transaction of the session, or finds that it was done before.
    pub async fn run(&self, session: &mut Session) -> Result<Finished, ApiError> {
        let (bindings, stamp) = self.begin(session).await?;
        let Some(key) = &self.key else { return self.work(session, &bindings, stamp).await };
        if let Some(answer) = key.first_answer(session, bindings.company).await? {
            return Ok(answer.into());
        }
        let mut finished = self.work(session, &bindings, stamp).await?;
        key.keep(session, bindings.company, &finished.answer).await?;
        finished.kept = Some((key.clone(), bindings.company, self.request.clone()));
        Ok(finished)
    }

    async fn work(
        &self,
        session: &mut Session,
        bindings: &Bindings,
        stamp: Stamp,
    ) -> Result<Finished, ApiError> {
        let answer = match &self.kind {
            Kind::Create(body) => self.create(session, bindings, stamp, body, None).await?,
            Kind::Change(body) => self.change(session, bindings, stamp, body).await?,
            Kind::Assign(name, value) => {
                let located = self.located_and_matching(session, bindings).await?;
                let body = self.body(bindings, vec![(name, value.clone())]);
                let parent = self.known_parent(session, bindings).await?;
                let write = self.write_of(bindings, stamp, located.id, parent, body);
                self.writer(self.plan.hops.last())?.change(session, &write).await?;
                Answer::empty().with_header("ETag", etag::text(stamp.row_version))
            }
            Kind::Stream(streams) => self.change_stream(session, bindings, stamp, *streams).await?,
            Kind::Delete => {
                let located = self.located_and_matching(session, bindings).await?;
                let parent = self.known_parent(session, bindings).await?;
                let body = self.body(bindings, Vec::new());
                let write = self.write_of(bindings, stamp, located.id, parent, body);
                self.writer(self.plan.hops.last())?.delete(session, &write).await?;
                Answer::empty()
            }
            Kind::Act(id, action, parameters) => {
                return self.act(session, bindings, stamp, (*id, action, parameters)).await;
            }
        };
        Ok(answer.into())
    }

    /// Finds the company and takes its next row version, behind which other writes to it wait.
    async fn begin(&self, session: &mut Session) -> Result<(Bindings, Stamp), ApiError> {
        let face = self.face();
        let mut keys = key_values(&self.plan.hops);
        let company = self.service.company(session, face, &self.request, &self.plan, &mut keys).await?;
        let now_milliseconds = self.request.now.as_millisecond();
        let stamp =
            store::record::next_stamp(session, company, now_milliseconds).await.map_err(
                |error| match error.kind {
                    store::StoreErrorKind::Reference => ApiError::not_found(COMPANY, company),
                    _ => error.into(),
                },
            )?;
        let bindings = Bindings {
            company,
            keys,
            now_milliseconds,
            company_type: face.company_type,
            base_url: String::new(),
        };
        Ok((bindings, stamp))
    }

    pub(super) fn writer(&self, hop: Option<&Hop>) -> Result<&'static dyn Writer, ApiError> {
        hop.and_then(|hop| self.face().entities[hop.entity_type.0])
            .and_then(|entity| entity.writer)
            .ok_or_else(|| ApiError::not_implemented("This entity cannot be written."))
    }

    /// What the writer of the entity addressed is told.
    pub(super) fn body(&self, bindings: &Bindings, mut assignments: Vec<(&'static str, Value)>) -> Body {
        if let Some(hop) = self.plan.hops.last() {
            let key = bindings.keys.last().and_then(Option::as_ref);
            change::add_key_parts(self.face(), hop.entity_type, key, &mut assignments);
        }
        Body::new(assignments)
    }

    pub(super) fn write_of(
        &self,
        bindings: &Bindings,
        stamp: Stamp,
        id: Uuid,
        parent: Option<(&'static str, Uuid)>,
        body: Body,
    ) -> Write {
        Write {
            face: self.request.face,
            company: bindings.company,
            id,
            parent,
            body,
            stamp,
            now: self.request.now,
            seed: (self.service.make_id)(self.request.now),
            can_send: self.service.mailer.is_some(),
        }
    }

    /// The canonical URL of an entity, in the form each face writes its keys.
    pub(super) fn location(&self, company: Uuid, address: &EntityAddress, key: &Key) -> String {
        let root = &self.request.root_url;
        if self.request.face.is_graph() {
            let (set, key) = (address.set(), key_text(Some(key)));
            format!("{root}/financials/companies/{company}/{set}/{key}")
        } else {
            address.url(&format!("{root}/companies({company})"), key)
        }
    }

    /// The entity as a read would show it now.
    pub(super) async fn read_back(
        &self,
        session: &mut Session,
        bindings: &Bindings,
        hops: Vec<Hop>,
        query: &Query,
    ) -> Result<Answer, ApiError> {
        let face = self.face();
        let keys = bindings.keys.clone();
        let dialect = session.dialect();
        let prepared: Arc<Prepared> =
            self.service.read_back.whole(face, dialect, &hops, query, self.format)?;
        let request = Request { headers: Default::default(), ..(*self.request).clone() };
        let reading =
            Reading { face, request: &request, prepared: &prepared, keys, company: bindings.company };
        let answer = reading.answer(session).await?;
        if answer.status != 200 {
            return Err(no_longer_there());
        }
        Ok(answer)
    }

    pub(super) fn with_preference(&self, answer: Answer) -> Answer {
        match self.preferences.answer {
            Some(preferred) => answer.with_header("Preference-Applied", preferred.name()),
            None => answer,
        }
    }
}

pub(super) fn no_longer_there() -> ApiError {
    ApiError::new(404, "Internal_RecordNotFound", "The entity is no longer part of this set.")
}

pub(super) fn wants_minimal(preferences: &Preferences) -> bool {
    matches!(preferences.answer, Some(PreferredAnswer::Minimal | PreferredAnswer::NoContent))
}

/// `$select` and `$expand` shape the answer of a write; nothing else does.
pub(super) fn read_back_query(query: &Query) -> Query {
    Query { select: query.select.clone(), expand: query.expand.clone(), ..Query::default() }
}
