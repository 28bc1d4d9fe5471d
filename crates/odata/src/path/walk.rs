//! One segment after another: where each may lead from where the path stands.

use crate::edm::{EdmType, EntityType, Model, NavigationId, PropertyId};
use crate::error::{Refusal, RefusalKind};
use crate::path::keys::{Parsed, parse_key, parse_key_segment, split_key};
use crate::path::{Address, not_found, not_implemented};
use crate::plan::{Hop, HopKey, Step, Tail};

pub(super) struct Walk<'a> {
    model: &'a Model,
    aliases: &'a [(String, String)],
    hops: Vec<Hop>,
    tail: Tail,
    has_reordered_key: bool,
}

impl<'a> Walk<'a> {
    pub fn new(model: &'a Model, aliases: &'a [(String, String)]) -> Self {
        Walk {
            model,
            aliases,
            hops: Vec::with_capacity(4),
            tail: Tail::ServiceDocument,
            has_reordered_key: false,
        }
    }

    pub fn finish(self) -> Address {
        Address { hops: self.hops, tail: self.tail, has_reordered_key: self.has_reordered_key }
    }

    pub fn segment(&mut self, segment: &str) -> Result<(), Refusal> {
        match self.tail {
            Tail::ServiceDocument => self.first(segment),
            Tail::Resource => self.after_resource(segment),
            Tail::Property { property, member, raw: false } => self.after_property(segment, property, member),
            _ => Err(not_found(segment)),
        }
    }

    /// Directly below the service root.
    fn first(&mut self, segment: &str) -> Result<(), Refusal> {
        let document = match segment {
            _ if segment.eq_ignore_ascii_case("$metadata") => Some(Tail::Metadata),
            _ if segment.eq_ignore_ascii_case("$batch") => Some(Tail::Batch),
            _ if segment.eq_ignore_ascii_case("openapi.json") => Some(Tail::OpenApi),
            _ => None,
        };
        if let Some(document) = document {
            self.tail = document;
            return Ok(());
        }
        let (name, key) = split_key(segment);
        if ["$crossjoin", "$all", "$entity"].iter().any(|known| name.eq_ignore_ascii_case(known)) {
            return Err(not_implemented(&format!("'{name}'")));
        }
        let model = self.model;
        let find = |same: &dyn Fn(&str) -> bool| model.roots.iter().position(|root| same(&root.name));
        let root = find(&|known| known == name).or_else(|| find(&|known| known.eq_ignore_ascii_case(name)));
        if let Some(index) = root {
            let root = &model.roots[index];
            let hop = Hop {
                step: Step::Root(index),
                entity_type: root.entity_type,
                collection: !root.singleton,
                key: None,
            };
            return self.push(hop, key, segment);
        }
        self.imply_root(name).ok_or_else(|| not_found(segment))?;
        self.after_resource(segment)
    }

    /// Puts the implied root entity first when `name` is one of its navigations (PROTOCOL.md 1.3).
    fn imply_root(&mut self, name: &str) -> Option<()> {
        let implied = self.model.implied?;
        self.model.entity_type(implied).find_navigation(name)?;
        let is_set = |root: &crate::edm::Root| root.entity_type == implied && !root.singleton;
        let index = self.model.roots.iter().position(is_set)?;
        let key = Some(HopKey::Implied);
        self.hops.push(Hop { step: Step::Root(index), entity_type: implied, collection: false, key });
        self.tail = Tail::Resource;
        Some(())
    }

    /// Adds a hop, with its key when one stands in parentheses.
    fn push(&mut self, mut hop: Hop, key: Option<&str>, segment: &str) -> Result<(), Refusal> {
        let entity = self.model.entity_type(hop.entity_type);
        if let Some(key) = key {
            if !hop.collection {
                let message = format!("'{segment}' is a single entity and takes no key.");
                return Err(Refusal::new(RefusalKind::BadKey, message));
            }
            let Parsed { key, is_reordered } = parse_key(self.model, entity, key, self.aliases)?;
            hop.key = Some(HopKey::Given(key));
            self.has_reordered_key |= is_reordered;
            hop.collection = false;
        }
        self.hops.push(hop);
        self.tail = Tail::Resource;
        Ok(())
    }

    /// Behind an entity or a collection.
    fn after_resource(&mut self, segment: &str) -> Result<(), Refusal> {
        let Some(last) = self.hops.last() else { return Err(not_found(segment)) };
        let (entity_type, collection) = (last.entity_type, last.collection);
        let entity = self.model.entity_type(entity_type);
        if segment.starts_with('$') {
            return self.system_segment(segment, collection);
        }
        if let Some(refusal) = self.type_cast(segment) {
            return Err(refusal);
        }
        if collection {
            return self.key_segment(segment, entity);
        }
        let (name, key) = split_key(segment);
        match find(entity, name, self.model) {
            Some(Found::Navigation(id)) => {
                let navigation = entity.navigation(id);
                let hop = Hop {
                    step: Step::Navigation(id),
                    entity_type: navigation.target,
                    collection: navigation.collection,
                    key: None,
                };
                self.push(hop, key, segment)
            }
            Some(Found::Property(property)) if key.is_none() => {
                self.tail = Tail::Property { property, member: None, raw: false };
                Ok(())
            }
            Some(Found::Action(action)) if key.is_none() => {
                self.tail = Tail::Action(action);
                Ok(())
            }
            // PROTOCOL.md 4.6.
            None if entity.actions.is_empty() && in_namespace(self.model, name).is_some() => {
                let message = format!("'{}' does not support bound actions.", entity.name);
                Err(Refusal::new(RefusalKind::NotImplemented, message).at(segment))
            }
            _ => Err(not_found(segment)),
        }
    }

    /// After a collection nothing but a key can follow, where the face takes keys as segments.
    fn key_segment(&mut self, segment: &str, entity: &EntityType) -> Result<(), Refusal> {
        if !self.model.rules.key_as_segment {
            return Err(not_found(segment));
        }
        let key = parse_key_segment(self.model, entity, segment)?;
        if let Some(last) = self.hops.last_mut() {
            last.key = Some(HopKey::Given(key));
            last.collection = false;
        }
        Ok(())
    }

    fn system_segment(&mut self, segment: &str, collection: bool) -> Result<(), Refusal> {
        let (name, _) = split_key(segment);
        let tail = match name.to_ascii_lowercase().as_str() {
            "$count" if segment == name && collection => Tail::Count,
            "$ref" if segment == name => Tail::Reference,
            "$filter" | "$each" => return Err(not_implemented(&format!("'{name}'"))),
            "$count" => return Err(bad_request("'/$count' needs a collection before it.")),
            "$value" => return Err(bad_request("'/$value' needs a property before it.")),
            _ => return Err(not_found(segment)),
        };
        self.tail = tail;
        Ok(())
    }

    /// `Namespace.type` names an entity type to cast to.
    fn type_cast(&self, segment: &str) -> Option<Refusal> {
        let (name, _) = split_key(segment);
        let short = in_namespace(self.model, name)?;
        let is_type = |entity: &EntityType| entity.name.eq_ignore_ascii_case(short);
        let cast = self.model.entity_types.iter().any(is_type);
        cast.then(|| not_implemented(&format!("The type cast '{name}'")))
    }

    /// Behind a property: a member of it, or its raw value.
    fn after_property(
        &mut self,
        segment: &str,
        property: PropertyId,
        member: Option<usize>,
    ) -> Result<(), Refusal> {
        let Some(last) = self.hops.last() else { return Err(not_found(segment)) };
        let declared = self.model.entity_type(last.entity_type).property(property);
        let complex = match declared.edm_type {
            EdmType::Complex(id) if member.is_none() => Some(self.model.complex_type(id)),
            EdmType::ComplexCollection(_) if segment.starts_with('$') => {
                return Err(not_implemented(&format!("'/{segment}' of a collection of complex values")));
            }
            _ => None,
        };
        if segment.eq_ignore_ascii_case("$value") {
            if complex.is_some() {
                return Err(bad_request("'/$value' needs a property without members before it."));
            }
            self.tail = Tail::Property { property, member, raw: true };
            return Ok(());
        }
        let found = complex.and_then(|complex| complex.find_member(segment));
        let member = Some(found.ok_or_else(|| not_found(segment))?);
        self.tail = Tail::Property { property, member, raw: false };
        Ok(())
    }
}

enum Found {
    Property(PropertyId),
    Navigation(NavigationId),
    Action(crate::edm::ActionId),
}

/// What a name means on one entity; a qualified name is an action's.
fn find(entity: &EntityType, name: &str, model: &Model) -> Option<Found> {
    if let Some(short) = in_namespace(model, name) {
        return entity.find_action(short).map(Found::Action);
    }
    if let Some(navigation) = entity.find_navigation(name) {
        return Some(Found::Navigation(navigation));
    }
    if let Some(property) = entity.find_property(name) {
        return Some(Found::Property(property));
    }
    entity.find_action(name).map(Found::Action)
}

/// What stands behind the model's namespace and a dot, the namespace in any case.
fn in_namespace<'n>(model: &Model, name: &'n str) -> Option<&'n str> {
    let (prefix, short) = name.rsplit_once('.')?;
    model.namespace.eq_ignore_ascii_case(prefix).then_some(short)
}

fn bad_request(message: &str) -> Refusal {
    Refusal::new(RefusalKind::BadRequest, message)
}
