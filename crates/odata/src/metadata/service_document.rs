//! The service document: what can be addressed below the root (OData JSON 5).

use super::container_children;
use crate::edm::Model;
use crate::json::tree::Json;
use crate::plan::MetadataLevel;

/// The service document of a model. `root_url` has no slash at its end; URLs inside are relative to it. With
/// `MetadataLevel::None` the context is left out.
pub fn service_document(model: &Model, root_url: &str, level: MetadataLevel) -> Vec<u8> {
    let mut document = Json::object([]);
    if level != MetadataLevel::None {
        document.push("@odata.context", format!("{root_url}/$metadata"));
    }
    let children = container_children(model).into_iter().map(|child| {
        Json::object([
            ("name", child.name.into()),
            ("kind", if child.singleton { "Singleton" } else { "EntitySet" }.into()),
            ("url", child.name.into()),
        ])
    });
    document.push("value", Json::array(children));
    document.to_bytes()
}
