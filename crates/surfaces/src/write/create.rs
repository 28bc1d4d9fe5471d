//! Creating an entity, and those nested in it (PROTOCOL.md 4.2, 4.5).

use odata::edm::{EntityTypeId, NavigationId};
use odata::json::read::EntityBody;
use odata::plan::{Expand, Hop, HopKey, Query};
use odata::{Key, Value};
use store::{Session, Stamp};
use uuid::Uuid;

use super::kind::READ_ONLY;
use super::pipeline::{WriteJob, no_longer_there, read_back_query, wants_minimal};
use super::{Body, Writer, change};
use crate::answer::Answer;
use crate::entities;
use crate::entity::Entity;
use crate::errors::ApiError;
use crate::etag;
use crate::model::FaceModel;
use crate::read::prepare::is_keyed_within_parent;
use crate::read::rows::{Bindings, EntityAddress};

/// Entities of one type that are to be made below one parent, each with the id chosen for it, if any.
struct Pending<'b> {
    entity_type: EntityTypeId,
    parent: Option<(&'static str, Uuid)>,
    bodies: Vec<(&'b EntityBody, Option<Uuid>)>,
}

impl WriteJob {
    pub(super) async fn create(
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
