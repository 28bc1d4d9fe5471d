//! Navigation property bindings: in which set the targets of navigations lie (OData CSDL 13.4).

use super::{ContainerChild, container_children};
use crate::edm::{EntityTypeId, Model};

/// Contained navigations followed below a set; deeper ones repeat what the sets say.
const CONTAINED_STEPS_MAX: usize = 2;

/// Path from a container child and the target set, for each navigation without containment.
pub(super) fn bindings(model: &Model, child: &ContainerChild) -> Vec<(String, String)> {
    let mut found = Vec::new();
    // What lies below the implied type stands beside it as sets of its own.
    if model.implied == Some(child.entity_type) {
        return found;
    }
    let start = vec![(child.name.to_string(), child.entity_type)];
    collect(model, "", &start, &mut found);
    found
}

fn collect(model: &Model, path: &str, trail: &[(String, EntityTypeId)], found: &mut Vec<(String, String)>) {
    let Some((here, entity_type)) = trail.last() else { return };
    for navigation in &model.entity_type(*entity_type).navigations {
        let path =
            if path.is_empty() { navigation.name.clone() } else { format!("{path}/{}", navigation.name) };
        if !navigation.contained {
            found.extend(target_set(model, trail, navigation.target).map(|target| (path, target)));
        } else if trail.len() <= CONTAINED_STEPS_MAX {
            let below = (format!("{here}/{}", navigation.name), navigation.target);
            collect(model, &path, &[trail, &[below]].concat(), found);
        }
    }
}

/// A set of the container, else the nearest contained collection on the way.
fn target_set(model: &Model, trail: &[(String, EntityTypeId)], target: EntityTypeId) -> Option<String> {
    let children = container_children(model);
    if let Some(set) = children.iter().find(|child| child.entity_type == target && !child.singleton) {
        return Some(set.name.to_string());
    }
    trail.iter().rev().find_map(|(path, entity_type)| {
        let navigations = &model.entity_type(*entity_type).navigations;
        let holder = navigations.iter().find(|navigation| {
            navigation.contained && navigation.collection && navigation.target == target
        })?;
        Some(format!("{path}/{}", holder.name))
    })
}
