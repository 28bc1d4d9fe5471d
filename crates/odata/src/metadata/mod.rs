//! Documents about a model: CSDL in XML and JSON, the service document, OpenAPI. All made from the model only.

mod bindings;
mod csdl_json;
mod csdl_xml;
mod openapi;
mod service_document;

use crate::edm::{EntityTypeId, Model};

pub use csdl_json::csdl_json;
pub use csdl_xml::csdl_xml;
pub use openapi::openapi;
pub use service_document::service_document;

/// Fraction digits of instants, times and durations.
const TEMPORAL_PRECISION: u32 = 3;
const CORE: &str = "Org.OData.Core.V1";
const CAPABILITIES: &str = "Org.OData.Capabilities.V1";
const ODATA_VERSIONS: &str = "4.0 4.01";

/// A set or singleton that can be addressed directly below the root.
pub(crate) struct ContainerChild<'a> {
    pub name: &'a str,
    pub entity_type: EntityTypeId,
    pub singleton: bool,
}

/// The roots, followed by the sets below the implied type, which may be addressed without naming it (PROTOCOL.md 1.3).
pub(crate) fn container_children(model: &Model) -> Vec<ContainerChild<'_>> {
    let mut children: Vec<ContainerChild> = model
        .roots
        .iter()
        .map(|root| ContainerChild {
            name: &root.name,
            entity_type: root.entity_type,
            singleton: root.singleton,
        })
        .collect();
    let implied = model.implied.map(|id| &model.entity_type(id).navigations[..]).unwrap_or_default();
    for navigation in implied.iter().filter(|navigation| navigation.contained && navigation.collection) {
        if children.iter().all(|child| child.name != navigation.name) {
            children.push(ContainerChild {
                name: &navigation.name,
                entity_type: navigation.target,
                singleton: false,
            });
        }
    }
    children
}

#[cfg(test)]
mod tests;
