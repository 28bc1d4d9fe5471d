//! Which paths exist: sets, their entities, and what lies below them.

use super::operations::{self, Place};
use crate::edm::{EdmType, EntityType, EntityTypeId, Model};
use crate::json::tree::Json;

/// Contained navigations followed below a root set: companies, their sets, the collections inside those. Below a root
/// singleton one more.
const CONTAINED_STEPS_MAX: usize = 2;

pub(super) fn paths(model: &Model) -> Json {
    let mut walk = Walk { model, paths: Json::object([]) };
    for root in &model.roots {
        let place =
            Place { path: format!("/{}", root.name), names: vec![root.name.clone()], keys: Vec::new() };
        let entity = model.entity_type(root.entity_type);
        if root.singleton {
            walk.single(&place, root.entity_type, CONTAINED_STEPS_MAX + 1);
        } else {
            walk.collection(&place, root.entity_type, entity, CONTAINED_STEPS_MAX);
        }
    }
    walk.paths
}

struct Walk<'a> {
    model: &'a Model,
    paths: Json,
}

impl Walk<'_> {
    fn collection(&mut self, place: &Place, id: EntityTypeId, entity: &EntityType, steps_left: usize) {
        self.paths.push(&place.path, operations::collection(place, entity));
        self.paths.push(format!("{}/$count", place.path), operations::count(place, entity));
        if !entity.key.is_empty() {
            self.single(&place.keyed(entity, self.model), id, steps_left);
        }
    }

    /// One entity, its streams, actions and navigations.
    fn single(&mut self, place: &Place, id: EntityTypeId, steps_left: usize) {
        let model = self.model;
        let entity = model.entity_type(id);
        self.paths.push(&place.path, operations::entity(place, entity));
        for property in entity.properties.iter().filter(|property| property.edm_type == EdmType::Stream) {
            let below = place.below(&property.name);
            let updatable = entity.capabilities.updatable && !property.read_only;
            self.paths.push(&below.path, operations::stream(&below, entity, updatable));
        }
        for action in &entity.actions {
            let below = place.below(&format!("{}.{}", model.namespace, action.name));
            self.paths.push(&below.path, operations::action(&below, entity, action, model));
        }
        for navigation in &entity.navigations {
            let below = place.below(&navigation.name);
            let target = model.entity_type(navigation.target);
            match (navigation.contained, navigation.collection) {
                (true, _) if steps_left == 0 => {}
                (true, true) => self.collection(&below, navigation.target, target, steps_left - 1),
                (true, false) => self.single(&below, navigation.target, steps_left - 1),
                (false, true) => {
                    self.paths.push(&below.path, operations::related_collection(&below, target));
                }
                (false, false) => self.paths.push(&below.path, operations::related_entity(&below, target)),
            }
        }
    }
}
