//! What a body says: assignments in property order, ids, and links given as references.

use odata::edm::{EntityTypeId, NavigationId, PropertyId};
use odata::json::read::{EntityBody, ReadRules, parse_entity, parse_property_value};
use odata::plan::{Hop, Plan, Step};
use odata::{Key, Value};
use uuid::Uuid;

use super::kind::{Kind, READ_ONLY};
use crate::answer::{Method, Request};
use crate::errors::ApiError;
use crate::model::FaceModel;

/// Reads the body of a POST or PATCH.
pub(super) fn entity_body(
    face: &FaceModel,
    hop: &Hop,
    request: &Request,
    rules: &ReadRules,
) -> Result<EntityBody, ApiError> {
    check_media_type(request)?;
    Ok(parse_entity(&face.model, hop.entity_type, &request.body, rules)?)
}

pub(super) fn check_media_type(request: &Request) -> Result<(), ApiError> {
    let Some(content_type) = &request.headers.content_type else { return Ok(()) };
    let media = content_type.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    if media.is_empty() || media == "application/json" || media == "text/json" {
        return Ok(());
    }
    let message = format!("The body must be application/json, not {media}.");
    Err(ApiError::new(415, "BadRequest", message).at("Content-Type"))
}

/// The assignments of a body by property name, in property order; `x@odata.bind` sets the property behind `x`.
pub(super) fn assignments(
    face: &FaceModel,
    entity_type: EntityTypeId,
    body: &EntityBody,
) -> Result<Vec<(&'static str, Value)>, ApiError> {
    let rows = &face.properties[entity_type.0];
    let mut all: Vec<(usize, Value)> = body
        .assignments
        .iter()
        .filter(|(id, _)| !rows[id.0].is_own_id_on(face.face))
        .map(|(id, value)| (id.0, value.clone()))
        .collect();
    for (navigation, urls) in &body.binds {
        let navigation = face.model.entity_type(entity_type).navigation(*navigation);
        let referential = navigation.referential.as_deref().filter(|_| !navigation.collection);
        let position = referential.and_then(|name| rows.iter().position(|row| row.name == name));
        let Some(position) = position else {
            let message = format!("{} cannot be linked by reference.", navigation.name);
            return Err(ApiError::not_implemented(message).at(&navigation.name));
        };
        let id = match urls.as_slice() {
            [] => Uuid::nil(),
            [url] => id_in_url(url).ok_or_else(|| unusable_reference(url))?,
            _ => {
                return Err(ApiError::bad_request("A single-valued navigation takes one reference.")
                    .at(&navigation.name));
            }
        };
        all.retain(|(known, _)| *known != position);
        all.push((position, Value::Guid(id)));
    }
    all.sort_by_key(|(position, _)| *position);
    Ok(all.into_iter().map(|(position, value)| (rows[position].name, value)).collect())
}

/// Refuses a body that gives a part of its entity's key another value than it has.
pub(super) fn check_key_kept(
    face: &FaceModel,
    entity_type: EntityTypeId,
    body: &EntityBody,
    key: &Key,
) -> Result<(), ApiError> {
    for (part, value) in face.model.entity_type(entity_type).key.iter().zip(key.parts()) {
        if given(body, *part).is_some_and(|given| given != value) {
            let name = face.properties[entity_type.0][part.0].name;
            let message = format!("The \"{name}\" cannot be changed.");
            return Err(ApiError::new(400, "Application_DialogException", message).at(name));
        }
    }
    Ok(())
}

/// Adds the parts of a key of several to what is said of its entity: they are values of it like others.
pub(super) fn add_key_parts(
    face: &FaceModel,
    entity_type: EntityTypeId,
    key: Option<&Key>,
    assignments: &mut Vec<(&'static str, Value)>,
) {
    let Some(key) = key.filter(|key| key.parts().len() > 1) else { return };
    for (part, value) in face.model.entity_type(entity_type).key.iter().zip(key.parts()) {
        let name = face.properties[entity_type.0][part.0].name;
        if assignments.iter().all(|(known, _)| *known != name) {
            assignments.push((name, value.clone()));
        }
    }
}

/// A body with the parts of a key of several in it.
pub(super) fn with_key_parts(
    face: &FaceModel,
    entity_type: EntityTypeId,
    body: &EntityBody,
    key: &Key,
) -> EntityBody {
    let mut body = body.clone();
    let parts = face.model.entity_type(entity_type).key.iter().zip(key.parts());
    for (part, value) in parts.filter(|_| key.parts().len() > 1) {
        if given(&body, *part).is_none() {
            body.assignments.push((*part, value.clone()));
        }
    }
    body
}

/// The value that a body gives a property.
fn given(body: &EntityBody, property: PropertyId) -> Option<&Value> {
    body.assignments.iter().find(|(id, _)| *id == property).map(|(_, value)| value)
}

/// The id that a body gives for its own entity.
pub(super) fn given_id(face: &FaceModel, entity_type: EntityTypeId, body: &EntityBody) -> Option<Uuid> {
    let rows = &face.properties[entity_type.0];
    let mut key = face.model.entity_type(entity_type).key.iter();
    match given(body, *key.find(|part| rows[part.0].is_row_id())?)? {
        Value::Guid(id) => Some(*id),
        _ => None,
    }
}

/// The key of a new entity, as far as its id and its body tell; nothing where a part is made from something else.
pub(super) fn key_of_new(
    face: &FaceModel,
    entity_type: EntityTypeId,
    body: &EntityBody,
    id: Uuid,
) -> Option<Key> {
    let rows = &face.properties[entity_type.0];
    let part = |part: &PropertyId| match given(body, *part) {
        _ if rows[part.0].is_row_id() => Some(Value::Guid(id)),
        Some(Value::Guid(given)) => Some(Value::Guid(*given)),
        _ => None,
    };
    face.model.entity_type(entity_type).key.iter().map(part).collect()
}

/// PUT, PATCH or DELETE of one property (OData Protocol 11.4.9): DELETE sets it to null, which is its empty value.
pub(super) fn property(
    face: &FaceModel,
    hop: &Hop,
    property: PropertyId,
    request: &Request,
) -> Result<Kind, ApiError> {
    let entity_type = face.model.entity_type(hop.entity_type);
    if !entity_type.capabilities.updatable {
        let refused = ApiError::method_not_allowed(request.method.name(), &entity_type.set_name, false);
        return Err(refused.allowing(READ_ONLY));
    }
    let declared = entity_type.property(property);
    let name = assignable(face, hop.entity_type, property)?;
    let value = match request.method {
        Method::Delete => Value::Null,
        _ => {
            check_media_type(request)?;
            parse_property_value(&face.model, declared, &request.body, &ReadRules::default())?
        }
    };
    Ok(Kind::Assign(name, value))
}

/// The name of a property that may be set by itself: neither read-only nor fixed once the entity is made.
fn assignable(
    face: &FaceModel,
    entity_type: EntityTypeId,
    property: PropertyId,
) -> Result<&'static str, ApiError> {
    let owner = face.model.entity_type(entity_type);
    let declared = owner.property(property);
    let name = face.properties[entity_type.0][property.0].name;
    if declared.read_only || declared.immutable || owner.key.contains(&property) {
        let message = format!("The property '{name}' is read-only.");
        return Err(ApiError::new(400, "BadRequest_InvalidOperation", message).at(name));
    }
    Ok(name)
}

/// PUT or DELETE of `…/navigation/$ref`: sets or clears the property behind the navigation, on the entity above.
pub(super) fn reference(face: &FaceModel, plan: &Plan, request: &Request) -> Result<Kind, ApiError> {
    let refused = || ApiError::not_implemented("This navigation cannot be set by reference.");
    let (Some(hop), Some(above)) = (plan.hops.last(), plan.hops.iter().rev().nth(1)) else {
        return Err(refused());
    };
    let navigation = navigation_of(hop).filter(|_| hop.key.is_none()).ok_or_else(refused)?;
    let owner = face.model.entity_type(above.entity_type);
    let referential = owner.navigation(navigation).referential.as_deref().ok_or_else(refused)?;
    if !owner.capabilities.updatable {
        return Err(refused());
    }
    let property = owner.find_property(referential).ok_or_else(refused)?;
    let name = assignable(face, above.entity_type, property)?;
    if request.method == Method::Delete {
        return Ok(Kind::Assign(name, Value::Guid(Uuid::nil())));
    }
    check_media_type(request)?;
    let sent: serde_json::Value = serde_json::from_slice(&request.body)
        .map_err(|error| ApiError::bad_request(format!("The body is not JSON: {error}.")))?;
    let url = sent.get("@odata.id").or_else(|| sent.get("@id")).and_then(serde_json::Value::as_str);
    let url = url
        .ok_or_else(|| ApiError::bad_request("The body of a reference holds '@odata.id'.").at("@odata.id"))?;
    Ok(Kind::Assign(name, Value::Guid(id_in_url(url).ok_or_else(|| unusable_reference(url))?)))
}

/// The key at the end of the URL of an entity, in parentheses or as a segment.
fn id_in_url(url: &str) -> Option<Uuid> {
    let last = url.trim_end_matches('/').rsplit('/').next()?;
    let key = match last.split_once('(') {
        Some((_, key)) => key.strip_suffix(')')?,
        None => last,
    };
    Uuid::try_parse(key.trim_matches('\'')).ok()
}

fn unusable_reference(url: &str) -> ApiError {
    ApiError::bad_request(format!("'{url}' is not the URL of an entity.")).at("@odata.id")
}

/// Whether a hop leads through a navigation.
fn navigation_of(hop: &Hop) -> Option<NavigationId> {
    match hop.step {
        Step::Navigation(id) => Some(id),
        Step::Root(_) => None,
    }
}
