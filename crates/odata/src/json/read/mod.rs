//! Request bodies into typed assignments: an entity with its nested entities, or the value of one property.

mod action;
mod entity;
mod members;
mod number;
mod scalar;
mod temporal;

use crate::edm::{Model, NavigationId, Property, PropertyId};
use crate::{Refusal, RefusalKind, Value};

pub use action::{check_required, parse_parameters};
pub use entity::parse_entity;
pub(crate) use members::Members;

/// What a body may hold at most. The length in bytes is limited before a body arrives here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Objects and arrays within each other; 1 is the body itself.
    pub depth_max: usize,
    /// Members of one object.
    pub members_max: usize,
    /// Entities of one body, the outermost included.
    pub entities_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { depth_max: 8, members_max: 1_000, entities_max: 10_000 }
    }
}

/// How a body is to be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadRules {
    pub limits: Limits,
    /// The key may be sent although it is read-only: at creation with a key of the client's choice (PROTOCOL.md 4.2).
    pub key_allowed: bool,
}

/// A body read against an entity type.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EntityBody {
    /// In the order of the type's properties, whatever the order of the body. `Value::Null` where null was sent.
    pub assignments: Vec<(PropertyId, Value)>,
    /// Deep insert through collections, in the order of the type's navigations (PROTOCOL.md 4.5).
    pub nested: Vec<(NavigationId, Vec<EntityBody>)>,
    /// Deep insert through single-valued navigations.
    pub single: Vec<(NavigationId, EntityBody)>,
    /// URLs of existing entities to be linked, as sent: `x@odata.bind`, or entity references of 4.01 (an object with
    /// nothing but `@id`). An empty list means that `null` was bound: the link is to be removed.
    pub binds: Vec<(NavigationId, Vec<String>)>,
    /// `@odata.etag` of the body. Tolerated, but no substitute for `If-Match` (PROTOCOL.md 4.2).
    pub has_etag: Option<String>,
}

/// Reads the body of a PUT or PATCH of a single property: `{"value": …}`, and the object itself for a complex property
/// (OData JSON 11).
///
/// # Errors
/// As [`parse_entity`]; `BadRequest` when there is no `value`.
pub fn parse_property_value(
    model: &Model,
    property: &Property,
    body: &[u8],
    rules: &ReadRules,
) -> Result<Value, Refusal> {
    if property.read_only {
        return Err(scalar::read_only(&property.name));
    }
    let reader = scalar::ValueReader { model, limits: &rules.limits };
    let text = members::text_of(body)?;
    if let crate::edm::EdmType::Complex(id) = property.edm_type {
        return reader.complex(&property.name, id, text, 1);
    }
    let members = Members::parse_body(text, &rules.limits)?;
    let mut value = None;
    for (name, raw) in members.iter() {
        match name {
            "value" => value = Some(reader.value(property, raw, 2)?),
            _ if name.contains('@') => {}
            _ => {
                let message = format!("The body of a property holds 'value' only, not '{name}'.");
                return Err(Refusal::new(RefusalKind::BadRequest, message).at(name));
            }
        }
    }
    value.ok_or_else(|| {
        let message = format!("The body has no 'value' for the property '{}'.", property.name);
        Refusal::new(RefusalKind::BadRequest, message).at(&property.name)
    })
}

#[cfg(test)]
mod tests;
