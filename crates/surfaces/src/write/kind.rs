//! What a request asks to be done, and whether what it addresses allows that.

use odata::Value;
use odata::edm::{ActionId, Capabilities, EdmType, PropertyId};
use odata::json::read::{EntityBody, ReadRules};
use odata::plan::{Hop, Plan, Tail};

use super::{act, change};
use crate::actions::BoundAction;
use crate::answer::{Method, Request};
use crate::errors::ApiError;
use crate::model::FaceModel;
use crate::streams::{Streams, check_body};

/// What is to be done.
pub(crate) enum Kind {
    Create(EntityBody),
    Change(EntityBody),
    /// A single property, or the property behind a navigation (`…/$ref`); answers 204.
    Assign(&'static str, Value),
    /// The content of a stream: the body of the request, or nothing.
    Stream(&'static dyn Streams),
    Delete,
    /// An action with its parameters.
    Act(ActionId, &'static BoundAction, act::GivenParameters),
}

/// Reads what a request asks for. Errors: 405 with the methods that are allowed, and what is wrong with its body.
pub(super) fn kind_of(face: &FaceModel, plan: &Plan, request: &Request) -> Result<Kind, ApiError> {
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
        (Method::Put | Method::Patch | Method::Delete, Tail::Property { property, member: None, .. })
            if entity_type.property(*property).edm_type == EdmType::Stream =>
        {
            stream(face, hop, *property, request).unwrap_or_else(refused)
        }
        (
            Method::Put | Method::Patch | Method::Delete,
            Tail::Property { property, member: None, raw: false },
        ) => change::property(face, hop, *property, request),
        _ => refused(),
    }
}

/// PUT, PATCH or DELETE of a stream; nothing where the face only reads it.
fn stream(
    face: &FaceModel,
    hop: &Hop,
    property: PropertyId,
    request: &Request,
) -> Option<Result<Kind, ApiError>> {
    let entity_type = face.model.entity_type(hop.entity_type);
    let is_written = entity_type.capabilities.updatable && !entity_type.property(property).read_only;
    let entity = face.entities[hop.entity_type.0].filter(|_| is_written)?;
    let streams = entity.streams?;
    if request.method == Method::Delete {
        return Some(Ok(Kind::Stream(streams)));
    }
    let checked = check_body(request.headers.content_type.as_deref(), &request.body, streams);
    Some(checked.map(|()| Kind::Stream(streams)))
}

pub(super) const READ_ONLY: &str = "GET, HEAD";

/// What `Allow` says of a resource, a property or what else ends a path.
fn allowed_methods(may: Capabilities, collection: bool, tail: &Tail) -> &'static str {
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
