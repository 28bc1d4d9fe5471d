//! The body of an entity: properties, deep insert, links and control information.

use std::collections::BTreeMap;

use super::members::{Members, elements, text_of};
use super::scalar::{ValueReader, read_only, too_deep};
use super::{EntityBody, ReadRules};
use crate::edm::{EntityTypeId, Model, NavigationId, PropertyId};
use crate::{Refusal, RefusalKind, Value};

/// Reads the body of a POST, PATCH or PUT of an entity (OData JSON 7, PROTOCOL.md 3.4 and 4).
///
/// Names are matched exactly, then without case. Control information and other annotations are passed over, except
/// `@odata.bind` and `@odata.etag`; prefix `odata.` or not makes no difference. `null` arrives as `Value::Null`:
/// whether a property may be null is the caller's decision.
///
/// # Errors
/// `BadRequest`: no JSON object, a member twice, an unknown property. `BadValue`: a value that does not fit its type.
/// `TooLong`: more characters than the property holds. `ReadOnly`. `LimitExceeded`. The target is the path to the
/// property.
pub fn parse_entity(
    model: &Model,
    entity_type: EntityTypeId,
    body: &[u8],
    rules: &ReadRules,
) -> Result<EntityBody, Refusal> {
    let members = Members::parse_body(text_of(body)?, &rules.limits)?;
    let mut reader = EntityReader { model, rules, entities: 0 };
    reader.entity(entity_type, &members, 1)
}

struct EntityReader<'a> {
    model: &'a Model,
    rules: &'a ReadRules,
    /// Entities read so far.
    entities: usize,
}

/// What one entity has gathered; maps and slots bring it into model order.
struct Gathered {
    values: Vec<Option<Value>>,
    nested: BTreeMap<NavigationId, Vec<EntityBody>>,
    single: BTreeMap<NavigationId, EntityBody>,
    binds: BTreeMap<NavigationId, Vec<String>>,
    etag: Option<String>,
}

impl EntityReader<'_> {
    fn entity(
        &mut self,
        entity_type: EntityTypeId,
        members: &Members,
        depth: usize,
    ) -> Result<EntityBody, Refusal> {
        self.entities += 1;
        if self.entities > self.rules.limits.entities_max {
            let message = format!("The body holds more than {} entities.", self.rules.limits.entities_max);
            return Err(Refusal::new(RefusalKind::LimitExceeded, message));
        }
        let declared = self.model.entity_type(entity_type);
        let mut gathered = Gathered {
            values: vec![None; declared.properties.len()],
            nested: BTreeMap::new(),
            single: BTreeMap::new(),
            binds: BTreeMap::new(),
            etag: None,
        };
        for (name, raw) in members.iter() {
            if let Some((target, annotation)) = name.split_once('@') {
                self.control(entity_type, target, annotation, raw, &mut gathered)?;
            } else if let Some(id) = declared.find_property(name) {
                self.assign(entity_type, id, raw, depth, &mut gathered)?;
            } else if let Some(id) = declared.find_navigation(name) {
                self.navigate(entity_type, id, raw, depth, &mut gathered)?;
            } else {
                return Err(unknown(name, &format!("{}.{}", self.model.namespace, declared.name)));
            }
        }
        let values = gathered.values.into_iter().enumerate();
        Ok(EntityBody {
            assignments: values.filter_map(|(index, value)| Some((PropertyId(index), value?))).collect(),
            nested: gathered.nested.into_iter().collect(),
            single: gathered.single.into_iter().collect(),
            binds: gathered.binds.into_iter().collect(),
            has_etag: gathered.etag,
        })
    }

    fn assign(
        &self,
        entity_type: EntityTypeId,
        id: PropertyId,
        raw: &str,
        depth: usize,
        gathered: &mut Gathered,
    ) -> Result<(), Refusal> {
        let declared = self.model.entity_type(entity_type);
        let property = declared.property(id);
        let allowed_key = self.rules.key_allowed && declared.key.contains(&id);
        if property.read_only && !allowed_key {
            return Err(read_only(&property.name));
        }
        let slot = &mut gathered.values[id.0];
        if slot.is_some() {
            return Err(twice(&property.name));
        }
        let reader = ValueReader { model: self.model, limits: &self.rules.limits };
        *slot = Some(reader.value(property, raw, depth + 1)?);
        Ok(())
    }

    /// `@odata.etag`, `customer@odata.bind` and the rest, which is passed over.
    fn control(
        &self,
        entity_type: EntityTypeId,
        target: &str,
        annotation: &str,
        raw: &str,
        gathered: &mut Gathered,
    ) -> Result<(), Refusal> {
        let annotation = annotation.strip_prefix("odata.").unwrap_or(annotation);
        if target.is_empty() && annotation == "etag" {
            gathered.etag = serde_json::from_str(raw).ok();
        }
        if target.is_empty() || annotation != "bind" {
            return Ok(());
        }
        let declared = self.model.entity_type(entity_type);
        let Some(id) = declared.find_navigation(target) else {
            return Err(unknown(target, &format!("{}.{}", self.model.namespace, declared.name)));
        };
        let urls = if declared.navigation(id).collection {
            serde_json::from_str::<Vec<String>>(raw).map_err(|_| "an array of URLs")
        } else {
            serde_json::from_str::<Option<String>>(raw)
                .map(|url| url.into_iter().collect())
                .map_err(|_| "one URL")
        };
        let urls = urls.map_err(|expected| {
            let message = format!("'{target}@odata.bind' must be {expected}.");
            Refusal::new(RefusalKind::BadValue, message).at(target)
        })?;
        gathered.binds.entry(id).or_default().extend(urls);
        Ok(())
    }

    fn navigate(
        &mut self,
        entity_type: EntityTypeId,
        id: NavigationId,
        raw: &str,
        depth: usize,
        gathered: &mut Gathered,
    ) -> Result<(), Refusal> {
        let navigation = self.model.entity_type(entity_type).navigation(id);
        let (name, target) = (&navigation.name, navigation.target);
        if gathered.nested.contains_key(&id) || gathered.single.contains_key(&id) {
            return Err(twice(name));
        }
        if navigation.collection {
            if !raw.starts_with('[') {
                let message = format!("'{name}' must be an array of objects.");
                return Err(Refusal::new(RefusalKind::BadValue, message).at(name));
            }
            let mut entities = Vec::new();
            for (index, element) in elements(raw)?.into_iter().enumerate() {
                let element = self.element(target, element.get(), depth + 2);
                match element.map_err(|refusal| below(refusal, &format!("{name}[{index}]")))? {
                    Element::Entity(entity) => entities.push(*entity),
                    Element::Reference(url) => gathered.binds.entry(id).or_default().push(url),
                }
            }
            gathered.nested.insert(id, entities);
        } else if raw != "null" {
            match self.element(target, raw, depth + 1).map_err(|refusal| below(refusal, name))? {
                Element::Entity(entity) => drop(gathered.single.insert(id, *entity)),
                Element::Reference(url) => gathered.binds.entry(id).or_default().push(url),
            }
        }
        Ok(())
    }

    fn element(&mut self, target: EntityTypeId, raw: &str, depth: usize) -> Result<Element, Refusal> {
        if depth > self.rules.limits.depth_max {
            return Err(too_deep(&self.rules.limits));
        }
        if !raw.starts_with('{') {
            return Err(Refusal::new(RefusalKind::BadValue, "An object is expected for a related entity."));
        }
        let members = Members::parse(raw, &self.rules.limits)?;
        if members.iter().all(|(name, _)| name.starts_with('@')) {
            let id = members.iter().find(|(name, _)| matches!(*name, "@id" | "@odata.id"));
            if let Some(url) = id.and_then(|(_, raw)| serde_json::from_str(raw).ok()) {
                return Ok(Element::Reference(url));
            }
        }
        Ok(Element::Entity(Box::new(self.entity(target, &members, depth)?)))
    }
}

enum Element {
    Entity(Box<EntityBody>),
    /// An entity reference of 4.01: `{"@id": "customers(…)"}`.
    Reference(String),
}

/// Puts the place of a nested entity in front of the target.
fn below(mut refusal: Refusal, place: &str) -> Refusal {
    refusal.target = Some(match refusal.target {
        Some(target) => format!("{place}/{target}"),
        None => place.to_string(),
    });
    refusal
}

fn unknown(name: &str, type_name: &str) -> Refusal {
    let message = format!("The property '{name}' does not exist on type '{type_name}'.");
    Refusal::new(RefusalKind::BadRequest, message).at(name)
}

fn twice(name: &str) -> Refusal {
    Refusal::new(RefusalKind::BadRequest, format!("'{name}' appears twice in the body.")).at(name)
}
