//! The facts of the three published APIs, reduced to names, types, lengths and methods (`tests/reference/*.json`).

use serde_json::Value;
use surfaces::face::Face;

use super::tests_folder;

/// One published API.
pub struct Reference {
    pub face: Face,
    pub entities: Vec<ReferenceEntity>,
    enums: Value,
    complex_types: Value,
}

/// A set as published. `properties` are kept for what funchal offers; of others only how many there are.
pub struct ReferenceEntity {
    pub set: String,
    pub type_name: String,
    /// Letters: G get, P post, M patch, D delete, U put.
    pub methods: String,
    pub route: String,
    pub actions: Vec<String>,
    pub navigations: Vec<ReferenceNavigation>,
    pub properties: Option<Vec<ReferenceProperty>>,
    pub property_count: u64,
}

pub struct ReferenceNavigation {
    pub name: String,
    pub collection: bool,
}

pub struct ReferenceProperty {
    pub name: String,
    pub edm_type: String,
    pub enumeration: Option<String>,
    pub length_max: Option<u32>,
    pub read_only: bool,
}

impl Reference {
    pub fn of(face: Face) -> Reference {
        let name = match face {
            Face::GraphBeta => "graph-beta",
            Face::V1 => "api-v1",
            Face::V2 => "api-v2",
            Face::Own => panic!("our own API is published by nobody else"),
        };
        let path = tests_folder().join(format!("reference/{name}.json"));
        let parsed: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let entities = parsed["entities"].as_array().unwrap().iter().map(entity).collect();
        Reference {
            face,
            entities,
            enums: parsed["enums"].clone(),
            complex_types: parsed["complexTypes"].clone(),
        }
    }

    /// The published set of an entity type.
    pub fn entity(&self, type_name: &str) -> Option<&ReferenceEntity> {
        self.entities.iter().find(|entity| entity.type_name == type_name)
    }

    /// Value, name on the wire and label of the members of a declared enumeration.
    pub fn enumeration(&self, name: &str) -> Option<Vec<(i64, String, String)>> {
        let members = self.enums[name].as_array()?.iter();
        Some(
            members
                .map(|member| (member[0].as_i64().unwrap_or(-1), text(&member[1]), text(&member[2])))
                .collect(),
        )
    }

    /// Name and length of the members of a complex type.
    pub fn complex_type(&self, name: &str) -> Option<Vec<(String, Option<u32>)>> {
        let members = self.complex_types[name].as_array()?.iter();
        Some(members.map(|member| (text(&member["name"]), length(member))).collect())
    }
}

fn entity(value: &Value) -> ReferenceEntity {
    let list = |name: &str| value[name].as_array().cloned().unwrap_or_default();
    let navigation = |value: &Value| ReferenceNavigation {
        name: text(&value["name"]),
        collection: value["collection"] == true,
    };
    ReferenceEntity {
        set: text(&value["set"]),
        type_name: text(&value["type"]),
        methods: text(&value["methods"]),
        route: text(&value["route"]),
        actions: list("actions").iter().map(text).collect(),
        navigations: list("navigation").iter().map(navigation).collect(),
        properties: value["properties"].as_array().map(|all| all.iter().map(property).collect()),
        property_count: value["propertyCount"].as_u64().unwrap_or(0),
    }
}

fn property(value: &Value) -> ReferenceProperty {
    ReferenceProperty {
        name: text(&value["name"]),
        edm_type: text(&value["type"]),
        enumeration: value["enum"].as_str().map(Into::into),
        length_max: length(value),
        read_only: value["readOnly"] == true,
    }
}

fn length(value: &Value) -> Option<u32> {
    value["maxLength"].as_u64().and_then(|length| u32::try_from(length).ok())
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or("").to_owned()
}
