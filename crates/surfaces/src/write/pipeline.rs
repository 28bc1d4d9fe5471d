//! The way of one write: what is addressed, may it be done, the entity's own rules, and the answer.

use std::sync::Arc;

use odata::edm::{ActionId, Capabilities, EntityTypeId, NavigationId};
use odata::json::read::{EntityBody, ReadRules};
use odata::plan::{Expand, Format, Hop, HopKey, Plan, Query, Step, Tail};
use odata::prefer::{Preferences, PreferredAnswer};
use odata::{Key, Value};
use store::{Session, Stamp};
use uuid::Uuid;

use super::body::Body;
use super::read_back::Located;
use super::{Finished, IdempotencyKey, Write, Writer, act, change};
use crate::actions::BoundAction;
use crate::answer::{Answer, Method, Request};
use crate::entities::{self, COMPANY};
use crate::entity::Entity;
use crate::errors::ApiError;
use crate::etag::{self, Condition};
use crate::model::FaceModel;
use crate::read::execute::{Reading, company_hop, key_text};
use crate::read::prepare::{Prepared, guid_of, is_keyed_within_parent, key_values};
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

/// What is to be done.
pub(crate) enum Kind {
    Create(EntityBody),
    Change(EntityBody),
    /// A single property, or the property behind a navigation (`…/$ref`); answers 204.
    Assign(&'static str, Value),
    Delete,
    /// An action with its parameters.
    Act(ActionId, &'static BoundAction, act::GivenParameters),
}

/// Entities of one type that are to be made below one parent, each with the id chosen for it, if any.
struct Pending<'b> {
    entity_type: EntityTypeId,
    parent: Option<(&'static str, Uuid)>,
    bodies: Vec<(&'b EntityBody, Option<Uuid>)>,
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

fn kind_of(face: &FaceModel, plan: &Plan, request: &Request) -> Result<Kind, ApiError> {
    let Some(hop) = plan.hops.last() else {
        return Err(ApiError::method_not_allowed(request.method.name(), "the service root", false)
            .allowing(READ_ONLY));
    };
    if plan.tail == Tail::Reference
        && !hop.collection
        && matches!(request.method, Method::Put | Method::Delete)
    {
        return change::reference(face, plan, request);
    }
    if let Tail::Action(id) = plan.tail {
        return act::called(face, hop, id, request);
    }
    let entity_type = face.model.entity_type(hop.entity_type);
    let may = entity_type.capabilities;
    let refused = || {
        let allowed = allowed_methods(may, hop.collection, &plan.tail);
        let name = &entity_type.set_name;
        Err(ApiError::method_not_allowed(request.method.name(), name, hop.collection).allowing(allowed))
    };
    match (request.method, &plan.tail) {
        (Method::Post, Tail::Resource) if hop.collection && may.insertable => {
            // v2.0 lets a client choose the id (PROTOCOL.md 4.2); elsewhere it is read-only.
            let rules = ReadRules { key_allowed: request.face.follows_v2(), ..ReadRules::default() };
            Ok(Kind::Create(change::entity_body(face, hop, request, &rules)?))
        }
        (Method::Patch, Tail::Resource) if !hop.collection && may.updatable => {
            let rules = ReadRules { key_allowed: true, ..ReadRules::default() };
            let body = change::entity_body(face, hop, request, &rules)?;
            if !body.nested.is_empty() || !body.single.is_empty() {
                return Err(ApiError::bad_request(
                    "Nested entities cannot be changed through their parent; send a request for each of them.",
                ));
            }
            Ok(Kind::Change(body))
        }
        (Method::Delete, Tail::Resource) if !hop.collection && may.deletable => Ok(Kind::Delete),
        (
            Method::Put | Method::Patch | Method::Delete,
            Tail::Property { property, member: None, raw: false },
        ) => change::property(face, hop, *property, request),
        _ => refused(),
    }
}

pub(super) const READ_ONLY: &str = "GET, HEAD";

/// What `Allow` says of a resource, a property or what else ends a path.
pub(super) fn allowed_methods(may: Capabilities, collection: bool, tail: &Tail) -> &'static str {
    match (tail, collection) {
        (Tail::Resource, true) if may.insertable => "GET, HEAD, POST",
        (Tail::Resource, false) => match (may.updatable, may.deletable) {
            (true, true) => "GET, HEAD, PATCH, DELETE",
            (true, false) => "GET, HEAD, PATCH",
            (false, true) => "GET, HEAD, DELETE",
            (false, false) => READ_ONLY,
        },
        (Tail::Property { member: None, raw: false, .. }, _) if may.updatable => {
            "GET, HEAD, PUT, PATCH, DELETE"
        }
        (Tail::Action(_), _) => "POST",
        _ => READ_ONLY,
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

    fn writer(&self, hop: Option<&Hop>) -> Result<&'static dyn Writer, ApiError> {
        hop.and_then(|hop| self.face().entities[hop.entity_type.0])
            .and_then(|entity| entity.writer)
            .ok_or_else(|| ApiError::not_implemented("This entity cannot be written."))
    }

    /// What the writer of the entity addressed is told.
    fn body(&self, bindings: &Bindings, mut assignments: Vec<(&'static str, Value)>) -> Body {
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

    async fn create(
        &self,
        session: &mut Session,
        bindings: &Bindings,
        stamp: Stamp,
        body: &EntityBody,
        chosen_id: Option<Uuid>,
    ) -> Result<Answer, ApiError> {
        let face = self.face();
        let parent = self.parent(session, bindings).await?;
        let Some(hop) = self.plan.hops.last() else {
            return Err(ApiError::bad_request("Nothing is addressed."));
        };
        let id = self.create_with_children(session, bindings, stamp, hop, body, parent, chosen_id).await?;
        let key = self.key_of(session, bindings, hop, body, id).await?;
        let address = EntityAddress::of(face.model.entity_type(hop.entity_type));
        let above = parent.filter(|_| is_keyed_within_parent(face, hop.entity_type));
        let location = match above.and_then(|(name, id)| Some((entities::by_name(name)?, id))) {
            Some((parent, id)) => {
                let above = EntityAddress::by_id(parent.set_name(self.request.face));
                let above = self.location(bindings.company, &above, &Value::Guid(id).into());
                address.url(&above, &key)
            }
            None => self.location(bindings.company, &address, &key),
        };
        if wants_minimal(&self.preferences) {
            let answer = Answer::empty()
                .with_header("Location", location.clone())
                .with_header("OData-EntityId", location)
                .with_header("ETag", etag::text(stamp.row_version));
            return Ok(self.with_preference(answer));
        }
        let mut query = read_back_query(&self.plan.query);
        for (navigation, _) in &body.nested {
            expand_inserted(&mut query, face, hop, *navigation);
        }
        let (hops, bindings) = self.made(bindings, hop, key);
        let mut answer = self.read_back(session, &bindings, hops, &query).await?;
        answer.status = 201;
        Ok(self.with_preference(answer.with_header("Location", location)))
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

    /// What a new entity is addressed by: its id, or a key that has more to it.
    async fn key_of(
        &self,
        session: &mut Session,
        bindings: &Bindings,
        hop: &Hop,
        body: &EntityBody,
        id: Uuid,
    ) -> Result<Key, ApiError> {
        if let Some(key) = change::key_of_new(self.face(), hop.entity_type, body, id) {
            return Ok(key);
        }
        let (hops, bindings) = self.made(bindings, hop, Value::Guid(id).into());
        let found = self.service.read_back.locate(session, self.face(), &hops, &bindings).await?;
        found.map(|located| located.key).ok_or_else(no_longer_there)
    }

    /// The path to an entity that was made in the collection of the plan.
    fn made(&self, bindings: &Bindings, hop: &Hop, key: Key) -> (Vec<Hop>, Bindings) {
        let (mut hops, mut bindings) = (self.plan.hops.clone(), bindings.clone());
        hops.pop();
        hops.push(Hop { collection: false, key: Some(HopKey::Given(key.clone())), ..hop.clone() });
        bindings.keys.pop();
        bindings.keys.push(Some(key));
        (hops, bindings)
    }

    /// Creates the entity and, below it, the nested ones (deep insert, PROTOCOL.md 4.5). Returns its id.
    #[allow(clippy::too_many_arguments)] // one write, its place and its body
    async fn create_with_children(
        &self,
        session: &mut Session,
        bindings: &Bindings,
        stamp: Stamp,
        hop: &Hop,
        body: &EntityBody,
        parent: Option<(&'static str, Uuid)>,
        chosen_id: Option<Uuid>,
    ) -> Result<Uuid, ApiError> {
        let face = self.face();
        let mut pending =
            vec![Pending { entity_type: hop.entity_type, parent, bodies: vec![(body, chosen_id)] }];
        let mut first = None;
        while let Some(Pending { entity_type, parent, bodies }) = pending.pop() {
            let (entity, writer) = self.insertable(entity_type)?;
            let mut writes = Vec::with_capacity(bodies.len());
            for (body, chosen_id) in &bodies {
                let given = change::given_id(face, entity_type, body).or(*chosen_id);
                let id = given.filter(|id| !id.is_nil());
                let id = id.unwrap_or_else(|| (self.service.make_id)(self.request.now));
                let assignments = self.own_assignments(entity_type, entity, body)?;
                let mut write = self.write_of(bindings, stamp, id, parent, Body::new(assignments));
                if entity.key_within_parent {
                    write.id = writer.new_id(session, &write, given).await?;
                }
                writes.push(write);
            }
            match writes.as_slice() {
                [write] => writer.create(session, write).await?,
                writes => writer.create_all(session, writes).await?,
            }
            for (write, (body, _)) in writes.iter().zip(&bodies) {
                first.get_or_insert(write.id);
                // The last pushed is made first: push in reverse to keep the order of the body.
                for (navigation, children) in body.nested.iter().rev().filter(|(_, all)| !all.is_empty()) {
                    let target = face.model.entity_type(entity_type).navigation(*navigation).target;
                    let parent = Some((entity.name, write.id));
                    let made = |bodies| Pending { entity_type: target, parent, bodies };
                    if children.iter().all(|child| child.nested.is_empty()) {
                        pending.push(made(children.iter().map(|child| (child, None)).collect()));
                    } else {
                        pending.extend(children.iter().rev().map(|child| made(vec![(child, None)])));
                    }
                }
            }
        }
        first.ok_or_else(|| ApiError::bad_request("Nothing was created."))
    }

    /// The entity behind a type, which must be one that is made on this face, and who makes it.
    fn insertable(
        &self,
        entity_type: EntityTypeId,
    ) -> Result<(&'static Entity, &'static dyn Writer), ApiError> {
        let face = self.face();
        let Some(entity) = face.entities[entity_type.0] else {
            return Err(ApiError::not_implemented("This entity cannot be created."));
        };
        let insertable = face.model.entity_type(entity_type).capabilities.insertable;
        let Some(writer) = entity.writer.filter(|_| insertable) else {
            let refused = ApiError::method_not_allowed("POST", entity.set_name(self.request.face), true);
            return Err(refused.allowing(READ_ONLY));
        };
        Ok((entity, writer))
    }

    /// What a body says of its own entity; it may hold others only where they are many.
    fn own_assignments(
        &self,
        entity_type: EntityTypeId,
        entity: &Entity,
        body: &EntityBody,
    ) -> Result<Vec<(&'static str, Value)>, ApiError> {
        let face = self.face();
        if let Some((navigation, _)) = body.single.first() {
            let name = &face.model.entity_type(entity_type).navigation(*navigation).name;
            let message =
                format!("{name} cannot be created together with its {}; create it first.", entity.name);
            return Err(ApiError::not_implemented(message).at(name));
        }
        change::assignments(face, entity_type, body)
    }

    async fn change(
        &self,
        session: &mut Session,
        bindings: &Bindings,
        stamp: Stamp,
        body: &EntityBody,
    ) -> Result<Answer, ApiError> {
        let face = self.face();
        let Some(hop) = self.plan.hops.last() else {
            return Err(ApiError::bad_request("Nothing is addressed."));
        };
        if self.request.headers.if_none_match.as_deref().map(str::trim) == Some("*") {
            return self.create_if_absent(session, bindings, stamp, body, hop).await;
        }
        let located = self.located_and_matching(session, bindings).await?;
        change::check_key_kept(face, hop.entity_type, body, &located.key)?;
        let assignments = change::assignments(face, hop.entity_type, body)?;
        let parent = self.known_parent(session, bindings).await?;
        let write = self.write_of(bindings, stamp, located.id, parent, self.body(bindings, assignments));
        self.writer(Some(hop))?.change(session, &write).await?;
        if wants_minimal(&self.preferences) {
            let stamped = etag::text(stamp.row_version);
            return Ok(self.with_preference(Answer::empty().with_header("ETag", stamped)));
        }
        let query = read_back_query(&self.plan.query);
        let answer = self.read_back(session, bindings, self.plan.hops.clone(), &query).await?;
        Ok(self.with_preference(answer))
    }

    /// PATCH with `If-None-Match: *`: an upsert that may only insert (OData Protocol 11.4.4).
    async fn create_if_absent(
        &self,
        session: &mut Session,
        bindings: &Bindings,
        stamp: Stamp,
        body: &EntityBody,
        hop: &Hop,
    ) -> Result<Answer, ApiError> {
        let key = bindings.keys.last().and_then(Option::as_ref).filter(|_| hop.key.is_some());
        let Some(key) = key.filter(|key| key.parts().len() > 1 || guid_of(key).is_some()) else {
            return Err(ApiError::bad_request("If-None-Match: * needs the key of the entity to create."));
        };
        change::check_key_kept(self.face(), hop.entity_type, body, key)?;
        let found = self.service.read_back.locate(session, self.face(), &self.plan.hops, bindings).await?;
        match found {
            Some(_) => {
                Err(ApiError::new(412, "Request_EntityChanged", "An entity with this id exists already."))
            }
            None => {
                let body = change::with_key_parts(self.face(), hop.entity_type, body, key);
                self.create(session, bindings, stamp, &body, guid_of(key)).await
            }
        }
    }

    /// The addressed entity, if it exists and `If-Match` holds (PROTOCOL.md 4.3, DESIGN.md 2).
    async fn located_and_matching(
        &self,
        session: &mut Session,
        bindings: &Bindings,
    ) -> Result<Located, ApiError> {
        self.located(session, bindings, !self.request.face.is_graph(), false).await
    }

    /// The same; the caller says whether a tag must be sent, and whether the entity may be any row of its table.
    pub(super) async fn located(
        &self,
        session: &mut Session,
        bindings: &Bindings,
        tag_required: bool,
        of_any_row: bool,
    ) -> Result<Located, ApiError> {
        let condition = self.request.headers.if_match.as_deref().map(Condition::parse);
        match &condition {
            None if tag_required => return Err(ApiError::token_required().at("If-Match")),
            Some(Condition::Malformed) => return Err(ApiError::token_required().at("If-Match")),
            _ => {}
        }
        let (face, hops) = (self.face(), &self.plan.hops);
        let reads = &self.service.read_back;
        let found = match of_any_row {
            true => reads.locate_any_row(session, face, hops, bindings).await?,
            false => reads.locate(session, face, hops, bindings).await?,
        };
        let Some(located) = found else { return Err(self.missing(session, bindings).await) };
        if condition.is_some_and(|condition| !condition.matches(located.row_version)) {
            return Err(ApiError::entity_changed());
        }
        Ok(located)
    }

    /// Names the outermost part of the path that does not exist.
    async fn missing(&self, session: &mut Session, bindings: &Bindings) -> ApiError {
        for (index, hop) in self.plan.hops.iter().enumerate() {
            let Some(key) = &bindings.keys[index] else { continue };
            let found = self
                .service
                .read_back
                .locate(session, self.face(), &self.plan.hops[..=index], bindings)
                .await;
            match found {
                Ok(Some(_)) => {}
                Ok(None) => {
                    let name = &self.face().model.entity_type(hop.entity_type).name;
                    return ApiError::not_found(name, key_text(Some(key)));
                }
                Err(error) => return error,
            }
        }
        ApiError::new(404, "Internal_DataNotFoundFilter", "The navigation leads to no entity.")
    }

    /// The entity above a collection, which must exist. `None` when that is the company.
    async fn parent(
        &self,
        session: &mut Session,
        bindings: &Bindings,
    ) -> Result<Option<(&'static str, Uuid)>, ApiError> {
        let face = self.face();
        let hops = &self.plan.hops;
        let collection = hops.last().is_some_and(|hop| hop.collection);
        let above = if collection { hops.len() - 1 } else { hops.len().saturating_sub(1) };
        let Some(hop) = hops[..above].last() else { return Ok(None) };
        if hop.entity_type == face.company_type {
            return Ok(None);
        }
        let found = self.service.read_back.locate(session, face, &hops[..above], bindings).await?;
        let Some(located) = found else { return Err(self.missing(session, bindings).await) };
        Ok(face.entities[hop.entity_type.0].map(|entity| (entity.name, located.id)))
    }

    /// The entity above the one addressed, where that one is known by it.
    async fn known_parent(
        &self,
        session: &mut Session,
        bindings: &Bindings,
    ) -> Result<Option<(&'static str, Uuid)>, ApiError> {
        let last = self.plan.hops.last();
        match last.is_some_and(|hop| is_keyed_within_parent(self.face(), hop.entity_type)) {
            true => self.parent(session, bindings).await,
            false => Ok(None),
        }
    }

    /// The entity as a read would show it now.
    async fn read_back(
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

    fn with_preference(&self, answer: Answer) -> Answer {
        match self.preferences.answer {
            Some(preferred) => answer.with_header("Preference-Applied", preferred.name()),
            None => answer,
        }
    }
}

fn no_longer_there() -> ApiError {
    ApiError::new(404, "Internal_RecordNotFound", "The entity is no longer part of this set.")
}

fn wants_minimal(preferences: &Preferences) -> bool {
    matches!(preferences.answer, Some(PreferredAnswer::Minimal | PreferredAnswer::NoContent))
}

/// `$select` and `$expand` shape the answer of a write; nothing else does.
fn read_back_query(query: &Query) -> Query {
    Query { select: query.select.clone(), expand: query.expand.clone(), ..Query::default() }
}

/// Children that were inserted along come back along (OData Protocol 11.4.2.2).
fn expand_inserted(query: &mut Query, face: &FaceModel, hop: &Hop, navigation: NavigationId) {
    if query.expand.iter().any(|expand| expand.navigation == navigation) {
        return;
    }
    query.expand.push(Expand {
        navigation,
        entity_type: face.model.entity_type(hop.entity_type).navigation(navigation).target,
        reference: false,
        count_only: false,
        further_levels: 0,
        query: Query::default(),
    });
}

/// Whether a hop leads through a navigation.
pub(crate) fn navigation_of(hop: &Hop) -> Option<NavigationId> {
    match hop.step {
        Step::Navigation(id) => Some(id),
        Step::Root(_) => None,
    }
}
