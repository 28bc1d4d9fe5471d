//! `@odata.context`: made once per plan, then written with the keys of a request (OData Protocol 11, PROTOCOL.md 3.2).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::edm::{EdmType, EntityType, EntityTypeId, Model};
use crate::json::write;
use crate::plan::{Hop, HopKey, Plan, Query, Selected, Step, Tail};
use crate::{Key, Value};

/// What a string key keeps as it is; the rest is percent-encoded, so that the URL is also safe inside JSON text.
const KEY_ENCODED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'\'');

/// The context URL of a plan with its keys left open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContextTemplate {
    /// What follows `$metadata`, starting with `#`; empty for the service document.
    fragment: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    /// A part of a key: index among the keys of the path, and in that key.
    Part(usize, usize),
}

impl ContextTemplate {
    /// The context of the answer to a read. `None` where an answer has no context: `/$count`, raw values, streams,
    /// actions and documents that are not OData JSON.
    ///
    /// A non-contained navigation leads to the canonical set of its target: the nearest contained collection of that
    /// type along the path (`companies(c)/customers/$entity` for the customer of a payment), else a root set.
    pub fn of(plan: &Plan, model: &Model) -> Option<Self> {
        Self::build(plan, model, false)
    }

    /// The context of the entity created by a POST to the collection of a plan.
    pub fn of_created(plan: &Plan, model: &Model) -> Option<Self> {
        Self::build(plan, model, true)
    }

    fn build(plan: &Plan, model: &Model, created: bool) -> Option<Self> {
        let text = |text: &str| Some(ContextTemplate { fragment: vec![Piece::Text(text.to_string())] });
        let last = plan.hops.last();
        match &plan.tail {
            Tail::ServiceDocument => Some(ContextTemplate { fragment: Vec::new() }),
            Tail::Reference => text(if last?.collection { "#Collection($ref)" } else { "#$ref" }),
            Tail::Resource => {
                let mut path = Walk::of(&plan.hops, model).set_path(last?, model)?;
                path.insert(0, Piece::Text("#".into()));
                let mut suffix = select_list(&plan.query, last?.entity_type, model);
                if (!last?.collection || created) && !is_singleton(last?, model) {
                    suffix.push_str("/$entity");
                }
                path.push(Piece::Text(suffix));
                Some(ContextTemplate { fragment: merged(path) })
            }
            Tail::Property { property, member, raw: false } => {
                let property = model.entity_type(last?.entity_type).property(*property);
                let (name, edm_type) = match (member, property.edm_type) {
                    (Some(index), EdmType::Complex(id)) => {
                        let member = model.complex_type(id).members.get(*index)?;
                        (format!("/{}/{}", property.name, member.name), member.edm_type)
                    }
                    _ => (format!("/{}", property.name), property.edm_type),
                };
                if edm_type == EdmType::Stream {
                    return None;
                }
                let Some(mut path) = Walk::of(&plan.hops, model).entity_path() else {
                    return text(&format!("#{}", model.type_name(edm_type)));
                };
                path.insert(0, Piece::Text("#".into()));
                path.push(Piece::Text(name));
                Some(ContextTemplate { fragment: merged(path) })
            }
            _ => None,
        }
    }

    /// Writes the URL without quotes; all characters are safe inside JSON text. `root` is the URL of the service
    /// without a slash at its end; `keys` holds one key for each hop that has one, in order, implied ones filled in.
    pub fn write(&self, out: &mut Vec<u8>, root: &str, keys: &[Key]) {
        out.extend_from_slice(root.as_bytes());
        out.extend_from_slice(b"/$metadata");
        for piece in &self.fragment {
            match piece {
                Piece::Text(text) => out.extend_from_slice(text.as_bytes()),
                Piece::Part(key, part) => {
                    let part = keys.get(*key).and_then(|key| key.parts().get(*part));
                    key_value(out, part.unwrap_or(&Value::Null));
                }
            }
        }
    }
}

/// The context URL of a plan with its own keys. A key that is implied in the path must be replaced by the caller
/// before, or [`ContextTemplate::write`] be used. `None` as for [`ContextTemplate::of`].
pub fn context_url(root: &str, plan: &Plan, model: &Model) -> Option<String> {
    let keys = plan.hops.iter().filter_map(|hop| hop.key.as_ref()).map(|key| match key {
        HopKey::Given(key) => key.clone(),
        HopKey::Implied => Key::from(Value::Null),
    });
    let keys: Vec<Key> = keys.collect();
    let mut out = Vec::new();
    ContextTemplate::of(plan, model)?.write(&mut out, root, &keys);
    Some(String::from_utf8_lossy(&out).into_owned())
}

/// The context of a single value of a type: `{root}/$metadata#Edm.Int32`.
pub fn type_context_url(root: &str, edm_type: EdmType, model: &Model) -> String {
    format!("{root}/$metadata#{}", model.type_name(edm_type))
}

/// Writes a key as it stands between parentheses. `names` are those of its parts, which are written where there are
/// several (OData URL Conventions 4.3.1).
pub fn key<'n>(out: &mut Vec<u8>, names: impl IntoIterator<Item = &'n str>, key: &Key) {
    if let Some(value) = key.only() {
        return key_value(out, value);
    }
    for (index, (name, value)) in names.into_iter().zip(key.parts()).enumerate() {
        out.extend_from_slice(part_lead(index, name).as_bytes());
        key_value(out, value);
    }
}

/// What stands before the value of a part of a key of several.
fn part_lead(index: usize, name: &str) -> String {
    let comma = if index > 0 { "," } else { "" };
    format!("{comma}{name}=")
}

/// Writes the value of a key as it stands in a URL: GUIDs and numbers bare, strings quoted and percent-encoded.
pub fn key_value(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Guid(guid) => write::guid_bare(out, guid),
        Value::Integer(number) => write::integer(out, *number, false),
        Value::String(text) => {
            let doubled = text.replace('\'', "''");
            out.push(b'\'');
            out.extend(utf8_percent_encode(&doubled, KEY_ENCODED).flat_map(str::bytes));
            out.push(b'\'');
        }
        // No face has keys of another type; a missing key becomes `null`, which no URL accepts.
        _ => out.extend_from_slice(b"null"),
    }
}

fn is_singleton(hop: &Hop, model: &Model) -> bool {
    matches!(hop.step, Step::Root(index) if model.roots.get(index).is_some_and(|root| root.singleton))
}

/// The path of a plan, hop by hop, in its canonical form.
struct Walk {
    /// For each hop: the canonical path of its set without key, if there is one, and the type of its entities.
    steps: Vec<CanonicalStep>,
}

struct CanonicalStep {
    entity_type: EntityTypeId,
    set: Option<Vec<Piece>>,
    /// The path of the one entity reached, when its key is known or not needed.
    entity: Option<Vec<Piece>>,
    /// The path as requested, for contained sets below an entity whose key is not known.
    requested: Vec<Piece>,
}

impl Walk {
    fn of(hops: &[Hop], model: &Model) -> Self {
        let mut walk = Walk { steps: Vec::with_capacity(hops.len()) };
        let mut keys = 0;
        for hop in hops {
            let (set, single, name) = walk.set_of(hop, model);
            let mut requested = walk.steps.last().map(|step| step.requested.clone()).unwrap_or_default();
            push_name(&mut requested, &name);
            let mut entity = if single { set.clone() } else { None };
            if hop.key.is_some() {
                let entity_type = model.entity_type(hop.entity_type);
                push_key(&mut requested, entity_type, keys);
                entity = set.clone().map(|mut path| {
                    push_key(&mut path, entity_type, keys);
                    path
                });
                keys += 1;
            }
            walk.steps.push(CanonicalStep { entity_type: hop.entity_type, set, entity, requested });
        }
        walk
    }

    /// Canonical set of a hop, whether that path alone names an entity, and the name of the step.
    fn set_of(&self, hop: &Hop, model: &Model) -> (Option<Vec<Piece>>, bool, String) {
        let before = self.steps.last();
        match (hop.step, before) {
            (Step::Root(index), _) => match model.roots.get(index) {
                Some(root) => (Some(vec![Piece::Text(root.name.clone())]), root.singleton, root.name.clone()),
                None => (None, false, String::new()),
            },
            (Step::Navigation(id), Some(before)) => {
                let navigation = model.entity_type(before.entity_type).navigation(id);
                let name = navigation.name.clone();
                if navigation.contained {
                    let mut path = before.entity.as_ref().unwrap_or(&before.requested).clone();
                    push_name(&mut path, &name);
                    (Some(path), !navigation.collection, name)
                } else {
                    (self.canonical_set(navigation.target, model), false, name)
                }
            }
            (Step::Navigation(_), None) => (None, false, String::new()),
        }
    }

    /// The nearest contained collection of a type along the path, else the root set of that type.
    fn canonical_set(&self, target: EntityTypeId, model: &Model) -> Option<Vec<Piece>> {
        for step in self.steps.iter().rev() {
            let navigations = &model.entity_type(step.entity_type).navigations;
            let contained = navigations.iter().find(|navigation| {
                navigation.contained && navigation.collection && navigation.target == target
            });
            if let (Some(navigation), Some(entity)) = (contained, &step.entity) {
                let mut path = entity.clone();
                push_name(&mut path, &navigation.name);
                return Some(path);
            }
        }
        let root = model.roots.iter().find(|root| root.entity_type == target && !root.singleton)?;
        Some(vec![Piece::Text(root.name.clone())])
    }

    /// Path of the addressed set; the type's name where the model has no set for it.
    fn set_path(mut self, last: &Hop, model: &Model) -> Option<Vec<Piece>> {
        let step = self.steps.pop()?;
        Some(step.set.unwrap_or_else(|| {
            let name = format!("{}.{}", model.namespace, model.entity_type(last.entity_type).name);
            vec![Piece::Text(if last.collection { format!("Collection({name})") } else { name })]
        }))
    }

    fn entity_path(mut self) -> Option<Vec<Piece>> {
        self.steps.pop()?.entity
    }
}

fn push_name(path: &mut Vec<Piece>, name: &str) {
    path.push(Piece::Text(if path.is_empty() { name.to_string() } else { format!("/{name}") }));
}

/// Adds the key of a type; `index` counts the keys of the path.
fn push_key(path: &mut Vec<Piece>, entity_type: &EntityType, index: usize) {
    path.push(Piece::Text("(".into()));
    let names = entity_type.key_properties();
    let has_several_parts = names.len() > 1;
    for (part, property) in names.enumerate() {
        if has_several_parts {
            path.push(Piece::Text(part_lead(part, &property.name)));
        }
        path.push(Piece::Part(index, part));
    }
    path.push(Piece::Text(")".into()));
}

/// Joins neighbouring texts, so that writing takes few steps.
fn merged(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut merged: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match (merged.last_mut(), piece) {
            (Some(Piece::Text(before)), Piece::Text(text)) => before.push_str(&text),
            (_, piece) => merged.push(piece),
        }
    }
    merged
}

/// `(id,address/city,customer(displayName))`; empty when everything is selected and nothing expanded (OData Protocol
/// 11.7 to 11.9). A navigation followed over several levels is marked with `+`.
fn select_list(query: &Query, entity_type: EntityTypeId, model: &Model) -> String {
    let declared = model.entity_type(entity_type);
    let mut items: Vec<String> = Vec::new();
    for selected in query.select.iter().flatten() {
        match selected {
            Selected::Property(id) => items.push(declared.property(*id).name.clone()),
            Selected::Members(id, members) => {
                let property = declared.property(*id);
                if let EdmType::Complex(complex) | EdmType::ComplexCollection(complex) = property.edm_type {
                    let declared = &model.complex_type(complex).members;
                    let names = members.iter().filter_map(|index| declared.get(*index));
                    items.extend(names.map(|member| format!("{}/{}", property.name, member.name)));
                }
            }
            Selected::Computed(index) => {
                items.extend(query.compute.get(*index).map(|computed| computed.name.clone()));
            }
            Selected::Navigation(id) if !query.expand.iter().any(|expand| expand.navigation == *id) => {
                items.push(declared.navigation(*id).name.clone());
            }
            Selected::Navigation(_) => {}
        }
    }
    for expand in query.expand.iter().filter(|expand| !expand.count_only) {
        let name = &declared.navigation(expand.navigation).name;
        let recursive = if expand.further_levels > 0 { "+" } else { "" };
        let nested = match select_list(&expand.query, expand.entity_type, model) {
            nested if nested.is_empty() => "()".to_string(),
            nested => nested,
        };
        items.push(format!("{name}{recursive}{nested}"));
    }
    if items.is_empty() { String::new() } else { format!("({})", items.join(",")) }
}

#[cfg(test)]
#[path = "context_url_tests.rs"]
mod tests;
