//! What the generator knows about the server: the model of a face and entities that exist.

use odata::edm::{EdmType, EntityTypeId, Model};
use serde_json::Value;
use surfaces::face::Face;
use surfaces::model::FaceModel;

use crate::hostile::http::{Client, Request};
use crate::hostile::place::Place;

/// An id that nothing has.
const NOBODY: &str = "00000000-0000-0000-0000-000000000009";

/// A face, its model, and what stands in its sets at the start.
pub struct World {
    pub face: Face,
    pub model: FaceModel,
    /// Path of the company.
    pub company: String,
    /// By entity type: the entities as read.
    pub entities: Vec<Vec<Value>>,
}

impl World {
    /// Reads every set of the demo company.
    pub fn read(place: &Place, face: Face, client: &mut Client) -> World {
        let model = FaceModel::new(face, false);
        let company = place.company_path(face);
        let mut entities = Vec::new();
        for (index, entity) in model.model.entity_types.iter().enumerate() {
            let is_company = EntityTypeId(index) == model.company_type;
            if entity.key.is_empty() {
                entities.push(Vec::new());
            } else if is_company {
                entities.push(vec![client.read(&company)]);
            } else {
                let needed = entity.needs_filter_on.first().map(|property| &entity.properties[property.0]);
                let filter = match needed {
                    Some(property) if property.edm_type == EdmType::Guid => {
                        format!("?$filter={}%20ne%20{NOBODY}", property.name)
                    }
                    Some(property) => format!("?$filter={}%20ne%20'{NOBODY}'", property.name),
                    None => String::new(),
                };
                let target = format!("{company}/{}{filter}", entity.set_name);
                let list = client.ask(&Request::get(&target));
                assert_eq!(list.status, 200, "GET {target}: {}", list.text());
                entities.push(list.json()["value"].as_array().cloned().unwrap_or_default());
            }
        }
        World { face, model, company, entities }
    }

    pub fn edm(&self) -> &Model {
        &self.model.model
    }

    /// All faces of a place.
    pub fn all(place: &Place) -> Vec<World> {
        let mut client = place.client();
        Face::ALL.map(|face| World::read(place, face, &mut client)).into_iter().collect()
    }
}
